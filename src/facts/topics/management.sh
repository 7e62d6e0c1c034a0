# shellcheck shell=sh
# ipmitool speaks with the board through a device that a loaded driver made; no driver is loaded for it. Its list has the
# SNMP community in it, so only what is named here is taken.
for ha_device in /dev/ipmi0 /dev/ipmi/0 /dev/ipmidev/0; do
  [ -c "$ha_device" ] && echo "ipmi $ha_device"
done
if [ -c /dev/ipmi0 ] || [ -c /dev/ipmi/0 ] || [ -c /dev/ipmidev/0 ]; then
  ipmitool lan print 2>/dev/null | grep -E '^(IP Address|IP Address Source|Subnet Mask|MAC Address|Default Gateway IP|802.1q VLAN ID) *:' |
    sed 's/^/lan /'
  ipmitool mc info 2>/dev/null | grep -E '^(Firmware Revision|IPMI Version|Manufacturer Name|Product Name) *:' | sed 's/^/mc /'
fi
if ha_board=$(dmidecode -t 38 2>/dev/null); then
  echo 'dmidecode'
  printf '%s\n' "$ha_board" | grep -E '^[[:space:]]*(Interface Type|Specification Version):' | sed 's/^[[:space:]]*/dmi /'
fi
for ha_watchdog in /sys/class/watchdog/watchdog*; do
  [ -d "$ha_watchdog" ] && grep -sH '' "$ha_watchdog/identity" "$ha_watchdog/timeout" "$ha_watchdog/state"
done
for ha_watchdog in /dev/watchdog /dev/watchdog[0-9]*; do
  [ -c "$ha_watchdog" ] && echo "watchdog $ha_watchdog"
done
exit 0
