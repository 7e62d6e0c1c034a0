# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: files are written whole or not at all, and old ones are kept.

# ha_same PATH MODE OWNER: the guard of a put.
ha_same() {
  case $ha_files_seen in *"$ha_nl$1 $2 $3$ha_nl"*) return 0 ;; esac
  [ -f "$HA_ROOT$1" ] && [ ! -L "$HA_ROOT$1" ] && cmp -s "$HA_FILES$1" "$HA_ROOT$1" &&
    [ "$(stat -c '%a %U:%G' "$HA_ROOT$1")" = "$2 $3" ]
}

# ha_content PATH: what is there now, for those who compare: MODE OWNER BASE64, without the last where it is too much, and
# - alone where nothing is.
ha_content() {
  ha_content_is=-
  if [ -e "$HA_ROOT$1" ] || [ -L "$HA_ROOT$1" ]; then ha_content_is=$(stat -c '%a %U:%G' "$HA_ROOT$1"); fi
  if [ -f "$HA_ROOT$1" ] && ha_has base64 && [ "$(wc -c <"$HA_ROOT$1")" -le 262144 ]; then
    ha_content_is="$ha_content_is $(base64 <"$HA_ROOT$1" | tr -d '\n')"
  fi
  ha_event content "$ha_step_now" "$ha_act_number" "$ha_content_is"
}

# ha_put PATH MODE OWNER: whole or not at all, private until it is whole; the old copy is kept.
ha_put() {
  ha_put_to=$HA_ROOT$1
  [ ! -d "$ha_put_to" ] || ha_fail "$1 is a folder here; it should be a file. Move it away."
  ha_put_dir=${ha_put_to%/*}
  mkdir -p "$ha_put_dir" || ha_fail "The folder of $1 cannot be made."
  ha_put_new=$ha_put_dir/.${1##*/}.ha-new
  trap 'rm -f "$ha_put_new"' EXIT
  rm -f "$ha_put_new"
  (umask 077 && cp "$HA_FILES$1" "$ha_put_new") || ha_fail "$1 could not be written; it is as it was before."
  { chown "$3" "$ha_put_new" && chmod "$2" "$ha_put_new"; } || ha_fail "$1 could not get its owner $3 and mode $2."
  ha_keep "$1"
  # Before the name changes hands the content must be on the disk.
  sync "$ha_put_new" 2>/dev/null || sync
  mv -f "$ha_put_new" "$ha_put_to" || ha_fail "$1 could not be put in its place; it is as it was before."
}

# ha_keep PATH: a copy of what is there, or the note that nothing was.
ha_keep() {
  ha_keep_dir=$HA_HOME/kept/$(cat "$HA_RUN/id")
  mkdir -p "$ha_keep_dir" || ha_fail "$ha_keep_dir cannot be made."
  if [ -e "$HA_ROOT$1" ] || [ -L "$HA_ROOT$1" ]; then
    [ -e "$ha_keep_dir/files$1" ] && return 0
    # Beside the folder of whole copies: what a power cut leaves half done must never be put back.
    { mkdir -p "$ha_keep_dir/files${1%/*}" && cp -pP "$HA_ROOT$1" "$ha_keep_dir/part" &&
      mv "$ha_keep_dir/part" "$ha_keep_dir/files$1"; } || ha_fail "The old $1 could not be kept, so it was not replaced."
  elif ! grep -q -x -F "$1" "$ha_keep_dir/new" 2>/dev/null; then
    printf '%s\n' "$1" >>"$ha_keep_dir/new"
  fi
}

# ha_is_stock PACKAGE PATH: whether a configuration file is as Debian's package brought it.
ha_is_stock() {
  ha_ist_sum=$(md5sum <"$HA_ROOT$2") 2>/dev/null || return 1
  dpkg-query -W -f='${Conffiles}\n' "$1" 2>/dev/null | grep -q -F " $2 ${ha_ist_sum%% *}"
}

ha_undo() {
  ha_undo_last=$(find "$HA_HOME/kept" -mindepth 1 -maxdepth 1 -type d ! -name '*.undone' 2>/dev/null | sort | tail -n 1)
  [ -n "$ha_undo_last" ] || { echo 'No run has replaced anything that could be put back.' >&2; return 1; }
  if [ -d "$ha_undo_last/files" ]; then
    (cd "$ha_undo_last/files" && find . ! -type d) | while IFS= read -r ha_undo_file; do
      ha_undo_file=${ha_undo_file#.}
      cp -pP "$ha_undo_last/files$ha_undo_file" "$HA_ROOT$ha_undo_file.ha-old" &&
        mv -f "$HA_ROOT$ha_undo_file.ha-old" "$HA_ROOT$ha_undo_file" && echo "put back $ha_undo_file"
    done
  fi
  if [ -f "$ha_undo_last/new" ]; then
    while IFS= read -r ha_undo_file; do rm -f "$HA_ROOT$ha_undo_file" && echo "took away $ha_undo_file"; done <"$ha_undo_last/new"
  fi
  # The same as initramfsInputs of steps/boot.ts.
  if { (cd "$ha_undo_last/files" 2>/dev/null && find . ! -type d); cat "$ha_undo_last/new" 2>/dev/null; } |
    grep -q -E '^\.?/etc/(mdadm/|lvm/|modprobe\.d/|udev/rules\.d/|systemd/network/|multipath)' && ha_has update-initramfs; then
    echo 'makes the initramfs anew, which holds copies of them'
    ha_initrd || return 1
  fi
  mv "$ha_undo_last" "$ha_undo_last.undone"
}
