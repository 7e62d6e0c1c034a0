# shellcheck shell=bash
# Nothing in a file: addresses and routes on a card, and a bridge, made by hand; no tool can bring them back.
cat >/etc/network/interfaces <<'E'
auto lo
iface lo inet loopback
E
ifup -a
ip link set nic0 up
ip address add 10.9.0.1/24 broadcast + dev nic0
ip route add default via 10.9.0.254
ip route add 10.55.0.0/16 via 10.9.0.254
ip link add name br0 address 52:54:00:00:00:aa type bridge stp_state 0
ip link set nic1 master br0 up
ip link set br0 up
ip address add 10.9.1.1/24 broadcast + dev br0
cat >"$HA_FILES/etc/network/interfaces" <<'E'
auto lo
iface lo inet loopback
auto lan0
iface lan0 inet manual
auto br0
iface br0 inet static
  address 10.9.0.1/24
  gateway 10.9.0.254
  bridge-ports lan0
  bridge-stp off
  bridge-fd 0
  bridge-maxwait 0
E
cat >"$room/want" <<'E'
style ifupdown
file /etc/network/interfaces 644
link lan0 nic
mac lan0 52:54:00:00:00:00
part lan0 br0
link br0 bridge
bridge br0 stp 0
address br0 10.9.0.1/24
gateway br0 10.9.0.254
E
until [ "$(cat /sys/class/net/nic1/operstate)" = up ]; do sleep 0.1; done
before
export HA_CONTROLLED=yes
change 3
until [ "$(cat /sys/class/net/br0/operstate)" = up ]; do sleep 0.1; done
compare 'made by hand'
