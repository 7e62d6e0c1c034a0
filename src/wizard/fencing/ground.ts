import { enumerate } from '../../core/text.ts'
import { clusterGround } from '../cluster/ground.ts'
import type { ClusterGround } from '../cluster/ground.ts'
import type { TakenAddress } from '../network/checks.ts'
import type { Known, Look, Machine } from '../question.ts'
import type { FenceDevice, Fencing } from '../../spec/spec.ts'

/** How nodes are switched off, as the choices name it. */
export type How = 'ipmi' | 'chassis' | 'ups' | 'libvirt' | 'xvm' | 'sbd' | 'file' | 'none'

export interface FencingGround extends ClusterGround {
  readonly machines: readonly Machine[]
  /** Addresses of nodes and of the gateway, which no device can have. */
  readonly taken: readonly TakenAddress[]
}

export function fencingGround(known: Known): FencingGround {
  const ground = clusterGround(known)
  return {
    ...ground,
    machines: known.machines,
    taken: [
      ...ground.networks.flatMap(({ name, addresses }) =>
        Object.entries(addresses).map(([node, address]) => ({
          address,
          what: `the address of ${node} on ${name}`,
        })),
      ),
      ...(ground.gateway === undefined ? [] : [{ address: ground.gateway, what: 'the gateway' }]),
    ],
  }
}

/** What a way of fencing comes to. */
export interface Made {
  readonly fencing: Fencing
  /** Why things are as they are, by field below `fencing`. */
  readonly comments?: { readonly [field: string]: string }
}

export type Devices = { [name: string]: FenceDevice }

/** Asks the devices themselves whether they know the user and the password: switches nothing. */
export const testLook = (devices: readonly string[]): Look => ({
  word: 'test',
  does: `asks the device${devices.length === 1 ? '' : 's'} now`,
  with: { devices: devices.join(' ') },
})

/** What asking the devices came to. */
export const testedLines = ({ seen }: Known, devices: readonly string[]): string[] =>
  devices.flatMap((device) => {
    const result = seen[`test.${device}`]
    if (result === undefined) return []
    return result === 'ok'
      ? [`${device} answered: user and password are right.`]
      : [`${device} did not answer: ${result}.`]
  })

/** What was found on the nodes that can switch them off: one line for each. */
export function foundLines(machines: readonly Machine[]): string[] {
  return machines.map(({ name, facts, trouble }) => {
    if (!facts) return `${name} was not looked at${trouble === undefined ? '' : `: ${trouble}`}`
    const { bmc, address, source, watchdogs } = facts.management
    const board =
      bmc === true
        ? `a BMC${address === null ? ' whose address is not known' : ` at ${address}`}${source !== null && /dhcp/i.test(source) ? ', by DHCP' : ''}`
        : bmc === false
          ? 'no BMC'
          : 'no sign of a BMC'
    const virtual = isVirtual(facts.system.virtual)
      ? `a virtual machine (${facts.system.virtual})`
      : undefined
    // /dev/watchdog is the first of them once more.
    const hard = watchdogs
      .filter((one) => !isSoft(one))
      .map(({ device }) => device.replace(/watchdog$/, 'watchdog0'))
    return `${name}: ${[virtual, board, hard.length > 0 ? `watchdog ${enumerate([...new Set(hard)])}` : undefined].filter(Boolean).join(', ')}.`
  })
}

export const isVirtual = (virtual: string | null): boolean => virtual !== null && virtual !== 'none'

/** The kernel's own watchdog dies with a hung kernel. */
export const isSoft = ({ identity }: { readonly identity: string | null }): boolean =>
  identity !== null && /software|softdog/i.test(identity)
