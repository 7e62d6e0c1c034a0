// Made by scripts/gen.ts from src/facts/schema/*.yaml.

/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "manager".
 */
export type Manager = ("ifupdown" | "ifupdown2" | "NetworkManager" | "netplan" | "networkd" | "rc.inet1")
/**
 * Services that matter here and are there.
 * 
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "services".
 */
export type Services = {
name: string
running: (boolean | null)
/**
 * Whether it starts at boot.
 */
enabled: (boolean | null)
masked: boolean
failed: boolean
}[]

/**
 * What was found on a node by ha-bootstrap facts. null is what could not be found out. Bytes unless the name says otherwise.
 */
export interface Facts {
/**
 * Version of this format.
 */
facts: 2
/**
 * Name of the node in cluster.yaml.
 */
node: string
/**
 * The platform as cluster.yaml names it, where it is one that this program knows.
 */
platform: (string | null)
/**
 * Versions that decide dialects: installed, or what the system would install.
 */
versions: {
[k: string]: string
}
collected: Collected
system: System
processor: Processor
memory: Memory
clock: Clock
disks: Disk[]
arrays: (MdArray[] | null)
lvm: (Lvm | null)
drbd: Drbd
network: Network
packages: Packages
services: Services
cluster: Cluster
management: Management
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "collected".
 */
export interface Collected {
/**
 * When, by the controller's clock.
 */
at: string
/**
 * Version of ha-bootstrap.
 */
tool: string
/**
 * Topics that were ended before they had said everything.
 */
incomplete: string[]
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "system".
 */
export interface System {
/**
 * What uname -n prints.
 */
nodename: (string | null)
/**
 * Whether the program ran as root; much stays unknown otherwise.
 */
root: (boolean | null)
machineId: (string | null)
/**
 * Changes with every boot, and with nothing else.
 */
bootId: (string | null)
/**
 * The platform, known to this program or not.
 */
platform: (string | null)
title: (string | null)
/**
 * uname -r
 */
kernel: (string | null)
architecture: (string | null)
init: ("systemd" | "sysv" | "bsd" | null)
firmware: ("uefi" | "bios" | null)
proxmox: boolean
/**
 * What the machine runs in: none, qemu, vmware, xen, hyper-v, virtualbox, cloud.
 */
virtual: (string | null)
vendor: (string | null)
product: (string | null)
serial: (string | null)
uuid: (string | null)
board: (string | null)
bios: (string | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "processor".
 */
export interface Processor {
model: (string | null)
vendor: (string | null)
family: (number | null)
modelNumber: (number | null)
stepping: (number | null)
microcode: (string | null)
threads: (number | null)
cores: (number | null)
flags: (string[] | null)
virtualization: ("vmx" | "svm" | "none" | null)
/**
 * Whether /dev/kvm is there.
 */
kvm: boolean
nested: (boolean | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "memory".
 */
export interface Memory {
/**
 * What the kernel has, a little less than what is installed.
 */
totalBytes: (number | null)
swapBytes: (number | null)
installedBytes: (number | null)
modules: (number | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "clock".
 */
export interface Clock {
/**
 * The node's clock minus the controller's.
 */
offsetMs: (number | null)
/**
 * How far offsetMs can be off.
 */
uncertaintyMs: (number | null)
daemon: (string | null)
synchronized: (boolean | null)
zone: (string | null)
}
/**
 * A disk. Members of RAID controllers are not seen; what the controller shows is a disk.
 * 
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "disk".
 */
export interface Disk {
/**
 * The kernel's name.
 */
name: string
path: string
/**
 * Names in /dev/disk/by-id, without the folder.
 */
byId: string[]
byPath: string[]
/**
 * As lsblk prints it.
 */
serial: (string | null)
/**
 * Every serial number that the disk, udev or the kernel gives it.
 */
serials: string[]
wwn: (string | null)
model: (string | null)
vendor: (string | null)
sizeBytes: (number | null)
logicalSector: (number | null)
physicalSector: (number | null)
rotational: (boolean | null)
removable: (boolean | null)
readOnly: (boolean | null)
transport: ("sata" | "ata" | "sas" | "scsi" | "nvme" | "usb" | "virtio" | "fc" | "iscsi" | "mmc" | "dasd" | "raid" | "xen" | null)
/**
 * Where it is in the tree of devices.
 */
place: (string | null)
/**
 * Names of the other paths to the same disk, and of the map that joins them.
 */
multipath: string[]
/**
 * Kind of partition table: gpt, dos, …
 */
table: (string | null)
/**
 * null where nobody could look.
 */
signatures: (Signature[] | null)
/**
 * Whether the first and last mebibyte are zeros; null where something is known to be there.
 */
blank: (boolean | null)
partitions: Partition[]
/**
 * What has it or a part of it in use now.
 */
uses: Use[]
/**
 * Whether the running system stands on it.
 */
system: boolean
eligible: boolean
/**
 * Why it is not eligible.
 */
reasons: Reason[]
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "signature".
 */
export interface Signature {
/**
 * As libblkid names it: ext4, LVM2_member, linux_raid_member, drbd, gpt, dos, swap, …
 */
type: string
offset: (number | null)
uuid: (string | null)
label: (string | null)
version: (string | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "partition".
 */
export interface Partition {
name: string
path: string
number: (number | null)
startBytes: (number | null)
sizeBytes: (number | null)
/**
 * GUID or number in the partition table.
 */
type: (string | null)
label: (string | null)
uuid: (string | null)
signatures: (Signature[] | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "use".
 */
export interface Use {
/**
 * The disk or partition, or what stands on it.
 */
device: string
kind: ("mount" | "swap" | "array" | "volume-group" | "inactive-group" | "mapper" | "multipath" | "drbd" | "machine" | "process" | "loop" | "other")
/**
 * Mount point, name of the array, the group, the process, …
 */
by: string
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "reason".
 */
export interface Reason {
code: ("system" | "mounted" | "swap" | "array" | "lvm" | "lvm-inactive" | "drbd" | "multipath" | "held" | "machine" | "open" | "partitions" | "signature" | "unknown-data" | "unknown" | "read-only" | "removable" | "no-medium" | "twin")
text: string
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "mdArray".
 */
export interface MdArray {
name: string
/**
 * Name in the superblock, often HOST:NAME.
 */
label: (string | null)
uuid: (string | null)
level: (string | null)
metadata: (string | null)
state: (string | null)
sizeBytes: (number | null)
devices: (number | null)
/**
 * How many members are missing.
 */
degraded: (number | null)
chunkBytes: (number | null)
bitmap: ("internal" | "file" | "none" | null)
sync: (null | {
action: string
/**
 * From 0 to 1.
 */
done: (number | null)
})
members: {
device: string
slot: (number | null)
state: (string | null)
}[]
signatures: (Signature[] | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "lvm".
 */
export interface Lvm {
physicalVolumes: {
path: string
uuid: (string | null)
group: (string | null)
sizeBytes: (number | null)
freeBytes: (number | null)
}[]
groups: VolumeGroup[]
/**
 * Filters and the like in lvm.conf and lvmlocal.conf.
 */
settings: string[]
devicesFile: boolean
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "volumeGroup".
 */
export interface VolumeGroup {
name: string
uuid: (string | null)
sizeBytes: (number | null)
freeBytes: (number | null)
extentBytes: (number | null)
/**
 * Whether physical volumes are missing.
 */
partial: (boolean | null)
volumes: Volume[]
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "volume".
 */
export interface Volume {
name: string
hidden: boolean
sizeBytes: (number | null)
type: (string | null)
/**
 * Whether it has a device now.
 */
active: boolean
devices: string[]
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "drbd".
 */
export interface Drbd {
loaded: boolean
/**
 * Version of the module, loaded or installed.
 */
module: (string | null)
utils: (string | null)
/**
 * Resources in /etc/drbd.d.
 */
configured: string[]
devices: DrbdDevice[]
/**
 * Devices that carry metadata.
 */
metadata: {
path: string
version: (string | null)
}[]
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "drbdDevice".
 */
export interface DrbdDevice {
minor: number
resource: (string | null)
volume: (number | null)
disk: (string | null)
sizeBytes: (number | null)
connection: (string | null)
role: (string | null)
diskState: (string | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "network".
 */
export interface Network {
interfaces: Interface[]
routes: (Route[] | null)
nameservers: string[]
/**
 * What configures the network.
 */
managers: Manager[]
/**
 * Interface that our own connection comes in by; it must not be cut.
 */
client: (string | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "interface".
 */
export interface Interface {
name: string
kind: ("nic" | "bond" | "vlan" | "bridge" | "loopback" | "tap" | "wireless" | "virtual")
mac: (string | null)
/**
 * The address that the card was made with.
 */
permanentMac: (string | null)
driver: (string | null)
/**
 * Address on the PCI bus.
 */
pci: (string | null)
/**
 * Vendor and device on the PCI bus, in hexadecimal.
 */
chip: (string | null)
/**
 * Whether it is switched on.
 */
up: (boolean | null)
/**
 * Whether there is a signal; null where it is switched off.
 */
carrier: (boolean | null)
speedMbit: (number | null)
duplex: (string | null)
mtu: (number | null)
addresses: (Address[] | null)
master: (string | null)
/**
 * Members of a bond, ports of a bridge.
 */
ports: string[]
bond: (Bond | null)
vlan: ({
id: number
parent: string
} | null)
bridge: ({
stp: (boolean | null)
/**
 * Seconds.
 */
forwardDelay: (number | null)
vlanFiltering: (boolean | null)
} | null)
managedBy: (Manager | null)
neighbour: ({
name: (string | null)
mac: (string | null)
port: (string | null)
} | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "address".
 */
export interface Address {
address: string
prefix: number
scope: (string | null)
dynamic: boolean
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "bond".
 */
export interface Bond {
mode: (string | null)
primary: (string | null)
active: (string | null)
miimonMs: (number | null)
hash: (string | null)
lacpRate: (string | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "route".
 */
export interface Route {
to: string
via: (string | null)
interface: (string | null)
source: (string | null)
metric: (number | null)
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "packages".
 */
export interface Packages {
manager: ("dpkg" | "pkgtools" | null)
/**
 * Packages that matter here, with their versions.
 */
installed: {
[k: string]: string
}
/**
 * The newest version in apt's lists, backports left out.
 */
candidates: {
[k: string]: string
}
/**
 * What the programs themselves say.
 */
programs: {
[k: string]: string
}
}
/**
 * Clusters that are configured already.
 * 
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "cluster".
 */
export interface Cluster {
corosync: (CorosyncFound | null)
pacemaker: ({
nodes: string[]
resources: (number | null)
} | null)
heartbeat: ({
nodes: string[]
crm: boolean
/**
 * Lines of haresources.
 */
resources: (number | null)
} | null)
cman: ({
name: (string | null)
nodes: string[]
} | null)
proxmox: boolean
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "corosyncFound".
 */
export interface CorosyncFound {
/**
 * Whether it is Debian's own example, which is a complete cluster of one node.
 */
pristine: boolean
name: (string | null)
transport: (string | null)
nodes: {
name: (string | null)
id: (number | null)
addresses: string[]
}[]
authkey: boolean
}
/**
 * This interface was referenced by `Facts`'s JSON-Schema
 * via the `definition` "management".
 */
export interface Management {
/**
 * Whether the board has one.
 */
bmc: (boolean | null)
device: (string | null)
address: (string | null)
mac: (string | null)
/**
 * How it gets its address: Static Address, DHCP Address.
 */
source: (string | null)
firmware: (string | null)
vendor: (string | null)
watchdogs: {
device: string
identity: (string | null)
}[]
}
