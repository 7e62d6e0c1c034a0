import { probePeers } from '../facts/probe.ts'
import type { Found } from './converse.ts'
import { chosenIn, listIn, noWay } from './look-means.ts'
import type { Means } from './look-means.ts'
import type { Look } from './question.ts'

/** Asks from every node whether addresses answer that are to be free, or that are to be there. */
export async function answers(look: Look, words: readonly string[], means: Means): Promise<Found> {
  const typed = words.filter((word) => /^[0-9A-Fa-f.:]+$/.test(word))
  const addresses = typed.length > 0 ? typed : listIn(look, 'addresses')
  if (addresses.length === 0) return { lines: ['Type the address behind it, as in `answers 192.168.1.20`.'] }
  const nodes = listIn(look, 'nodes')
  const all = nodes.length > 0 ? nodes : means.known.machines.map(({ name }) => name)
  const reachable = chosenIn(all, words).filter((node) => means.connection(node))
  if (reachable.length === 0) return { lines: [noWay(all)] }
  means.console.print(['', `Asking for ${addresses.join(', ')} from ${reachable.join(' and ')} ...`])
  const found = await Promise.all(
    reachable.map((node) =>
      probePeers(
        means.connection(node)!,
        addresses.map((address) => ({ network: '', peer: '', address, mtu: 576 })),
      ),
    ),
  )
  const lines: string[] = []
  const seen: { [look: string]: string } = {}
  for (const address of addresses) {
    const who = found.flat().find((one) => one.address === address && (one.answers || one.mac !== null))
    seen[`answers.${address}`] = who ? (who.mac ?? 'yes') : 'no'
    lines.push(
      who
        ? `${address} answers${who.mac === null ? '' : ` (${who.mac})`}: somebody has it.`
        : `${address} does not answer: it looks free, or its owner is off.`,
    )
  }
  return { lines, seen }
}
