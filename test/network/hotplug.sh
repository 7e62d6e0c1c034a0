# shellcheck shell=bash
cat >/etc/network/interfaces <<'END'
auto lo
iface lo inet loopback
allow-hotplug nic0
iface nic0 inet static
  address 10.9.0.1/24
  gateway 10.9.0.254
END
ifup -a
ifup --allow=hotplug nic0
sed 's/allow-hotplug/auto/; s/nic0/lan0/' /etc/network/interfaces >"$HA_FILES/etc/network/interfaces"
cat >"$room/want" <<'END'
style ifupdown
file /etc/network/interfaces 644
link lan0 nic
mac lan0 52:54:00:00:00:00
address lan0 10.9.0.1/24
gateway lan0 10.9.0.254
END
export HA_CONTROLLED=yes
change 60 >/dev/null &
until [ -s "$HA_RUN/events" ]; do sleep 0.1; done
kill -KILL "$(cat "$ng/watch.pid")" "$(cat "$ng/change.pid")"
wait %%
# As a boot finds it: udev has seen lan0, which nothing in the old file means.
echo 'another boot' >"$room/boot-id"
mount --bind "$room/boot-id" /proc/sys/kernel/random/boot_id
ip address flush dev lan0
ip link set lan0 down
rm -f /run/network/ifstate*
sh "$ng/netguard" boot && echo 'put back'
# As ifupdown's networking.service does it.
ifup -a
if [ -f /run/network/restart-hotplug ]; then ifup -a --allow=hotplug; fi
ip -o -4 address show dev nic0 | awk '{ print $2, $4 }'
