# shellcheck shell=sh
# Every device is opened for reading only, and blkid -p neither reads nor writes its cache. Of a whole disk on which
# neither finds anything, the first and last mebibyte are read: what nobody knows may still be somebody's data.
ha_probe() {
  echo "probe $1"
  if ! true 2>/dev/null <"$1"; then
    echo 'unreadable'
    return 1
  fi
  ha_marks=$(wipefs -n -p "$1" 2>/dev/null)
  ha_ran=$?
  [ "$ha_ran" -eq 0 ] && echo 'wipefs-ran'
  case $ha_marks in
    *0x*) printf '%s\n' "$ha_marks" ;;
    # What wipefs does not see blkid does not see either; of a partition it knows more than what is on it.
    *) [ "$ha_ran" -eq 0 ] && [ "$2" != partition ] && return 0 ;;
  esac
  ha_says=$(blkid -p -o export "$1" 2>/dev/null)
  # util-linux says 2 where there is nothing and 8 where there is too much; others do not know these options.
  case $? in
    0) ;;
    2) echo 'blkid-none' ;;
    8) echo 'blkid-several' ;;
    *) ha_says=$(blkid -c /dev/null "$1" 2>/dev/null) ;;
  esac
  [ -n "$ha_says" ] && printf '%s\n' "$ha_says"
  case $ha_marks$ha_says in *0x* | *=*) return 1 ;; esac
}
ha_path() {
  case $1 in
    *!*) ha_path=/dev/$(printf '%s' "$1" | tr '!' '/') ;;
    *) ha_path=/dev/$1 ;;
  esac
}
for ha_device in /sys/block/*; do
  ha_name=${ha_device##*/}
  case $ha_name in loop* | ram* | zram* | sr* | fd* | nbd* | drbd* | mtdblock*) continue ;; esac
  read -r ha_size <"$ha_device/size" 2>/dev/null || continue
  [ "$ha_size" -gt 0 ] || continue
  ha_path "$ha_name"
  [ -b "$ha_path" ] || continue
  ha_empty=
  ha_probe "$ha_path" disk && ha_empty=$ha_path
  for ha_part in "$ha_device"/*/partition; do
    [ -e "$ha_part" ] || continue
    ha_empty=
    ha_part=${ha_part%/partition}
    ha_path "${ha_part##*/}"
    ha_probe "$ha_path" partition
  done
  case $ha_name in dm-* | md*) continue ;; esac
  [ -n "$ha_empty" ] || continue
  cmp -s -n 1048576 "$ha_empty" /dev/zero
  ha_first=$?
  cmp -s -n 1048576 "$ha_empty" /dev/zero "$((ha_size > 2048 ? (ha_size - 2048) * 512 : 0))"
  echo "rest $ha_empty $ha_first $?"
done
exit 0
