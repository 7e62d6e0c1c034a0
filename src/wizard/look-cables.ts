import { sh } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import { HaError } from '../core/errors.ts'
import { enumerate } from '../core/text.ts'
import type { Found } from './converse.ts'
import { listIn, noWay } from './look-means.ts'
import type { Means } from './look-means.ts'
import { cardsOf, whyNotCard } from './network/cards.ts'
import type { Look } from './question.ts'

/** Seconds of the look at the cables. */
export interface CableTimes {
  /** What cards get until their link is there. */
  readonly rise: number
  /** How long a card stays off. */
  readonly off: number
  /** When in that time the others are looked at. */
  readonly look: number
}

/** Copper with autonegotiation takes about 4 s, fibre less. */
const usual: CableTimes = { rise: 8, off: 6, look: 3 }

const timeoutMs = 60_000

/**
 * Switches every free card of a node off for some seconds and sees which card of another node loses its link: those two
 * have one cable. A switch between them keeps its own link up. Only cards without address that nothing stands on are
 * touched, which the node looks at itself just before; at the end they are as they were.
 */
export async function cables(look: Look, means: Means, times = usual): Promise<Found> {
  const { known, console } = means
  const nodes = listIn(look, 'nodes').filter((node) => means.connection(node))
  if (nodes.length < 2) return { lines: [noWay(listIn(look, 'nodes')), 'It takes two nodes.'] }
  const free = new Map(
    nodes.map((node) => {
      const machine = known.machines.find(({ name }) => name === node)!
      const cards = cardsOf(machine, known).filter(
        (card) =>
          whyNotCard(card) === undefined &&
          card.addresses.length === 0 &&
          card.uppers.length === 1 &&
          !card.carriesUs,
      )
      return [node, cards.map(({ name }) => name)]
    }),
  )
  console.print([
    '',
    `Switching free cards on: ${[...free].map(([node, cards]) => `${cards.length} of ${node}`).join(', ')} ...`,
  ])
  const risen = new Map<string, Risen>()
  try {
    await Promise.all(
      nodes.map(async (node) => {
        const { stdout } = await means.connection(node)!.run(rise(free.get(node)!, times), { timeoutMs })
        risen.set(node, readRisen(stdout))
      }),
    )
    const pairs = await pairsOf(nodes, risen, means, times)
    return { lines: wordsOf(pairs, risen), seen: { cables: pairs.join(' ') } }
  } catch (error) {
    if (!(error instanceof HaError) || error.exit === 'bug') throw error
    return { lines: [`The look at the cables ended early: ${error.message}`] }
  } finally {
    await Promise.allSettled(
      [...risen].map(([node, { wereDown }]) => means.connection(node)!.run(fall(wereDown), { timeoutMs })),
    )
  }
}

interface Risen {
  /** Cards that were switched off before. */
  readonly wereDown: readonly string[]
  /** Cards that have a link now. */
  readonly linked: readonly string[]
}

function readRisen(stdout: string): Risen {
  const after = (word: string): string[] =>
    stdout.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  return { wereDown: after('down'), linked: after('link') }
}

/** Cards by two as `NODE:CARD=NODE:CARD`. A card of the last node needs no turn of its own: others would have found it. */
async function pairsOf(
  nodes: readonly string[],
  risen: ReadonlyMap<string, Risen>,
  means: Means,
  times: CableTimes,
): Promise<string[]> {
  const pairs: string[] = []
  const found = new Set<string>()
  for (const node of nodes.slice(0, -1))
    for (const card of risen.get(node)!.linked) {
      if (found.has(`${node}:${card}`)) continue
      means.console.print([`Switching ${card} of ${node} off for some seconds ...`])
      const others = nodes.filter((other) => other !== node)
      const [, ...seen] = await Promise.all([
        means.connection(node)!.run(drop(card, times), { timeoutMs }),
        ...others.map(async (other) => {
          const { stdout } = await means
            .connection(other)!
            .run(lost(risen.get(other)!.linked, times), { timeoutMs })
          return stdout
            .split('\n')
            .filter(Boolean)
            .map((name) => `${other}:${name}`)
        }),
      ])
      const gone = seen.flat().filter((one) => !found.has(one))
      // Two at once: somebody pulled a cable, or a switch went with it.
      if (gone.length !== 1) continue
      found.add(`${node}:${card}`).add(gone[0]!)
      pairs.push(`${node}:${card}=${gone[0]!}`)
    }
  return pairs
}

function wordsOf(pairs: readonly string[], risen: ReadonlyMap<string, Risen>): string[] {
  const named = (end: string): string => end.replace(/^([^:]*):(.*)$/, '$2 of $1')
  const others = [...risen].flatMap(([node, { linked }]) =>
    linked
      .filter((card) => !pairs.some((pair) => pair.split('=').includes(`${node}:${card}`)))
      .map((card) => `${card} of ${node}`),
  )
  return [
    ...pairs.map((pair) => `${pair.split('=').map(named).join(' leads to ')}.`),
    ...(pairs.length === 0 ? ['No free card leads to a free card of another node.'] : []),
    ...(others.length > 0
      ? [`${enumerate(others)} ${others.length === 1 ? 'leads' : 'lead'} to a switch or something else.`]
      : []),
  ]
}

/** Says `down CARD` of those that it switches on, and at the end `link CARD` of those that have a link. */
const rise = (cards: readonly string[], times: CableTimes): Sh => sh`
ha_free=
for ha_card in ${cards}; do
  ha_line=$(LC_ALL=C ip -o link show dev "$ha_card" 2>/dev/null) || continue
  case $ha_line in *' master '*) continue ;; esac
  [ -z "$(LC_ALL=C ip -o addr show dev "$ha_card" scope global 2>/dev/null)" ] || continue
  case $ha_line in
  *'<UP,'* | *',UP,'* | *',UP>'* | *'<UP>'*) ;;
  *)
    ip link set dev "$ha_card" up 2>/dev/null || continue
    echo "down $ha_card"
    ;;
  esac
  ha_free="$ha_free $ha_card"
done
sleep ${times.rise}
for ha_card in $ha_free; do
  case $(LC_ALL=C ip -o link show dev "$ha_card" 2>/dev/null) in *LOWER_UP*) echo "link $ha_card" ;; esac
done
exit 0`

/** Switches a card off for some seconds, and on again whatever happens. */
const drop = (card: string, times: CableTimes): Sh => sh`
ha_card=${card}
trap 'ip link set dev "$ha_card" up' EXIT
trap 'exit 1' HUP INT TERM
ip link set dev "$ha_card" down
sleep ${times.off}
ip link set dev "$ha_card" up
ha_waited=0
while [ "$ha_waited" -lt ${times.rise} ]; do
  case $(LC_ALL=C ip -o link show dev "$ha_card" 2>/dev/null) in *LOWER_UP*) break ;; esac
  sleep 1
  ha_waited=$((ha_waited + 1))
done`

/** Names those of some cards that have no link any more. */
const lost = (cards: readonly string[], times: CableTimes): Sh => sh`
sleep ${times.look}
for ha_card in ${cards}; do
  case $(LC_ALL=C ip -o link show dev "$ha_card" 2>/dev/null) in *LOWER_UP*) ;; *) echo "$ha_card" ;; esac
done
exit 0`

/** Switches cards off again, unless somebody has given them an address meanwhile; IPv6 gives them some by itself. */
const fall = (cards: readonly string[]): Sh => sh`
for ha_card in ${cards}; do
  [ -n "$(LC_ALL=C ip -o -4 addr show dev "$ha_card" 2>/dev/null)" ] ||
    ip link set dev "$ha_card" down
done
exit 0`
