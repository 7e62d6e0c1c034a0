import { description, names } from './cluster.ts'
import type { Situation, Tree } from './cluster.ts'
import type { Drbd } from './drbd.ts'
import { randomCman, randomCorosync, randomFencing, randomHeartbeat, randomQuorum } from './extras.ts'
import type { Networks } from './networks.ts'

/** Services, groups, machines, fencing, quorum and what belongs to the stack. */
export function randomServices(here: Situation, networks: Networks, drbd: Drbd): Tree {
  const fencing = randomFencing(here)
  if (here.stack === 'cman') return { cman: randomCman(here), ...fencing }
  return {
    ...(here.stack === 'heartbeat' ? heartbeat(here, networks, drbd) : pacemaker(here, networks, drbd)),
    ...fencing,
  }
}

function heartbeat(here: Situation, networks: Networks, drbd: Drbd): Tree {
  const { draw, nodes } = here
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
    heartbeat: { ...randomHeartbeat(here, networks.gateway), deadtime: '15s', initdead: '60s' },
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
          'live-migration': () => true,
          prefer: () => ({ [nodes[0]!]: 50 }),
        }),
      },
    ]),
  )
  const quorum = draw.chance(40) ? randomQuorum(here) : {}
  return {
    services,
    ...(Object.keys(groups).length > 0 && { groups }),
    ...(forVms.length > 0 && { vms }),
    ...quorum,
    ...draw.fields(40, {
      corosync: () => randomCorosync(here, networks.rings),
      pacemaker: () => ({
        ...draw.fields(50, {
          properties: () => ({
            'no-quorum-policy': 'stop',
            ...draw.fields(30, { 'migration-limit': () => 2, 'cluster-recheck-interval': () => '10min' }),
          }),
          'resource-defaults': () => ({ 'resource-stickiness': 100, 'migration-threshold': 3 }),
          'operation-defaults': () => ({ timeout: '60s' }),
        }),
      }),
      constraints: () => ({
        locations: {
          here: {
            resource: ip,
            node: nodes[0],
            score: draw.pick([-50, 'INFINITY', 10]),
            ...draw.fields(30, { discovery: () => 'never' }),
          },
        },
        ...(Object.hasOwn(services, agent!) && {
          orders: {
            first: {
              first: ip,
              then: agent,
              ...draw.fields(40, {
                kind: () => draw.pick(['Optional', 'Mandatory']),
                symmetrical: () => draw.chance(50),
              }),
            },
          },
          colocations: {
            both: { resource: agent, with: ip, score: draw.pick([50, '-INFINITY', 'INFINITY']) },
          },
        }),
      }),
    }),
  }
}
