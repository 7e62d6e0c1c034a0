/** Virtual machines that stand in for the nodes of a spec: plain data, kept as lab.json in the lab's folder. */
export interface Lab {
  readonly version: 1
  /** Name of the cluster. */
  readonly name: string
  readonly accelerator: Accelerator
  /** Folder of the unix sockets, whose paths hold 107 bytes at most (unix(7)); it may lie elsewhere for that. */
  readonly sockets: string
  readonly bmc: { readonly user: string; readonly password: string }
  readonly nodes: readonly LabNode[]
  readonly switches: readonly LabSwitch[]
  /** The management module of a modular server that the nodes are blades of. */
  readonly chassis?: LabChassis
}

/** Speaks SNMP v3 on 127.0.0.1. */
export interface LabChassis {
  /** UDP. */
  readonly port: number
  readonly user: string
  readonly password: string
  /** Nodes by slot. */
  readonly slots: { readonly [slot: string]: string }
}

export type Accelerator = 'kvm' | 'tcg'

export interface LabNode {
  readonly name: string
  /** The image under its own disk, which is never written to. */
  readonly image: string
  readonly memoryMiB: number
  readonly cpus: number
  /** On 127.0.0.1. */
  readonly sshPort: number
  /** UDP on 127.0.0.1; from inside the lab it is the same port of 10.0.2.2. */
  readonly bmcPort: number
  readonly management: ManagementNic
  readonly nics: readonly LabNic[]
  readonly disks: readonly LabDisk[]
}

/** Where DHCP, the way to the package mirror and the host's loopback are (QEMU's user network, 10.0.2.0/24). */
export interface ManagementNic {
  /** The kernel's own name for the slot: ens3. */
  readonly name: string
  readonly mac: string
  readonly slot: number
}

export interface LabNic {
  /** Name in the spec. */
  readonly name: string
  readonly mac: string
  readonly slot: number
  /** Sockets of this end and of the other, in the folder of sockets. */
  readonly cable: { readonly here: string; readonly there: string }
  /** The NIC at the other end of a cable without a switch. */
  readonly peer?: { readonly node: string; readonly nic: string }
}

/** Joins more than two NICs, and answers pings at a gateway's address. */
export interface LabSwitch {
  readonly name: string
  readonly gateway?: Gateway
  readonly ports: readonly { readonly here: string; readonly there: string }[]
}

export interface Gateway {
  readonly subnet: string
  readonly address: string
  /** An address that nobody has: QEMU's user network always has a resolver as well. */
  readonly spare: string
}

export interface LabDisk {
  /** Name in the spec. */
  readonly name: string
  /** At most 20 bytes (virtio-blk). */
  readonly serial: string
  readonly bytes: number
  /** One disk that all nodes reach, over two controllers each, and its WWN. */
  readonly shared?: { readonly wwn: string }
}

/** What a guest reaches the host's loopback by. */
export const hostAddress = '10.0.2.2'
/** QEMU's own resolver, which asks the host's. */
export const resolverAddress = '10.0.2.3'
export const managementSubnet = '10.0.2.0/24'

/** Secret of the lab's BMCs; its value is in the secrets file beside the lab's spec. */
export const bmcSecret = 'lab-bmc'
