# shellcheck shell=bash
. "$here/plain.sh"
printf 'iface br0 inet static\n  address 10.3.0.1/24\n' >/etc/network/interfaces.d/cloud
before
change
state >"$room/state-before"
netguard refuses <"$room/want"
find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'tmp.*' -newer "$room/state-before"
rm /etc/network/interfaces.d/cloud
sed -i 's/^mac nic0 .*/mac nic0 52:54:00:ff:ff:ff/' "$room/want"
change
sed -i 's/^mac nic0 .*/mac nic0 52:54:00:00:00:01/; s/^mac nic1 .*/mac nic1 52:54:00:00:00:03/' "$room/want"
change
find "$ng" -name pending
netguard names <"$room/want"
