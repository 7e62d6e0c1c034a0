// Made by scripts/gen.ts: every file of this folder.
import type { Rule } from '../rule.ts'
import { rules as addresses } from './addresses.ts'
import { rules as bonds } from './bonds.ts'
import { rules as boot } from './boot.ts'
import { rules as bridges } from './bridges.ts'
import { rules as cards } from './cards.ts'
import { rules as clusterProperties } from './cluster-properties.ts'
import { rules as cman } from './cman.ts'
import { rules as constraints } from './constraints.ts'
import { rules as corosync } from './corosync.ts'
import { rules as crmsh } from './crmsh.ts'
import { rules as disks } from './disks.ts'
import { rules as drbd } from './drbd.ts'
import { rules as drbdCopies } from './drbd-copies.ts'
import { rules as drbdPolicy } from './drbd-policy.ts'
import { rules as drbdPrimaries } from './drbd-primaries.ts'
import { rules as drbdTuning } from './drbd-tuning.ts'
import { rules as facts } from './facts.ts'
import { rules as fenceAgents } from './fence-agents.ts'
import { rules as fencing } from './fencing.ts'
import { rules as haresources } from './haresources.ts'
import { rules as heartbeat } from './heartbeat.ts'
import { rules as heartbeatMedia } from './heartbeat-media.ts'
import { rules as interfaces } from './interfaces.ts'
import { rules as lvm } from './lvm.ts'
import { rules as machineDevices } from './machine-devices.ts'
import { rules as machines } from './machines.ts'
import { rules as names } from './names.ts'
import { rules as network } from './network.ts'
import { rules as networkStyles } from './network-styles.ts'
import { rules as pacemaker } from './pacemaker.ts'
import { rules as quorum } from './quorum.ts'
import { rules as raid } from './raid.ts'
import { rules as raidMembers } from './raid-members.ts'
import { rules as references } from './references.ts'
import { rules as rings } from './rings.ts'
import { rules as sbd } from './sbd.ts'
import { rules as secrets } from './secrets.ts'
import { rules as services } from './services.ts'
import { rules as servicesAddresses } from './services-addresses.ts'
import { rules as servicesFilesystems } from './services-filesystems.ts'
import { rules as software } from './software.ts'
import { rules as time } from './time.ts'
import { rules as timeouts } from './timeouts.ts'
import { rules as web } from './web.ts'

export const rules: readonly Rule[] = [
  ...addresses,
  ...bonds,
  ...boot,
  ...bridges,
  ...cards,
  ...clusterProperties,
  ...cman,
  ...constraints,
  ...corosync,
  ...crmsh,
  ...disks,
  ...drbd,
  ...drbdCopies,
  ...drbdPolicy,
  ...drbdPrimaries,
  ...drbdTuning,
  ...facts,
  ...fenceAgents,
  ...fencing,
  ...haresources,
  ...heartbeat,
  ...heartbeatMedia,
  ...interfaces,
  ...lvm,
  ...machineDevices,
  ...machines,
  ...names,
  ...network,
  ...networkStyles,
  ...pacemaker,
  ...quorum,
  ...raid,
  ...raidMembers,
  ...references,
  ...rings,
  ...sbd,
  ...secrets,
  ...services,
  ...servicesAddresses,
  ...servicesFilesystems,
  ...software,
  ...time,
  ...timeouts,
  ...web,
]
