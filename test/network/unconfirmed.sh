# shellcheck shell=bash
. "$here/plain.sh"
export HA_CONTROLLED=yes
change 3
compare 'nobody confirmed'
unset HA_CONTROLLED
sed -i 's/10.9.0.254/10.9.0.253/' "$HA_FILES/etc/network/interfaces" "$room/want"
change
compare 'a gateway that is not there'
sed -i 's/10.9.0.253/10.9.0.254/' "$HA_FILES/etc/network/interfaces" "$room/want"
sed -i 's/bridge-ports nic1/bridge-ports none/' "$HA_FILES/etc/network/interfaces"
change
compare 'a bridge without its port'
[ ! -e "$room/rebooted" ] || cat "$room/rebooted"
