# shellcheck shell=bash
# The same, where nobody is logged in: what answers the probes is proof enough.
. "$here/plain.sh"
export HA_CONTROLLED=yes
{
  until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
  : >"$HA_RUN/from-here"
} &
change 20
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
