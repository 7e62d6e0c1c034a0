import { fenceAgent } from '../fence-agents.ts'
import { heartbeatMedia, heartbeatOf, networkOf } from '../heartbeat-media.ts'
import type { Rule } from '../rule.ts'
import type { Heartbeat, Path } from '../spec.ts'
import { stonithParameters } from '../stonith.ts'

const pingTargets = (said: Heartbeat): { address: string; path: Path }[] => [
  ...(said.ping ?? []).map((address, i) => ({ address, path: ['heartbeat', 'ping', i] })),
  ...Object.entries(said.ping_group ?? {}).flatMap(([name, addresses]) =>
    addresses.map((address, i) => ({ address, path: ['heartbeat', 'ping_group', name, i] })),
  ),
]

export const rules: Rule[] = [
  {
    code: 'HAB006',
    severity: 'warning',
    title: 'ipfail has something to measure by.',
    why: 'ipfail compares how many ping nodes each side reaches; without any it never does a thing.',
    example: {
      bad: 'heartbeat: { ipfail: true }',
      good: 'heartbeat: { ipfail: true, ping: [192.168.1.254] }',
    },
    source: 'ha.cf(5) ping, ping_group; ipfail',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (!said?.ipfail || pingTargets(said).length > 0) return
      report(
        ['heartbeat', 'ipfail'],
        'ipfail has no ping node to measure the network by.',
        'add ping: [ADDRESS OF A ROUTER OR SWITCH], or remove ipfail',
      )
    },
  },
  {
    code: 'HAB007',
    severity: 'error',
    title: 'A ping node is outside the cluster.',
    why: 'A node always reaches itself, so that it looks better connected than its peer and takes over for no reason.',
    example: {
      bad: 'heartbeat: { ping: [192.168.1.11] }   # node1',
      good: 'heartbeat: { ping: [192.168.1.254] }',
    },
    source: 'ha.cf(5) ping: must not be a cluster node',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (!said) return
      for (const { address, path } of pingTargets(said)) {
        const owner = Object.entries(spec.nodes).find(([, node]) =>
          Object.values(node.addresses ?? {})
            .flat()
            .includes(address),
        )
        const service = Object.entries(spec.services ?? {}).find(
          ([, { address: own }]) => own?.split('/')[0] === address,
        )
        if (owner)
          report(
            path,
            `The ping node ${address} is ${owner[0]}, a node of the cluster.`,
            'name a router or a switch',
          )
        if (service)
          report(
            path,
            `The ping node ${address} is the floating address ${service[0]}.`,
            'name a router or a switch',
          )
      }
    },
  },
  {
    code: 'HAB008',
    severity: 'warning',
    title: 'auto_failback is on or off.',
    why: 'legacy is there for upgrades from 1.0: heartbeat complains, and ipfail does not work with it.',
    example: { bad: 'heartbeat: { auto_failback: legacy }', good: 'heartbeat: { auto_failback: "off" }' },
    source: 'measured: "Deprecated \'legacy\' auto_failback option selected"; ha.cf(5)',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (said?.auto_failback !== 'legacy') return
      const ipfail = said.ipfail ?? pingTargets(said).length > 0
      report(
        ['heartbeat', 'auto_failback'],
        ipfail
          ? 'auto_failback legacy switches ipfail off.'
          : 'auto_failback legacy is only for upgrades from heartbeat 1.0.',
        'write "off", or "on" where services must go back at once',
        ipfail ? 'error' : 'warning',
      )
    },
  },
  {
    code: 'HAB009',
    severity: 'warning',
    title: 'Services on DRBD stay where they are.',
    why: 'A node that returns is resynchronising; going back at once costs a second outage, and a node that keeps crashing takes the services down each time.',
    example: {
      bad: 'drbd: { … }\nheartbeat: { auto_failback: "on" }',
      good: 'heartbeat: { auto_failback: "off" }',
    },
    source: 'ha.cf(5) auto_failback; DRBD user guide, heartbeat',
    check(spec, report) {
      if (heartbeatOf(spec)?.auto_failback !== 'on' || Object.keys(spec.drbd?.resources ?? {}).length === 0)
        return
      report(
        ['heartbeat', 'auto_failback'],
        'With auto_failback on services on DRBD move back while it resynchronises: a second outage.',
        'write auto_failback: "off" and move them back at a quiet hour (hb_standby)',
      )
    },
  },
  {
    code: 'HAB010',
    severity: 'warning',
    title: 'Heartbeats are signed.',
    why: 'crc detects damaged packets, it does not keep anyone on the network from sending heartbeats of their own.',
    example: { bad: 'heartbeat: { auth: crc }', good: 'heartbeat: { auth: sha1 }' },
    source: 'authkeys of heartbeat: crc only on physically secure networks',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (said?.auth !== 'crc' && said?.auth !== 'md5') return
      if (said.auth === 'md5') {
        report(
          ['heartbeat', 'auth'],
          'md5 is weaker than sha1 and no faster where it matters.',
          'write auth: sha1',
          'info',
        )
        return
      }
      const shared = heartbeatMedia(spec)
        .flatMap((medium) => networkOf(medium) ?? [])
        .find((name) => spec.networks?.[name]?.gateway ?? spec.networks?.[name]?.gateway6)
      report(
        ['heartbeat', 'auth'],
        shared
          ? `auth is crc, and the network ${shared} has a gateway: anyone on it can send heartbeats.`
          : 'auth is crc: whoever can plug into the heartbeat link can send heartbeats.',
        'write auth: sha1',
      )
    },
  },
  {
    code: 'HAB011',
    severity: 'info',
    title: 'The logging daemon has its own file names.',
    why: 'With use_logd heartbeat does not read logfile, debugfile and logfacility of ha.cf.',
    example: {
      bad: 'heartbeat: { use_logd: true, logfile: /var/log/ha-log }',
      good: 'heartbeat: { use_logd: true }',
    },
    source: 'ha.cf(5) use_logd: "logfile/debugfile/logfacility in this file are meaningless"',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (!said?.use_logd) return
      for (const key of ['logfile', 'debugfile'] as const)
        if (said[key] !== undefined)
          report(
            ['heartbeat', key],
            `With use_logd ${key} is read from /etc/logd.cf; it is written there.`,
            "nothing, unless logd.cf is another program's",
          )
    },
  },
  {
    code: 'HAB012',
    severity: 'error',
    title: 'heartbeat logs somewhere.',
    why: 'heartbeat refuses to start without: "No log entry found in ha.cf and use_logd is set to off".',
    example: { bad: 'heartbeat: { logfacility: none }', good: 'heartbeat: { logfacility: local0 }' },
    source: 'measured: heartbeat 3.0.6',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (said?.logfacility !== 'none' || said.use_logd || said.logfile || said.debugfile) return
      report(
        ['heartbeat', 'logfacility'],
        'With logfacility none and no file heartbeat has nowhere to log to, and does not start.',
        'write a facility such as local0, a logfile, or use_logd: true',
      )
    },
  },
  {
    code: 'HAB013',
    severity: 'error',
    title: 'An API client is told by user or group.',
    why: 'A line apiauth without uid and gid is a configuration error.',
    example: { bad: 'apiauth: { watcher: {} }', good: 'apiauth: { watcher: { uid: hacluster } }' },
    source: 'ha.cf(5) apiauth: "you must specify either a uid list or a gid list"',
    check(spec, report) {
      for (const [client, who] of Object.entries(heartbeatOf(spec)?.apiauth ?? {}))
        if (who.uid === undefined && who.gid === undefined)
          report(
            ['heartbeat', 'apiauth', client],
            `The client ${client} has neither uid nor gid.`,
            'write uid: hacluster, gid: haclient, or both',
          )
    },
  },
  {
    code: 'HAB014',
    severity: 'error',
    title: 'Fencing of heartbeat is by plugins of cluster-glue, with all parameters.',
    why: 'stonith_host of ha.cf takes the parameters by position and without quotes: a gap or a blank shifts what follows.',
    example: {
      bad: 'stack: heartbeat\nfencing: { devices: { a: { agent: fence_ipmilan } } }',
      good: 'fencing: { devices: { a: { agent: external/ipmi, params: { … } } } }',
    },
    source: 'ha.cf(5) stonith_host; stonith(8) -n',
    check(spec, report) {
      if (!heartbeatOf(spec)) return
      for (const [name, device] of Object.entries(spec.fencing?.devices ?? {})) {
        const path = ['fencing', 'devices', name]
        const order = stonithParameters[device.agent]
        if (!order) {
          report(
            [...path, 'agent'],
            `heartbeat cannot fence with ${device.agent}.`,
            `use a plugin of cluster-glue: ${Object.keys(stonithParameters)
              .filter((plugin) => plugin.startsWith('external/'))
              .join(', ')} or meatware`,
          )
          continue
        }
        const params = device.params ?? {}
        const victims = device.targets ? ['hostname', 'hostlist', 'nodename'] : []
        const given = order.map((key) => params[key] !== undefined || victims.includes(key))
        const required = fenceAgent(device.agent)?.required ?? []
        const missing = order.find(
          (key, i) => !given[i] && !required.includes(key) && given.slice(i + 1).includes(true),
        )
        if (missing)
          report(
            [...path, 'params'],
            `${device.agent} takes its parameters by position, and ${missing} is missing before others.`,
            `write ${missing}`,
          )
        for (const [key, value] of Object.entries(params))
          if (typeof value === 'string' && (value === '' || /[\s#"'\\]/.test(value)))
            report(
              [...path, 'params', key],
              `${key} of ${name} is empty or has a blank, quote, backslash or '#', and ha.cf has no quotes.`,
              'write a value of other characters',
            )
      }
    },
  },
  {
    code: 'HAB015',
    severity: 'error',
    title: 'Only nodes of this file join.',
    why: 'heartbeat refuses to start with autojoin and haresources together: "R1 style resource management conflicts with autojoin set".',
    example: { bad: 'heartbeat: { autojoin: any }', good: 'heartbeat: { autojoin: none }' },
    source: 'measured: heartbeat 3.0.6; ha.cf(5) autojoin',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (said?.autojoin === undefined || said.autojoin === 'none') return
      report(
        ['heartbeat', 'autojoin'],
        `autojoin ${said.autojoin} does not go with haresources, heartbeat does not start.`,
        'write autojoin: none',
      )
    },
  },
  {
    code: 'HAB016',
    severity: 'error',
    title: 'What stands in haresources is one word without double colons.',
    why: 'Blanks part resources and double colons part arguments there, nothing can be quoted, and the scripts expand * and ?: a file system would be mounted elsewhere, or another script run.',
    example: {
      bad: 'data: { filesystem: { device: r0, mount: "/data::old", type: ext4 } }',
      good: 'data: { filesystem: { device: r0, mount: /data, type: ext4 } }',
    },
    source: 'heartbeat ResourceManager: resource2arg, scriptpath',
    check(spec, report) {
      if (!heartbeatOf(spec)) return
      const look = (path: Path, what: string, value: unknown): void => {
        if (typeof value !== 'string' || (value !== '' && !/::|[\s#*?[\]\\"'`$;|&<>(){}]|:$/.test(value)))
          return
        report(
          path,
          `${what}, ${JSON.stringify(value)}, cannot stand in haresources.`,
          'write it without blanks, quotes, double colons and shell characters',
        )
      }
      for (const [name, service] of Object.entries(spec.services ?? {})) {
        const path = ['services', name]
        for (const [key, what] of [
          ['device', 'device'],
          ['mount', 'mount point'],
          ['options', 'mount options'],
        ] as const)
          look([...path, 'filesystem', key], `The ${what} of ${name}`, service.filesystem?.[key])
        if (service.agent !== undefined)
          for (const [key, value] of Object.entries(service.params ?? {}))
            look([...path, 'params', key], `The parameter ${key} of ${name}`, value)
      }
      for (const [name, vm] of Object.entries(spec.vms ?? {}))
        look(['vms', name, 'config'], `The definition of ${name}`, vm.config)
    },
  },
]
