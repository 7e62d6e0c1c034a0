# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: packages of Debian. apt and dpkg work on the real root only.

# ha_deb_missing NAME...: which of them are not installed, one on each line.
ha_deb_missing() {
  ha_has dpkg-query || { printf '%s\n' "$@"; return 0; }
  # shellcheck disable=SC2016 # the format is dpkg's
  ha_deb_there=$(dpkg-query -W -f='${Status} ${Package}\n' "$@" 2>/dev/null | awk '$2 == "ok" && $3 == "installed" { print $4 }')
  for ha_deb_name in "$@"; do
    case "$ha_nl$ha_deb_there$ha_nl" in *"$ha_nl$ha_deb_name$ha_nl"*) ;; *) printf '%s\n' "$ha_deb_name" ;; esac
  done
}

# ha_deb_installed NAME...: whether all of them are.
ha_deb_installed() { [ -z "$(ha_deb_missing "$@")" ]; }

# ha_deb_absent NAME...: whether none of them is.
ha_deb_absent() { [ $# -eq 0 ] || [ "$(ha_deb_missing "$@" | wc -l)" -eq $# ]; }

# ---- what packages may not do meanwhile ----

ha_policy=/usr/sbin/policy-rc.d
ha_policy_mark='Made by ha-bootstrap'

ha_deb_policy_is_ours() { grep -q -s "$ha_policy_mark" "$ha_policy"; }

# A package's scripts ask policy-rc.d before they start something. Ours says no only to those whose installation we began
# (they have our environment); to all others it says what would be said without it. So it does no harm when it outlives
# us, and it still holds for an apt that does.
ha_deb_policy() {
  if ! ha_deb_policy_is_ours; then
    if [ -e "$ha_policy" ] || [ -L "$ha_policy" ]; then
      mv "$ha_policy" "$ha_policy.ha-kept" || ha_fail "$ha_policy could not be set aside for the time of the installation."
    fi
    rm -f "$ha_policy.ha-new"
    cat >"$ha_policy.ha-new" <<EOF || ha_fail "$ha_policy cannot be written."
#!/bin/sh
# $ha_policy_mark for the time of one installation. What runs already may be restarted, nothing else may be started.
while :; do case \${1-} in --*) shift ;; *) break ;; esac; done
if [ "\${HA_INSTALLS-}" != yes ]; then
  [ ! -x $ha_policy.ha-kept ] || exec $ha_policy.ha-kept "\$@"
  exit 0
fi
case \${2-} in *start*) ;; *) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl is-active --quiet "\${1-}" && exit 0
elif [ -x "/etc/init.d/\${1-}" ]; then
  "/etc/init.d/\${1-}" status >/dev/null 2>&1 && exit 0
fi
exit 101
EOF
    chmod 755 "$ha_policy.ha-new" && mv "$ha_policy.ha-new" "$ha_policy"
  fi
  HA_INSTALLS=yes
  export HA_INSTALLS
}

# ha_deb_policy_end: as it was before us.
ha_deb_policy_end() {
  if [ -e "$ha_policy.ha-kept" ] || [ -L "$ha_policy.ha-kept" ]; then mv -f "$ha_policy.ha-kept" "$ha_policy"
  else rm -f "$ha_policy"; fi
}

ha_deb_policy_ended() { ! ha_deb_policy_is_ours && [ ! -e "$ha_policy.ha-kept" ]; }

# ---- apt ----

# Nobody is there to be asked, and nothing else may restart daemons behind our back.
ha_deb_quiet() {
  DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical UCF_FORCE_CONFFOLD=1 NEEDRESTART_SUSPEND=1
  APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none
  export DEBIAN_FRONTEND DEBIAN_PRIORITY UCF_FORCE_CONFFOLD NEEDRESTART_SUSPEND APT_LISTCHANGES_FRONTEND APT_LISTBUGS_FRONTEND
}

# ha_apt ARGUMENTS...: with how far it is in $HA_RUN/apt-status and what it says in $HA_RUN/apt.log.
ha_apt() {
  # shellcheck disable=SC2086 # words of ours
  apt-get -y -q $ha_apt_sources -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 -o APT::Status-Fd=3 "$@" \
    3>"$HA_RUN/apt-status" >"$HA_RUN/apt.log" 2>&1
}
ha_apt_sources=

ha_deb_say() { printf 'said:::%s\n' "$*" >"$HA_RUN/apt-status"; }

# Downloading counts as a quarter of the way.
ha_deb_progress() {
  tail -n 1 "$HA_RUN/apt-status" 2>/dev/null | awk -F: '
    { text = $4; for (i = 5; i <= NF; i++) text = text ":" $i }
    $1 == "dlstatus" { printf "%d %s\n", $3 / 4, text }
    $1 == "pmstatus" { printf "%d %s\n", 25 + $3 * 3 / 4, text }
    $1 == "said" { print "- " text }'
}

# Which process holds a lock of apt or dpkg, as people know it; nothing when none does. The kernel tells locks by inode;
# that of another file system may have the same number, so the process must have the file open too.
ha_deb_holder() {
  for ha_holder_file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
    [ -e "$ha_holder_file" ] || continue
    awk -v inode="$(stat -c %i "$ha_holder_file")" '
      { for (i = 2; i <= NF; i++) if ($i ~ ":" inode "$" && $(i - 1) > 0) print $(i - 1) }' /proc/locks 2>/dev/null |
      while read -r ha_holder_pid; do
        for ha_holder_fd in "/proc/$ha_holder_pid/fd"/*; do
          [ "$(readlink "$ha_holder_fd")" = "$ha_holder_file" ] || continue
          printf '%s (process %s)\n' "$(cat "/proc/$ha_holder_pid/comm" 2>/dev/null)" "$ha_holder_pid"
          break
        done
      done
  done | head -n 1
}

# Waits until nobody else installs packages.
ha_deb_idle() {
  ha_idle_end=$(($(date +%s) + 900))
  while ha_idle_who=$(ha_deb_holder) && [ -n "$ha_idle_who" ]; do
    [ "$(date +%s)" -lt "$ha_idle_end" ] ||
      ha_fail "$ha_idle_who has been at work on packages for 15 minutes and nobody else may meanwhile. Let it finish, or end it, and run again."
    ha_deb_say "waits for $ha_idle_who, which is at work on packages"
    sleep 2
  done
}

# What an interrupted installation left half done is finished, or apt refuses everything.
ha_deb_repair() {
  ha_deb_say 'looks after packages that are half installed'
  dpkg --force-confdef --force-confold --configure -a >"$HA_RUN/apt.log" 2>&1 || :
}

# ha_deb_unknown NAME...: for which apt knows no source.
ha_deb_unknown() {
  # shellcheck disable=SC2086 # words of ours
  ha_unknown_known=$(apt-cache $ha_apt_sources policy "$@" 2>/dev/null |
    awk '/^[^ ]/ { name = $1; sub(/:$/, "", name) } $1 == "Candidate:" && $2 != "(none)" { print name }')
  for ha_unknown_name in "$@"; do
    case "$ha_nl$ha_unknown_known$ha_nl" in *"$ha_nl$ha_unknown_name$ha_nl"*) ;; *) printf '%s\n' "$ha_unknown_name" ;; esac
  done
}

# The lists of what there is are taken for good for a day.
ha_deb_lists_are_fresh() {
  [ -n "$(find /var/lib/apt/lists/partial -prune -mmin -1440 2>/dev/null)" ] &&
    [ -n "$(find /var/lib/apt/lists -name '*_Packages*' 2>/dev/null | head -n 1)" ]
}

# ha_deb_lists NAME...: sees to it that apt knows where to get them.
ha_deb_lists() {
  if ha_deb_lists_are_fresh && [ -z "$(ha_deb_unknown "$@")" ]; then return 0; fi
  ha_deb_say 'asks the mirrors for the lists of packages'
  ha_lists_failed=no
  ha_apt update || ha_lists_failed=yes
  ha_lists_unknown=$(ha_deb_unknown "$@")
  [ -n "$ha_lists_unknown" ] || return 0
  # apt calls it a success when it got no list at all.
  if [ "$ha_lists_failed" = yes ] || grep -q '^\(Err:\|W: Failed\|W: Some index\)' "$HA_RUN/apt.log"; then ha_deb_explain; fi
  ha_fail "No package source of this node has $(printf '%s' "$ha_lists_unknown" | tr '\n' ' '). Compare /etc/apt/sources.list with the names in cluster.yaml."
}

# The folder of packages that came with the program or its bundle, or was put on the node where the network has none.
ha_deb_folder() {
  for ha_folder in "$HA_DIR/debs" "${HA_DIR%/*}/debs" "$HA_HOME/debs"; do
    if [ -n "$(find "$ha_folder/" -name '*.deb' 2>/dev/null | head -n 1)" ]; then
      printf '%s\n' "$ha_folder"
      return 0
    fi
  done
}

# ha_deb_offline FOLDER: makes it the only source of apt, for this installation.
ha_deb_offline() {
  ha_deb_say "reads the packages of $1"
  rm -rf "$HA_RUN/debs"
  mkdir -p "$HA_RUN/debs/lists/partial"
  ln -s "$1" "$HA_RUN/debs/pool"
  for ha_offline_file in "$1"/*.deb; do
    dpkg-deb -f "$ha_offline_file" || ha_fail "$ha_offline_file is not a package: it may be cut off. Copy it again."
    printf 'Filename: pool/%s\nSize: %s\nSHA256: %s\n\n' "${ha_offline_file##*/}" "$(stat -c %s "$ha_offline_file")" \
      "$(sha256sum "$ha_offline_file" | cut -d ' ' -f 1)"
  done >"$HA_RUN/debs/Packages"
  printf 'deb [trusted=yes] file:%s/debs ./\n' "$HA_RUN" >"$HA_RUN/debs/sources.list"
  ha_apt_sources="-o Dir::Etc::SourceList=$HA_RUN/debs/sources.list -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists=$HA_RUN/debs/lists -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
  ha_apt update || ha_deb_explain
  ha_offline_unknown=$(shift && ha_deb_unknown "$@")
  [ -z "$ha_offline_unknown" ] ||
    ha_fail "$1 does not hold $(printf '%s' "$ha_offline_unknown" | tr '\n' ' ')."
}

# ha_deb_removals MAY-GO ARGUMENTS...: refuses what would take away more than the names in MAY-GO.
ha_deb_removals() {
  ha_removals_may=" $1 "
  shift
  # shellcheck disable=SC2086 # words of ours
  apt-get -s -q $ha_apt_sources "$@" >"$HA_RUN/apt.log" 2>&1 || ha_deb_explain
  ha_removals=$(awk '$1 == "Remv" || $1 == "Purg" { print $2 }' "$HA_RUN/apt.log" |
    while read -r ha_removals_name; do
      case $ha_removals_may in *" $ha_removals_name "*) ;; *) printf ' %s' "$ha_removals_name" ;; esac
    done)
  [ -z "$ha_removals" ] ||
    ha_fail "apt would remove$ha_removals for this. Should they go, add them to packages-absent of this node in cluster.yaml."
}

# ha_deb_install MAY-GO NAME...
ha_deb_install() {
  ha_install_may=$1
  shift
  ha_deb_quiet
  ha_deb_idle
  ha_deb_policy
  ha_deb_repair
  ha_install_folder=$(ha_deb_folder)
  # shellcheck disable=SC2046 # names of packages
  if [ -n "$ha_install_folder" ]; then ha_deb_offline "$ha_install_folder" $(ha_deb_missing "$@")
  else ha_deb_lists "$@"; fi
  ha_deb_say 'works out what else is needed'
  # Where nothing that may go is there, nothing may go at all, and apt needs to be asked once only.
  ha_install_keep=--no-remove
  # shellcheck disable=SC2086 # names of packages
  if ! ha_deb_absent $ha_install_may; then
    ha_install_keep=
    ha_deb_removals "$ha_install_may" --no-install-recommends -f install "$@"
  fi
  # shellcheck disable=SC2086 # one word or none
  ha_apt $ha_install_keep --no-install-recommends -f install "$@" || {
    ! grep -q 'remove is disabled' "$HA_RUN/apt.log" ||
      ha_deb_removals "$ha_install_may" --no-install-recommends -f install "$@"
    ha_deb_explain
  }
}

# ha_deb_remove NAME...
ha_deb_remove() {
  ha_deb_quiet
  ha_deb_idle
  ha_deb_policy
  ha_deb_repair
  ha_deb_removals "$*" purge "$@"
  ha_apt purge "$@" || ha_deb_explain
}

# What apt said, and what it means in one sentence.
ha_deb_explain() {
  # dpkg says why in the line after.
  awk '/^(E:|Err:|W: Failed|dpkg: error)|No space left/ || after { if (!seen[$0]++) print substr($0, 1, 300) }
    { after = /^dpkg: error/ }' "$HA_RUN/apt.log" | tail -n 8 >&2
  if grep -q -E "No space left|don't have enough free space" "$HA_RUN/apt.log"; then
    ha_fail "There is no room for the packages ($(df -P -k / /var /boot 2>/dev/null |
      awk 'NR > 1 && !seen[$6]++ { printf "%s%s: %d MiB free", sep, $6, $4 / 1024; sep = ", " }')). Make room and run again; it goes on where it stopped."
  elif grep -q -E 'is not valid yet|Release file .* expired' "$HA_RUN/apt.log"; then
    ha_fail "The mirror's signature does not fit this node's clock ($(date)). Set the clock, or choose a mirror that is kept up."
  elif grep -q -E 'NO_PUBKEY|EXPKEYSIG' "$HA_RUN/apt.log"; then
    ha_fail 'A package source is not signed by a key that this node knows. Correct /etc/apt/sources.list or install the key.'
  elif grep -q -E 'resolv(e|ing)|onnect|Failed to fetch|timed out|unreachable' "$HA_RUN/apt.log"; then
    ha_fail "The mirror $(grep -o -E '(https?|ftp)://[^ /]+' "$HA_RUN/apt.log" | sort -u | head -n 3 | tr '\n' ' ')cannot be reached or did not answer well. See to the network, to DNS or to apt's proxy, or put the packages into $HA_HOME/debs; then run again."
  elif grep -q 'Sub-process /usr/bin/dpkg returned' "$HA_RUN/apt.log"; then
    ha_fail "dpkg could not finish $(sed -n '/^Errors were encountered/,$ s/^ //p' "$HA_RUN/apt.log" | tr '\n' ' '); the whole output is in $HA_RUN/apt.log."
  fi
  ha_fail "apt could not do it; the whole output is in $HA_RUN/apt.log."
}
