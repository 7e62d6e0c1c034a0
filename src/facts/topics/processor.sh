# shellcheck shell=sh
# The first processor's whole description, and of the others only where they sit.
sed '/^$/q' /proc/cpuinfo | sed 's/^/first /'
grep -E '^(processor|physical id|core id)' /proc/cpuinfo | sed 's/^/all /'
[ -c /dev/kvm ] && echo 'is kvm'
grep -sH '' /sys/module/kvm_intel/parameters/nested /sys/module/kvm_amd/parameters/nested
exit 0
