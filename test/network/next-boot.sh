# shellcheck shell=bash
# What speaks for itself now and not after the next boot.
. "$here/plain.sh"
echo masked >"$room/is-enabled.networking"
change
echo enabled >"$room/is-enabled.networking"
echo enabled >"$room/is-enabled.systemd-networkd"
touch /etc/systemd/network/50-dhcp.network
before
change
compare 'refused'
rm /etc/systemd/network/50-dhcp.network
change
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
