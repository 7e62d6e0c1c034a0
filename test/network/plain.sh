# shellcheck shell=bash
# Two cards with addresses; as wanted they change names, one becomes the port of a bridge, and a third is left alone.
cat >/etc/network/interfaces <<'E'
auto lo
iface lo inet loopback
auto nic0
iface nic0 inet static
  address 10.9.0.1/24
  gateway 10.9.0.254
auto nic1
iface nic1 inet static
  address 10.9.1.1/24
E
ifup -a
ip address add 10.77.0.1/24 dev nic2
ip link set nic2 up
gateway=${gateway:-10.9.0.254}
cat >"$HA_FILES/etc/network/interfaces" <<E
source /etc/network/interfaces.d/*
auto lo
iface lo inet loopback
auto nic1
iface nic1 inet manual
auto nic0
iface nic0 inet static
  address 10.9.1.1/24
auto br0
iface br0 inet static
  address 10.9.0.1/24
  gateway $gateway
  bridge-ports nic1
  bridge-stp off
  bridge-fd 0
  bridge-maxwait 0
E
echo names >"$HA_FILES/etc/systemd/network/10-nic0.link"
cat >"$room/want" <<E
style ifupdown
file /etc/network/interfaces 644
file /etc/systemd/network/10-nic0.link 644
link nic1 nic
mac nic1 52:54:00:00:00:00
part nic1 br0
link nic0 nic
mac nic0 52:54:00:00:00:01
address nic0 10.9.1.1/24
link br0 bridge
bridge br0 stp 0
address br0 10.9.0.1/24
gateway br0 $gateway
E
before
