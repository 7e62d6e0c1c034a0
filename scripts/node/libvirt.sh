# shellcheck shell=sh
# Part of the runner: networks and machines as libvirt has them.

ha_virsh() { ha_try 60 virsh --connect qemu:///system "$@"; }

# ha_network_is NAME UUID BRIDGE: whether the network is defined so, runs, and comes back by itself.
ha_network_is() {
  ha_ni_xml=$(ha_virsh net-dumpxml --inactive "$1" 2>/dev/null) || return 1
  case $ha_ni_xml in *"<uuid>$2</uuid>"*) ;; *) return 1 ;; esac
  printf '%s\n' "$ha_ni_xml" | grep -q "<bridge name='$3'" || return 1
  ha_virsh net-list --name 2>/dev/null | grep -q -x -F -e "$1" && ha_virsh net-list --autostart --all 2>/dev/null | grep -q "^ *$1 "
}

# ha_network_free NAME UUID: libvirt knows no other network of that name.
ha_network_free() {
  ha_nf_uuid=$(ha_virsh net-uuid "$1" 2>/dev/null | sed '/^$/d') || :
  [ -z "$ha_nf_uuid" ] || [ "$ha_nf_uuid" = "$2" ] ||
    ha_fail "libvirt has another network $1 ($ha_nf_uuid) on this node. Rename it, or the one in cluster.yaml."
}

# ha_cpu_usable MODEL: old libvirt does not say, and then it shows when the machine starts.
ha_cpu_usable() {
  ha_cu_all=$(ha_virsh domcapabilities --virttype kvm 2>/dev/null) || return 1
  case $ha_cu_all in *"<model usable="*) ;; *) return 0 ;; esac
  printf '%s\n' "$ha_cu_all" | grep -q "<model usable='yes'[^>]*>$1</model>"
}

# ha_guest_is_clusters NAME UUID: libvirt does not start it by itself, and nothing else has its name or its identity.
ha_guest_is_clusters() {
  ha_has virsh || return 1
  ha_gc_uuid=$(ha_virsh domuuid "$1" 2>/dev/null | sed '/^$/d')
  ha_gc_name=$(ha_virsh domname "$2" 2>/dev/null | sed '/^$/d')
  [ -z "$ha_gc_uuid" ] || [ "$ha_gc_uuid" = "$2" ] || return 1
  [ -z "$ha_gc_name" ] || [ "$ha_gc_name" = "$1" ] || return 1
  ! ha_virsh dominfo "$1" 2>/dev/null | grep -q '^Autostart: *enable'
}

ha_guest_to_cluster() {
  ha_virsh list --all >/dev/null || ha_fail 'libvirt does not answer (virsh list).'
  ha_gc_uuid=$(ha_virsh domuuid "$1" 2>/dev/null | sed '/^$/d') || :
  ha_gc_name=$(ha_virsh domname "$2" 2>/dev/null | sed '/^$/d') || :
  [ -z "$ha_gc_uuid" ] || [ "$ha_gc_uuid" = "$2" ] ||
    ha_fail "There is another machine called $1 on this node (UUID $ha_gc_uuid, ours has $2). Rename it, or the one in cluster.yaml."
  [ -z "$ha_gc_name" ] || [ "$ha_gc_name" = "$1" ] ||
    ha_fail "The machine $ha_gc_name of this node has the UUID of $1. Give one of them another."
  ha_virsh autostart --disable "$1" >/dev/null
}
