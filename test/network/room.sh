#!/bin/bash
# room.sh SHELL FOLDER SCENARIO: a machine of its own as far as network, processes and /etc go, on the kernel of this one.
# Four cards, nic0 to nic3, lie on one switch with gateways 10.9.0.254 and 10.9.1.254; SHELL is its /bin/sh. Must be
# called in namespaces of its own: unshare --net --mount --pid --fork --mount-proc.
# shellcheck disable=SC1090,SC2016 # the scenario; a program in quotes
set -e
shell=$1 room=$2 scenario=$3
here=$(cd "$(dirname "$0")" && pwd)

mount --make-rprivate /
mount -t sysfs sysfs /sys
mkdir -p "$room"/{home/run,files/etc/network,files/etc/systemd/network,systemd-network,systemd-system,bin}
cp -a /etc/network "$room/etc-network"
mount --bind "$room/etc-network" /etc/network
rm -rf /etc/network/interfaces.d
mkdir -p /etc/network/interfaces.d /etc/systemd/network /etc/systemd/system
mount --bind "$room/systemd-network" /etc/systemd/network
mount --bind "$room/systemd-system" /etc/systemd/system
mount -t tmpfs tmpfs /run
mkdir -p /run/network /run/systemd/system
# No hook of another package has business here.
find /etc/network/if-*.d -type f ! -name bridge ! -name ifenslave ! -name vlan -delete

# What restarts a machine must not get at this one.
cat >"$room/bin/reboot" <<E
#!/bin/sh
case \$0 in
  *reboot) echo "\$0 \$*" >>$room/rebooted ;;
  *systemctl) cat "$room/\$1.\$2" 2>/dev/null || exit 1 ;;
  *) exit 1 ;;
esac
E
chmod 755 "$room/bin/reboot"
# A minimal machine has neither; they are found there first.
mount -t tmpfs tmpfs /usr/local/sbin
cp "$room/bin/reboot" /usr/local/sbin/reboot
cp "$room/bin/reboot" /usr/local/sbin/systemctl
for program in reboot shutdown halt poweroff systemctl; do
  path=$(readlink -f "$(command -v "$program" || echo /nonexistent)")
  [ ! -f "$path" ] || mount --bind "$room/bin/reboot" "$path"
done
[ "$shell" = dash ] || mount --bind "$(command -v "$shell")" "$(readlink -f /bin/sh)"

ip link set lo up
unshare --net sleep 600 &
far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
far() { nsenter -t "$far" -n "$@"; }
far ip link add sw type bridge
far ip link set sw up
far ip address add 10.9.0.254/24 dev sw
far ip address add 10.9.1.254/24 dev sw
for i in 0 1 2 3; do
  ip link add name "nic$i" address "52:54:00:00:00:0$i" type veth peer name "far$i"
  ip link set "far$i" netns "$far"
  far ip link set "far$i" master sw up
done

HA_HOME=$room/home HA_RUN=$room/home/run HA_FILES=$room/files HA_STEP=network HA_ACTION=7
export HA_HOME HA_RUN HA_FILES HA_STEP HA_ACTION
unset HA_CONTROLLED SSH_CONNECTION NG_CHANGE
: >"$HA_RUN/events"
ng=$HA_HOME/network

# state: all of the network that must come back.
state() {
  ip -o link | sed 's/^[0-9]*: //; s/@[^:]*:/:/; s/ qdisc .*master/ master/; s/ qdisc .*//' | sort
  ip -o address | sed 's/^[0-9]*: //; s/ *valid_lft.*//' | grep -v -e fe80 -e '^lo' | sort
  ip -o route | sort
  sort /run/network/ifstate
  find /etc/network/interfaces /etc/network/interfaces.d /etc/systemd/network /etc/systemd/system -type f -exec stat -c '%n %a %U' {} \; | sort
  cat /etc/network/interfaces
}
# Fresh links make their duplicate address detection first.
before() { state >"$room/before"; }
compare() {
  state >"$room/after"
  if diff "$room/before" "$room/after" >"$room/diff"; then echo "$1: as before"; else echo "$1: differs"; cat "$room/diff"; fi
}
netguard() { sh "$room/netguard" "$@"; }
change() { netguard change "${1:-5}" <"$room/want" 2>&1 | sed "s,$room,ROOM,g"; }
# taken_over SECONDS: the same, begun by a controller outside; one on this machine takes it over when it waits for a word.
taken_over() {
  export HA_CONTROLLED=yes
  {
    until grep -q confirm "$HA_RUN/events"; do sleep 0.1; done
    : >"$HA_RUN/from-here"
  } &
  change "$1"
}
# logs_in ADDRESS [talking]: somebody from the other side has a connection to port 22 here, over which a line may go each second.
logs_in() {
  perl -MIO::Socket::INET -MIO::Select -e '
    $SIG{PIPE} = "IGNORE";
    $door = IO::Socket::INET->new(LocalPort => 22, Listen => 5, ReuseAddr => 1) or die;
    while (1) {
      push @in, scalar $door->accept if IO::Select->new($door)->can_read(1);
      if (@ARGV) { syswrite $_, "x\n" for @in }
    }' ${2+"$2"} &
  until ss -tln | grep -q ':22 '; do sleep 0.1; done
  far perl -MIO::Socket::INET -e '
    $out = IO::Socket::INET->new(LocalAddr => $ARGV[0], PeerAddr => "10.9.0.1", PeerPort => 22) or die; sleep 600' "$1" &
  until ss -tn state established | grep -q -F "$1"; do sleep 0.1; done
}
# settled: until nobody is at work any more.
settled() {
  for _ in $(seq 600); do
    if [ ! -e "$ng/pending" ] && [ ! -e "$ng/reverting" ]; then return; fi
    sleep 0.1
  done
  echo 'never settled'
}
# until_logged WORDS: until netguard has come that far.
until_logged() {
  for _ in $(seq 300); do
    if grep -q -e "$1" "$ng/log" 2>/dev/null; then return; fi
    sleep 0.05
  done
  echo "never came to: $1"
}

set +e
. "$here/$scenario.sh"
kill "$far"
