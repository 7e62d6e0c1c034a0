# shellcheck shell=sh
# Names, addresses and settings only: keys and passwords of fence devices stay where they are.
if [ -r /etc/corosync/corosync.conf ]; then
  head -c 65536 /etc/corosync/corosync.conf | sed 's/#.*$//;s/^/corosync /'
fi
[ -e /etc/corosync/authkey ] && echo 'has corosync-authkey'
if [ -r /var/lib/pacemaker/cib/cib.xml ]; then
  echo 'has cib'
  grep -oE '<node [^>]*uname="[^"]*"' /var/lib/pacemaker/cib/cib.xml | sed 's/^.*uname="\([^"]*\)"$/cib-node \1/'
  echo "cib-resources $(grep -cE '<primitive ' /var/lib/pacemaker/cib/cib.xml)"
fi
grep -hsE '^[[:space:]]*(node|crm|pacemaker|ucast|bcast|mcast|udpport)[[:space:]]' /etc/ha.d/ha.cf /etc/heartbeat/ha.cf |
  sed 's/^[[:space:]]*/hacf /'
for ha_file in /etc/ha.d/haresources /etc/heartbeat/haresources; do
  [ -r "$ha_file" ] && echo "haresources $(grep -cvE '^[[:space:]]*(#|$)' "$ha_file")"
done
[ -e /etc/ha.d/authkeys ] && echo 'has heartbeat-authkeys'
if [ -r /etc/cluster/cluster.conf ]; then
  echo 'has cluster.conf'
  grep -oE '<(cluster|clusternode) [^>]*name="[^"]*"' /etc/cluster/cluster.conf | sed 's/^<\([a-z]*\) .*name="\([^"]*\)"$/cman-\1 \2/'
fi
[ -e /etc/pve/corosync.conf ] && echo 'has pve-corosync'
for ha_file in /etc/libvirt/qemu/*.xml; do
  [ -r "$ha_file" ] || continue
  sed -n "s/^.*<source dev=['\"]\([^'\"]*\)['\"].*$/vm ${ha_file##*/} \1/p" "$ha_file"
done
exit 0
