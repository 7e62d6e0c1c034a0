# shellcheck shell=bash
# Somebody is logged in from behind the gateway, answers no ping, and the plan has forgotten the gateway.
. "$here/plain.sh"
far ip address add 172.16.0.9/32 dev sw
far sysctl -q net.ipv4.icmp_echo_ignore_all=1
logs_in 172.16.0.9
sed -i '/gateway/d' "$HA_FILES/etc/network/interfaces" "$room/want"
change
compare 'a forgotten gateway'
