# shellcheck shell=bash
. "$here/plain.sh"
# A card that keeps its name and its settings must not even go down for a moment.
ip -o monitor link >"$room/monitor" &
monitor=$!
netguard holds <"$room/want"
export HA_CONTROLLED=yes
touch "$HA_RUN/confirmed"
{
  until grep -q "confirm" "$HA_RUN/events"; do sleep 0.1; done
  touch "$HA_RUN/confirmed"
} &
change 20
netguard holds <"$room/want" && echo 'holds'
cut -f 2- "$HA_RUN/events" | tr '\t' ' '
ip -o link | sed 's/^[0-9]*: //; s/@[^:]*:.*//; s/:.*//' | sort | xargs
ip -o -4 address show dev nic2 | awk '{ print $2, $4 }'
cat /sys/class/net/nic0/address /sys/class/net/nic1/address
find /etc/systemd -type f -newer "$room/want" | sed 's,.*/,,'
kill "$monitor"
grep -c 'nic2' "$room/monitor"
