import type { Step } from '../src/run/step.ts'
import { accounts } from './accounts.ts'
import { boot } from './boot.ts'
import { cluster } from './cluster.ts'
import { disks } from './disks.ts'
import { drbd } from './drbd.ts'
import { fencing } from './fencing.ts'
import { filesystems } from './filesystems.ts'
import { host } from './host.ts'
import { keys } from './keys.ts'
import { libvirt } from './libvirt.ts'
import { lvm } from './lvm.ts'
import { machines } from './machines.ts'
import { membership } from './membership.ts'
import { network } from './network.ts'
import { packages } from './packages.ts'
import { preflight } from './preflight.ts'
import { raid } from './raid.ts'
import { sbd } from './sbd.ts'
import { start } from './start.ts'
import { sync, syncWait } from './sync.ts'
import { verify } from './verify.ts'
import { web } from './web.ts'

/** The whole bootstrap in the order in which it happens. */
export const steps: readonly Step[] = [
  preflight,
  packages,
  accounts,
  host,
  network,
  disks,
  raid,
  lvm,
  boot,
  drbd,
  sync,
  syncWait,
  filesystems,
  keys,
  membership,
  web,
  libvirt,
  machines,
  sbd,
  start,
  fencing,
  cluster,
  verify,
]
