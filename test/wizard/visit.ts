// Whole visits at a terminal. Makes screens/*.txt. Usage: node --import tsx test/wizard/visit.ts
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Terminal, built } from './terminal.ts'
import type { TerminalOptions } from './terminal.ts'
import { Typist, factsFiles } from './typist.ts'

export const folder = 'test/wizard/screens'

/**
 * take: network and cluster as they are proposed, which leaves unasked what somebody would have wanted otherwise. change:
 * all that can be asked is.
 */
export const visits: {
  readonly [example: string]: { readonly term: string; readonly way: 'take' | 'change' }
} = {
  kvm: { term: 'vt100', way: 'take' },
  'debian-heartbeat': { term: 'linux', way: 'take' },
  'proxmox-raid10': { term: 'xterm', way: 'take' },
  'slackware-heartbeat': { term: 'vt100', way: 'take' },
  'blade-fencing': { term: 'linux', way: 'take' },
  'seed-000': { term: 'vt100', way: 'change' },
  'seed-001': { term: 'linux', way: 'change' },
  'seed-002': { term: 'xterm', way: 'change' },
  'seed-003-heartbeat': { term: 'vt100', way: 'change' },
  'seed-003-pacemaker': { term: 'linux', way: 'change' },
  'seed-004': { term: 'xterm', way: 'change' },
}

export interface Visit {
  readonly typist: Typist
  readonly terminal: Terminal
  /** All that was seen, screen by screen, with what was typed. */
  readonly seen: string
  /** IDs of the questions that there were before the review. */
  readonly asked: ReadonlySet<string>
}

/** From the first question to the file that is written and checked; the terminal is the caller's to close. */
export async function visit(example: string, options: TerminalOptions = {}): Promise<Visit> {
  const { term, way } = visits[example]!
  const typist = Typist.of(
    example,
    way === 'change' ? { 'network.plan': 'change', 'cluster.plan': 'change' } : {},
  )
  const terminal = new Terminal(['init', ...factsFiles(example).flatMap((file) => ['--facts', file])], {
    term,
    ...options,
  })
  try {
    return await typeAll(typist, terminal)
  } catch (error) {
    terminal.close()
    throw error
  }
}

/** What a typist has in mind for a terminal that asks the first question about the cluster. */
export async function typeAll(typist: Typist, terminal: Terminal): Promise<Visit> {
  const seen: string[] = []
  const asked = new Set<string>()
  let screen = await terminal.prompt()
  const answer = async (typed: string, hidden = false): Promise<void> => {
    const lines = screen.split('\n')
    if (lines.length > 24 || lines.some((line) => line.length > 79)) throw new Error(`too large:\n${screen}`)
    seen.push(screen.replace(/^\n+/, ''), `=== ${hidden ? '(a secret)' : typed}`)
    screen = await terminal.answer(typed)
  }
  for (let step = typist.next(); step; step = typist.next()) {
    // As much of it as stands on one line, whatever comes after it.
    if (!screen.includes(step.question.title.slice(0, 60)))
      throw new Error(`${step.question.id} is not asked:\n${screen}`)
    asked.add(step.question.id)
    await answer(step.typed, step.question.kind === 'secret')
  }
  await answer('picture')
  while (screen.includes('to be read')) await answer('')
  for (const typed of ['answers', '<', 'write', 'check']) await answer(typed)
  seen.push(screen.replace(/^\n+/, ''), '')
  return { typist, terminal, seen: seen.join('\n'), asked }
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  await built()
  mkdirSync(folder, { recursive: true })
  for (const example of Object.keys(visits)) {
    const { terminal, seen } = await visit(example)
    terminal.close()
    writeFileSync(`${folder}/${example}.txt`, seen)
  }
}
