# shellcheck shell=bash
# Somebody is logged in from behind the gateway, answers no ping, and the plan has forgotten the gateway.
. "$here/plain.sh"
far ip address add 172.16.0.9/32 dev sw
far sysctl -q net.ipv4.icmp_echo_ignore_all=1
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 22, Listen => 5, ReuseAddr => 1) or die; push @c, $_ while $_ = $s->accept' &
listening=$!
until ss -tln | grep -q ':22 '; do sleep 0.1; done
far perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => "172.16.0.9", PeerAddr => "10.9.0.1", PeerPort => 22) or die; sleep 600' &
talking=$!
until ss -tn state established | grep -q '172.16.0.9'; do sleep 0.1; done
sed -i '/gateway/d' "$HA_FILES/etc/network/interfaces" "$room/want"
change
compare 'a forgotten gateway'
kill "$listening" "$talking"
