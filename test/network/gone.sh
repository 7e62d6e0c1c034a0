# shellcheck shell=bash
# Somebody who is logged in goes away while the new network is tried, and it is not confirmed: that alone restarts nothing.
. "$here/plain.sh"
export HA_CONTROLLED=yes
far ip address add 10.9.0.77/24 dev sw
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 22, Listen => 5, ReuseAddr => 1) or die; push @c, $_ while $_ = $s->accept' &
listening=$!
until ss -tln | grep -q ':22 '; do sleep 0.1; done
far perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => "10.9.0.77", PeerAddr => "10.9.0.1", PeerPort => 22) or die; sleep 600' &
talking=$!
until ss -tn state established | grep -q '10.9.0.77'; do sleep 0.1; done
{
  until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
  far ip address del 10.9.0.77/24 dev sw
} &
change 2
[ ! -e "$room/rebooted" ] || cat "$room/rebooted"
kill "$listening" "$talking"
