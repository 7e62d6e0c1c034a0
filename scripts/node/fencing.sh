# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: fence devices are asked before anybody relies on them. Their parameters come from the configuration
# that pacemaker will get and go to the agent on its standard input, as pacemaker gives them.

# ha_fence_params DEVICE: NAME=VALUE for the agent.
ha_fence_params() {
  ha_cib_flat "$HA_CIB" | awk -F '\t' -v begin="nvpair#$1.params." '
    index($1, begin) != 1 { next }
    $3 == "name" { name = $4 }
    $3 == "value" && name !~ /^pcmk_/ && name != "delay" { print name "=" $4 }' | sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# ha_fence_status DEVICE AGENT NODE PLUG SECONDS: asks for the power of the node. 0 it is on, 2 it is off.
ha_fence_status() {
  case $2 in
    */*)
      { ha_fence_params "$1" && printf 'plugin=%s\naction=monitor\n' "$2"; } | ha_try "$5" fence_legacy 2>&1 ;;
    *)
      ha_has "$2" || { echo "there is no program $2 here"; return 127; }
      {
        ha_fence_params "$1"
        printf 'action=status\nnodename=%s\n' "$3"
        ha_fs_word=plug
        "$2" -o metadata 2>/dev/null </dev/null | grep -q 'parameter name="plug"' || ha_fs_word=port
        ha_fence_params "$1" | grep -q '^\(plug\|port\)=' || printf '%s=%s\n' "$ha_fs_word" "$4"
      } | ha_try "$5" "$2" 2>&1 ;;
  esac
}

# ha_fence_answers DEVICE AGENT NODE PLUG SECONDS: the same for people.
ha_fence_answers() {
  ha_fa_said=$(ha_fence_status "$@") && return 0
  ha_fa_code=$?
  printf '%s\n' "$ha_fa_said" | tail -n 6
  case $ha_fa_code in
    2) echo "Fence device $1 ($2), asked from $ha_node, says that $3 is off, and it runs: the address or the plug belongs to another machine." ;;
    124) echo "Fence device $1 ($2), asked from $ha_node about $3, did not answer within $5 seconds." ;;
    *) echo "Fence device $1 ($2), asked from $ha_node about $3, did not answer (exit code $ha_fa_code); above is what the agent said." ;;
  esac
  return 1
}

# ha_fence_known DEVICE: whether pacemaker has it as it is to be, with fencing enabled, and watches it without failures.
ha_fence_known() (
  [ "$(ha_try 20 crm_attribute --query --quiet --name stonith-enabled 2>/dev/null)" = true ] || exit 1
  ha_resources_run "$1" || exit 1
  ! ha_crm_mon | grep -q "<failure .*op_key=\"${1}_" || exit 1
  ha_fk_folder=$(ha_cib_folder) || exit 1
  trap 'rm -rf "$ha_fk_folder"' EXIT
  ha_cib_query >"$ha_fk_folder/live.xml" || exit 1
  ha_cib_flat "$ha_fk_folder/live.xml" | grep -F "$1" >"$ha_fk_folder/live"
  ha_cib_flat "$HA_FILES$HA_CIB_PATH" | grep -F "nvpair#$1.params." >"$ha_fk_folder/ours"
  while IFS= read -r ha_fk_line; do
    grep -q -x -F -e "$ha_fk_line" "$ha_fk_folder/live" || exit 1
  done <"$ha_fk_folder/ours"
)

# ha_stonith_answers TYPE SECONDS: asks a device of heartbeat, whose parameters stand in ha.cf by position.
ha_stonith_answers() (
  ha_sa_folder=$(ha_cib_folder) || exit 1
  trap 'rm -rf "$ha_sa_folder"' EXIT
  awk -v type="$1" -v want="$3" '$1 == "stonith_host" && $3 == type && ++n == want { for (i = 4; i <= NF; i++) printf "%s%s", $i, i < NF ? " " : "\n" }' \
    "$HA_ROOT/etc/ha.d/ha.cf" >"$ha_sa_folder/parameters"
  ha_sa_said=$(ha_try "$2" stonith -t "$1" -F "$ha_sa_folder/parameters" -S 2>&1) && exit 0
  ha_sa_code=$?
  printf '%s\n' "$ha_sa_said" | tail -n 6
  echo "Fence device $1, number $3 in /etc/ha.d/ha.cf, asked from $ha_node, did not answer (exit code $ha_sa_code); above is what it said."
  exit 1
)
