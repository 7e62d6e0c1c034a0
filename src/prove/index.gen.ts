// Made by scripts/gen.ts: every file of this folder that exports a prover.
import type { Prover } from './prove.ts'
import { prover as chrony } from './chrony.ts'
import { prover as cib } from './cib.ts'
import { prover as clusterConf } from './cluster-conf.ts'
import { prover as corosync } from './corosync.ts'
import { prover as crmsh } from './crmsh.ts'
import { prover as debconf } from './debconf.ts'
import { prover as drbdadm } from './drbdadm.ts'
import { prover as heartbeat } from './heartbeat.ts'
import { prover as ifupdown } from './ifupdown.ts'
import { prover as ifupdown2 } from './ifupdown2.ts'
import { prover as inet1 } from './inet1.ts'
import { prover as libvirtDomain } from './libvirt-domain.ts'
import { prover as libvirtNetwork } from './libvirt-network.ts'
import { prover as link } from './link.ts'
import { prover as lvm } from './lvm.ts'
import { prover as mdadm } from './mdadm.ts'
import { prover as sfdisk } from './sfdisk.ts'
import { prover as sh } from './sh.ts'
import { prover as sysctl } from './sysctl.ts'
import { prover as systemd } from './systemd.ts'

export const provers: readonly Prover[] = [
  chrony,
  cib,
  clusterConf,
  corosync,
  crmsh,
  debconf,
  drbdadm,
  heartbeat,
  ifupdown,
  ifupdown2,
  inet1,
  libvirtDomain,
  libvirtNetwork,
  link,
  lvm,
  mdadm,
  sfdisk,
  sh,
  sysctl,
  systemd,
]
