# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: the configuration of pacemaker. Three sides meet: what runs (live), what cluster.yaml says now
# (ours) and what it said when it was last loaded (before). What is ours gets in; what was ours and is no more gets out;
# what somebody else put there stays.

HA_CIB_PATH=/etc/ha-bootstrap/cib.xml
HA_CIB=$HA_ROOT$HA_CIB_PATH
HA_CIB_BEFORE=$HA_HOME/cib.xml

# Every element and attribute of a configuration as lines: key, key of the parent, name, value. A key is TAG#ID, or the
# tag where there is no id. Members of groups have their place too.
ha_cib_flat() {
  tr '\n' ' ' <"$1" | awk '
    BEGIN { RS = "<"; OFS = "\t" }
    function value_of(text) { gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&gt;/, ">", text); gsub(/&#0*9;|&#x9;/, " ", text); return text }
    /^configuration[ >]/ { inside = 1; depth = 0; above[0] = "configuration"; next }
    /^\/configuration>/ { inside = 0 }
    !inside || /^[!?]/ || NF == 0 { next }
    /^\// { depth--; next }
    {
      text = $0
      sub(/>[^>]*$/, "", text)
      closed = sub(/\/$/, "", text)
      tag = text
      sub(/[ \t].*/, "", tag)
      rest = substr(text, length(tag) + 1)
      count = 0
      id = ""
      while (match(rest, /[A-Za-z_:][A-Za-z0-9_.:-]*="[^"]*"/)) {
        pair = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        at = index(pair, "=")
        name[++count] = substr(pair, 1, at - 1)
        worth[count] = value_of(substr(pair, at + 2, length(pair) - at - 2))
        if (name[count] == "id") id = worth[count]
      }
      key = id == "" ? tag : tag "#" id
      print key, above[depth], "", ""
      for (i = 1; i <= count; i++) if (name[i] != "id") print key, above[depth], name[i], worth[i]
      if (above[depth] ~ /^group#/ && tag == "primitive") print key, above[depth], "place", ++place[above[depth]]
      if (!closed) above[++depth] = key
    }'
}

# ha_cib_wants FLAT-LIVE FLAT-OURS FLAT-BEFORE: what has to change, as lines: add KEY; again KEY (something in it has
# moved, or has an attribute too many, which updating would leave; KEY is the whole resource or constraint); drop KEY.
ha_cib_wants() {
  awk -F '\t' '
    FNR == 1 { file++ }
    { element = $1; if ($3 == "") { parent[file, element] = $2; seen[file, element] = 1; if (file == 2) ours[++total] = element; if (file == 3) old[++olds] = element; next } }
    $3 == "place" { place[file, element] = $4; next }
    { attribute[file, element, $3] = $4; names[file, element] = names[file, element] " " $3 }
    function again(element) {
      while (index(parent[2, element], "#")) element = parent[2, element]
      if (parent[2, element] ~ /^(resources|constraints|fencing-topology)$/) print "again", element
      else print "add", element
    }
    END {
      for (i = 1; i <= total; i++) {
        element = ours[i]
        if (!((1, element) in seen)) { print "add", element; continue }
        if (parent[1, element] != parent[2, element]) { again(element); continue }
        # The order of what is ours in a group; others may stand between.
        if ((2, element) in place) {
          group = parent[2, element]
          if (place[1, element] + 0 <= last[group] + 0) { again(group); continue }
          last[group] = place[1, element]
        }
        n = split(names[3, element], list, " ")
        for (j = 1; j <= n; j++)
          if (!((2, element, list[j]) in attribute) && ((1, element, list[j]) in attribute)) { again(element); break }
        n = split(names[2, element], list, " ")
        for (j = 1; j <= n; j++)
          if (attribute[1, element, list[j]] != attribute[2, element, list[j]] || !((1, element, list[j]) in attribute)) { print "add", element; break }
      }
      for (i = 1; i <= olds; i++) {
        element = old[i]
        if (index(element, "#") && !((2, element) in seen) && ((1, element) in seen)) print "drop", element
      }
    }' "$@"
}

ha_cib_query() { ha_try 60 cibadmin --query 2>/dev/null; }

# ha_cib_difference FOLDER: fills the folder with the three sides and says what has to change.
ha_cib_difference() {
  ha_cib_query >"$1/live.xml" || return 1
  ha_cib_flat "$1/live.xml" >"$1/live"
  ha_cib_flat "$HA_CIB" >"$1/ours"
  : >"$1/before"
  [ ! -s "$HA_CIB_BEFORE" ] || ha_cib_flat "$HA_CIB_BEFORE" >"$1/before"
  [ -s "$1/live" ] && [ -s "$1/ours" ] || return 1
  # An empty file would not count as one.
  [ -s "$1/before" ] || printf 'none\tnone\t\t\n' >"$1/before"
  ha_cib_wants "$1/live" "$1/ours" "$1/before"
}

# A folder for secrets that goes with this process.
ha_cib_folder() {
  ha_cf_top=/run
  [ -w "$ha_cf_top" ] || ha_cf_top=${TMPDIR:-/tmp}
  mktemp -d "$ha_cf_top/ha-cib.XXXXXX"
}

# Whether all of ours runs and nothing that is no more ours.
ha_cib_is_loaded() (
  cmp -s "$HA_FILES$HA_CIB_PATH" "$HA_CIB" || exit 1
  ha_cl_folder=$(ha_cib_folder) || exit 1
  trap 'rm -rf "$ha_cl_folder"' EXIT
  ha_cl_wants=$(ha_cib_difference "$ha_cl_folder") || exit 1
  [ -z "$ha_cl_wants" ] && cmp -s "$HA_CIB" "$HA_CIB_BEFORE"
)

# Loads ours in one piece, so that nothing starts on half of it.
ha_cib_load() (
  ha_cl_folder=$(ha_cib_folder) || exit 1
  trap 'rm -rf "$ha_cl_folder"' EXIT
  ha_cib_difference "$ha_cl_folder" >"$ha_cl_folder/wants" || ha_fail 'pacemaker does not show its configuration (cibadmin --query).'
  if [ -s "$ha_cl_folder/wants" ]; then
    cp "$HA_CIB" "$ha_cl_folder/ours.xml"
    CIB_file=$ha_cl_folder/ours.xml cibadmin --query >"$ha_cl_folder/ours.lines" || ha_fail "cibadmin cannot read $HA_CIB_PATH; see above what it says."
    ha_cib_transplant "$ha_cl_folder/wants" "$ha_cl_folder/ours.lines" "$ha_cl_folder/live.xml" >"$ha_cl_folder/new.xml"
    CIB_file=$ha_cl_folder/new.xml cibadmin --modify --allow-create --scope configuration --xml-file "$HA_CIB" || ha_fail 'cibadmin does not take /etc/ha-bootstrap/cib.xml; above is what it says. Does something that is not in cluster.yaml refer to something that is no more?'
    ha_cl_said=$(crm_verify --xml-file "$ha_cl_folder/new.xml" --verbose 2>&1) ||
      case $ha_cl_said in *'Errors found'*) printf '%s\n' "$ha_cl_said" >&2; ha_fail 'pacemaker finds errors in the configuration that would result; nothing was loaded.' ;; esac
    [ "$(ha_cib_epoch)" = "$(ha_cib_epoch "$ha_cl_folder/live.xml")" ] ||
      ha_fail 'Somebody changed the configuration of the cluster meanwhile; run this again.'
    cibadmin --replace --scope configuration --xml-file "$ha_cl_folder/new.xml" || ha_fail 'pacemaker does not take its new configuration.'
  fi
  (umask 077 && cp "$HA_CIB" "$HA_CIB_BEFORE.new" && mv "$HA_CIB_BEFORE.new" "$HA_CIB_BEFORE")
)

# ha_cib_epoch [FILE]: counts changes of the configuration.
ha_cib_epoch() {
  { if [ $# -gt 0 ]; then cat "$1"; else ha_cib_query; fi; } | sed -n 's/.*<cib .* epoch="\([0-9]*\)".*/\1/p' | head -n 1
}

# ha_cib_transplant WANTS OURS LIVE: the live configuration without what is to be dropped, and with our text of what is to
# be there again. cibadmin would refuse what lies between, such as a constraint whose resource has gone for a moment.
# Both files have a tag on each line, as cibadmin prints them.
ha_cib_transplant() {
  awk '
    function key_of(line, tag, id) {
      tag = line
      sub(/^ *<\/?/, "", tag)
      sub(/[ \/>].*/, "", tag)
      if (!match(line, / id="[^"]*"/)) return tag
      id = substr(line, RSTART + 5, RLENGTH - 6)
      return tag "#" id
    }
    function opens(line) { return line ~ /^ *<[A-Za-z]/ && line !~ /\/> *$/ }
    function closes(line) { return line ~ /^ *<\// }
    FNR == 1 { file++ }
    file == 1 { if ($1 == "again") again[$2] = 1; if ($1 == "drop") gone[$2] = 1; next }
    file == 2 {
      key = key_of($0)
      if (!taking && opens($0) && key !~ /#/) section = key
      if (!taking && !closes($0) && key in again) { taking = key; depth = 0 }
      if (taking) {
        text[section] = text[section] $0 "\n"
        if (!closes($0)) gone[key] = 1
        if (opens($0)) depth++
        else if (closes($0)) depth--
        if (depth == 0) taking = ""
      }
      next
    }
    {
      key = key_of($0)
      if (leaving) {
        if (opens($0)) depth++
        else if (closes($0)) depth--
        if (depth == 0) leaving = 0
        next
      }
      if (!closes($0) && key ~ /#/ && key in gone) {
        if (opens($0)) { leaving = 1; depth = 1 }
        next
      }
      if (closes($0) && key in text) printf "%s", text[key]
      print
    }' "$@"
}

# ---- what runs ----

ha_crm_mon() {
  ha_try 60 crm_mon --one-shot --inactive --output-as=xml 2>/dev/null ||
    ha_try 60 crm_mon --one-shot --inactive --as-xml 2>/dev/null
}

# ha_pacemaker_online NODE...: whether pacemaker counts them all as ready.
ha_pacemaker_online() {
  ha_po_all=$(ha_crm_mon) || return 1
  for ha_po_node; do
    printf '%s\n' "$ha_po_all" | grep "<node name=\"$ha_po_node\"" | grep -q ' online="true".* pending="false"' || return 1
  done
}

# What of the named resources does not run: NAME, or NAME (promoted nowhere) for those after --promoted.
ha_resources_missing() {
  ha_crm_mon | awk -v names="$*" '
    BEGIN { n = split(names, want, " ") }
    /<resource / {
      id = role = ""
      if (match($0, / id="[^"]*"/)) id = substr($0, RSTART + 5, RLENGTH - 6)
      if (match($0, / role="[^"]*"/)) role = substr($0, RSTART + 7, RLENGTH - 8)
      sub(/:.*/, "", id)
      any = 1
      # A resource that failed still has the role that pacemaker fears it may have.
      if ($0 !~ / active="true"/ || $0 ~ / failed="true"/) next
      if (role == "Started" || role == "Promoted" || role == "Master" || role == "Unpromoted" || role == "Slave") runs[id] = 1
      if (role == "Promoted" || role == "Master") promoted[id] = 1
    }
    END {
      for (i = 1; i <= n; i++) {
        if (want[i] == "--promoted") { after = 1; continue }
        if (after && !promoted[want[i]]) print want[i] " (promoted nowhere)"
        else if (!runs[want[i]]) print want[i]
      }
      if (!any && n) print "all: pacemaker does not answer"
    }'
}

ha_resources_run() { [ -z "$(ha_resources_missing "$@")" ]; }

ha_nothing_failed() { ha_crm_mon | grep -q '<nodes>' && [ -z "$(ha_failures)" ]; }

# What failed, in the words of crm_mon.
ha_failures() { ha_try 60 crm_mon --one-shot 2>/dev/null | sed -n '/^Failed /,$p'; }

# ha_resources_settle SECONDS NAME...: waits until they run; gives up sooner where pacemaker has nothing left to do and
# something failed.
ha_resources_settle() {
  ha_rs_end=$(($(date +%s) + $1))
  shift
  ha_rs_idle=0
  until ha_resources_run "$@"; do
    if ha_try 60 crm_resource --wait --timeout=30s >/dev/null 2>&1; then ha_rs_idle=$((ha_rs_idle + 1)); fi
    [ "$(date +%s)" -lt "$ha_rs_end" ] || break
    [ "$ha_rs_idle" -lt 20 ] || [ -z "$(ha_failures)" ] || break
    sleep 3
  done
  ! ha_resources_run "$@" || return 0
  ha_failures >&2
  ha_fail "These do not run: $(ha_resources_missing "$@" | tr '\n' ' ')"
}

ha_resources_progress() {
  ha_rp_missing=$(ha_resources_missing "$@")
  printf -- '- %s to come: %s\n' "$(printf '%s\n' "$ha_rp_missing" | wc -l)" "$(printf '%s\n' "$ha_rp_missing" | head -n 3 | tr '\n' ' ')"
}
