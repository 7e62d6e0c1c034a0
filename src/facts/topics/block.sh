# shellcheck shell=sh disable=SC2010,SC2012
# Everything from /sys, /proc and udev's database, where it is the same with lsblk of any age and without lsblk. The page
# 0x80 of SCSI disks is their serial number behind four bytes.
[ -d /sys/block ] || exit 0
grep -sH '' /sys/block/*/dev /sys/block/*/size /sys/block/*/ro /sys/block/*/removable /sys/block/*/hidden \
  /sys/block/*/queue/rotational /sys/block/*/queue/logical_block_size /sys/block/*/queue/physical_block_size \
  /sys/block/*/queue/hw_sector_size /sys/block/*/serial /sys/block/*/wwid /sys/block/*/device/model \
  /sys/block/*/device/vendor /sys/block/*/device/serial /sys/block/*/device/wwid /sys/block/*/device/type \
  /sys/block/*/device/uid /sys/block/*/dm/name /sys/block/*/dm/uuid /sys/block/*/*/partition /sys/block/*/*/start \
  /sys/block/*/*/size /sys/block/*/*/dev
for ha_page in /sys/block/*/device/vpd_pg80; do
  [ -r "$ha_page" ] && [ ! -d /run/udev/data ] &&
    printf '%s:%s\n' "$ha_page" "$(tail -c +5 "$ha_page" 2>/dev/null | tr -cd '[:print:]')"
done
grep -sHE '^(S:disk/by-(id|path)/|E:(ID_SERIAL|ID_SERIAL_SHORT|ID_SCSI_SERIAL|ID_WWN|ID_WWN_WITH_EXTENSION|ID_BUS|ID_UID|ID_TYPE|ID_CDROM)=)' \
  /run/udev/data/b* /dev/.udev/db/block:*
ls -ld /sys/block/* /sys/block/*/device /sys/block/*/slaves/* /sys/block/*/*/holders/* 2>/dev/null
for ha_folder in /dev/disk/by-id /dev/disk/by-path /dev/mapper /dev/disk/ha; do
  [ -d "$ha_folder" ] || continue
  echo "== $ha_folder"
  ls -l "$ha_folder"
done
echo '== mounts'
if [ -r /proc/self/mountinfo ]; then
  cat /proc/self/mountinfo
  cmp -s /proc/self/mountinfo /proc/1/mountinfo || cat /proc/1/mountinfo 2>/dev/null
else
  echo '== old mounts'
  cat /proc/mounts
fi
echo '== swaps'
cat /proc/swaps
# A machine's disk may be a whole disk of ours that nothing else shows: the process has it open.
echo '== open'
ls -l /proc/[0-9]*/fd 2>/dev/null |
  grep -E '^/proc/|-> /dev/(sd|hd|vd|xvd|nvme|mmcblk|dasd|cciss|md|dm-|mapper/|drbd)' |
  while read -r ha_line; do
    case $ha_line in
      /proc/*)
        ha_process=${ha_line#/proc/}
        ha_process=${ha_process%%/*}
        ;;
      *)
        ha_program='?'
        read -r ha_program 2>/dev/null <"/proc/$ha_process/comm"
        printf '%s %s %s\n' "$ha_process" "${ha_line##* }" "$ha_program"
        ;;
    esac
  done
exit 0
