import { description, names } from './cluster.ts'
import type { Situation, Tree } from './cluster.ts'
import type { Drbd } from './drbd.ts'
import type { Networks } from './networks.ts'

/** Services, groups, machines, fencing, quorum and what belongs to the stack. */
export function randomServices(here: Situation, networks: Networks, drbd: Drbd): Tree {
  if (here.stack === 'cman')
    return {
      cman: { config_version: here.draw.int(1, 99), two_node: true, expected_votes: 1 },
      ...fencing(here),
    }
  return {
    ...(here.stack === 'heartbeat' ? heartbeat(here, networks, drbd) : pacemaker(here, networks, drbd)),
    ...fencing(here),
  }
}

function fencing({ draw, nodes, stack, platform }: Situation): Tree {
  if (draw.chance(30)) return { fencing: { 'none-because': `no hardware for it: ${description(draw)}` } }
  const device = (target: string, i: number): [string, Tree] => [
    `ipmi-${target.slice(0, 20)}${i}`,
    stack === 'heartbeat'
      ? {
          agent: 'external/ipmi',
          targets: [target],
          params: {
            hostname: target,
            ipaddr: `10.9.0.${11 + i}`,
            userid: 'fence',
            interface: 'lan',
            passwd: { secret: `ipmi${i}` },
          },
        }
      : {
          agent: 'fence_ipmilan',
          targets: [target],
          ...(i === 0 && { delay: '10s' }),
          params: {
            [/debian-[567]$/.test(platform) ? 'ipaddr' : 'ip']: `10.9.0.${11 + i}`,
            [/debian-[567]$/.test(platform) ? 'login' : 'username']: draw.pick([
              'fence',
              'a"b<c>&',
              "o'brien",
              'x;y{z}',
              '$(id)',
            ]),
            [/debian-[567]$/.test(platform) ? 'passwd' : 'password']: { secret: `ipmi${i}` },
          },
        },
  ]
  return { fencing: { devices: Object.fromEntries(nodes.map(device)) } }
}

function heartbeat({ draw, nodes }: Situation, networks: Networks, drbd: Drbd): Tree {
  const services: Tree = { 'shop-ip': { address: networks.gateway.replace(/254$/, '50/24') } }
  const members: string[] = []
  for (const [i, resource] of drbd.resources.entries()) {
    services[`fs${i}`] = {
      filesystem: {
        device: resource,
        mount: `/data${i}`,
        type: draw.pick(['ext3', 'ext4', 'xfs']),
        ...draw.fields(30, { options: () => 'noatime,nodev' }),
      },
    }
    members.push(resource, `fs${i}`)
  }
  members.push('shop-ip')
  if (draw.chance(50)) {
    services.daemon = { lsb: draw.pick(['apache2', 'rc.httpd', 'vsftpd']) }
    members.push('daemon')
  }
  return {
    heartbeat: {
      ...draw.fields(40, {
        media: () =>
          draw.some(
            [
              { ucast: 'lan' },
              { bcast: 'lan' },
              { mcast: 'lan', group: '239.0.0.43' },
              { serial: '/dev/ttyS0' },
            ],
            1,
            3,
          ),
        auto_failback: () => draw.pick(['on', 'off']),
        auth: () => draw.pick(['sha1', 'md5']),
        logfacility: () => 'local0',
        ping: () => [networks.gateway],
      }),
      deadtime: '15s',
      initdead: '60s',
    },
    services,
    groups: { shop: { members, prefer: { [nodes[0]!]: 100 } } },
  }
}

function pacemaker(here: Situation, networks: Networks, drbd: Drbd): Tree {
  const { draw, nodes, platform } = here
  const old = /debian-[567]$/.test(platform)
  const free = names.filter((name) => !drbd.resources.includes(name))
  const [ip, daemon, agent, group, clone, ...more] = draw.some(free, 12, 12)
  const forVms = networks.bridge && !old ? drbd.resources.filter(() => draw.chance(60)) : []
  const forFiles = drbd.resources.filter((resource) => !forVms.includes(resource))
  const services: Tree = {
    [ip!]: {
      address: networks.gateway.replace(/254$/, '50/24'),
      ...draw.fields(20, {
        description: () => description(draw),
        prefer: () => ({ [nodes[0]!]: draw.pick([50, 'INFINITY']) }),
      }),
    },
  }
  const groups: Tree = {}
  for (const [i, resource] of forFiles.entries()) {
    services[`fs${i}`] = {
      filesystem: { device: resource, mount: `/data${i}`, type: 'ext4' },
      with: [resource],
      after: [resource],
    }
  }
  if (draw.chance(60))
    services[daemon!] =
      old || platform.startsWith('slackware')
        ? { lsb: 'apache2' }
        : {
            systemd: draw.pick(['apache2', 'getty@tty1', 'nginx']),
            ...draw.fields(30, { operations: () => ({ monitor: { interval: '30s', timeout: '20s' } }) }),
          }
  if (draw.chance(50))
    services[agent!] = {
      agent: 'ocf:heartbeat:Dummy',
      params: { fake: draw.pick([description(draw), 1, true, 'x']) },
      ...draw.fields(30, {
        meta: () => ({ 'migration-threshold': 3, 'failure-timeout': '60s' }),
        description: () => description(draw),
      }),
    }
  if (draw.chance(20))
    services[clone!] = { agent: 'ocf:heartbeat:Dummy', clone: draw.pick([true, { interleave: true }]) }
  if (Object.hasOwn(services, daemon!) && draw.chance(50))
    groups[group!] = {
      members: [ip, daemon],
      ...draw.fields(30, {
        meta: () => ({ 'resource-stickiness': 200 }),
        prefer: () => ({ [nodes.at(-1)!]: 10 }),
      }),
    }
  const vms: Tree = Object.fromEntries(
    forVms.map((resource, i) => [
      more[i]!,
      {
        memory: draw.pick(['1G', '2048M', 1073741824]),
        disks: [{ drbd: resource, ...draw.fields(20, { bus: () => 'virtio', discard: () => true }) }],
        nics: [{ bridge: networks.bridge }],
        ...draw.fields(30, {
          cpus: () => draw.int(1, 8),
          description: () => description(draw),
          boot: () => ['disk', 'network'],
          console: () => draw.some(['serial', 'vnc'], 1, 2),
          firmware: () => 'bios',
          timeouts: () => ({ start: '240s', stop: '300s' }),
          priority: () => 10,
        }),
      },
    ]),
  )
  const three = nodes.length > 2
  return {
    services,
    ...(Object.keys(groups).length > 0 && { groups }),
    ...(forVms.length > 0 && { vms }),
    ...draw.fields(30, {
      corosync: () => ({
        ...draw.fields(30, {
          token: () => 5000,
          logging: () => ({ to_syslog: true }),
          config_version: () => 2,
        }),
      }),
      pacemaker: () => ({ 'resource-defaults': { 'resource-stickiness': 100, 'migration-threshold': 3 } }),
      quorum: () =>
        three
          ? draw.pick([
              { wait_for_all: true },
              { last_man_standing: true, wait_for_all: true },
              { expected_votes: nodes.length },
            ])
          : draw.pick([
              { wait_for_all: true },
              ...(old || platform.startsWith('slackware-14')
                ? []
                : [{ device: { host: 'qnetd.example.org', algorithm: 'ffsplit' } }]),
            ]),
    }),
  }
}
