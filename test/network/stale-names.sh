# shellcheck shell=bash
# Files that name the same cards, and that udev reads before ours.
. "$here/plain.sh"
link() { printf '%s\n[Match]\nMACAddress=%s\n[Link]\nName=%s\n' "$1" "$2" "$3"; }
link '# by hand' 52:54:00:00:00:01 wan0 >/etc/systemd/network/05-own.link
change
rm /etc/systemd/network/05-own.link
link '# Made by ha-bootstrap 0.1.0 for cluster other.' 52:54:00:00:00:00 lan9 >/etc/systemd/network/10-lan9.link
link '# by hand' 52:54:00:00:00:00 lan8 >/etc/systemd/network/90-late.link
before
HA_CONTROLLED=yes change 2
compare 'not confirmed'
change
find /etc/systemd/network -type f | sed 's,.*/,,' | sort
netguard holds <"$room/want" && echo holds
link '# Made by ha-bootstrap 0.1.0 for cluster other.' 52:54:00:00:00:00 lan9 >/etc/systemd/network/10-lan9.link
netguard holds <"$room/want"
