# shellcheck shell=bash
. "$here/plain.sh"
echo 'ring br0' >>"$room/want"
cp "$(command -v sleep)" "$room/bin/corosync"
"$room/bin/corosync" 300 &
change
compare 'running'
kill %%
