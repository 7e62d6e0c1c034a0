# shellcheck shell=bash
# The gateway still answers, but what is sent to the one behind it who is logged in does not get there.
. "$here/plain.sh"
far ip address add 172.16.0.9/32 dev sw
far sysctl -q net.ipv4.icmp_echo_ignore_all=1
logs_in 172.16.0.9 talking
{
  until grep -q '+ ifdown' "$ng/log" 2>/dev/null; do sleep 0.1; done
  far ip address del 172.16.0.9/32 dev sw
} &
change 4
