# shellcheck shell=bash
# Nobody outside will confirm. Whoever is logged in must be heard of, by what was sent to him or by a word.
. "$here/plain.sh"
far ip address add 10.9.0.77/24 dev sw
logs_in 10.9.0.77
change 3
compare 'a login over which nothing goes'
{
  until [ -e "$ng/confirm" ] && [ -e "$ng/pending" ]; do sleep 0.1; done
  netguard progress
  : >"$HA_RUN/confirmed"
} &
change 20
ip -o -4 address show dev br0 | awk '{ print $2, $4 }'
