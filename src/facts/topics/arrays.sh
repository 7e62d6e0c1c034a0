# shellcheck shell=sh
for ha_array in /sys/block/md*; do
  [ -d "$ha_array/md" ] || continue
  grep -sH '' "$ha_array/md/level" "$ha_array/md/raid_disks" "$ha_array/md/metadata_version" "$ha_array/md/array_state" \
    "$ha_array/md/sync_action" "$ha_array/md/sync_completed" "$ha_array/md/degraded" "$ha_array/md/chunk_size" \
    "$ha_array/md/layout" "$ha_array/md/bitmap/location" "$ha_array"/md/dev-*/state "$ha_array"/md/dev-*/slot \
    "$ha_array/size"
  ha_path=/dev/${ha_array##*/}
  mdadm --detail --export "$ha_path" 2>/dev/null | grep -E '^MD_(LEVEL|DEVICES|METADATA|UUID|NAME|CONTAINER)=' |
    sed "s|^|export ${ha_array##*/} |"
done
sed 's/^/mdstat /' /proc/mdstat 2>/dev/null
exit 0
