import { randomBytes } from 'node:crypto'
import { sh, shLines, shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { Connection } from '../host/connection.ts'
import { snippets } from './snippets.gen.ts'
import type { Finding } from './compare.ts'
import type { Facts } from './types.gen.ts'

/** An address of another node to be tried. */
export interface Target {
  readonly network: string
  readonly peer: string
  readonly address: string
  /** What the network is to carry in one piece. */
  readonly mtu: number
}

/** What came of trying an address. */
export interface Reached extends Target {
  readonly node: string
  /** Interface that leads there; null where none does. */
  readonly interface: string | null
  readonly answers: boolean
  /** Whether packets of the network's MTU pass whole; null where ping cannot tell. */
  readonly whole: boolean | null
  /** MAC address that answers, where it is on the same network. */
  readonly mac: string | null
}

/** Sends a few pings to other nodes, all at once. Changes nothing but the table of neighbours. */
export async function probePeers(connection: Connection, targets: readonly Target[]): Promise<Reached[]> {
  if (targets.length === 0) return []
  const mark = randomBytes(16).toString('hex')
  const { stdout } = await connection.run(probeProgram(targets, mark), { timeoutMs: 60_000 })
  return readProbe(connection.node, targets, stdout, mark)
}

/** IP and ICMP headers take 28 bytes of a packet, with IPv6 48. */
const headerBytes = (address: string): number => (address.includes(':') ? 48 : 28)

export const probeProgram = (targets: readonly Target[], mark: string): Sh =>
  shLines(
    sh`ha_mark=${mark}`,
    shVerbatim(snippets.probe),
    ...targets.map(
      ({ address, mtu }, i) => sh`ha_try ${i} ${address} ${Math.max(0, mtu - headerBytes(address))} &`,
    ),
    sh`wait`,
  )

export function readProbe(node: string, targets: readonly Target[], stdout: string, mark: string): Reached[] {
  const said = new Map(
    stdout.split('\n').flatMap((line) => {
      const match = new RegExp(`^${mark} ([0-9]+) (yes|no) (yes|no|unknown) (\\S+) (\\S+)$`).exec(line)
      return match ? [[Number(match[1]), match] as const] : []
    }),
  )
  return targets.flatMap((target, i) => {
    const match = said.get(i)
    if (!match) return []
    const [, , answers, whole, device, mac] = match
    return [
      {
        ...target,
        node,
        interface: device === '-' ? null : device!,
        answers: answers === 'yes',
        whole: whole === 'unknown' ? null : whole === 'yes',
        mac: mac === '-' ? null : mac!.toLowerCase(),
      },
    ]
  })
}

/** What the probes found wrong. */
export function probeFindings(reached: readonly Reached[], all: readonly Facts[]): Finding[] {
  return reached.flatMap((one): Finding[] => {
    const { node, peer, network, address, mtu } = one
    if (!one.answers)
      return [
        {
          severity: 'warning',
          nodes: [node, peer],
          sentence: `${node} gets no answer from ${peer} at ${address} (network ${network})${one.interface === null ? '' : `, which it looks for behind ${one.interface}`}.`,
          fix: 'check cables, VLANs and firewalls, and whether the address is configured there yet',
        },
      ]
    const findings: Finding[] = []
    if (one.whole === false)
      findings.push({
        severity: 'warning',
        nodes: [node, peer],
        sentence: `Packets of ${mtu} bytes do not pass from ${node} to ${peer} on the network ${network}, though small ones do.`,
        fix: 'set the same MTU on every interface and switch port on the way, or a smaller mtu in cluster.yaml',
      })
    const owner = one.mac === null ? undefined : ownerOf(one.mac, all)
    if (owner !== undefined && owner.node !== peer)
      findings.push({
        severity: 'error',
        nodes: [node, peer],
        sentence: `At ${address} ${owner.node} answers to ${node}, and not ${peer}.`,
        fix: `take the address away from ${owner.name} of ${owner.node}`,
      })
    return findings
  })
}

/** Which interface of which node has a MAC address. */
export function ownerOf(
  mac: string,
  all: readonly Facts[],
): { readonly node: string; readonly name: string } | undefined {
  for (const { node, network } of all)
    for (const { name, mac: own, kind } of network.interfaces)
      if (own === mac && kind !== 'loopback') return { node, name }
  return undefined
}
