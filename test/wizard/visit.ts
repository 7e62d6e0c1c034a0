// Whole visits at a terminal. Makes screens/*.txt. Usage: node --import tsx test/wizard/visit.ts
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Terminal, built } from './terminal.ts'
import { Typist, factsFiles } from './typist.ts'

export const folder = 'test/wizard/screens'

/** Every example of which there are answers could be here; these have every page, every stack and every platform of today. */
export const visits: { readonly [example: string]: string } = {
  kvm: 'vt100',
  'debian-heartbeat': 'linux',
  'proxmox-raid10': 'xterm',
  'slackware-heartbeat': 'vt100',
  'blade-fencing': 'linux',
}

export interface Visit {
  readonly typist: Typist
  readonly terminal: Terminal
  /** All that was seen, screen by screen, with what was typed. */
  readonly seen: string
  /** How many questions there were before the review. */
  readonly asked: number
}

/** From the first question to the file that is written and checked; the terminal is the caller's to close. */
export async function visit(example: string): Promise<Visit> {
  const typist = new Typist(example)
  const terminal = new Terminal(['init', ...factsFiles(example).flatMap((file) => ['--facts', file])], {
    term: visits[example]!,
  })
  try {
    const seen: string[] = []
    let asked = 0
    let screen = await terminal.prompt()
    const answer = async (typed: string, hidden = false): Promise<void> => {
      const lines = screen.split('\n')
      if (lines.length > 24 || lines.some((line) => line.length > 79))
        throw new Error(`too large:\n${screen}`)
      seen.push(screen.replace(/^\n+/, ''), `=== ${hidden ? '(a secret)' : typed}`)
      screen = await terminal.answer(typed)
    }
    for (let step = typist.next(); step; step = typist.next()) {
      // As much of it as stands on one line, whatever comes after it.
      if (!screen.includes(step.question.title.slice(0, 60)))
        throw new Error(`${step.question.id} is not asked:\n${screen}`)
      asked++
      await answer(step.typed, step.question.kind === 'secret')
    }
    await answer('picture')
    while (screen.includes('to be read')) await answer('')
    for (const typed of ['answers', '<', 'write', 'check']) await answer(typed)
    seen.push(screen.replace(/^\n+/, ''), '')
    return { typist, terminal, seen: seen.join('\n'), asked }
  } catch (error) {
    terminal.close()
    throw error
  }
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
