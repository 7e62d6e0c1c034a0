# shellcheck shell=bash
# The same, where nobody is logged in: what answers the probes is proof enough.
. "$here/plain.sh"
taken_over 20
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
