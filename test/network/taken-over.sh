# shellcheck shell=bash
# A controller outside began it, one on this machine itself has taken it over: whoever is logged in is asked instead.
. "$here/plain.sh"
far ip address add 10.9.0.77/24 dev sw
logs_in 10.9.0.77 talking
taken_over 20
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
