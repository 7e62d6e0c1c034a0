# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: root of every node may log in on the others, because machines migrate over ssh. Nobody is trusted
# blindly: keys and host keys come from the nodes themselves, over the controller's verified connections.

# ha_ssh NODE COMMAND...: as libvirt will do it, without a question.
ha_ssh() {
  ha_ssh_to=root@$1
  shift
  ha_try 180 ssh -n -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ConnectTimeout=30 "$ha_ssh_to" "$@"
}

# ha_ssh_works NODE...: whether root gets to each of them, and from there back here.
ha_ssh_works() {
  ha_sw_me=$(uname -n)
  for ha_sw_node; do
    ha_ssh "$ha_sw_node" ssh -n -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ConnectTimeout=30 "root@$ha_sw_me" true \
      2>/dev/null || return 1
  done
}

# Whether a controller passes on what nodes share.
ha_is_controlled() { grep -q '^go ' "$HA_RUN/control" 2>/dev/null; }

# ha_shared NAME NODE...: whether all of them have shared it.
ha_shared() {
  ha_sd_name=$1
  shift
  for ha_sd_node; do [ -s "$HA_RUN/shared/$ha_sd_name.$ha_sd_node" ] || return 1; done
}

# ha_ssh_make_key TYPE: of root, unless there is one; then only its public half may be missing.
ha_ssh_make_key() {
  [ -d /root/.ssh ] || mkdir -m 700 /root/.ssh
  if [ -s "/root/.ssh/id_$1" ]; then
    ssh-keygen -y -P '' -f "/root/.ssh/id_$1" >"/root/.ssh/id_$1.pub.ha-new" ||
      ha_fail "/root/.ssh/id_$1 cannot be read without a passphrase, and machines migrate with it. Give root a key without one."
    mv "/root/.ssh/id_$1.pub.ha-new" "/root/.ssh/id_$1.pub"
  else
    ssh-keygen -q -t "$1" -N '' -C "root@$(uname -n)" -f "/root/.ssh/id_$1"
  fi
}

# ha_ssh_show TYPE: the public keys of root and of this host, a line each.
ha_ssh_show() {
  sed -n 's/^/user /p' "/root/.ssh/id_$1.pub"
  sed -s -n 's/^/host /p' /etc/ssh/ssh_host_*_key.pub 2>/dev/null || cat /etc/ssh/ssh_host_*_key.pub | sed 's/^/host /'
}

# ha_ssh_lines user|host NODE NAMES: the lines that let that node's root in, or know that host, from what it shared.
ha_ssh_lines() {
  awk -v kind="$1" -v mark="ha-bootstrap:$2" -v names="$3" '$1 == kind && $2 ~ /^[a-z0-9@.-]+$/ && $3 ~ /^[A-Za-z0-9+\/=]+$/ {
    print (kind == "host" ? names " " : "") $2 " " $3 " " mark
  }' "$HA_RUN/shared/ssh.$2"
}

# ha_ssh_exchange TYPE NODE...: tells the others our keys and waits for theirs.
ha_ssh_exchange() {
  ha_is_controlled || return 0
  ha_sx_type=$1
  shift
  ha_ssh_show "$ha_sx_type" | ha_share ssh
  ha_until 300 ha_shared ssh "$@" || ha_fail "Not all of $* told their keys within 300 seconds."
}

# ha_ssh_enter NODE NAMES: puts its lines in, instead of older ones of ours; what others wrote stays.
ha_ssh_enter() {
  [ -d "$HA_ROOT/root/.ssh" ] || mkdir -m 700 "$HA_ROOT/root/.ssh"
  ha_ssh_replace /root/.ssh/authorized_keys 600 "ha-bootstrap:$1" "$(ha_ssh_lines user "$1" "$2")"
  ha_ssh_replace /etc/ssh/ssh_known_hosts 644 "ha-bootstrap:$1" "$(ha_ssh_lines host "$1" "$2")"
}

# ha_ssh_replace PATH MODE MARK LINES: the lines of ours are these, and a key that somebody else entered stays where it is.
ha_ssh_replace() {
  [ -n "$4" ] || ha_fail "${3#*:} shared no keys."
  ha_keep "$1"
  ha_sr_path=$HA_ROOT$1
  {
    [ ! -e "$ha_sr_path" ] || awk -v mark="$3" '$NF != mark' "$ha_sr_path"
    printf '%s\n' "$4"
  } >"$ha_sr_path.ha-new"
  chmod "$2" "$ha_sr_path.ha-new"
  # A link stays one.
  if [ -L "$ha_sr_path" ]; then cat "$ha_sr_path.ha-new" >"$ha_sr_path" && rm -f "$ha_sr_path.ha-new"
  else mv "$ha_sr_path.ha-new" "$ha_sr_path"; fi
}

# ha_ssh_why NODE...: what ssh says about those that it does not get to.
ha_ssh_why() {
  for ha_ssw_node; do
    ha_ssw_said=$(ha_ssh "$ha_ssw_node" true 2>&1) || printf 'ssh root@%s: %s\n' "$ha_ssw_node" "$(printf '%s' "$ha_ssw_said" | tail -n 3)"
  done
}
