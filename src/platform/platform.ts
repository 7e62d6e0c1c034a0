/** What a release of an operating system ships, as far as our files and steps depend on it. */
export interface Platform {
  readonly id: string
  readonly title: string
  readonly family: 'debian' | 'slackware'
  readonly init: 'systemd' | 'sysv' | 'bsd'
  readonly network: 'ifupdown' | 'rc.inet1'
  readonly versions: PlatformVersions
  readonly paths: {
    /** Where ipfail and dopd live. */
    readonly heartbeat: string
    /** Where DRBD's handler scripts live. */
    readonly drbd: string
    /** Directory of init scripts. */
    readonly init: string
    /** Directory of files with settings for init scripts. */
    readonly defaults: string
    /** Directory of corosync's log; it must exist or corosync refuses to start. */
    readonly corosyncLog: string
  }
}

export interface PlatformVersions {
  readonly kernel: string
  readonly 'drbd-module': string
  readonly 'drbd-utils': string
  readonly corosync: string
  readonly pacemaker: string
  readonly heartbeat: string
  readonly lvm2: string
  readonly libvirt: string
  readonly qemu: string
}

const debianPaths = {
  heartbeat: '/usr/libexec/heartbeat',
  drbd: '/usr/lib/drbd',
  init: '/etc/init.d',
  defaults: '/etc/default',
  corosyncLog: '/var/log/corosync',
}
const debianOldPaths = { ...debianPaths, heartbeat: '/usr/lib/heartbeat', corosyncLog: '/var/log/cluster' }
const slackwarePaths = {
  heartbeat: '/usr/lib64/heartbeat',
  drbd: '/usr/lib/drbd',
  init: '/etc/rc.d',
  defaults: '/etc/default',
  corosyncLog: '/var/log/cluster',
}

// Versions: package indexes of the releases; of Slackware the in-tree kernel and SlackBuilds.org of that release.
const table: { readonly [id: string]: Platform } = {
  'debian-5': {
    id: 'debian-5',
    title: 'Debian 5 (lenny)',
    family: 'debian',
    init: 'sysv',
    network: 'ifupdown',
    paths: debianOldPaths,
    versions: {
      kernel: '2.6.26',
      'drbd-module': '8.3.1',
      'drbd-utils': '8.3.1',
      corosync: '1.4.0',
      pacemaker: '1.0.9',
      heartbeat: '2.1.3',
      lvm2: '2.02.39',
      libvirt: '0.4.6',
      qemu: '0.9.1',
    },
  },
  'debian-6': {
    id: 'debian-6',
    title: 'Debian 6 (squeeze)',
    family: 'debian',
    init: 'sysv',
    network: 'ifupdown',
    paths: debianOldPaths,
    versions: {
      kernel: '2.6.32',
      'drbd-module': '8.3.10',
      'drbd-utils': '8.3.10',
      corosync: '1.4.2',
      pacemaker: '1.0.9',
      heartbeat: '3.0.3',
      lvm2: '2.02.66',
      libvirt: '0.8.3',
      qemu: '0.12.5',
    },
  },
  'debian-7': {
    id: 'debian-7',
    title: 'Debian 7 (wheezy)',
    family: 'debian',
    init: 'sysv',
    network: 'ifupdown',
    paths: debianOldPaths,
    versions: {
      kernel: '3.2.0',
      'drbd-module': '8.3.11',
      'drbd-utils': '8.3.13',
      corosync: '1.4.2',
      pacemaker: '1.1.7',
      heartbeat: '3.0.5',
      lvm2: '2.02.95',
      libvirt: '0.9.12',
      qemu: '1.1.2',
    },
  },
  'debian-11': {
    id: 'debian-11',
    title: 'Debian 11 (bullseye)',
    family: 'debian',
    init: 'systemd',
    network: 'ifupdown',
    paths: { ...debianPaths, heartbeat: '/usr/lib/heartbeat' },
    versions: {
      kernel: '5.10.0',
      'drbd-module': '8.4.11',
      'drbd-utils': '9.15.0',
      corosync: '3.1.2',
      pacemaker: '2.0.5',
      heartbeat: '3.0.6',
      lvm2: '2.03.11',
      libvirt: '7.0.0',
      qemu: '5.2',
    },
  },
  'debian-12': {
    id: 'debian-12',
    title: 'Debian 12 (bookworm)',
    family: 'debian',
    init: 'systemd',
    network: 'ifupdown',
    paths: debianPaths,
    versions: {
      kernel: '6.1.0',
      'drbd-module': '8.4.11',
      'drbd-utils': '9.22.0',
      corosync: '3.1.7',
      pacemaker: '2.1.5',
      heartbeat: '3.0.6',
      lvm2: '2.03.16',
      libvirt: '9.0.0',
      qemu: '7.2',
    },
  },
  'debian-13': {
    id: 'debian-13',
    title: 'Debian 13 (trixie)',
    family: 'debian',
    init: 'systemd',
    network: 'ifupdown',
    paths: debianPaths,
    versions: {
      kernel: '6.12.0',
      'drbd-module': '8.4.11',
      'drbd-utils': '9.22.0',
      corosync: '3.1.9',
      pacemaker: '3.0.0',
      heartbeat: '3.0.6',
      lvm2: '2.03.31',
      libvirt: '11.3.0',
      qemu: '10.0',
    },
  },
  'slackware-13.37': {
    id: 'slackware-13.37',
    title: 'Slackware 13.37',
    family: 'slackware',
    init: 'bsd',
    network: 'rc.inet1',
    paths: { ...slackwarePaths, heartbeat: '/usr/lib/heartbeat' },
    versions: {
      kernel: '2.6.37.6',
      'drbd-module': '8.3.9',
      'drbd-utils': '8.3.9',
      corosync: '1.4.2',
      pacemaker: '1.1.1',
      heartbeat: '3.0.5',
      lvm2: '2.02.79',
      libvirt: '0.9.0',
      qemu: '0.14',
    },
  },
  'slackware-14.2': {
    id: 'slackware-14.2',
    title: 'Slackware 14.2',
    family: 'slackware',
    init: 'bsd',
    network: 'rc.inet1',
    paths: slackwarePaths,
    versions: {
      kernel: '4.4.14',
      'drbd-module': '8.4.5',
      'drbd-utils': '8.9.6',
      corosync: '2.3.5',
      pacemaker: '1.1.14',
      heartbeat: '3.0.6',
      lvm2: '2.02.154',
      libvirt: '1.3.5',
      qemu: '2.6',
    },
  },
  'slackware-15.0': {
    id: 'slackware-15.0',
    title: 'Slackware 15.0',
    family: 'slackware',
    init: 'bsd',
    network: 'rc.inet1',
    paths: slackwarePaths,
    versions: {
      kernel: '5.15.19',
      'drbd-module': '8.4.11',
      'drbd-utils': '9.32.0',
      corosync: '2.4.5',
      pacemaker: '2.0.5',
      heartbeat: '3.0.6',
      lvm2: '2.03.13',
      libvirt: '11.10.0',
      qemu: '10.2',
    },
  },
}

/** The platform assumed when a spec names none. */
export const defaultPlatform = 'debian-12'

export const platformIds: readonly string[] = Object.keys(table)

/** @throws Error for a platform the schema does not allow. */
export function platform(id: string): Platform {
  const found = table[id]
  if (!found) throw new Error(`unknown platform ${id}`)
  return found
}
