import { nearest } from '../../core/suggest.ts'
import { atLeast } from '../../core/version.ts'
import { stackOf, lowestVersion } from '../effective.ts'
import { fenceAgent, isNativeAgent, knownFenceAgents, oldParameterNames } from '../fence-agents.ts'
import { targetsOf } from '../fencing.ts'
import { plainText } from '../values.ts'
import type { Rule } from '../rule.ts'
import type { FenceDevice, Spec } from '../spec.ts'

const devices = (spec: Spec): [string, FenceDevice][] => Object.entries(spec.fencing?.devices ?? {})

/** Parameters that pacemaker itself reads of every device (pacemaker-fenced(7)). */
const pacemakersOwn = /^(pcmk_[a-z_]+|priority|stonith-timeout|provides)$/

/** Whether the spec or pacemaker gives a parameter, under its present or its old name. */
const given = (device: FenceDevice, name: string): boolean =>
  [name, oldParameterNames[name], `${name}_script`].some(
    (known) => known !== undefined && device.params?.[known] !== undefined,
  )

export const rules: Rule[] = [
  {
    code: 'FEN020',
    severity: 'warning',
    title: 'A fence agent is one that exists.',
    why: 'With an unknown agent the device cannot start, and that shows when a node is to be fenced.',
    example: { bad: 'agent: fence_ipmi', good: 'agent: fence_ipmilan' },
    source: 'stonith_admin -I; fence-agents 4.12, cluster-glue 1.0.12',
    check(spec, report) {
      for (const [name, { agent }] of devices(spec)) {
        if (fenceAgent(agent) || agent === 'fence_ack_manual' || agent === 'fence_watchdog') continue
        const meant = nearest(agent, knownFenceAgents)
        report(
          ['fencing', 'devices', name, 'agent'],
          `${agent} of fence device ${name} is no agent that we know.`,
          meant === undefined ? '`stonith_admin -I` shows what a node has' : `did you mean ${meant}?`,
          meant === undefined ? 'warning' : 'error',
        )
      }
    },
  },
  {
    code: 'FEN021',
    severity: 'error',
    title: 'A fence agent knows the parameters that it gets.',
    why: 'The agent ignores or refuses what it does not know, and the device does not do what was meant.',
    example: {
      bad: 'agent: fence_ipmilan\nparams: { user: fence }',
      good: 'agent: fence_ipmilan\nparams: { username: fence }',
    },
    source: 'AGENT -o metadata; stonith -t PLUGIN -n',
    check(spec, report) {
      for (const [name, device] of devices(spec)) {
        const agent = fenceAgent(device.agent)
        if (!agent) continue
        for (const param of Object.keys(device.params ?? {})) {
          if (agent.parameters.has(param) || pacemakersOwn.test(param)) continue
          const meant = meantParameter(param, device, agent.parameters)
          report(
            ['fencing', 'devices', name, 'params', param],
            `${device.agent} has no parameter ${param}.`,
            meant === undefined
              ? `it has: ${[...agent.parameters]
                  .filter((known) => !ordinary.has(known))
                  .slice(0, 14)
                  .join(', ')}, …`
              : `did you mean ${meant}?`,
          )
        }
      }
    },
  },
  {
    code: 'FEN022',
    severity: 'error',
    title: 'A fence agent gets the parameters that it needs.',
    why: 'Without them the device cannot start.',
    example: {
      bad: 'agent: fence_apc_snmp\nplugs: { node1: 1 }',
      good: 'agent: fence_apc_snmp\nplugs: { node1: 1 }\nparams: { ip: 10.9.0.20 }',
    },
    source: 'AGENT -o metadata; stonith -t PLUGIN -n',
    check(spec, report) {
      for (const [name, device] of devices(spec)) {
        const agent = fenceAgent(device.agent)
        if (!agent) continue
        const board = /^fence_(ipmilan|ilo[2-5]|idrac|imm)/.test(device.agent) ? ['ip'] : []
        for (const param of [...agent.required, ...board])
          if (!given(device, param))
            report(
              ['fencing', 'devices', name],
              `Fence device ${name} lacks the parameter ${param} of ${device.agent}.`,
              `add ${param} to its params`,
            )
      }
    },
  },
  {
    code: 'FEN023',
    severity: 'warning',
    title: 'A device with outlets is told the outlet of each node.',
    why: "Pacemaker otherwise gives the node's name as the outlet, which a power strip or chassis does not know.",
    example: {
      bad: 'pdu: { agent: fence_apc_snmp, targets: [node1, node2] }',
      good: 'pdu: { agent: fence_apc_snmp, plugs: { node1: 1, node2: 2 } }',
    },
    source: 'pacemaker-fenced(7) pcmk_host_argument, pcmk_host_map',
    check(spec, report) {
      for (const [name, device] of devices(spec)) {
        const told = ['plug', 'port', 'pcmk_host_map'].some((param) => device.params?.[param] !== undefined)
        const named =
          /^fence_(sbd|scsi|mpath|dummy|pve|virsh|xvm|virt|vmware.*|aws|gce|azure_arm|docker|openstack|aliyun|ibm.*|kubevirt|xenapi|vbox|rhevm|ovh|evacuate|compute|ironic|lpar|zvmip|crosslink|skalar|ecloud|hds_cb|kdump)$/
        if (device.plugs || told || !fenceAgent(device.agent)?.needsPlug || named.test(device.agent)) continue
        if (targetsOf(device).length > 0)
          report(
            ['fencing', 'devices', name],
            `Fence device ${name} (${device.agent}) does not say which plug each node is on.`,
            `write plugs: { ${targetsOf(device)
              .map((node, i) => `${node}: ${i + 1}`)
              .join(', ')} }`,
          )
      }
    },
  },
  {
    code: 'FEN024',
    severity: 'warning',
    title: 'IPMI 2.0 is used.',
    why: 'fence_ipmilan speaks IPMI 1.5 without lanplus: boards of today refuse it, and older ones send the password in clear text.',
    example: {
      bad: 'agent: fence_ipmilan\nparams: { ip: 10.9.0.11 }',
      good: 'agent: fence_ipmilan\nparams: { ip: 10.9.0.11, lanplus: true }',
    },
    source: 'fence_ipmilan(8) lanplus',
    check(spec, report) {
      for (const [name, { agent, params }] of devices(spec))
        if (agent === 'fence_ipmilan' && !['true', '1', 'yes', 'on'].includes(plainText(params?.['lanplus'])))
          report(
            ['fencing', 'devices', name],
            `Fence device ${name} speaks IPMI 1.5, because lanplus is not set.`,
            'add lanplus: true to its params',
          )
    },
  },
  {
    code: 'FEN025',
    severity: 'error',
    title: 'What a device needs of pacemaker is in the version of the nodes.',
    why: 'Pacemaker 1.0 knows plugins of cluster-glue only, and before 1.1.6 no levels.',
    example: { bad: 'agent: fence_ipmilan   # pacemaker 1.0.9', good: 'agent: external/ipmi' },
    source: 'ChangeLog of pacemaker 1.1',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      const version = lowestVersion(spec, 'pacemaker')
      if (!atLeast(version, '1.1'))
        for (const [name, { agent }] of devices(spec))
          if (isNativeAgent(agent))
            report(
              ['fencing', 'devices', name, 'agent'],
              `Pacemaker ${version} does not know ${agent} of fence device ${name}.`,
              'use a plugin of cluster-glue, such as external/ipmi',
            )
      if (spec.fencing?.levels && !atLeast(version, '1.1.6'))
        report(
          ['fencing', 'levels'],
          `Pacemaker ${version} has no fencing levels.`,
          'keep one device for each node',
        )
    },
  },
  {
    code: 'FEN026',
    severity: 'warning',
    title: 'A delay is one that the agent or pacemaker can keep.',
    why: 'Before pacemaker 1.1.17 the agent itself has to wait, and plugins of cluster-glue cannot.',
    example: {
      bad: 'agent: external/nut\ndelay: 10s   # pacemaker 1.1.7',
      good: 'agent: fence_ipmilan\ndelay: 10s',
    },
    source: 'ChangeLog of pacemaker 1.1.17: pcmk_delay_base',
    check(spec, report) {
      const version = lowestVersion(spec, 'pacemaker')
      if (stackOf(spec) !== 'pacemaker' || atLeast(version, '1.1.17')) return
      for (const [name, { agent, delay }] of devices(spec))
        if (delay !== undefined && !isNativeAgent(agent))
          report(
            ['fencing', 'devices', name, 'delay'],
            `Pacemaker ${version} cannot delay ${agent} of fence device ${name}.`,
            'take the delay out, or use a fence agent',
          )
    },
  },
  {
    code: 'FEN027',
    severity: 'error',
    title: 'The port of a device is one.',
    why: 'An agent that cannot connect fails when a node has to be switched off, and the cluster stands still.',
    example: {
      bad: 'params: { ip: 10.9.0.11, ipport: 80123 }',
      good: 'params: { ip: 10.9.0.11, ipport: 623 }',
    },
    source: 'fence_ipmilan(8) --ipport; RFC 768, RFC 793: 16 bits',
    check(spec, report) {
      for (const [name, { params }] of devices(spec)) {
        const port = plainText(params?.['ipport'])
        if (port === '' || (/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
          continue
        report(
          ['fencing', 'devices', name, 'params', 'ipport'],
          `ipport of fence device ${name} is ${port}, and a port is a number from 1 to 65535.`,
          'write the port that the device listens on, or leave it out for the usual one of its protocol',
        )
      }
    },
  },
]

/** What every agent has and nobody looks for. */
const ordinary = new Set(
  'action debug debug_file delay disable_timeout help plug_separator separator quiet verbose verbose_level version retry_on'.split(
    ' ',
  ),
)

/** What a parameter was meant to be: one not given yet that begins with it, or the nearest. */
function meantParameter(
  param: string,
  { params }: FenceDevice,
  known: ReadonlySet<string>,
): string | undefined {
  const free = [...known].filter((name) => params?.[name] === undefined && !ordinary.has(name))
  return free.find((name) => param.length > 2 && name.startsWith(param)) ?? nearest(param, free)
}
