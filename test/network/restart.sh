# shellcheck shell=bash
# The old gateway dies while the new network is tried: nothing that can be put back helps.
. "$here/plain.sh"
export HA_CONTROLLED=yes
{
  until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
  far ip link set sw down
} &
change 2
[ ! -e "$room/rebooted" ] || sed 's,.*/,,' "$room/rebooted"
far ip link set sw up
compare 'gateway gone'
rm -f "$room/rebooted"
: >"$HA_RUN/events"
cp "$(command -v sleep)" "$room/bin/corosync"
"$room/bin/corosync" 300 &
{
  until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
  far ip link set sw down
} &
change 2
[ ! -e "$room/rebooted" ] || cat "$room/rebooted"
kill %%
