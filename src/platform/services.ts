import type { Platform } from './platform.ts'

/** Daemons of ours as the platform's init system names them: units, or scripts below /etc/init.d or /etc/rc.d. */
export type Daemon =
  | 'cman'
  | 'corosync'
  | 'drbd'
  | 'heartbeat'
  | 'libvirt'
  | 'libvirt-guests'
  | 'libvirt-tcp'
  | 'libvirt-tls'
  | 'logd'
  | 'multipath'
  | 'pacemaker'
  | 'qdevice'
  | 'rgmanager'
  | 'sbd'
  | 'time'

type Names = { readonly [daemon in Daemon]?: string }

const systemd: Names = {
  corosync: 'corosync',
  drbd: 'drbd',
  heartbeat: 'heartbeat',
  libvirt: 'libvirtd',
  'libvirt-guests': 'libvirt-guests',
  // libvirt 5.6 and later listen for other hosts by sockets of systemd.
  'libvirt-tcp': 'libvirtd-tcp.socket',
  'libvirt-tls': 'libvirtd-tls.socket',
  logd: 'logd',
  multipath: 'multipathd',
  pacemaker: 'pacemaker',
  qdevice: 'corosync-qdevice',
  sbd: 'sbd',
  time: 'chrony',
}

const sysv: Names = {
  cman: 'cman',
  corosync: 'corosync',
  drbd: 'drbd',
  heartbeat: 'heartbeat',
  libvirt: 'libvirt-bin',
  logd: 'logd',
  multipath: 'multipath-tools',
  pacemaker: 'pacemaker',
  rgmanager: 'rgmanager',
  time: 'ntp',
}

const slackware: Names = {
  corosync: 'rc.corosync',
  drbd: 'rc.drbd',
  heartbeat: 'rc.heartbeat',
  libvirt: 'rc.libvirt',
  multipath: 'rc.multipathd',
  pacemaker: 'rc.pacemaker',
  time: 'rc.ntpd',
}

/** The daemon's name on the platform; undefined where it does not exist. */
export function daemonName(platform: Platform, daemon: Daemon): string | undefined {
  if (platform.init === 'systemd') return systemd[daemon]
  if (platform.family === 'debian') return sysv[daemon]
  return slackware[daemon]
}

type AgentNames = { readonly [agent: string]: string }

/** Units of Debian packages that do what an agent does: running both, the second to start fails. */
const unitsOfAgents: AgentNames = {
  apache: 'apache2',
  dhcpd: 'isc-dhcp-server',
  dovecot: 'dovecot',
  mariadb: 'mariadb',
  mysql: 'mariadb',
  named: 'named',
  nfsserver: 'nfs-server',
  nginx: 'nginx',
  pgsql: 'postgresql',
  postfix: 'postfix',
  proftpd: 'proftpd',
  redis: 'redis-server',
  rsyncd: 'rsync',
  slapd: 'slapd',
  squid: 'squid',
}

/** The same of Slackware: scripts of /etc/rc.d. */
const scriptsOfAgents: AgentNames = {
  apache: 'rc.httpd',
  mariadb: 'rc.mysqld',
  mysql: 'rc.mysqld',
  named: 'rc.bind',
  nfsserver: 'rc.nfsd',
}

/** Whether an agent of a resource starts a daemon, by whatever name a platform has for it. */
export const startsDaemon = (agent: string): boolean => {
  const [kind, provider, name = ''] = agent.split(':')
  return (
    /^(lsb|systemd|service)$/.test(kind!) || (provider === 'heartbeat' && Object.hasOwn(unitsOfAgents, name))
  )
}

/** The unit or script that an agent of a resource stands for, or undefined. */
export function daemonOfAgent(platform: Platform, agent: string): string | undefined {
  const [kind, ...rest] = agent.split(':')
  if (kind === 'systemd' || kind === 'lsb' || kind === 'service') return rest.join(':')
  const agents: { readonly [init in Platform['init']]: AgentNames } = {
    systemd: unitsOfAgents,
    sysv: {},
    bsd: scriptsOfAgents,
  }
  return rest[0] === 'heartbeat' ? agents[platform.init][rest[1] ?? ''] : undefined
}
