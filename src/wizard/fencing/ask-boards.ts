import { enumerate } from '../../core/text.ts'
import { canonicalIp } from '../../spec/effective.ts'
import { fenceAgent, isSecretParameter } from '../../spec/fence-agents.ts'
import type { FenceDevice } from '../../spec/spec.ts'
import { wordsOf } from '../words.ts'
import type { TakenAddress } from '../network/checks.ts'
import { askDelay } from './ask-delay.ts'
import { askPassword } from './ask-password.ts'
import type { Devices, FencingGround, Made } from './ground.ts'

/** Asks for the boards of the nodes: address and password of each, one user for all. */
export function askBoards(ground: FencingGround): Made {
  const { asking, nodes, machines, setting } = ground
  const byHeartbeat = setting.stack === 'heartbeat'
  const found = machines.map(({ facts }) => facts?.management.address ?? undefined)
  const known = found.every((address) => address !== undefined) ? found.join(' ') : ''
  const prefix = asking.text('rare', {
    id: 'fencing.prefix',
    kind: 'text',
    title: 'How do the names of the fence devices begin?',
    found: [],
    proposal: { answer: 'bmc', because: 'so that everybody knows what it is' },
    explanation: ['A name of letters: the device of node1 is called bmc-node1.'],
    check: (answer) =>
      /^[A-Za-z][A-Za-z0-9_-]*$/.test(String(answer)) ? undefined : 'Letters, digits, _ and - only.',
    fields: ['fencing.devices'],
  })
  const addresses = wordsOf(
    asking.text('missing', {
      id: 'fencing.addresses',
      kind: 'text',
      title: `Which addresses do the boards of ${enumerate(nodes)} have, in this order?`,
      found: machines.flatMap(({ name, facts }) => {
        const management = facts?.management
        return management?.address == null
          ? []
          : [`${name}: ${management.address}${management.source === null ? '' : `, ${management.source}`}.`]
      }),
      ...(known !== '' &&
        whyNotBoards(known, nodes, ground.taken) === undefined && {
          proposal: { answer: known, because: 'the boards say so themselves' },
        }),
      explanation: [
        'One address for each node, with blanks between (10.0.0.9:6230 where the port is not 623). Every node must be able to reach the board of ' +
          'every other one. An address from DHCP can change: give the boards fixed ones. ' +
          'A board that shares the network card of its node is lost with the cable of that card.',
      ],
      check: (answer) => whyNotBoards(String(answer), nodes, ground.taken),
      fields: ['fencing.devices.*.params'],
    }),
  )
  const user = asking.text('missing', {
    id: 'fencing.user',
    kind: 'text',
    title: 'As which user do the nodes log in to the boards?',
    found: [],
    proposal: { answer: 'fence', because: 'a user for this alone, which the boards must have' },
    explanation: [
      'Make it on each board (ipmitool user set name, channel setaccess) with the right to switch the ' +
        'power: operator is enough for most, some want administrator. IPMI over LAN must be on.',
    ],
    check: (answer) => whyNotUser(String(answer)),
    fields: ['fencing.devices.*.params'],
  })
  const nameOf = (node: string): string => `${prefix}-${node}`
  for (const node of nodes)
    askPassword(ground, {
      id: `fencing.password.${node}`,
      title: `What is the password of ${user} on the board of ${node}?`,
      secret: nameOf(node),
      tested: [nameOf(node)],
      explanation: [
        'It is kept in the file of secrets beside cluster.yaml, which only you can read, and goes from ' +
          'there to the nodes. IPMI 2.0 takes 20 characters at most.',
      ],
    })
  const agent = byHeartbeat ? 'external/ipmi' : 'fence_ipmilan'
  const more = asking.text('rare', {
    id: 'fencing.more',
    kind: 'text',
    title: 'What else has to be said to the boards?',
    found: [],
    proposal: { answer: '', because: 'most need nothing more' },
    optional: true,
    explanation: [
      'Parameters of the fence agent as KEY=VALUE with blanks between, such as privlvl=operator cipher=3.',
    ],
    check: (answer) => whyNotParameters(String(answer), agent),
    fields: ['fencing.devices.*.params'],
  })
  const delay = askDelay(ground, { devices: nodes.map(nameOf), isShared: false })
  const devices: Devices = {}
  const comments: { [field: string]: string } = {}
  for (const [i, node] of nodes.entries()) {
    const address = addresses[i]
    devices[nameOf(node)] = {
      ...boardDevice(node, {
        byHeartbeat,
        address,
        user,
        secret: nameOf(node),
        isOld: setting.stack === 'cman',
        more,
      }),
      ...(delay === node && { delay: '10s' }),
      ...(delay === 'random' && { 'delay-max': '10s' }),
    }
    if (delay === node)
      comments[`devices.${nameOf(node)}.delay`] =
        `when only the link between the nodes breaks, ${node} survives`
  }
  return { fencing: { devices }, comments }
}

function boardDevice(
  node: string,
  {
    byHeartbeat,
    address,
    user,
    secret,
    isOld,
    more,
  }: {
    byHeartbeat: boolean
    address: string | undefined
    user: string
    secret: string
    isOld: boolean
    more: string
  },
): FenceDevice {
  if (byHeartbeat)
    return {
      agent: 'external/ipmi',
      targets: [node],
      params: {
        ...(address !== undefined && { ipaddr: address }),
        userid: user,
        interface: 'lanplus',
        passwd: { secret },
        ...parametersOf(more),
      },
    }
  const [host, port] = placeOf(address ?? '')
  // fence-agents before 4.0 know only these names.
  const [ip, username, password] = isOld
    ? (['ipaddr', 'login', 'passwd'] as const)
    : (['ip', 'username', 'password'] as const)
  return {
    agent: 'fence_ipmilan',
    targets: [node],
    params: {
      ...(host !== '' && { [ip]: host }),
      ...(port !== undefined && { ipport: Number(port) }),
      [username]: user,
      lanplus: true,
      [password]: { secret },
      ...parametersOf(more),
    },
  }
}

export function whyNotBoards(
  text: string,
  nodes: readonly string[],
  taken: readonly TakenAddress[],
): string | undefined {
  const addresses = wordsOf(text)
  if (addresses.length !== nodes.length)
    return `These are ${addresses.length} addresses; ${enumerate(nodes)} need one each, in this order.`
  return whyNotDevices(addresses, taken)
}

/** Address and port: 10.0.0.9:6230. Boards behind one address have a port each. */
const placeOf = (text: string): readonly [string, string?] => {
  const [, host, port] = /^([0-9.]+):([0-9]{1,5})$/.exec(text) ?? []
  return host === undefined ? [text] : [host, port!]
}

const parametersOf = (text: string): { [param: string]: string | number } =>
  Object.fromEntries(
    text.split(/\s+/).flatMap((word) => {
      const [, key, value] = /^([a-z_]+)=(.+)$/.exec(word) ?? []
      return key === undefined ? [] : [[key, /^[0-9]+$/.test(value!) ? Number(value) : value!]]
    }),
  )

function whyNotParameters(text: string, agent: string): string | undefined {
  const known = fenceAgent(agent)?.parameters
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [, key] = /^([a-z_]+)=(.+)$/.exec(word) ?? []
    if (key === undefined) return `${word} is not KEY=VALUE.`
    if (isSecretParameter(key)) return `${key} is a secret: it belongs into the file of secrets.`
    if (known && !known.has(key)) return `${agent} knows no ${key}.`
  }
  return undefined
}

/** Whether fence devices can have these addresses. */
export function whyNotDevices(
  addresses: readonly string[],
  taken: readonly TakenAddress[],
): string | undefined {
  const seen = new Set<string>()
  for (const address of addresses) {
    const [host, port] = placeOf(address)
    const key = canonicalIp(host)
    if (key === undefined || Number(port ?? 1) > 65535 || port === '0') return `${address} is no address.`
    const other = taken.find((one) => canonicalIp(one.address) === key)
    if (other) return `${address} is ${other.what}, not that of a device.`
    if (seen.has(`${key} ${port}`)) return `${address} stands twice: one node would switch off itself.`
    seen.add(`${key} ${port}`)
  }
  return undefined
}

export const whyNotUser = (text: string): string | undefined =>
  /^[A-Za-z0-9_.@+=/-]{1,64}$/.test(text) ? undefined : 'A user name has no blanks and no quotes.'
