# shellcheck shell=sh disable=SC2012
# /sys has links of every age; ip adds addresses and routes, ethtool the address that the card was made with. Of the files
# that configure the network only names of interfaces are taken: they can hold keys of wireless networks.
cd /sys/class/net || exit 0
grep -sH '' /sys/class/net/*/address /sys/class/net/*/addr_assign_type /sys/class/net/*/type /sys/class/net/*/mtu \
  /sys/class/net/*/ifindex /sys/class/net/*/flags /sys/class/net/*/operstate /sys/class/net/*/carrier \
  /sys/class/net/*/speed /sys/class/net/*/duplex /sys/class/net/*/device/vendor /sys/class/net/*/device/device \
  /sys/class/net/*/bonding/mode /sys/class/net/*/bonding/slaves /sys/class/net/*/bonding/primary \
  /sys/class/net/*/bonding/active_slave /sys/class/net/*/bonding/miimon /sys/class/net/*/bonding/xmit_hash_policy \
  /sys/class/net/*/bonding/lacp_rate /sys/class/net/*/bonding/mii_status /sys/class/net/*/bridge/stp_state \
  /sys/class/net/*/bridge/forward_delay /sys/class/net/*/bridge/vlan_filtering /sys/class/net/*/tun_flags \
  /sys/class/net/*/brport/state
for ha_nic in /sys/class/net/*; do
  ha_name=${ha_nic##*/}
  [ -d "$ha_nic" ] || continue
  echo "place $ha_name $(readlink -f "$ha_nic")"
  [ -d "$ha_nic/wireless" ] && echo "wireless $ha_name"
  [ -e "$ha_nic/master" ] && echo "master $ha_name $(readlink "$ha_nic/master" | sed 's|.*/||')"
  [ -e "$ha_nic/device" ] || continue
  echo "driver $ha_name $(readlink "$ha_nic/device/driver" | sed 's|.*/||')"
  ethtool -P "$ha_name" 2>/dev/null | sed -n "s/^Permanent address: /permanent $ha_name /p"
done
ls -d /sys/class/net/*/brif/* /sys/class/net/*/lower_* 2>/dev/null | sed 's/^/lower /'
sed -n 's/^ *\([^ |]*\) *| *\([0-9][0-9]*\) *| *\([^ ]*\) *$/vlan \1 \2 \3/p' /proc/net/vlan/config 2>/dev/null
for ha_bond in /proc/net/bonding/*; do
  [ -r "$ha_bond" ] && sed -n 's/^Slave Interface: */bondslave /p;s/^Permanent HW addr: */bondmac /p' "$ha_bond"
done
ip -o link show 2>/dev/null | grep ' permaddr ' | sed 's/^/link /'
ip -o link show >/dev/null 2>&1 && echo 'ip-link'
ip -o -4 addr show 2>/dev/null | sed 's/^/addr /'
ip -o -6 addr show 2>/dev/null | sed 's/^/addr /'
ip -4 route show 2>/dev/null | sed 's/^/route /'
ip -6 route show 2>/dev/null | sed 's/^/route6 /'
sed -n 's/^[[:space:]]*nameserver[[:space:]][[:space:]]*/nameserver /p' /etc/resolv.conf 2>/dev/null
grep -hsE '^[[:space:]]*(iface|auto|allow-[a-z]+|source|source-directory|template)[[:space:]]' /etc/network/interfaces \
  /etc/network/interfaces.d/* | sed 's/^[[:space:]]*/ifupdown /'
sed 's/^/ifstate /' /run/network/ifstate /etc/network/run/ifstate 2>/dev/null
grep -sHE '^(managed=|connection-uuid=)' /run/NetworkManager/devices/*
grep -sHE '^(ADMIN_STATE|NETWORK_FILE)=' /run/systemd/netif/links/*
ls -d /etc/netplan/*.yaml /etc/systemd/network/*.network /run/systemd/network/*.network 2>/dev/null | sed 's/^/file /'
grep -hsE '^[[:space:]]*(IFNAME|IPADDR|IPADDRS|USE_DHCP|USE_SLAAC|BRNICS|BONDNICS|VLANS)\[[0-9]+\]=' /etc/rc.d/rc.inet1.conf |
  sed 's/^[[:space:]]*/inet1 /'
[ -x /etc/rc.d/rc.inet1 ] && echo 'has rc.inet1'
[ -x /etc/rc.d/rc.networkmanager ] && echo 'has rc.networkmanager'
[ -e /usr/sbin/ifreload ] || [ -e /sbin/ifreload ] && echo 'has ifupdown2'
[ -e /sbin/ifup ] && echo 'has ifup'
[ -e /etc/network/interfaces ] && echo 'has interfaces'
[ -d /run/NetworkManager ] && echo 'has NetworkManager'
[ -d /run/systemd/netif/links ] && echo 'has networkd'
lldpctl -f keyvalue 2>/dev/null |
  grep -E '^lldp\.[^=]*\.(chassis\.(name|mac)|port\.(ifname|local|descr|mac)|vlan\.vlan-id)=' | sed 's/^/lldp /'
echo "client ${SSH_CONNECTION:-}"
exit 0
