import type { FenceDevice, SpecSource, Value } from '../../spec/spec.ts'
import type { Answer, Answers } from '../question.ts'

const text = (value: Value | undefined): string =>
  value === undefined || typeof value === 'object' ? '' : String(value)

const param = (device: FenceDevice, ...names: readonly string[]): string =>
  names.map((name) => text(device.params?.[name])).find((value) => value !== '') ?? ''

/** The answers by which the page would make the fencing of a spec; `file` for what it does not know. */
export function fencingAnswers(spec: SpecSource): Answers {
  const { fencing } = spec
  const nodes = Object.keys(spec.nodes ?? {})
  const devices = Object.entries(fencing?.devices ?? {})
  if (fencing?.['none-because'] !== undefined)
    return { 'fencing.how': 'none', 'fencing.none-because': fencing['none-because'] }
  if (fencing?.sbd && devices.length === 0)
    return {
      'fencing.how': 'sbd',
      'fencing.disks': (fencing.sbd.devices ?? []).join(' '),
      ...(fencing.sbd.watchdog !== undefined && { 'fencing.watchdog': fencing.sbd.watchdog }),
    }
  if (devices.length === 0) return {}
  return (
    boardAnswers(spec, nodes, devices) ??
    upsAnswers(nodes, devices) ??
    sharedAnswers(nodes, devices) ?? { 'fencing.how': 'file' }
  )
}

type Named = readonly [string, FenceDevice]

const boards = ['fence_ipmilan', 'external/ipmi']

function boardAnswers(
  spec: SpecSource,
  nodes: readonly string[],
  devices: readonly Named[],
): Answers | undefined {
  const own = nodes.map((node) =>
    devices.find(
      ([name, { agent, targets }]) =>
        boards.includes(agent) && targets?.join() === node && name.endsWith(`-${node}`),
    ),
  )
  const rest = devices.filter((device) => !own.includes(device))
  const all = own.filter((device): device is Named => device !== undefined)
  if (all.length === 0 || all.length < nodes.length) return undefined
  const prefixes = new Set(all.map(([name], i) => name.slice(0, -nodes[i]!.length - 1)))
  const users = new Set(all.map(([, device]) => param(device, 'username', 'userid', 'login')))
  if (prefixes.size > 1 || users.size > 1) return undefined
  const strips = stripAnswers(spec, nodes, rest)
  if (rest.length > 0 && !strips) return undefined
  const delayed = nodes.find((_, i) => all[i]![1].delay !== undefined)
  return {
    'fencing.how': 'ipmi',
    'fencing.prefix': [...prefixes][0]!,
    'fencing.addresses': all
      .map(([, device]) => {
        const port = param(device, 'ipport')
        return `${param(device, 'ip', 'ipaddr')}${port === '' ? '' : `:${port}`}`
      })
      .join(' '),
    ...moreAnswer(all),
    'fencing.user': [...users][0]!,
    ...delayAnswer(
      delayed,
      all.map(([, device]) => device),
    ),
    'fencing.second': 'none',
    ...strips,
  }
}

const asked = [
  'ip',
  'ipaddr',
  'ipport',
  'username',
  'userid',
  'login',
  'password',
  'passwd',
  'lanplus',
  'interface',
]

/** What all boards have in common beside what is asked for. */
function moreAnswer(devices: readonly Named[]): Answers {
  const said = devices.map(([, { params = {} }]) =>
    Object.entries(params)
      .filter(([key, value]) => !asked.includes(key) && text(value) !== '')
      .map(([key, value]) => `${key}=${text(value)}`)
      .join(' '),
  )
  return said[0] !== '' && said.every((one) => one === said[0]) ? { 'fencing.more': said[0]! } : {}
}

function delayAnswer(node: string | undefined, devices: readonly FenceDevice[]): Answers {
  const random = devices.some((device) => device['delay-max'] !== undefined)
  return { 'fencing.delay': node ?? (random ? 'random' : 'nobody') }
}

function stripAnswers(
  spec: SpecSource,
  nodes: readonly string[],
  devices: readonly Named[],
): Answers | undefined {
  const names = devices.map(([name]) => name).join(' ')
  if (!['pdu', 'pdu-a pdu-b'].includes(names) || devices.some(([, { agent }]) => agent !== 'fence_apc_snmp'))
    return undefined
  const levels = nodes.every((node) => spec.fencing?.levels?.[node]?.length === 2)
  const [first] = devices
  return levels && first
    ? {
        'fencing.second': 'pdu',
        'fencing.strips': devices.map(([, device]) => param(device, 'ip')).join(' '),
        'fencing.outlets': nodes.map((node) => String(first[1].plugs?.[node] ?? '')).join(' '),
      }
    : undefined
}

/** A UPS for each node. */
function upsAnswers(nodes: readonly string[], devices: readonly Named[]): Answers | undefined {
  const own = nodes.flatMap((node) =>
    devices.filter(([, { agent, targets }]) => agent === 'external/nut' && targets?.join() === node),
  )
  const [first] = own
  if (!first || own.length !== nodes.length || devices.length !== own.length) return undefined
  const same = (...names: readonly string[]): string => names.map((name) => param(first[1], name)).join(' ')
  const isAlike = ['username', 'upscmd', 'upsc'].every((name) =>
    own.every(([, device]) => param(device, name) === same(name)),
  )
  if (!isAlike) return undefined
  return {
    'fencing.how': 'ups',
    'fencing.ups': own.map(([, device]) => param(device, 'ups')).join(' '),
    'fencing.user': same('username'),
    'fencing.names': own.map(([name]) => name).join(' '),
    'fencing.programs': same('upscmd', 'upsc'),
    ...delayAnswer(
      nodes.find((_, i) => own[i]![1].delay !== undefined),
      own.map(([, device]) => device),
    ),
  }
}

/** One device for all nodes. */
function sharedAnswers(nodes: readonly string[], devices: readonly Named[]): Answers | undefined {
  const [first] = devices
  if (!first || devices.length !== 1) return undefined
  const [name, device] = first
  const plugs = nodes.map((node) => String(device.plugs?.[node] ?? '')).join(' ')
  const common: { [id: string]: Answer } = {
    'fencing.plugs': plugs,
    ...delayAnswer(undefined, [device]),
  }
  switch (device.agent) {
    case 'fence_intelmodular': {
      const version = param(device, 'snmp_version')
      return {
        'fencing.how': 'chassis',
        'fencing.prefix': name,
        'fencing.host': param(device, 'ip', 'ipaddr'),
        'fencing.snmp': version === '' ? '1' : version,
        ...(version === '3' && {
          'fencing.user': param(device, 'username', 'login'),
          'fencing.level': param(device, 'snmp_sec_level') || 'noAuthNoPriv',
          'fencing.hash': param(device, 'snmp_auth_prot') || 'SHA',
          ...(param(device, 'snmp_priv_prot') !== '' && {
            'fencing.cipher': param(device, 'snmp_priv_prot'),
          }),
        }),
        ...common,
      }
    }
    case 'fence_virsh':
      return {
        'fencing.how': 'libvirt',
        'fencing.host': param(device, 'ip', 'ipaddr'),
        'fencing.user': param(device, 'username', 'login'),
        'fencing.key': param(device, 'identity_file'),
        ...common,
      }
    case 'fence_xvm':
      return {
        'fencing.how': 'xvm',
        'fencing.key': param(device, 'key_file') || '/etc/cluster/fence_xvm.key',
        ...common,
      }
    default:
      return undefined
  }
}
