# shellcheck shell=bash
. "$here/plain.sh"
export HA_CONTROLLED=yes
both() {
  rm -f "$ng/log"
  : >"$HA_RUN/events"
  change 30 >/dev/null &
  until [ -s "$HA_RUN/events" ]; do sleep 0.1; done
  kill -KILL "$(cat "$ng/watch.pid")" "$(cat "$ng/change.pid")"
  wait %%
}
both
netguard settle | sed "s,$room,ROOM,g"
compare 'both killed, and the next run'
both
# As a boot finds it: other boot ID, cards as the new .link files call them, nothing configured.
echo 'another boot' >"$room/boot-id"
mount --bind "$room/boot-id" /proc/sys/kernel/random/boot_id
ls /etc/systemd/system/sysinit.target.wants
for each in nic0 br0; do ip address flush dev "$each"; done
ip link delete br0
sh "$ng/netguard" boot && echo 'put back'
sh "$ng/netguard" boot || echo 'nothing to put back'
cat /sys/class/net/nic0/address /sys/class/net/nic1/address
find /etc/systemd -type f -newer "$room/want" | sed 's,.*/,,'
rm /run/network/ifstate*
ifup -a
ip link set nic2 up
compare 'both killed, and a boot'
