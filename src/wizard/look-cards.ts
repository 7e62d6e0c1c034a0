import { sh } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { Session } from '../host/connection.ts'
import type { Console, Found } from './converse.ts'
import { chosenIn, listIn, noWay, strange } from './look-means.ts'
import type { Means } from './look-means.ts'
import type { Look } from './question.ts'

const lookSeconds = 120

/** Lets the lamp of one card after the other blink until somebody says which it is. */
export async function blink(look: Look, words: readonly string[], means: Means): Promise<Found> {
  const { console } = means
  const nodes = listIn(look, 'nodes')
  const cards = listIn(look, 'cards')
  const odd = strange(words, [...nodes, ...cards])
  if (odd !== undefined) return { lines: [odd] }
  const reachable = chosenIn(nodes, words).filter((node) => means.connection(node))
  if (reachable.length === 0) return { lines: [noWay(chosenIn(nodes, words))] }
  const trouble: string[] = []
  for (const node of reachable)
    for (const card of chosenIn(cards, words)) {
      const stop = new AbortController()
      let failed: string | undefined
      const session = means.connection(node)!.open(blinking(card), (line) => {
        if (line === 'blinking') return
        failed = line
        stop.abort()
      })
      console.print(['', `${card} of ${node} blinks now. Is it the one?`])
      const said = await answerWhile(console, session, stop, 'yes, or Enter for the next one: ')
      if (failed !== undefined) trouble.push(`${card} of ${node} cannot: ${failed}`)
      if (said === undefined && failed === undefined) return { lines: trouble }
      if (said !== undefined && /^(y|yes)$/i.test(said)) return { lines: trouble, typed: card }
    }
  return { lines: [...trouble, 'That were all cards.'] }
}

/** Waits for a cable to be pulled, on any of the nodes at once. */
export async function unplug(look: Look, words: readonly string[], means: Means): Promise<Found> {
  const { console } = means
  const nodes = listIn(look, 'nodes')
  const odd = strange(words, nodes)
  if (odd !== undefined) return { lines: [odd] }
  const reachable = chosenIn(nodes, words).filter((node) => means.connection(node))
  if (reachable.length === 0) return { lines: [noWay(chosenIn(nodes, words))] }
  const stop = new AbortController()
  const found: { readonly node: string; readonly card: string }[] = []
  let lost: string | undefined
  const begun = reachable.map((node) => {
    let ready: () => void = () => {}
    const watches = new Promise<void>((resolve) => (ready = resolve))
    const session = means.connection(node)!.open(watching(listIn(look, 'cards').join(' ')), (line) => {
      const [event, card] = line.split(' ')
      if (event === 'watching') ready()
      if (event !== 'lost' || card === undefined) return
      found.push({ node, card })
      stop.abort()
    })
    void session.ended.then((end) => {
      ready()
      if (!end.lost || found.length > 0) return
      lost = node
      stop.abort()
    })
    return { session, watches }
  })
  const sessions = begun.map(({ session }) => session)
  // Before everybody watches, a cable could be pulled that nobody sees.
  await Promise.all(begun.map(({ watches }) => watches))
  console.print(['', `Pull the cable now, on ${reachable.join(' or ')}.`])
  await answerWhile(console, sessions[0]!, stop, 'Enter when you have had enough: ')
  sessions.forEach((session) => session.end())
  const [card] = found
  if (card) return { lines: [`It was ${card.card} of ${card.node}. Plug it in again.`], typed: card.card }
  return {
    lines: [
      lost === undefined
        ? 'No card has lost its link. Cards that are switched off show nothing.'
        : `${lost} does not answer any more: that was the cable that you are connected by. Plug it in again.`,
    ],
  }
}

/** What is typed before something else happens; the session ends with it. */
async function answerWhile(
  console: Console,
  session: Session,
  stop: AbortController,
  prompt: string,
): Promise<string | undefined> {
  const timer = setTimeout(() => stop.abort(), lookSeconds * 1000)
  try {
    const said = await console.read({ prompt, signal: stop.signal })
    return said.by === 'enter' ? said.text.trim() : undefined
  } finally {
    clearTimeout(timer)
    session.end()
  }
}

/** Until standard input is closed. A signal makes the kernel switch the lamp back (net/ethtool/ioctl.c). */
export const blinking = (card: string): Sh => sh`
if ! command -v ethtool >/dev/null 2>&1; then
  echo 'ethtool is not installed there; unplug does without it'
  exit 0
fi
ethtool -p ${card} ${lookSeconds} 2>&1 &
ha_blinker=$!
echo blinking
cat >/dev/null
kill "$ha_blinker" 2>/dev/null
wait "$ha_blinker" 2>/dev/null
exit 0`

/** Says which card loses its link or gets it back, until standard input is closed; cards are those of metal, and the wanted. */
export const watching = (wanted: string): Sh => sh`
ha_wanted=${` ${wanted} `}
(
  ha_before=
  while :; do
    ha_now=' '
    for ha_path in /sys/class/net/*; do
      ha_card=\${ha_path##*/}
      case $ha_wanted in
      *" $ha_card "*) ;;
      *) [ -e "$ha_path/device" ] || continue ;;
      esac
      ha_link=$(cat "$ha_path/carrier" 2>/dev/null) || ha_link=-
      ha_now="$ha_now$ha_card=$ha_link "
      case $ha_before in
      *" $ha_card=1 "*) if [ "$ha_link" != 1 ]; then echo "lost $ha_card"; fi ;;
      *" $ha_card=0 "*) if [ "$ha_link" = 1 ]; then echo "back $ha_card"; fi ;;
      esac
    done
    if [ -z "$ha_before" ]; then echo watching; fi
    ha_before=$ha_now
    sleep 1
  done
) &
ha_watcher=$!
cat >/dev/null
kill "$ha_watcher" 2>/dev/null
wait "$ha_watcher" 2>/dev/null
exit 0`
