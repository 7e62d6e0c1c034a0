#!/bin/sh
# Brings this machine to what the bundle says, without a controller: the same steps, run on each node by hand at about
# the same time. Without arguments it only says what it would do.
#   sh install.sh [--node NAME] [--check | --apply | --list | --undo | --stop | --confirm] [--only STEP] [--skip STEP]
#                 [--from STEP] [--allow SERIAL]
# --stop ends, --confirm lets stay the changed network of, a run that goes on in another login.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
node=$(uname -n)
node=${node%%.*}
if [ "${1-}" = --node ]; then
  node=${2-}
  shift 2
fi
if [ ! -f "$here/install/$node" ]; then
  {
    echo "This machine is called $node, and the bundle has nothing for it. Say which one it is to be:"
    for program in "$here"/install/*; do echo "  sh install.sh --node ${program##*/}"; done
  } >&2
  exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
  echo 'Only root can do this: try it with sudo, or su -.' >&2
  exit 2
fi
if command -v sha256sum >/dev/null && ! (cd "$here" && sha256sum -c SHA256SUMS) >/dev/null 2>&1; then
  echo 'The bundle is not as it was made:' >&2
  (cd "$here" && sha256sum -c SHA256SUMS 2>/dev/null | grep -v ': OK$') >&2 || true
  echo 'Copy it again, or generate it again if it was edited.' >&2
  exit 4
fi
blank=$(grep -rl '@SECRET:[A-Za-z0-9_-]*@' "$here/$node" || true)
if [ -n "$blank" ]; then
  printf 'These files still have blanks where secrets belong; put the values into the secrets file and generate again:\n%s\n' \
    "$blank" >&2
  exit 3
fi
HA_FILES=$here/$node HA_GUARD=$here/netguard
export HA_FILES HA_GUARD
case ${1-} in
  '' | --check)
    code=0
    [ $# -gt 0 ] || set -- --check
    events=$(sh "$here/install/$node" "$@") || code=$?
    printf '%s\n' "$events" | awk -F '\t' '
      $2 == "step" { title = $5 }
      $2 == "would" { if (title != "") print title; title = ""; print "  would " $5 }
      $2 == "destroys" { print "    DESTROYS " $5 }
      $2 == "refused" { print "    REFUSED: " $5 }
      $2 == "end" && $5 == "ok" { print "Nothing to change." }'
    [ "$code" -ne 6 ] || printf 'Nothing was changed. To do it: sh %s --apply\n' "$0"
    exit "$code"
    ;;
  --only | --skip | --from | --allow) set -- --apply "$@" ;;
esac
exec sh "$here/install/$node" "$@"
