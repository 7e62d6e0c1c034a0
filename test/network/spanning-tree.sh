# shellcheck shell=bash
# The port of a switch that has to find out first where it leads: 16 s in each direction.
. "$here/plain.sh"
sed -i 's/^ng_patience=.*/ng_patience=40/' "$room/netguard"
far ip link set sw type bridge stp_state 1 forward_delay 800
change
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
