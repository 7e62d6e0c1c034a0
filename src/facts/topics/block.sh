# shellcheck shell=sh disable=SC2010,SC2012
# Everything from /sys, /proc and udev's database, where it is the same with lsblk of any age and without lsblk. The page
# 0x80 of SCSI disks is their serial number behind four bytes.
cd /sys/block || exit 0
grep -sH '' /sys/block/*/dev /sys/block/*/size /sys/block/*/ro /sys/block/*/removable /sys/block/*/hidden \
  /sys/block/*/queue/rotational /sys/block/*/queue/logical_block_size /sys/block/*/queue/physical_block_size \
  /sys/block/*/queue/hw_sector_size /sys/block/*/serial /sys/block/*/wwid /sys/block/*/device/model \
  /sys/block/*/device/vendor /sys/block/*/device/serial /sys/block/*/device/wwid /sys/block/*/device/type \
  /sys/block/*/device/uid /sys/block/*/dm/name /sys/block/*/dm/uuid /sys/block/*/loop/backing_file \
  /sys/block/*/*/partition /sys/block/*/*/start /sys/block/*/*/size /sys/block/*/*/dev
for ha_page in /sys/block/*/device/vpd_pg80; do
  [ -r "$ha_page" ] && printf '%s:%s\n' "$ha_page" "$(tail -c +5 "$ha_page" 2>/dev/null | tr -cd '[:print:]')"
done
ls -l /sys/block 2>/dev/null | sed -n 's/^.* \([^ ]*\) -> \(.*\)$/at \1 \2/p'
for ha_link in /sys/block/*/device; do
  [ -L /sys/block/"${ha_link#/sys/block/}" ] && echo "device ${ha_link#/sys/block/} $(readlink "$ha_link")"
done
ls -d /sys/block/*/slaves/* /sys/block/*/*/holders/* 2>/dev/null | sed 's/^/uses /'
grep -sHE '^(S:disk/by-(id|path)/|E:(ID_SERIAL|ID_SERIAL_SHORT|ID_SCSI_SERIAL|ID_WWN|ID_WWN_WITH_EXTENSION|ID_BUS|ID_USB_DRIVER|ID_UID|ID_TYPE|ID_CDROM|ID_PATH)[=])' \
  /run/udev/data/b* /dev/.udev/db/block:*
ls -l /dev/disk/by-id /dev/disk/by-path /dev/mapper /dev/disk/ha 2>/dev/null |
  sed -n 's/^\(\/dev\/[^:]*\):$/folder \1/p;s/^.* \([^ ]*\) -> \(.*\)$/link \1 \2/p'
sort -u /proc/self/mountinfo /proc/1/mountinfo 2>/dev/null | sed 's/^/mount /'
[ -r /proc/self/mountinfo ] || sed 's/^/oldmount /' /proc/mounts
sed -n 's/^\//swap \//p' /proc/swaps
# A machine's disk may be a whole disk of ours that nothing else shows: the process has it open.
ls -l /proc/[0-9]*/fd 2>/dev/null |
  grep -E '^/proc/|-> /dev/(sd|hd|vd|xvd|nvme|mmcblk|dasd|cciss|md|dm-|mapper/|drbd)' |
  while read -r ha_line; do
    case $ha_line in
      /proc/*) ha_process=${ha_line#/proc/} ;;
      *) printf 'open %s %s %s\n' "${ha_process%%/*}" "${ha_line##* }" "$(cat "/proc/${ha_process%%/*}/comm" 2>/dev/null)" ;;
    esac
  done
exit 0
