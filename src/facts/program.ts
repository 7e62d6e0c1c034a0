import { sh, shLines, shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { Topic } from './topic.ts'

/** What a node answered to one topic. */
export interface Answer {
  readonly output: string
  /** Exit code of the piece of sh; null where the answer breaks off. */
  readonly code: number | null
}

// The programs of administrators last, so that what the caller put first stays first. GNU's timeout and that of busybox
// since 1.30 take seconds first, older ones of busybox take -t; without either a piece has the time it takes.
const opening = shVerbatim(String.raw`
LC_ALL=C
LANG=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL LANG PATH
umask 077
cd / || exit 1
if timeout 5 true 2>/dev/null; then ha_limit=timeout
elif timeout -t 5 true 2>/dev/null; then ha_limit='timeout -t'
else ha_limit=
fi
ha_now() { printf '\n%s now %s\n' "$ha_mark" "$(date +%s.%N)"; }
ha_topic() {
  printf '\n%s begin %s\n' "$ha_mark" "$1"
  # The words of ha_limit are words.
  # shellcheck disable=SC2086
  if [ -n "$ha_limit" ]; then $ha_limit "$2" sh -c "$3" </dev/null; else sh -c "$3" </dev/null; fi
  printf '\n%s end %s %s\n' "$ha_mark" "$1" "$?"
}`)

/**
 * All topics as one program for one round trip. Its sections are told apart by a mark that nobody on the node knew
 * beforehand, so that no file or program there can write an answer in another's name.
 */
export function factsProgram(topics: readonly Topic<unknown>[], mark: string): Sh {
  if (!/^[0-9a-f]{32}$/.test(mark)) throw new TypeError('a mark is 32 hexadecimal digits')
  return shLines(
    sh`ha_mark=${mark}`,
    opening,
    sh`ha_now`,
    ...topics.map(({ name, seconds, snippet }) => sh`ha_topic ${name} ${seconds} ${snippet.text}`),
    sh`ha_now`,
  )
}

/** Everything a node answered. */
export interface Answers {
  readonly topics: ReadonlyMap<string, Answer>
  /** What its clock showed before the first topic and after the last; milliseconds since 1970. */
  readonly clock: readonly { readonly ms: number; readonly exactMs: number }[]
}

/** The answers by topic, out of what the program printed. */
export function readAnswers(stdout: string, mark: string): Answers {
  const topics = new Map<string, Answer>()
  const clock: { ms: number; exactMs: number }[] = []
  let open: { name: string; output: string[] } | undefined
  const close = (code: number | null): void => {
    if (open) topics.set(open.name, { output: printable(open.output.join('\n').replace(/\n$/, '')), code })
    open = undefined
  }
  for (const line of stdout.split('\n')) {
    if (!line.startsWith(`${mark} `)) {
      open?.output.push(line)
      continue
    }
    const [, verb, name = '', code] = line.split(' ')
    if (verb === 'now') clock.push(...readClock(name))
    else {
      close(verb === 'end' && open?.name === name ? Number(code) : null)
      if (verb === 'begin') open = { name, output: [] }
    }
  }
  close(null)
  return { topics, clock }
}

/** A disk may call itself anything; nothing of it is to reach a terminal as a command. */
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')

/** Seconds with as many digits behind the point as date knows: busybox has none and prints the format instead. */
function readClock(text: string): { ms: number; exactMs: number }[] {
  const [, seconds, fraction] = /^([0-9]+)(?:\.([0-9]{3})[0-9]*)?/.exec(text) ?? []
  if (seconds === undefined) return []
  // Somewhere within the second.
  return [
    fraction === undefined
      ? { ms: Number(seconds) * 1000 + 500, exactMs: 500 }
      : { ms: Number(seconds) * 1000 + Number(fraction), exactMs: 1 },
  ]
}
