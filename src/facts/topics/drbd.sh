# shellcheck shell=sh
# Only a module that is loaded is asked anything: drbdsetup would load it. Names and numbers of resources are taken from
# its configuration, and nothing else, because shared secrets stand there too.
[ -d /sys/module/drbd ] && echo 'loaded'
grep -sH '' /sys/module/drbd/version
[ -d /sys/module/drbd ] || echo "installed $(modinfo -F version drbd 2>/dev/null)"
sed 's/^/proc /' /proc/drbd 2>/dev/null
drbdadm --version 2>/dev/null | sed -n 's/^DRBDADM_VERSION=/utils &/p'
sed -n 's/^[[:space:]]*resource[[:space:]]/res &/p' /etc/drbd.conf /etc/drbd.d/*.res 2>/dev/null
if [ -d /sys/module/drbd ] && command -v drbdsetup >/dev/null 2>&1; then
  drbdsetup show 2>/dev/null | sed '/[Ss]ecret/d;s/^/show /'
  drbdsetup events2 --now 2>/dev/null | sed 's/^/event /'
fi
grep -sH '' /sys/block/drbd*/size
exit 0
