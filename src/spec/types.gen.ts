// Made by scripts/gen.ts from src/spec/schema/*.yaml.

/**
 * One line of text without control characters.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "text".
 */
export type Text = string
/**
 * An IPv4 or IPv6 address followed by / and the prefix length.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "cidr".
 */
export type Cidr = string
/**
 * An IPv4 or IPv6 address without prefix length.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "ip".
 */
export type Ip = string
/**
 * Name of a network interface; the kernel takes 15 bytes at most.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "interfaceName".
 */
export type InterfaceName = string
/**
 * A host name (RFC 1123) or an IP address.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "host".
 */
export type Host = string
/**
 * A TCP or UDP port.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "port".
 */
export type Port = number
/**
 * Six pairs of hexadecimal digits with colons; quote it in YAML.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "mac".
 */
export type Mac = string
/**
 * An absolute path of letters, digits and '/._+@:,=-', without blanks.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "path".
 */
export type Path = string
/**
 * An amount of bytes: a number, or a number with K, M, G, T (powers of 1024).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "size".
 */
export type Size = (number | string)
/**
 * A storage device: a disk's name, DISK/PARTITION, an md array, VG/LV, a DRBD resource or RESOURCE/VOLUME; or a path in /dev.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "device".
 */
export type Device = string
/**
 * A name of our own: letters, digits, '_' and '-', first a letter.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "name".
 */
export type Name = string
/**
 * Printable ASCII without blanks, quotes, backslash, '$', '`', ';', '#', '<', '>', '&', '|', braces and parentheses.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "word".
 */
export type Word = string
/**
 * A user or group name as useradd(8) takes it.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "login".
 */
export type Login = string
/**
 * A version number, quoted where YAML would read a number.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "version".
 */
export type Version = string
/**
 * A: written locally and in the send buffer; B: and in the peer's memory; C: and on the peer's disk.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdProtocol".
 */
export type DrbdProtocol = ("A" | "B" | "C")
/**
 * never; during migration only (allowed for the moments of a live migration); always (both nodes all the time).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "dualPrimary".
 */
export type DualPrimary = ("never" | "migration" | "always")
/**
 * Bytes or with K, M; 0 is automatic.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "bufferSize".
 */
export type BufferSize = (number | string)
/**
 * Bytes per second: a number with K, M or G (powers of 1024).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "rate".
 */
export type Rate = string
/**
 * A short host name, exactly what `uname -n` prints.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "hostName".
 */
export type HostName = string
/**
 * A shell command that a daemon runs; one line without double quotes, backslash or backtick.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "command".
 */
export type Command = string
/**
 * One device for all nodes, or a mapping from node to device where they differ.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "devicePerNode".
 */
export type DevicePerNode = (Device | {
[k: string]: Device
})
/**
 * internal (at the end of the device), or a device of its own, on all nodes or per node.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "metadata".
 */
export type Metadata = (Device | {
[k: string]: Device
})
/**
 * A time: a number of seconds, or a number with ms, s, min or h.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "duration".
 */
export type Duration = (number | string)
/**
 * A text, number or boolean, or a secret by reference.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "value".
 */
export type Value = (Text | number | boolean | SecretReference)
/**
 * Names of services, groups, virtual machines or DRBD resources (their promoted copy).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "relations".
 */
export type Relations = Name[]
/**
 * A whole number, INFINITY or -INFINITY.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "score".
 */
export type Score = (number | ("INFINITY" | "-INFINITY"))
/**
 * Role of a promotable clone.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "role".
 */
export type Role = ("Started" | "Promoted" | "Unpromoted")
/**
 * Action that is ordered.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "orderAction".
 */
export type OrderAction = ("start" | "stop" | "promote" | "demote")

/**
 * A high-availability cluster of Linux machines, from disks and cables to services, as ha-bootstrap builds it.
 */
export interface SpecSource {
/**
 * Version of this file's format.
 */
version: 1
/**
 * Name of the cluster: corosync's cluster_name, cluster.conf's name.
 */
name: string
description?: Text
/**
 * A preset that is merged below this file; `ha-bootstrap profiles` lists them.
 */
profile?: string
/**
 * Who gets mail from mdadm and the DRBD handlers.
 */
mail?: string
/**
 * What decides where services run: pacemaker on corosync, heartbeat with haresources, cman with rgmanager, or none of ours (Proxmox VE's own manager, or a person).
 */
stack?: ("pacemaker" | "heartbeat" | "cman" | "none")
/**
 * The networks by name; other parts refer to these names.
 */
networks?: {
[k: string]: Network
}
"node-defaults"?: Node
/**
 * The machines by host name, exactly as `uname -n` prints it.
 */
nodes: {
[k: string]: Node
}
/**
 * Further names by address; the nodes themselves are entered without asking.
 */
hosts?: {
[k: string]: Host[]
}
"hosts-network"?: Name
dns?: Dns
time?: Time
drbd?: Drbd
/**
 * Networks over which the cluster managers talk, the first is link 0.
 */
rings?: Name[]
corosync?: Corosync
quorum?: Quorum
heartbeat?: Heartbeat
cman?: Cman
pacemaker?: Pacemaker
fencing?: Fencing
/**
 * What the cluster runs, by name: addresses, file systems, daemons, any agent.
 */
services?: {
[k: string]: Service
}
/**
 * Services that start in order, stop in reverse and stay together.
 */
groups?: {
[k: string]: Group
}
constraints?: Constraints
/**
 * Virtual machines that the cluster runs.
 */
vms?: {
[k: string]: Vm
}
libvirt?: Libvirt
}
/**
 * A network that nodes have addresses on.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "network".
 */
export interface Network {
description?: Text
subnet?: Cidr
subnet6?: Cidr
gateway?: Ip
gateway6?: Ip
interface?: InterfaceName
/**
 * The interface on nodes where it differs.
 */
"interface-of"?: {
[k: string]: InterfaceName
}
/**
 * Largest packet in bytes on this network, the same on every node and switch.
 */
mtu?: number
/**
 * Speed of one link in Mbit/s; DRBD's rates are computed from it.
 */
speed?: number
}
/**
 * One machine. What all have in common goes under node-defaults.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "node".
 */
export interface Node {
/**
 * Number of the node in corosync and cman; without it the nodes are counted in the order of the file.
 */
id?: number
/**
 * Operating system and release; it decides versions, packages, paths and dialects.
 */
platform?: ("debian-5" | "debian-6" | "debian-7" | "debian-11" | "debian-12" | "debian-13" | "slackware-13.37" | "slackware-14.2" | "slackware-15.0")
/**
 * The node runs Proxmox VE: no corosync or pacemaker of our own, its paths in /etc/pve.
 */
proxmox?: boolean
domain?: Host
ssh?: Ssh
/**
 * The node's address on each network, or a list with one IPv4 and one IPv6 address.
 */
addresses?: {
[k: string]: Ip | Ip[]
}
/**
 * Every interface by name: a NIC, or a bond, VLAN or bridge.
 */
interfaces?: {
[k: string]: Interface
}
/**
 * Which program brings the network up; without it what the platform has.
 */
"interface-style"?: ("ifupdown" | "ifupdown2" | "rc.inet1" | "none")
/**
 * The disks that we may touch, by a name of our own.
 */
disks?: {
[k: string]: Disk
}
/**
 * Linux software RAID by array name, md0 to md127.
 */
raid?: {
[k: string]: Raid
}
/**
 * Volume groups by name.
 */
"volume-groups"?: {
[k: string]: VolumeGroup
}
/**
 * File systems of the node itself by mount point, for /etc/fstab; what the cluster mounts is a service.
 */
filesystems?: {
[k: string]: LocalFilesystem
}
boot?: Boot
/**
 * Further modules to load at boot.
 */
modules?: string[]
/**
 * Further sysctl settings.
 */
sysctl?: {
[k: string]: number | Word
}
/**
 * Further packages to install.
 */
packages?: string[]
/**
 * Packages that must not be there: they are purged.
 */
"packages-absent"?: string[]
/**
 * Groups of /etc/group that the node must have.
 */
groups?: {
[k: string]: UnixGroup
}
/**
 * Users of /etc/passwd that the node must have; no passwords.
 */
users?: {
[k: string]: UnixUser
}
memory?: Size
cpu?: Word
watchdog?: Path
/**
 * Votes of the node in quorum.
 */
votes?: number
/**
 * The node takes part but runs no services.
 */
standby?: boolean
versions?: Versions
}
/**
 * How the controller reaches the node; OpenSSH's own configuration stays in force.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "ssh".
 */
export interface Ssh {
host?: Host
port?: Port
/**
 * Login name; one other than root needs sudo.
 */
user?: string
jump?: Host
/**
 * Private key to use (ssh -i); ~ is the controller's home.
 */
identity?: string
}
/**
 * A NIC (the default), or a bond, a VLAN or a bridge by the key that is present.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "interface".
 */
export interface Interface {
mac?: Mac
/**
 * Identifies a NIC by its slot as udev's ID_PATH has it.
 */
pci?: string
bond?: Bond
vlan?: Vlan
bridge?: Bridge
/**
 * Largest packet in bytes; the network's MTU without it.
 */
mtu?: number
/**
 * Features of ethtool -K, each on or off.
 */
offload?: {
[k: string]: boolean
}
/**
 * Addresses beside those of the node's networks.
 */
addresses?: Cidr[]
/**
 * Static routes over this interface.
 */
routes?: Route[]
/**
 * Address from DHCP; never on a network that the cluster uses.
 */
dhcp?: boolean
/**
 * Brought up when the device appears, not at boot.
 */
hotplug?: boolean
}
/**
 * Several NICs as one.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "bond".
 */
export interface Bond {
/**
 * The NICs of the bond.
 */
members: InterfaceName[]
/**
 * How the links are used: balance-rr (0), active-backup (1), balance-xor (2), broadcast (3), 802.3ad (4), balance-tlb (5), balance-alb (6).
 */
mode?: ("balance-rr" | "active-backup" | "balance-xor" | "broadcast" | "802.3ad" | "balance-tlb" | "balance-alb")
/**
 * Interval of the MII link check in milliseconds; 0 is off.
 */
miimon?: number
/**
 * Milliseconds before a returning link is used.
 */
updelay?: number
/**
 * Milliseconds before a lost link is given up.
 */
downdelay?: number
primary?: InterfaceName
/**
 * When the primary becomes active again.
 */
"primary-reselect"?: ("always" | "better" | "failure")
/**
 * How often the partner sends LACPDUs: fast is every second.
 */
"lacp-rate"?: ("slow" | "fast")
/**
 * How 802.3ad chooses among aggregators.
 */
"ad-select"?: ("stable" | "bandwidth" | "count")
/**
 * Links that must be up for carrier (802.3ad).
 */
"min-links"?: number
/**
 * What chooses the link in balance-xor, 802.3ad and balance-tlb.
 */
"xmit-hash-policy"?: ("layer2" | "layer2+3" | "layer3+4" | "encap2+3" | "encap3+4" | "vlan+srcmac")
/**
 * Milliseconds between ARP probes, instead of miimon.
 */
"arp-interval"?: number
/**
 * Addresses that are probed.
 */
"arp-ip-target"?: Ip[]
/**
 * Which ARP replies count.
 */
"arp-validate"?: ("none" | "active" | "backup" | "all" | "filter" | "filter_active" | "filter_backup")
/**
 * What happens to the MAC address on fail-over (active-backup).
 */
"fail-over-mac"?: ("none" | "active" | "follow")
/**
 * ARPs sent after a fail-over.
 */
"num-grat-arp"?: number
/**
 * IGMP reports sent after a fail-over.
 */
"resend-igmp"?: number
/**
 * Packets before balance-rr changes the link.
 */
"packets-per-slave"?: number
/**
 * Frames of inactive links are taken.
 */
"all-slaves-active"?: boolean
}
/**
 * A tagged VLAN on another interface.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "vlan".
 */
export interface Vlan {
/**
 * IEEE 802.1Q identifier.
 */
id: number
on: InterfaceName
}
/**
 * A software switch.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "bridge".
 */
export interface Bridge {
/**
 * Interfaces in the bridge; may be empty.
 */
ports: InterfaceName[]
/**
 * Whether the bridge takes part in the spanning tree protocol.
 */
stp?: boolean
/**
 * Seconds a port listens and learns before it forwards; 0 without STP.
 */
"forward-delay"?: number
/**
 * Seconds between STP hellos.
 */
"hello-time"?: number
/**
 * Seconds until STP information is stale.
 */
"max-age"?: number
/**
 * Seconds an address stays learned.
 */
ageing?: number
/**
 * Lower becomes root.
 */
priority?: number
/**
 * Seconds to wait for ports at boot.
 */
"max-wait"?: number
/**
 * The bridge itself filters VLANs; needs ifupdown2.
 */
"vlan-aware"?: boolean
/**
 * VLANs allowed on a VLAN-aware bridge.
 */
vids?: string
}
/**
 * A static route.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "route".
 */
export interface Route {
to: Cidr
via: Ip
/**
 * Lower wins.
 */
metric?: number
}
/**
 * A physical disk, named by what stays the same over a reboot.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "disk".
 */
export interface Disk {
/**
 * As `lsblk -o SERIAL` prints it.
 */
serial?: string
/**
 * As `lsblk -o WWN` prints it.
 */
wwn?: string
/**
 * The link's name without the directory.
 */
"by-id"?: string
path?: Path
/**
 * The disk is reached by several controllers: multipathd joins its paths to /dev/mapper/NAME. Needs the wwn.
 */
multipath?: boolean
size?: Size
/**
 * gpt, msdos, or none for the whole disk.
 */
table?: ("gpt" | "msdos" | "none")
/**
 * Partitions in order, by a name of our own; an empty table when absent.
 */
partitions?: {
[k: string]: Partition
}
/**
 * Spinning disk or not; what is mixed under one DRBD resource is warned of.
 */
rotational?: boolean
}
/**
 * A partition.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "partition".
 */
export interface Partition {
/**
 * Number in the table; counted in order without it.
 */
number?: number
size?: Size
/**
 * What the partition is for.
 */
type?: ("linux" | "raid" | "lvm" | "swap" | "esp" | "bios-boot" | "drbd")
}
/**
 * A Linux md array.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "raid".
 */
export interface Raid {
/**
 * RAID level.
 */
level: (0 | 1 | 5 | 6 | 10)
/**
 * Disks or partitions; the word missing stands for one that comes later.
 */
devices: Device[]
/**
 * The array is there (the installation made it, root lives in it): neither it nor the partition tables below it are made.
 */
existing?: boolean
/**
 * Devices that step in.
 */
spares?: Device[]
/**
 * RAID 10: n2, f2, o2, … (copies near, far, offset); RAID 5 and 6: left-symmetric and so on.
 */
layout?: ("n2" | "n3" | "n4" | "f2" | "f3" | "o2" | "o3" | "left-symmetric" | "left-asymmetric" | "right-symmetric" | "right-asymmetric")
chunk?: Size
/**
 * Write-intent bitmap; after a crash only what was being written is resynchronised.
 */
bitmap?: ("internal" | "none")
/**
 * Version of the superblock.
 */
metadata?: ("0.90" | "1.0" | "1.1" | "1.2")
/**
 * RAID 5 against the write hole: ppl (no bitmap then).
 */
"consistency-policy"?: ("resync" | "bitmap" | "ppl")
name?: Name
/**
 * Slow members of RAID 1 that are not read.
 */
"write-mostly"?: Device[]
}
/**
 * An LVM volume group.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "volumeGroup".
 */
export interface VolumeGroup {
/**
 * Disks, partitions, arrays or a DRBD resource.
 */
devices: Device[]
/**
 * The group is there (root lives in it); we only add volumes.
 */
existing?: boolean
"extent-size"?: Size
/**
 * Logical volumes by name.
 */
volumes?: {
[k: string]: LogicalVolume
}
}
/**
 * An LVM logical volume.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "logicalVolume".
 */
export interface LogicalVolume {
size: Size
/**
 * linear, striped, thin-pool, or thin (in a pool).
 */
type?: ("linear" | "striped" | "thin-pool" | "thin")
pool?: Name
/**
 * Physical volumes to stripe over.
 */
stripes?: number
}
/**
 * A line of /etc/fstab.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "localFilesystem".
 */
export interface LocalFilesystem {
device?: Device
/**
 * Type of the file system.
 */
type: ("ext3" | "ext4" | "xfs" | "btrfs" | "vfat" | "tmpfs" | "swap")
options?: Word
}
/**
 * How the node starts.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "boot".
 */
export interface Boot {
/**
 * grub-pc for BIOS, grub-efi for UEFI, lilo for Slackware, none if we leave it alone.
 */
loader?: ("grub-pc" | "grub-efi" | "lilo" | "none")
/**
 * Every disk of the boot mirror, so that any can die.
 */
disks?: Device[]
/**
 * Further kernel parameters.
 */
cmdline?: Word[]
/**
 * What logind does on the power key; ignore lets a fence device's power-off be immediate.
 */
"power-key"?: ("ignore" | "poweroff")
}
/**
 * A group of /etc/group.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "unixGroup".
 */
export interface UnixGroup {
/**
 * Its number, the same on every node; the system chooses one without it.
 */
gid?: number
}
/**
 * A user of /etc/passwd.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "unixUser".
 */
export interface UnixUser {
/**
 * Its number, the same on every node; the system chooses one without it.
 */
uid?: number
group?: Login
/**
 * The GECOS field, usually a full name.
 */
comment?: string
home?: Path
shell?: Path
}
/**
 * Versions that differ from what the platform ships; a dialect follows from them.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "versions".
 */
export interface Versions {
kernel?: Version
"drbd-module"?: Version
"drbd-utils"?: Version
corosync?: Version
pacemaker?: Version
heartbeat?: Version
lvm2?: Version
libvirt?: Version
qemu?: Version
}
/**
 * Resolver of the nodes.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "dns".
 */
export interface Dns {
/**
 * Addresses of name servers.
 */
servers?: Ip[]
/**
 * Domains that are tried.
 */
search?: Host[]
}
/**
 * Where the nodes get the time from; cluster logs and TLS need it.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "time".
 */
export interface Time {
/**
 * NTP servers.
 */
servers?: Host[]
/**
 * Names that stand for several NTP servers.
 */
pools?: Host[]
/**
 * Time zone of the nodes.
 */
zone?: string
}
/**
 * Replicated block devices. What stands here holds for every resource; a resource can say otherwise.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbd".
 */
export interface Drbd {
network?: Name
protocol?: DrbdProtocol
"dual-primary"?: DualPrimary
auth?: DrbdAuth
net?: DrbdNet
disk?: DrbdDisk
options?: DrbdOptions
startup?: DrbdStartup
handlers?: DrbdHandlers
/**
 * How often the two copies are compared in the background.
 */
"verify-schedule"?: ("never" | "weekly" | "monthly")
/**
 * Whether DRBD may count this installation at LINBIT; asks the network, so no by default.
 */
"usage-count"?: boolean
/**
 * Hint for the module's memory.
 */
"minor-count"?: number
/**
 * Resources by name.
 */
resources?: {
[k: string]: DrbdResource
}
}
/**
 * The peers prove a shared secret to each other; the traffic itself stays clear text.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdAuth".
 */
export interface DrbdAuth {
/**
 * Hash for the challenge.
 */
algorithm?: ("sha1" | "sha256" | "sha512" | "md5" | "none")
secret?: Name
}
/**
 * Connection, split-brain and verify settings of drbd.conf(5).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdNet".
 */
export interface DrbdNet {
/**
 * What happens when both were primary and none is now.
 */
"after-sb-0pri"?: string
/**
 * What happens when one is primary.
 */
"after-sb-1pri"?: ("disconnect" | "consensus" | "violently-as0p" | "discard-secondary" | "call-pri-lost-after-sb")
/**
 * What happens when both are primary.
 */
"after-sb-2pri"?: ("disconnect" | "violently-as0p" | "call-pri-lost-after-sb")
/**
 * Apply the policies even between unrelated generations.
 */
"always-asbp"?: boolean
/**
 * What happens when roles and policies disagree.
 */
"rr-conflict"?: ("disconnect" | "violently" | "call-pri-lost")
/**
 * Time without an answer until the peer counts as dead, in tenths of a second.
 */
timeout?: number
/**
 * Seconds between attempts to connect.
 */
"connect-int"?: number
/**
 * Seconds of silence before a ping.
 */
"ping-int"?: number
/**
 * Time for the answer to a ping, in tenths of a second.
 */
"ping-timeout"?: number
/**
 * Timeouts of one write until a peer is thrown out.
 */
"ko-count"?: number
/**
 * Pages of 4 KiB for received data.
 */
"max-buffers"?: number
/**
 * Writes between two barriers.
 */
"max-epoch-size"?: number
"sndbuf-size"?: BufferSize
"rcvbuf-size"?: BufferSize
/**
 * Hash for the online verify.
 */
"verify-alg"?: ("crc32c" | "sha1" | "sha256" | "md5")
/**
 * Hash to skip equal blocks while resynchronising.
 */
"csums-alg"?: ("crc32c" | "sha1" | "sha256" | "md5")
/**
 * Hash over every packet; for finding faults, not for production.
 */
"data-integrity-alg"?: ("crc32c" | "sha1" | "sha256" | "md5")
/**
 * Run-length encoding of the bitmap exchange.
 */
"use-rle"?: boolean
/**
 * Whether packets are gathered.
 */
"tcp-cork"?: boolean
/**
 * dont-care, resource-only (outdate the peer), resource-and-stonith (freeze until the peer is fenced).
 */
fencing?: ("dont-care" | "resource-only" | "resource-and-stonith")
}
/**
 * Resynchronisation and error handling of drbd.conf(5).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdDisk".
 */
export interface DrbdDisk {
/**
 * What a failing disk causes; detach goes on with the peer's copy.
 */
"on-io-error"?: ("pass_on" | "detach" | "call-local-io-error")
"resync-rate"?: Rate
/**
 * Tenths of a second the rate controller looks ahead; 0 switches it off.
 */
"c-plan-ahead"?: number
"c-max-rate"?: Rate
"c-min-rate"?: Rate
/**
 * Data in flight, in sectors or with K, M.
 */
"c-fill-target"?: (number | Rate)
/**
 * Tenths of a second; used when c-fill-target is 0.
 */
"c-delay-target"?: number
/**
 * Extents of 4 MiB that may be hot; what is hot is resynchronised after a crash.
 */
"al-extents"?: number
"resync-after"?: Name
/**
 * Flush data to the disk; off only with a battery on every node.
 */
"disk-flushes"?: boolean
/**
 * Flush metadata; off only with a battery on every node.
 */
"md-flushes"?: boolean
/**
 * Use write barriers.
 */
"disk-barrier"?: boolean
/**
 * Wait for writes instead of flushing.
 */
"disk-drain"?: boolean
/**
 * Tenths of a second; dangerous, leave it at 0.
 */
"disk-timeout"?: number
/**
 * Whether the activity log is written.
 */
"al-updates"?: boolean
/**
 * Both nodes have a controller cache that survives a power cut; only then flushes may be off.
 */
"battery-backed"?: boolean
}
/**
 * Options of the whole resource of drbd.conf(5).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdOptions".
 */
export interface DrbdOptions {
/**
 * DRBD 9: how many copies must be reachable.
 */
quorum?: ("off" | "majority" | "all")
/**
 * DRBD 9: freeze I/O or fail it.
 */
"on-no-quorum"?: ("suspend-io" | "io-error")
/**
 * What happens when no copy can be reached.
 */
"on-no-data-accessible"?: ("io-error" | "suspend-io")
/**
 * DRBD 9: opening the device makes it primary.
 */
"auto-promote"?: boolean
/**
 * CPUs of DRBD's threads.
 */
"cpu-mask"?: string
}
/**
 * How DRBD's own start script waits; not used when a cluster manager starts DRBD.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdStartup".
 */
export interface DrbdStartup {
/**
 * Seconds, 0 waits for ever.
 */
"wfc-timeout"?: number
/**
 * Seconds when the cluster was degraded before, 0 waits for ever.
 */
"degr-wfc-timeout"?: number
/**
 * Seconds when the peer was outdated, 0 waits for ever.
 */
"outdated-wfc-timeout"?: number
"become-primary-on"?: HostName
}
/**
 * Commands that DRBD calls on events.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdHandlers".
 */
export interface DrbdHandlers {
"pri-on-incon-degr"?: Command
"pri-lost-after-sb"?: Command
"pri-lost"?: Command
"local-io-error"?: Command
"fence-peer"?: Command
"unfence-peer"?: Command
"split-brain"?: Command
"initial-split-brain"?: Command
"before-resync-target"?: Command
"after-resync-target"?: Command
"out-of-sync"?: Command
}
/**
 * A block device that is the same on its nodes.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdResource".
 */
export interface DrbdResource {
/**
 * Nodes that have it; all without it. The first is where the initial sync starts.
 */
nodes?: HostName[]
disk?: DevicePerNode
metadata?: Metadata
/**
 * Number of /dev/drbdN of volume 0; counted without it.
 */
minor?: number
/**
 * Several devices that are replicated as one, by number.
 */
volumes?: {
[k: string]: DrbdVolume
}
port?: Port
network?: Name
protocol?: DrbdProtocol
"dual-primary"?: DualPrimary
auth?: DrbdAuth
net?: DrbdNet
"disk-options"?: DrbdDisk
options?: DrbdOptions
startup?: DrbdStartup
handlers?: DrbdHandlers
/**
 * DRBD 9's node-id of each node; counted without it, never to be changed.
 */
"node-ids"?: {
[k: string]: number
}
/**
 * Nodes without a copy that only vote (DRBD 9 tie-breaker).
 */
diskless?: HostName[]
/**
 * Bitmap slots in the metadata (DRBD 9), to add nodes later.
 */
"max-peers"?: number
/**
 * full copies everything; skip only where both devices are proved identical.
 */
"initial-sync"?: ("full" | "skip")
}
/**
 * One device of a resource.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "drbdVolume".
 */
export interface DrbdVolume {
disk: DevicePerNode
metadata?: Metadata
/**
 * Number of /dev/drbdN.
 */
minor?: number
}
/**
 * Settings of corosync.conf(5) that differ from what we compute.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "corosync".
 */
export interface Corosync {
/**
 * knet (corosync 3), udpu (corosync 2), udp (multicast).
 */
transport?: ("knet" | "udpu" | "udp")
/**
 * Encryption of the traffic.
 */
crypto_cipher?: ("none" | "aes128" | "aes192" | "aes256")
/**
 * Authentication of the traffic.
 */
crypto_hash?: ("none" | "md5" | "sha1" | "sha256" | "sha384" | "sha512")
/**
 * corosync 1.4: HMAC-SHA1 and encryption together.
 */
secauth?: boolean
/**
 * How names are resolved.
 */
ip_version?: ("ipv4" | "ipv6" | "ipv4-6" | "ipv6-4")
/**
 * How knet uses several links.
 */
link_mode?: ("passive" | "active" | "rr")
/**
 * Corosync 1.4 and 2: how two rings are used.
 */
rrp_mode?: ("none" | "passive" | "active")
/**
 * Milliseconds without the token until a node counts as lost.
 */
token?: number
/**
 * Tries before the token is lost.
 */
token_retransmits_before_loss_const?: number
/**
 * Milliseconds added for each node past the second.
 */
token_coefficient?: number
/**
 * Milliseconds for agreement on members; 1.2 times the token at least.
 */
consensus?: number
/**
 * Milliseconds to wait for join messages.
 */
join?: number
/**
 * Messages a node sends on one token.
 */
max_messages?: number
/**
 * Largest packet of udp and udpu.
 */
netmtu?: number
/**
 * Rises with every change.
 */
config_version?: number
port?: Port
mcastaddr?: Ip
/**
 * Settings of a link by the name of its network.
 */
links?: {
[k: string]: CorosyncLink
}
/**
 * Where corosync writes.
 */
logging?: {
/**
 * Log to syslog.
 */
to_syslog?: boolean
/**
 * Log to a file.
 */
to_logfile?: boolean
logfile?: Path
/**
 * Log everything.
 */
debug?: boolean
}
/**
 * Corosync 1.4: talk to openais.
 */
compatibility?: ("whitetank" | "none")
/**
 * Corosync 1.4: ver of service.d/pcmk: 0 corosync starts pacemaker, 1 pacemaker is started by itself.
 */
"pacemaker-plugin"?: (0 | 1)
}
/**
 * Settings of one link.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "corosyncLink".
 */
export interface CorosyncLink {
/**
 * Higher is preferred in passive mode.
 */
knet_link_priority?: number
/**
 * udp or sctp.
 */
knet_transport?: ("udp" | "sctp")
/**
 * Milliseconds between pings.
 */
knet_ping_interval?: number
/**
 * Milliseconds until the link is down.
 */
knet_ping_timeout?: number
/**
 * Answers until the link is up.
 */
knet_pong_count?: number
mcastport?: Port
}
/**
 * Who may go on when nodes are lost; two nodes get two_node without asking.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "quorum".
 */
export interface Quorum {
/**
 * One of two nodes is enough; fencing decides which.
 */
two_node?: boolean
/**
 * After a start, wait until every node was seen once.
 */
wait_for_all?: boolean
/**
 * Half of an even number may go on, if it has the lowest node.
 */
auto_tie_breaker?: boolean
/**
 * lowest, highest or a list of node IDs.
 */
auto_tie_breaker_node?: string
/**
 * The number of votes expected falls with every lost node.
 */
last_man_standing?: boolean
/**
 * Milliseconds before it is counted anew.
 */
last_man_standing_window?: number
/**
 * Votes when all are there; counted without it.
 */
expected_votes?: number
device?: QuorumDevice
}
/**
 * A third machine that only votes (corosync-qnetd).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "quorumDevice".
 */
export interface QuorumDevice {
host: Host
port?: Port
/**
 * ffsplit gives one half of an even number the vote; lms lets the last one stand.
 */
algorithm?: ("ffsplit" | "lms" | "test" | "2nodelms")
/**
 * lowest, highest or a node ID.
 */
tie_breaker?: (("lowest" | "highest") | number)
/**
 * on, off or required.
 */
tls?: ("on" | "off" | "required")
/**
 * Milliseconds.
 */
connect_timeout?: number
/**
 * 0 any, 4 or 6.
 */
force_ip_version?: (0 | 4 | 6)
/**
 * Votes of the device.
 */
votes?: number
/**
 * Milliseconds until a silent device loses its vote.
 */
timeout?: number
/**
 * Milliseconds corosync waits for the device when membership changes.
 */
sync_timeout?: number
/**
 * Commands that must succeed for a node to count, by name.
 */
heuristics?: {
[k: string]: Command
}
/**
 * When the commands run.
 */
"heuristics-mode"?: ("on" | "sync" | "off")
}
/**
 * Settings of ha.cf(5); times are durations.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "heartbeat".
 */
export interface Heartbeat {
/**
 * Paths of the heartbeats; ucast over every ring without it.
 */
media?: HeartbeatMedium[]
udpport?: Port
/**
 * Speed of serial lines.
 */
baud?: (9600 | 19200 | 38400 | 57600 | 115200)
keepalive?: Duration
warntime?: Duration
deadtime?: Duration
initdead?: Duration
deadping?: Duration
/**
 * Whether services go back when their preferred node returns.
 */
auto_failback?: ("on" | "off" | "legacy")
/**
 * Whether unknown nodes may join.
 */
autojoin?: ("none" | "other" | "any")
/**
 * Addresses outside the cluster that ipfail measures reachability by.
 */
ping?: Ip[]
/**
 * Addresses of which one must answer, by name.
 */
ping_group?: {
[k: string]: Ip[]
}
/**
 * Move services to the node that reaches more ping nodes.
 */
ipfail?: boolean
/**
 * Outdate the peer's DRBD copy over the heartbeat paths.
 */
dopd?: boolean
/**
 * Further programs that heartbeat keeps running.
 * 
 * Items: A program that is kept running.
 */
respawn?: {
user: Name
command: Path
}[]
/**
 * Users and groups that may use heartbeat's API, by client.
 */
apiauth?: {
/**
 * Who may connect.
 */
[k: string]: {
uid?: Name
gid?: Name
}
}
watchdog?: Path
/**
 * Method of authkeys; crc only on a cable that nobody else is on.
 */
auth?: ("sha1" | "md5" | "crc")
/**
 * Number of the key in authkeys; it names nothing but the line.
 */
"auth-index"?: number
/**
 * Facility, or none.
 */
logfacility?: ("none" | "daemon" | "local0" | "local1" | "local2" | "local3" | "local4" | "local5" | "local6" | "local7")
logfile?: Path
debugfile?: Path
/**
 * Log through ha_logd; logfile and debugfile are ignored then.
 */
use_logd?: boolean
conn_logd_time?: Duration
/**
 * 0 to 255.
 */
debug?: number
/**
 * Compression of large messages.
 */
compression?: ("bz2" | "zlib")
/**
 * Size in KB from which messages are compressed.
 */
compression_threshold?: number
/**
 * Compress whole messages.
 */
traditional_compression?: boolean
/**
 * Format on the wire.
 */
msgfmt?: ("classic" | "netstring")
/**
 * Real-time priority.
 */
realtime?: boolean
/**
 * Real-time priority.
 */
rtprio?: number
/**
 * Whether core dumps are written.
 */
coredumps?: boolean
coreroot?: Path
/**
 * Where the generation number comes from.
 */
hbgenmethod?: ("file" | "time")
/**
 * Where the node's UUID comes from.
 */
uuidfrom?: ("file" | "nodename")
/**
 * Hops of a packet on a serial ring.
 */
hopfudge?: number
/**
 * Milliseconds.
 */
max_rexmit_delay?: number
/**
 * KB.
 */
memreserve?: number
/**
 * Message format in the log file.
 */
syslogmsgfmt?: boolean
/**
 * Whether bad packets are logged.
 */
log_badpack?: boolean
}
/**
 * One path of the heartbeats.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "heartbeatMedium".
 */
export interface HeartbeatMedium {
ucast?: Name
bcast?: Name
mcast?: Name
group?: Ip
/**
 * Of multicast packets.
 */
ttl?: number
serial?: Path
}
/**
 * Settings of cluster.conf for cman and rgmanager (Proxmox VE 2 and 3).
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "cman".
 */
export interface Cman {
/**
 * Must rise with every change.
 */
config_version?: number
keyfile?: Path
/**
 * One of two nodes is enough; without it two nodes stop when one dies.
 */
two_node?: boolean
/**
 * Votes when all are there.
 */
expected_votes?: number
/**
 * How the members talk.
 */
transport?: ("udp" | "udpb" | "udpu")
/**
 * Seconds fenced waits for others before it fences.
 */
post_join_delay?: number
/**
 * FENCE_JOIN in /etc/default/redhat-cluster-pve.
 */
"fence-join"?: boolean
/**
 * A shared disk with a vote.
 */
"quorum-disk"?: {
label: Name
/**
 * Its votes.
 */
votes?: number
/**
 * Seconds.
 */
interval?: number
/**
 * Missed intervals until a node is lost.
 */
tko?: number
}
/**
 * Where services may run, by name.
 */
"failover-domains"?: {
/**
 * Nodes of a service.
 */
[k: string]: {
/**
 * Nodes in order of preference.
 */
nodes: HostName[]
/**
 * The order counts.
 */
ordered?: boolean
/**
 * Nowhere else.
 */
restricted?: boolean
/**
 * Stays where it is.
 */
nofailback?: boolean
}
}
/**
 * Guests that rgmanager keeps running, by number.
 */
vms?: {
/**
 * A guest under rgmanager.
 */
[k: string]: {
domain?: Name
/**
 * Started with the cluster.
 */
autostart?: boolean
/**
 * What happens after a failure.
 */
recovery?: ("restart" | "relocate" | "disable")
}
}
}
/**
 * Cluster properties and defaults.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "pacemaker".
 */
export interface Pacemaker {
properties?: Values
"resource-defaults"?: Values
"operation-defaults"?: Values
"minimum-timeout"?: Duration
}
/**
 * Parameters as the agent's own documentation names them.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "values".
 */
export interface Values {
[k: string]: Value
}
/**
 * The name of a secret; its value is in the secrets file beside cluster.yaml, never here.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "secretReference".
 */
export interface SecretReference {
secret: Name
}
/**
 * How a node that no longer answers is switched off before its services start elsewhere.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "fencing".
 */
export interface Fencing {
/**
 * Fence devices by name.
 */
devices?: {
[k: string]: FenceDevice
}
/**
 * For each node the devices to try: levels in order, all devices of a level together.
 */
levels?: {
[k: string]: Name[][]
}
sbd?: Sbd
/**
 * What is done to the node.
 */
action?: ("reboot" | "off")
timeout?: Duration
"none-because"?: Text
}
/**
 * Something that can switch nodes off; its parameters are the agent's own.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "fenceDevice".
 */
export interface FenceDevice {
/**
 * A fence agent (fence_ipmilan) or a plugin of cluster-glue (external/nut, meatware).
 */
agent: string
/**
 * Nodes it can switch off.
 */
targets?: HostName[]
/**
 * Outlet, slot or domain of each node on a device that serves several.
 */
plugs?: {
[k: string]: number | Word
}
params?: Values
delay?: Duration
"delay-max"?: Duration
monitor?: Duration
/**
 * Nodes that may use it; never its only target.
 */
"runs-on"?: HostName[]
meta?: Values
}
/**
 * Fencing by a watchdog, with or without shared disks.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "sbd".
 */
export interface Sbd {
/**
 * One or three shared disks, never on DRBD; none is diskless.
 */
devices?: Path[]
watchdog?: Path
/**
 * Seconds.
 */
"watchdog-timeout"?: number
/**
 * Seconds; twice the watchdog timeout at least.
 */
msgwait?: number
/**
 * Wait at boot for msgwait.
 */
"delay-start"?: boolean
/**
 * Whether a fenced node may start by itself.
 */
"start-mode"?: ("always" | "clean")
}
/**
 * One thing the cluster runs; exactly one of address, filesystem, systemd, lsb and agent says which kind.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "service".
 */
export interface Service {
description?: Text
address?: Cidr
interface?: InterfaceName
/**
 * A file system that moves (ocf:heartbeat:Filesystem).
 */
filesystem?: {
device: Device
mount: Path
/**
 * Type of the file system.
 */
type: ("ext3" | "ext4" | "xfs" | "btrfs" | "gfs2" | "ocfs2" | "nfs")
options?: Word
/**
 * Directories made once on the new file system, below the mount point.
 */
directories?: string[]
}
/**
 * A unit that the cluster starts; it is disabled in systemd.
 */
systemd?: string
/**
 * A script in /etc/init.d or /etc/rc.d.
 */
lsb?: string
web?: WebContent
/**
 * Any agent: ocf:PROVIDER:NAME, lsb:NAME, systemd:NAME, service:NAME.
 */
agent?: string
params?: Values
operations?: Operations
meta?: Values
/**
 * Runs on every node at once: true, or the clone's meta attributes.
 */
clone?: (boolean | Values)
with?: Relations
after?: Relations
prefer?: Preferences
/**
 * Nodes where it must not run.
 */
avoid?: HostName[]
}
/**
 * Where an Apache httpd run by this service finds its pages and puts its logs: on a file system that moves with it. The daemon's own kind (systemd or lsb) stands beside it.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "webContent".
 */
export interface WebContent {
"document-root": Path
logs?: Path
"cgi-bin"?: Path
}
/**
 * Timeouts and intervals by operation: start, stop, monitor, migrate_to, …
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "operations".
 */
export interface Operations {
[k: string]: Operation
}
/**
 * How one operation is called.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "operation".
 */
export interface Operation {
interval?: Duration
timeout?: Duration
/**
 * What its failure causes.
 */
"on-fail"?: ("ignore" | "block" | "stop" | "restart" | "standby" | "fence" | "demote")
"start-delay"?: Duration
}
/**
 * Score by node.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "preferences".
 */
export interface Preferences {
[k: string]: Score
}
/**
 * Services in their order of start. With heartbeat a group is a line of haresources, and DRBD resources may be members.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "group".
 */
export interface Group {
/**
 * Services in order.
 */
members: Name[]
meta?: Values
with?: Relations
after?: Relations
prefer?: Preferences
/**
 * Nodes where it must not run.
 */
avoid?: HostName[]
}
/**
 * Constraints that with, after, prefer and avoid do not cover.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "constraints".
 */
export interface Constraints {
/**
 * Where something runs.
 */
locations?: {
/**
 * A location constraint.
 */
[k: string]: {
resource: Name
node: HostName
score: Score
role?: Role
/**
 * Whether pacemaker probes there.
 */
discovery?: ("always" | "never" | "exclusive")
}
}
/**
 * What starts before what.
 */
orders?: {
/**
 * An order constraint.
 */
[k: string]: {
first: Name
"first-action"?: OrderAction
then: Name
"then-action"?: OrderAction
/**
 * How strict it is.
 */
kind?: ("Mandatory" | "Optional" | "Serialize")
/**
 * The reverse order on stopping.
 */
symmetrical?: boolean
}
}
/**
 * What runs together, or apart.
 */
colocations?: {
/**
 * A colocation constraint.
 */
[k: string]: {
resource: Name
role?: Role
with: Name
"with-role"?: Role
score?: Score
}
}
}
/**
 * A virtual machine under libvirt that the cluster starts, moves and stops.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "vm".
 */
export interface Vm {
description?: Text
/**
 * Derived from the cluster's and the machine's name without it.
 */
uuid?: string
memory: Size
/**
 * Virtual processors.
 */
cpus?: number
/**
 * A model that every node has; host-passthrough only between equal machines.
 */
"cpu-model"?: string
/**
 * QEMU machine type; the lowest of all nodes without it.
 */
machine?: string
/**
 * kvm, or qemu (emulation, for tests).
 */
hypervisor?: ("kvm" | "qemu")
/**
 * bios or uefi (its variables are kept on every node).
 */
firmware?: ("bios" | "uefi")
/**
 * Disks in order.
 */
disks?: VmDisk[]
/**
 * Network cards in order.
 */
nics?: VmNic[]
/**
 * What it boots from.
 */
boot?: ("disk" | "network" | "cdrom")[]
/**
 * Ways to see it.
 */
console?: ("serial" | "vnc" | "spice")[]
/**
 * Moves without stopping; needs disks that both nodes can write.
 */
"live-migration"?: boolean
/**
 * Milliseconds it may stand still.
 */
"migration-downtime"?: number
/**
 * MiB/s it may use.
 */
"migration-speed"?: number
config?: Path
/**
 * Of start, stop, monitor, migrate_to and migrate_from.
 */
timeouts?: {
start?: Duration
stop?: Duration
monitor?: Duration
migrate?: Duration
}
/**
 * false leaves it stopped (target-role Stopped).
 */
autostart?: boolean
/**
 * Higher keeps running when there is not room for all.
 */
priority?: number
params?: Values
meta?: Values
with?: Relations
after?: Relations
prefer?: Preferences
/**
 * Nodes where it must not run.
 */
avoid?: HostName[]
}
/**
 * One of drbd, file and cdrom.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "vmDisk".
 */
export interface VmDisk {
/**
 * RESOURCE, or RESOURCE/VOLUME.
 */
drbd?: string
file?: Path
cdrom?: Path
/**
 * Format of a file.
 */
format?: ("raw" | "qcow2")
/**
 * How the guest sees it.
 */
bus?: ("virtio" | "scsi" | "sata" | "ide")
/**
 * none or directsync where the machine migrates.
 */
cache?: ("none" | "directsync" | "writethrough" | "writeback" | "unsafe")
/**
 * Whether the guest's discards reach the device.
 */
discard?: boolean
}
/**
 * One of bridge and network.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "vmNic".
 */
export interface VmNic {
bridge?: InterfaceName
network?: Name
mac?: Mac
/**
 * Model of the card.
 */
model?: ("virtio" | "e1000e" | "e1000" | "rtl8139")
/**
 * Tag on a VLAN-aware bridge; needs libvirt 11.
 */
vlan?: number
}
/**
 * Settings of libvirt on all nodes.
 * 
 * This interface was referenced by `SpecSource`'s JSON-Schema
 * via the `definition` "libvirt".
 */
export interface Libvirt {
/**
 * libvirt networks by name, over a bridge of ours.
 */
networks?: {
/**
 * A network over a bridge.
 */
[k: string]: {
bridge: InterfaceName
}
}
"migration-network"?: Name
/**
 * ssh (root keys both ways), tls (certificates), tcp (only on an isolated link).
 */
"migration-transport"?: ("ssh" | "tls" | "tcp")
}
