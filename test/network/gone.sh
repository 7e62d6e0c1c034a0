# shellcheck shell=bash
# Somebody who is logged in goes away while the new network is tried, and it is not confirmed: that alone restarts nothing.
. "$here/plain.sh"
export HA_CONTROLLED=yes
far ip address add 10.9.0.77/24 dev sw
logs_in 10.9.0.77
{
  until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
  far ip address del 10.9.0.77/24 dev sw
} &
change 2
[ ! -e "$room/rebooted" ] || cat "$room/rebooted"
