# shellcheck shell=sh
# Only a module that is loaded is asked anything: drbdsetup would load it. Names and numbers of resources are taken from
# its configuration, and nothing else, because shared secrets stand there too.
[ -d /sys/module/drbd ] && echo 'loaded'
grep -sH '' /sys/module/drbd/version
echo "installed $(modinfo -F version drbd 2>/dev/null | head -n 1)"
sed 's/^/proc /' /proc/drbd 2>/dev/null
drbdadm --version 2>/dev/null | grep -E '^(DRBDADM_VERSION|DRBDADM_API_VERSION|DRBD_KERNEL_VERSION_CODE)=' | sed 's/^/utils /'
grep -hsE '^[[:space:]]*resource[[:space:]]' /etc/drbd.conf /etc/drbd.d/*.res | sed 's/^[[:space:]]*/res /'
if [ -d /sys/module/drbd ] && command -v drbdsetup >/dev/null 2>&1; then
  drbdsetup show 2>/dev/null | grep -vi 'secret' | sed 's/^/show /'
  drbdsetup events2 --now 2>/dev/null | sed 's/^/event /'
fi
for ha_minor in /sys/block/drbd*; do
  [ -d "$ha_minor" ] && grep -sH '' "$ha_minor/size" "$ha_minor/ro"
done
exit 0
