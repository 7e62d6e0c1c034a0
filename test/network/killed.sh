# shellcheck shell=bash
. "$here/plain.sh"
export HA_CONTROLLED=yes
# So that it is for certain killed while ifup is at work, and ifup outlives it.
sed -i 's/^iface br0.*/&\n  pre-up sleep 3\n  up echo up >>\/run\/orphan/' "$HA_FILES/etc/network/interfaces"
for moment in 'a change begins' 'changes ' '+ ifdown' '+ ip address flush' 'name hatmp' '+ ifup nic' '+ ifup br0'; do
  rm -f "$ng/log"
  change 5 >/dev/null &
  until_logged "$moment"
  kill -KILL "$(cat "$ng/change.pid" 2>/dev/null || pgrep -f 'netguard change' | head -n 1)"
  settled
  wait %%
  compare "killed at: $moment"
done
sleep 3
[ ! -e /run/orphan ] || echo 'an orphan went on'
rm -f "$ng/log"
change 5 >/dev/null &
until_logged '+ ifup br0'
until [ -s "$HA_RUN/events" ]; do sleep 0.1; done
kill -KILL "$(cat "$ng/change.pid")"
settled
compare 'killed while it waited to be confirmed'
[ ! -e "$room/rebooted" ] || cat "$room/rebooted"
