# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: what DRBD says, whichever it is. The kernel's module decides which words are understood.

# ha_drbd_version: of the module in the kernel; nothing where it is not loaded.
ha_drbd_version() { ha_read "$HA_ROOT/sys/module/drbd/version" || sed -n 's/^version: \([0-9.]*\).*/\1/p' "$HA_ROOT/proc/drbd" 2>/dev/null; }

# ha_drbd_states RESOURCE MINOR: a line for each peer: whether it is connected (yes or no), role here and there, disk here and
# there, what the replication does, KiB that differ. Nothing where the device is not configured.
ha_drbd_states() {
  if [ "$ha_drbd_looked" = yes ]; then ha_drbd_seen_of "$@"; else ha_drbd_look "$@"; fi
}

# ha_drbd_look RESOURCE MINOR: the same; of all devices where both are empty, each line behind its resource (- where DRBD does not
# say it there) and minor.
ha_drbd_look() {
  # Every guard of DRBD comes by here, so it takes no process for a version that the kernel says in a file.
  ha_read "$HA_ROOT/sys/module/drbd/version" >/dev/null || ha_read_line=$(ha_drbd_version)
  case $ha_read_line in
    '') ;;
    8.*) ha_drbd_look8 "$2" ;;
    *) ha_drbd_look9 "$1" "$2" ;;
  esac
}

# Up to 8.3 the roles were called st, and up to 8.2 the disks ld.
ha_drbd_look8() {
  awk -v only="$1" '
    function tell() {
      if (minor == "" || v["cs"] == "" || v["cs"] == "Unconfigured" || only != "" && minor != only) return
      split(v["ro"] != "" ? v["ro"] : v["st"], role, "/")
      split(v["ds"] != "" ? v["ds"] : v["ld"], disk, "/")
      alone = "^(StandAlone|Disconnecting|Unconnected|Timeout|BrokenPipe|NetworkFailure|ProtocolError|TearDown|WFConnection|WFReportParams)$"
      print (only == "" ? "- " minor " " : "") (v["cs"] ~ alone ? "no" : "yes"), role[1], role[2], disk[1], disk[2], v["cs"], v["oos"] + 0
    }
    /^ *[0-9]+: cs:/ { tell(); split("", v); minor = $1; sub(/:/, "", minor) }
    minor != "" {
      for (i = 1; i <= NF; i++) { at = index($i, ":"); if (at > 1 && at < length($i)) v[substr($i, 1, at - 1)] = substr($i, at + 1) }
    }
    END { tell() }' "$HA_ROOT/proc/drbd" 2>/dev/null
}

ha_drbd_look9() {
  # shellcheck disable=SC2086 # no word where all are meant
  ha_try 20 drbdsetup events2 --now --statistics $1 2>/dev/null | awk -v only="$2" '
    { split("", v); for (i = 3; i <= NF; i++) { at = index($i, ":"); v[substr($i, 1, at - 1)] = substr($i, at + 1) }; r = v["name"] }
    $2 == "resource" { role[r] = v["role"] }
    $2 == "connection" { k = r SUBSEP v["peer-node-id"]; if (!(k in state)) peers[r] = peers[r] " " v["peer-node-id"]; state[k] = v["connection"]; there[k] = v["role"] }
    $2 == "device" { m = v["minor"]; if (!(m in disk)) minors = minors " " m; of[m] = r; volume[m] = v["volume"]; disk[m] = v["disk"] }
    $2 == "peer-device" { k = r SUBSEP v["peer-node-id"] SUBSEP v["volume"]; repl[k] = v["replication"]; pdisk[k] = v["peer-disk"]; oos[k] = v["out-of-sync"] }
    END {
      n = split(minors, minor, " ")
      for (i = 1; i <= n; i++) {
        m = minor[i]
        if (only != "" && m != only) continue
        r = of[m]
        before = only == "" ? r " " m " " : ""
        p = split(peers[r], peer, " ")
        for (j = 1; j <= p; j++) {
          k = r SUBSEP peer[j]
          d = k SUBSEP volume[m]
          met = state[k] == "Connected"
          print before (met ? "yes" : "no"), role[r], there[k], disk[m], pdisk[d], (met ? repl[d] : state[k]), oos[d] + 0
        }
        if (!p) print before "no", role[r], "Unknown", disk[m], "DUnknown", "Off", 0
      }
    }'
}

# ha_drbd_is FIELD RESOURCE MINOR: role or disk of this node.
ha_drbd_is() {
  ha_drbd_is_states=$(ha_drbd_states "$2" "$3")
  # shellcheck disable=SC2086 # the words of its first line
  set -- "$1" ${ha_drbd_is_states%%"$ha_nl"*}
  case $1 in role) echo "${3-}" ;; *) echo "${5-}" ;; esac
}

# ha_drbd_attached RESOURCE MINOR: whether the device is there with its disk.
ha_drbd_attached() {
  case $(ha_drbd_is disk "$1" "$2") in '' | Diskless | Failed | Detaching | DUnknown) return 1 ;; esac
}

# ha_drbd_has_md TARGET RESOURCE MINOR: whether there is metadata that this DRBD reads. TARGET is RESOURCE/VOLUME, where
# drbdadm knows volumes.
ha_drbd_has_md() { ha_drbd_attached "$2" "$3" || drbdadm get-gi "$1" >/dev/null 2>&1; }

# ha_drbd_marked DISK: whether there is metadata at its end, of whomever.
ha_drbd_marked() { [ -b "$1" ] && ha_signatures "$1" | grep -q -E ': drbd( |$)'; }

# ha_drbd_new TARGET: whether its metadata was just made: no generation of data has been there yet (drbd.h: UUID_JUST_CREATED
# is 4). Then nothing can be lost here; a peer that has data makes itself the source when they meet.
ha_drbd_new() {
  ha_drbd_new_gi=$(drbdadm get-gi "$1" 2>/dev/null) && [ -n "$ha_drbd_new_gi" ] &&
    ! printf '%s\n' "$ha_drbd_new_gi" | grep '^[0-9A-Fa-f]*:' | grep -q -v '^0000000000000004:0*:'
}

# ha_drbd_moved RESOURCE=MINOR[,MINOR]...: sentences about what the configuration that is there calls otherwise than these. What has
# got a device keeps it: files of another would be read by all that is running, and after a boot a machine gets another's disk.
ha_drbd_moved() {
  for ha_moved_res in $(drbdadm sh-resources 2>/dev/null); do
    for ha_moved_dev in $(drbdadm sh-dev "$ha_moved_res" 2>/dev/null); do
      ha_moved_minor=${ha_moved_dev#/dev/drbd}
      case $ha_moved_minor in '' | *[!0-9]*) continue ;; esac
      for ha_moved_want in "$@"; do
        case ${ha_moved_want%%=*}:,${ha_moved_want#*=}, in
          "$ha_moved_res":*,"$ha_moved_minor",*) ;;
          "$ha_moved_res":*)
            echo "The DRBD resource $ha_moved_res has $ha_moved_dev here, and the plan gives it another device: write minor: $ha_moved_minor and its port into drbd.resources.$ha_moved_res of cluster.yaml." ;;
          *:*,"$ha_moved_minor",*)
            echo "$ha_moved_dev is the DRBD resource $ha_moved_res here, and the plan gives it to ${ha_moved_want%%=*}: write minor: and port: of what stays into cluster.yaml; or, if nobody needs $ha_moved_res any more, drbdadm down $ha_moved_res and take its file out of /etc/drbd.d on every node." ;;
        esac
      done
    done
  done
}

# ha_drbd_met RESOURCE MINOR...: whether every volume is connected to every peer.
ha_drbd_met() {
  ha_drbd_met_res=$1
  shift
  for ha_drbd_met_minor in "$@"; do
    ha_drbd_states "$ha_drbd_met_res" "$ha_drbd_met_minor" | awk '$1 != "yes" { bad = 1 } END { exit !(NR > 0 && !bad) }' || return 1
  done
}

# ha_drbd_has_data RESOURCE [TARGET MINOR]...: whether every volume has had a generation of data here, or gets it from a peer.
ha_drbd_has_data() {
  ha_drbd_data_res=$1
  shift
  while [ $# -gt 0 ]; do
    if [ "$(ha_drbd_is disk "$ha_drbd_data_res" "$2")" = UpToDate ]; then
      shift 2
      continue
    fi
    ha_drbd_has_md "$1" "$ha_drbd_data_res" "$2" || return 1
    ! ha_drbd_new "$1" || ha_drbd_states "$ha_drbd_data_res" "$2" | grep -q -E '^yes( [^ ]+){3} (UpToDate|Consistent|Outdated) ' || return 1
    shift 2
  done
}

# ha_drbd_untouched RESOURCE [TARGET MINOR]...: ends the action unless every volume is new here, connected to all, and of no
# value anywhere. DRBD itself refuses a connection, or takes the peer's copy, where this one is new and the peer's is not.
ha_drbd_untouched() {
  ha_drbd_unt_res=$1
  shift
  while [ $# -gt 0 ]; do
    ha_drbd_new "$1" ||
      ha_fail "$1 has data already, and other volumes of $ha_drbd_unt_res are new. Say by hand which copy of those is right (drbdadm invalidate-remote)."
    ha_drbd_states "$ha_drbd_unt_res" "$2" |
      awk '$1 != "yes" || $4 != "Inconsistent" || ($5 != "Inconsistent" && $5 != "Diskless") { bad = 1 } END { exit !(NR > 0 && !bad) }' ||
      ha_fail "$1 is not connected to new copies everywhere, so nothing was changed: $(ha_drbd_states "$ha_drbd_unt_res" "$2" | tr '\n' ';')"
    shift 2
  done
}

# ha_drbd_uuid DISK: which metadata it is: made at random by create-md.
ha_drbd_uuid() { wipefs --no-act --parsable "$1" 2>/dev/null | awk -F, '$4 == "drbd" { print $2 }'; }

# ha_drbd_proof RESOURCE [DISK]...: whether this node's note says that these disks, with the metadata that is there now, were made
# zero as a whole.
ha_drbd_proof() {
  ha_drbd_proof_file=$HA_HOME/proof-$1
  shift
  for ha_drbd_proof_disk in "$@"; do
    ha_drbd_proof_uuid=$(ha_drbd_uuid "$ha_drbd_proof_disk")
    [ -n "$ha_drbd_proof_uuid" ] && grep -q -F "metadata $ha_drbd_proof_uuid " "$ha_drbd_proof_file" 2>/dev/null || return 1
  done
}

# ha_drbd_proved RESOURCE PEER...: whether the other nodes say so too, in this run.
ha_drbd_proved() {
  ha_drbd_proved_res=$1
  shift
  for ha_drbd_proved_peer in "$@"; do
    [ -s "$HA_RUN/shared/proof-$ha_drbd_proved_res.$ha_drbd_proved_peer" ] || return 1
  done
}

# ha_drbd_same RESOURCE MINOR...: whether every copy is up to date.
ha_drbd_same() {
  ha_drbd_same_res=$1
  shift
  for ha_drbd_same_minor in "$@"; do
    ha_drbd_states "$ha_drbd_same_res" "$ha_drbd_same_minor" |
      awk '$1 != "yes" || $4 !~ /^(UpToDate|Diskless)$/ || $5 !~ /^(UpToDate|Diskless)$/ { bad = 1 } END { exit !(NR > 0 && !bad) }' || return 1
  done
}

# ha_drbd_settled RESOURCE: whether the running resource is as the files say; words of DRBD 8 and 9 print what they would do.
ha_drbd_settled() {
  ha_drbd_todo=$(drbdadm --dry-run adjust "$1" 2>/dev/null) && [ -z "$ha_drbd_todo" ]
}

# ha_drbd_alone RESOURCE MINOR: whether it gave its peer up, as after a split brain.
ha_drbd_alone() { ha_drbd_states "$1" "$2" | grep -q ' StandAlone '; }

# ha_drbd_progress RESOURCE:MINOR...: how much of all of them is the same on both sides, as an event wants it.
ha_drbd_progress() {
  for ha_drbd_prog in "$@"; do
    ha_drbd_prog_minor=${ha_drbd_prog##*:}
    ha_drbd_states "${ha_drbd_prog%:*}" "$ha_drbd_prog_minor" |
      awk -v kib="$(($(ha_size "/dev/drbd$ha_drbd_prog_minor") / 1024))" '
        $7 > most { most = $7 } END { if (NR > 0 && kib > 0) print kib, most + 0 }'
  done | awk -v eta="$(ha_drbd_eta "$@")" '
    { all += $1; left += $2 }
    END { if (all > 0) printf "%d %.1f GiB of %.1f GiB left%s\n", 100 * (1 - left / all), left / 1048576, all / 1048576, eta }'
}

# The longest of the times that DRBD itself expects.
ha_drbd_eta() {
  case $(ha_drbd_version) in
    8.*) sed -n 's/.*finish: \([0-9]*:[0-9]*:[0-9]*\).*/\1/p' "$HA_ROOT/proc/drbd" 2>/dev/null ;;
    *) for ha_drbd_eta in "$@"; do drbdsetup status "${ha_drbd_eta%:*}" --json 2>/dev/null; done |
      sed -n 's/.*"estimated-seconds-to-finish": *\([0-9]*\).*/0:0:\1/p' ;;
  esac | awk -F: '{ s = $1 * 3600 + $2 * 60 + $3; if (s > most) most = s }
    END { if (most) printf ", %d:%02d:%02d to go", most / 3600, most % 3600 / 60, most % 60 }'
}

# ha_cluster_runs: whether a cluster manager is at work here, whose business roles and mounts are.
ha_cluster_runs() { ha_runs pacemakerd pacemaker-contro crmd heartbeat rgmanager pve-ha-lrm; }

# ha_drbd_demoted RESOURCE MINOR...: whether nobody left it primary without need: it is secondary, or the cluster manager decides, or it is
# in use.
ha_drbd_demoted() {
  ! ha_cluster_runs || return 0
  ha_drbd_dem_res=$1
  shift
  for ha_drbd_dem_minor in "$@"; do
    [ "$(ha_drbd_is role "$ha_drbd_dem_res" "$ha_drbd_dem_minor")" != Primary ] || [ -n "$(ha_users "/dev/drbd$ha_drbd_dem_minor")" ] ||
      return 1
  done
}

# ha_drbd_lend RESOURCE MINOR...: primary for what is to be made on it, and secondary again when the action ends, however it ends.
# What is there is looked for on the disk below a secondary, which holds it only where this copy is up to date: while it is being
# synchronised from another, DRBD would read from there, and write to both.
ha_drbd_lend() {
  ha_drbd_lent=$1
  shift
  for ha_drbd_lend_minor in "$@"; do
    case $(ha_drbd_states "$ha_drbd_lent" "$ha_drbd_lend_minor" | awk '$3 == "Primary"') in
      '') ;;
      *) ha_fail "$ha_drbd_lent is primary on another node, so nothing can be made on it here." ;;
    esac
    ha_drbd_lend_disk=$(ha_drbd_is disk "$ha_drbd_lent" "$ha_drbd_lend_minor")
    [ "$ha_drbd_lend_disk" = UpToDate ] ||
      ha_fail "The copy of $ha_drbd_lent here is ${ha_drbd_lend_disk:-not there}, so nobody can say what is on it, and nothing was made. Apply again when it is the same as the others (UpToDate in drbdadm status or /proc/drbd); apply --wait-sync waits for that."
  done
  # What was primary before stays so.
  [ "$(ha_drbd_is role "$ha_drbd_lent" "$1")" != Primary ] || return 0
  drbdadm primary "$ha_drbd_lent"
  trap 'ha_drbd_give_back' EXIT
}

ha_drbd_give_back() {
  [ -z "${ha_drbd_lent_group-}" ] || lvm vgchange -q -a n "$ha_drbd_lent_group" >/dev/null 2>&1
  # udev looks at what was just written.
  ! ha_has udevadm || udevadm settle --timeout=60 2>/dev/null || :
  drbdadm secondary "$ha_drbd_lent"
}
