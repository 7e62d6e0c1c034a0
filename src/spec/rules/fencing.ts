import { atLeast } from '../../core/version.ts'
import { millisecondsOf } from '../arithmetic/units.ts'
import { stackOf, lowestVersion } from '../effective.ts'
import { fenceAgent, isNativeAgent } from '../fence-agents.ts'
import { isFenced, targetsOf } from '../fencing.ts'
import { plainText } from '../values.ts'
import type { Rule } from '../rule.ts'
import type { FenceDevice, Spec } from '../spec.ts'

const devices = (spec: Spec): [string, FenceDevice][] => Object.entries(spec.fencing?.devices ?? {})

const explained = 'Pacemaker Explained, Fencing'

/** Boards in the machine itself: they die with its power. */
const boards =
  /^(fence_(ipmilan.*|ilo[0-9].*|ilo|ilo_ssh|ilo_mp|idrac|drac5?|imm|rsa|rsb|amt|redfish)|external\/(ipmi|riloe|drac5|ibmrsa|ibmrsa-telnet)|ipmilan|drac3)$/

/** Where a device is reached: its address, with the outlet where it has several. */
function seatOf(device: FenceDevice): string | undefined {
  const params = device.params ?? {}
  const address =
    params['ip'] ??
    params['ipaddr'] ??
    params['pduip'] ??
    params['deviceip'] ??
    params['ilo_hostname'] ??
    params['ups']
  if (address === undefined || typeof address === 'object') return undefined
  const plug = params['plug'] ?? params['port'] ?? params['pcmk_host_map'] ?? ''
  const port = params['ipport'] ?? ''
  return [address, port, plug].map(plainText).join(' ').trim()
}

export const rules: Rule[] = [
  {
    code: 'FEN001',
    severity: 'error',
    title: 'A cluster can switch its nodes off, or says why not.',
    why: 'A node that no longer answers may still be writing. Without fencing its services start a second time beside it: two copies of every machine, and data that no longer fit together.',
    example: { bad: '# no fencing at all', good: 'fencing: { none-because: test machines without data }' },
    source: `${explained}; crm_verify "Resource start-up disabled since no STONITH resources have been defined"`,
    check(spec, report) {
      const stack = stackOf(spec)
      if (stack === 'none' || isFenced(spec) || spec.fencing?.['none-because'] !== undefined) return
      if (Object.keys(spec.nodes).length < 2) return
      report(
        spec.fencing === undefined ? [] : ['fencing'],
        stack === 'heartbeat'
          ? 'The cluster has no fencing: when the nodes lose each other, both run all services.'
          : `The cluster has no fencing, so ${stack === 'cman' ? 'nothing is ever taken over from a dead node' : 'pacemaker starts nothing'}.`,
        'write fencing with a device for each node, or none-because with the reason',
        stack === 'heartbeat' ? 'warning' : 'error',
      )
    },
  },
  {
    code: 'FEN002',
    severity: 'error',
    title: 'A cluster has fencing or a reason for none, not both.',
    why: 'Which of them holds decides whether nodes are switched off; it must not be guessed.',
    example: {
      bad: 'fencing: { devices: { … }, none-because: test machines }',
      good: 'fencing: { devices: { … } }',
    },
    source: 'cluster.yaml',
    check(spec, report) {
      if (spec.fencing?.['none-because'] !== undefined && isFenced(spec))
        report(
          ['fencing', 'none-because'],
          'There is a reason for no fencing, and there is fencing.',
          'take none-because out, or the devices and sbd',
        )
    },
  },
  {
    code: 'FEN003',
    severity: 'error',
    title: 'Every fence device says which nodes it can switch off.',
    why: 'A device without targets is asked for every node, and switches off whatever hangs on it.',
    example: {
      bad: 'ipmi-node1: { agent: fence_ipmilan }',
      good: 'ipmi-node1: { agent: fence_ipmilan, targets: [node1] }',
    },
    source: 'pacemaker-fenced(7) pcmk_host_list',
    check(spec, report) {
      for (const [name, device] of devices(spec))
        if (targetsOf(device).length === 0)
          report(
            ['fencing', 'devices', name],
            `Fence device ${name} has no targets.`,
            'add targets: with the nodes it can switch off, or plugs: with the outlet of each',
          )
    },
  },
  {
    code: 'FEN004',
    severity: 'error',
    title: 'Every node can be switched off.',
    why: 'When the one that cannot dies, the cluster waits for ever for it to be fenced, and takes over nothing.',
    example: {
      bad: 'devices: { ipmi-node1: { agent: fence_ipmilan, targets: [node1] } }   # and node2?',
      good: 'devices: { ipmi-node1: …, ipmi-node2: … }',
    },
    source: explained,
    check(spec, report) {
      if (devices(spec).length === 0 || spec.fencing?.sbd !== undefined) return
      const covered = new Set(devices(spec).flatMap(([, device]) => targetsOf(device)))
      if (covered.size === 0) return
      for (const node of Object.keys(spec.nodes))
        if (!covered.has(node))
          report(
            ['fencing', 'devices'],
            `No fence device can switch off ${node}.`,
            `add a device with targets: [${node}]`,
          )
    },
  },
  {
    code: 'FEN005',
    severity: 'error',
    title: 'A fence device can run where its target is not.',
    why: 'A dead node cannot switch itself off; who does it must be another.',
    example: {
      bad: 'ipmi-node1: { targets: [node1], runs-on: [node1] }',
      good: 'ipmi-node1: { targets: [node1], runs-on: [node2] }',
    },
    source: explained,
    check(spec, report) {
      for (const [name, device] of devices(spec)) {
        const runs = device['runs-on']?.filter((node) => spec.nodes[node])
        if (runs === undefined || runs.length === 0) continue
        for (const target of targetsOf(device))
          if (runs.every((node) => node === target))
            report(
              ['fencing', 'devices', name, 'runs-on'],
              `Fence device ${name} runs on ${target} only, which is what it should switch off.`,
              'name other nodes, or take runs-on out',
            )
      }
    },
  },
  {
    code: 'FEN006',
    severity: 'error',
    title: 'Devices of different nodes are different devices.',
    why: 'With the address of the other board the surviving node switches itself off.',
    example: {
      bad: 'ipmi-node2: { targets: [node2], params: { ip: 10.9.0.11 } }   # that of node1',
      good: 'ipmi-node2: { targets: [node2], params: { ip: 10.9.0.12 } }',
    },
    source: explained,
    check(spec, report) {
      const seen = new Map<string, { name: string; targets: string }>()
      for (const [name, device] of devices(spec)) {
        const seat = seatOf(device)
        if (seat === undefined || device.plugs || targetsOf(device).length !== 1) continue
        // An outlet strip serves several nodes; pacemaker gives the node's name as the outlet.
        if (fenceAgent(device.agent)?.needsPlug && !/ \S/.test(seat)) continue
        const targets = targetsOf(device).join(' ')
        const at = `${device.agent} ${seat}`
        const other = seen.get(at)
        if (other && other.targets !== targets)
          report(
            ['fencing', 'devices', name, 'params'],
            `Fence devices ${other.name} and ${name} have the same address ${seat.split(' ')[0]}, but switch off ${other.targets} and ${targets}.`,
            'correct one of the addresses',
          )
        else if (!other) seen.set(at, { name, targets })
      }
    },
  },
  {
    code: 'FEN007',
    severity: 'warning',
    title: 'Of two nodes that fence each other one has a head start.',
    why: 'When only the link between them breaks, both shoot at once and both die. A delay on the device that kills the preferred node decides who wins.',
    example: {
      bad: 'ipmi-node1: { targets: [node1] }\nipmi-node2: { targets: [node2] }',
      good: 'ipmi-node1: { targets: [node1], delay: 10s }\nipmi-node2: { targets: [node2] }',
    },
    source: 'pacemaker-fenced(7) pcmk_delay_base',
    check(spec, report) {
      const nodes = Object.keys(spec.nodes)
      const properties = spec.pacemaker?.properties ?? {}
      if (nodes.length !== 2 || devices(spec).length === 0 || spec.quorum?.device) return
      const stack = stackOf(spec)
      if (stack !== 'pacemaker' && stack !== 'cman') return
      if (properties['priority-fencing-delay'] !== undefined) return
      const own = (device: FenceDevice): boolean =>
        ['pcmk_delay_base', 'pcmk_delay_max', 'delay'].some((name) => device.params?.[name] !== undefined)
      if (devices(spec).some(([, device]) => device['delay-max'] !== undefined || own(device))) return
      const delays = nodes.map((node) => {
        const first = spec.fencing?.levels?.[node]?.[0]
        const mine = devices(spec).filter(
          ([name, device]) =>
            targetsOf(device).includes(node) && (first === undefined || first.includes(name)),
        )
        return mine.length === 0
          ? undefined
          : Math.max(...mine.map(([, { delay }]) => (delay === undefined ? 0 : millisecondsOf(delay))))
      })
      if (delays.includes(undefined) || delays[0] !== delays[1]) return
      const [name] = devices(spec).find(([, device]) => targetsOf(device).includes(nodes[0]!))!
      const knowsDelay =
        isNativeAgent(spec.fencing!.devices![name]!.agent) ||
        atLeast(lowestVersion(spec, 'pacemaker'), '1.1.17')
      const shared = targetsOf(spec.fencing!.devices![name]!).length > 1
      report(
        ['fencing', 'devices', name],
        `${nodes[0]} and ${nodes[1]} fence each other ${delays[0] === 0 ? 'without a delay' : 'after the same delay'}: when only their link breaks, both can die.`,
        stack === 'cman'
          ? `write ${shared ? 'a device for each node, with' : ''} params: { delay: 10 } at the one that switches off the node that should survive`
          : !knowsDelay
            ? 'this pacemaker cannot delay such a device; start one node by hand after a fence, or use a fence agent with delay'
            : shared
              ? 'write delay-max: 10s, or a device for each node with a delay on one of them'
              : `write delay: 10s at the device that switches off the node that should survive, such as ${name}`,
      )
    },
  },
  {
    code: 'FEN008',
    severity: 'info',
    title: 'A node has a second way to be switched off beside its own board.',
    why: 'The board loses its power together with the node: after a pulled cable nobody can say that the node is dead, and nothing is taken over. A switched outlet as second level can.',
    example: {
      bad: 'devices: { ipmi-node1: { agent: fence_ipmilan, targets: [node1] } }',
      good: 'levels: { node1: [[ipmi-node1], [pdu]] }',
    },
    source: `${explained}, "Special Considerations for IPMI"`,
    check(spec, report) {
      if (spec.fencing?.sbd) return
      for (const node of Object.keys(spec.nodes)) {
        const own = devices(spec).filter(([, device]) => targetsOf(device).includes(node))
        const only = own[0]
        if (only && own.every(([, { agent }]) => boards.test(agent)))
          report(
            ['fencing', 'devices', only[0]],
            `${node} can be switched off by its own board only, which dies with its power.`,
            'add a switched outlet as second level where there is one',
          )
      }
    },
  },
  {
    code: 'FEN009',
    severity: 'error',
    title: 'Fence devices do switch nodes off.',
    why: 'external/ssh asks the dead node to kill itself; null and fence_dummy only say that they did; meatware waits for a person, and the cluster with it.',
    example: { bad: 'agent: external/ssh', good: 'agent: fence_ipmilan' },
    source: 'cluster-glue, README of external/ssh, null and meatware',
    check(spec, report) {
      const never: { readonly [agent: string]: string } = {
        'external/ssh': 'asks the node that does not answer to reboot itself',
        ssh: 'asks the node that does not answer to reboot itself',
        null: 'switches nothing off and says that it did',
        fence_dummy: 'switches nothing off and says that it did',
        suicide: 'runs on the node that it should kill',
        'external/kdumpcheck': 'only sees whether the node is dumping its memory',
        fence_kdump: 'only sees whether the node is dumping its memory',
        fence_heuristics_ping: 'only pings',
      }
      for (const [name, { agent }] of devices(spec)) {
        const path = ['fencing', 'devices', name, 'agent']
        if (agent === 'meatware' || agent === 'fence_ack_manual')
          report(
            path,
            `Fence device ${name} (${agent}) waits until a person says that the node is off; so long nothing is taken over.`,
            'use a device that switches, or keep this as the last level',
            'warning',
          )
        const reason = never[agent]
        if (reason === undefined) continue
        const helps =
          /kdump|heuristics/.test(agent) &&
          devices(spec).some(([, other]) => never[other.agent] === undefined)
        if (!helps)
          report(
            path,
            `Fence device ${name} (${agent}) ${reason}.`,
            'use a device that switches the power, or sbd',
          )
      }
    },
  },
  {
    code: 'FEN010',
    severity: 'error',
    title: 'The levels of a node name devices that can switch it off.',
    why: 'A level with a device for another node fails, or kills that other node.',
    example: { bad: 'levels: { node1: [[ipmi-node2]] }', good: 'levels: { node1: [[ipmi-node1]] }' },
    source: `${explained}, Fencing Topologies`,
    check(spec, report) {
      for (const [node, levels] of Object.entries(spec.fencing?.levels ?? {}))
        for (const [i, level] of levels.entries())
          for (const [j, name] of level.entries()) {
            const device = spec.fencing?.devices?.[name]
            if (device && spec.nodes[node] && !targetsOf(device).includes(node))
              report(
                ['fencing', 'levels', node, i, j],
                `Level ${i + 1} of ${node} uses fence device ${name}, which cannot switch off ${node}.`,
                `name a device with ${node} among its targets`,
              )
          }
    },
  },
  {
    code: 'FEN011',
    severity: 'warning',
    title: 'Where a node has several devices, levels say in which order.',
    why: 'Without levels pacemaker tries them in an order of its own; and two supplies switched one after the other never leave the node without power.',
    example: { bad: 'devices: { ipmi-node1: …, pdu: … }', good: 'levels: { node1: [[ipmi-node1], [pdu]] }' },
    source: `${explained}, Fencing Topologies`,
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      for (const node of Object.keys(spec.nodes)) {
        const own = devices(spec).filter(([, device]) => targetsOf(device).includes(node))
        if (own.length > 1 && spec.fencing?.levels?.[node] === undefined)
          report(
            ['fencing', 'devices', own[1]![0]],
            `${node} has several fence devices (${own.map(([name]) => name).join(', ')}) and no levels.`,
            `write levels: { ${node}: [${own.map(([name]) => `[${name}]`).join(', ')}] }, or both in one level for two supplies`,
          )
      }
    },
  },
  {
    code: 'FEN012',
    severity: 'error',
    title: 'Targets and plugs of a device agree.',
    why: 'A target without its outlet is switched off by the name of the node, which the device does not know.',
    example: { bad: 'targets: [node1, node2]\nplugs: { node1: 1 }', good: 'plugs: { node1: 1, node2: 2 }' },
    source: 'pacemaker-fenced(7) pcmk_host_map',
    check(spec, report) {
      for (const [name, { targets, plugs }] of devices(spec)) {
        if (!plugs) continue
        for (const [i, target] of (targets ?? []).entries())
          if (!Object.hasOwn(plugs, target))
            report(
              ['fencing', 'devices', name, 'targets', i],
              `Fence device ${name} has ${target} among its targets, but no plug for it.`,
              `add ${target} to plugs`,
            )
        if (targets)
          for (const node of Object.keys(plugs))
            if (!targets.includes(node))
              report(
                ['fencing', 'devices', name, 'plugs', node],
                `Fence device ${name} has a plug for ${node}, which is not among its targets.`,
                'add it to targets, or leave targets out: plugs name them already',
              )
        const seen = new Map<string, string>()
        for (const [node, plug] of Object.entries(plugs)) {
          const other = seen.get(String(plug))
          if (other !== undefined)
            report(
              ['fencing', 'devices', name, 'plugs', node],
              `Fence device ${name} switches ${other} and ${node} by the same plug ${plug}.`,
              'give each its own',
            )
          else seen.set(String(plug), node)
        }
      }
    },
  },
]
