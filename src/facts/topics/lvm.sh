# shellcheck shell=sh
# Without locks, hints, backups and the devices file, none of which is ours to write. LVM complains of file descriptors and
# of settings that it does not know on standard error only.
command -v lvm >/dev/null 2>&1 || exit 0
# Who is not root is told of no volumes, and that all went well.
[ "$(id -u)" = 0 ] || exit 0
ha_lvm() {
  ha_report=$1
  shift
  LVM_SUPPRESS_FD_WARNINGS=1 lvm "$ha_report" --readonly --noheadings --nosuffix --units b --separator '|' \
    --config 'devices { hints="none" use_devicesfile=0 } backup { backup=0 archive=0 }' "$@" 2>/dev/null
}
ha_volumes=$(ha_lvm pvs -o pv_name,pv_uuid,vg_name,pv_size,pv_free) || exit 0
echo 'ran'
[ -n "$ha_volumes" ] && printf '%s\n' "$ha_volumes" | sed 's/^ */pv /'
ha_lvm vgs -o vg_name,vg_uuid,vg_size,vg_free,vg_extent_size,vg_attr | sed 's/^ */vg /'
ha_lvm lvs -a -o vg_name,lv_name,lv_size,segtype,devices | sed 's/^ */lv /'
grep -sHE '^[[:space:]]*(global_filter|filter|use_devicesfile|system_id_source|scan_lvs)[[:space:]]*=' \
  /etc/lvm/lvm.conf /etc/lvm/lvmlocal.conf
[ -e /etc/lvm/devices/system.devices ] && echo 'devicesfile'
exit 0
