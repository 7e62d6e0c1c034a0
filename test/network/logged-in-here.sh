# shellcheck shell=bash
# Whoever logs in from this machine itself hears everything, and proves nothing; the one from outside hears nothing any more.
. "$here/plain.sh"
far ip address add 172.16.0.9/32 dev sw
far sysctl -q net.ipv4.icmp_echo_ignore_all=1
logs_in 172.16.0.9 talking
perl -MIO::Socket::INET -e '$out = IO::Socket::INET->new(PeerAddr => "10.9.0.1", PeerPort => 22) or die; sleep 600' &
until ss -tn state established | grep -q '10.9.0.1:22 *10.9.0.1'; do sleep 0.1; done
{
  until grep -q '+ ifdown' "$ng/log" 2>/dev/null; do sleep 0.1; done
  far ip address del 172.16.0.9/32 dev sw
} &
change 4
