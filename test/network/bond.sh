# shellcheck shell=bash
# One card with an address; as wanted a bond of two, a VLAN on it and a bridge on that.
cat >/etc/network/interfaces <<'E'
auto lo
iface lo inet loopback
auto nic0
iface nic0 inet static
  address 10.9.0.1/24
  gateway 10.9.0.254
E
ifup -a
cat >"$HA_FILES/etc/network/interfaces" <<'E'
auto lo
iface lo inet loopback
auto repl0
iface repl0 inet manual
  mtu 9000
auto repl1
iface repl1 inet manual
  mtu 9000
auto bond0
iface bond0 inet static
  address 10.9.0.1/24
  gateway 10.9.0.254
  bond-slaves repl0 repl1
  bond-mode active-backup
  bond-miimon 100
  bond-primary repl0
  mtu 9000
auto bond0.7
iface bond0.7 inet manual
  vlan-raw-device bond0
  mtu 1500
auto br7
iface br7 inet static
  address 10.7.0.1/24
  bridge-ports bond0.7
  bridge-stp off
  bridge-fd 0
  bridge-maxwait 0
E
cat >"$room/want" <<'E'
style ifupdown
file /etc/network/interfaces 644
link repl0 nic
mac repl0 52:54:00:00:00:01
part repl0 bond0
mtu repl0 9000
link repl1 nic
mac repl1 52:54:00:00:00:00
part repl1 bond0
mtu repl1 9000
link bond0 bond
bond bond0 mode active-backup
bond bond0 miimon 100
bond bond0 primary repl0
mtu bond0 9000
address bond0 10.9.0.1/24
gateway bond0 10.9.0.254
link bond0.7 vlan
vlan bond0.7 7 bond0
mtu bond0.7 1500
part bond0.7 br7
link br7 bridge
bridge br7 stp 0
address br7 10.7.0.1/24
E
before
HA_CONTROLLED=yes
export HA_CONTROLLED
change 3
compare 'nobody confirmed'
unset HA_CONTROLLED
change && netguard holds <"$room/want" && echo 'holds'
before
# From there to another, and back.
sed -i 's/^auto bond0.7$/auto bond0.8/; s/^iface bond0.7/iface bond0.8/; s/bridge-ports bond0.7/bridge-ports bond0.8/; s/balance-rr/active-backup/' \
  "$HA_FILES/etc/network/interfaces"
sed -i 's/bond-mode active-backup/bond-mode balance-xor/; /bond-primary/d' "$HA_FILES/etc/network/interfaces"
sed -i 's/bond0\.7/bond0.8/; s/ 7 bond0/ 8 bond0/; s/mode active-backup/mode balance-xor/; /primary/d' "$room/want"
export HA_CONTROLLED=yes
change 3
compare 'from bond to bond'
