# shellcheck shell=bash
. "$here/plain.sh"
far ip address add 10.9.0.77/24 dev sw
logs_in 10.9.0.77 talking
change 10
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
