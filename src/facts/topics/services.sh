# shellcheck shell=sh disable=SC2012
ha_services='apparmor chrony chronyd cman corosync corosync-qdevice csync2 drbd firewalld heartbeat iscsid keepalived
  libvirt-guests libvirtd lldpd logd lvm2-monitor mdmonitor multipathd network-manager networking nftables ntp ntpd ntpsec
  NetworkManager pacemaker pcsd pve-cluster rgmanager sbd smartmontools ssh sshd systemd-networkd systemd-timesyncd ufw
  unattended-upgrades virtlogd virtqemud'
if [ -d /run/systemd/system ]; then
  echo 'init systemd'
  # systemd would look everywhere for what is not there.
  set --
  for ha_service in $ha_services; do
    for ha_folder in /lib/systemd/system /usr/lib/systemd/system /etc/systemd/system /run/systemd/system; do
      if [ -e "$ha_folder/$ha_service.service" ] || [ -L "$ha_folder/$ha_service.service" ]; then
        set -- "$@" "$ha_service.service"
        break
      fi
    done
    [ -e "/etc/init.d/$ha_service" ] && set -- "$@" "$ha_service.service"
  done
  [ $# -gt 0 ] && systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState "$@" 2>/dev/null
elif [ -d /etc/rc.d ] && [ -e /etc/slackware-version ]; then
  echo 'init bsd'
  ls -l /etc/rc.d/rc.* /etc/rc.d/init.d/* 2>/dev/null | sed -n 's/^\(-[rwxst-]*\).* \/etc\/rc\.d\/\([^ ]*\)$/rc \1 \2/p'
  sed -n 's/^[[:space:]]*[^#]*\/etc\/rc\.d\/\([a-zA-Z.\/_-]*\).*$/local \1/p' /etc/rc.d/rc.local 2>/dev/null
else
  echo 'init sysv'
  ls /etc/init.d 2>/dev/null | sed 's/^/script /'
  ls -d /etc/rc2.d/S* /etc/rc3.d/S* 2>/dev/null | sed 's|^.*/S[0-9]*|start |'
fi
# Which of their programs run, whoever started them.
grep -hsxE 'chronyd|corosync|pacemakerd|heartbeat|ha_logd|libvirtd|virtqemud|multipathd|ntpd|lldpd|sbd|cman|rgmanager|pmxcfs|NetworkManager|systemd-network|systemd-timesyn|sshd|iscsid|keepalived' \
  /proc/[0-9]*/comm | sort -u | sed 's/^/runs /'
exit 0
