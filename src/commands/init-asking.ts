import { existsSync, statSync } from 'node:fs'
import { HaError, errorText } from '../core/errors.ts'
import type { ExitCode } from '../core/errors.ts'
import { wrap } from '../core/text.ts'
import { writePrivately } from '../bundle/secrets-file.ts'
import { answersPathOf, answersText, nothingKept, readAnswers } from '../wizard/answers.ts'
import { converse, put } from '../wizard/converse.ts'
import type { Console } from '../wizard/converse.ts'
import { unasked, unaskedLines } from '../wizard/coverage.ts'
import { answersIn, writtenOf } from '../wizard/draft.ts'
import type { Existing, Written } from '../wizard/draft.ts'
import { takeProposals } from '../wizard/flow.ts'
import type { Ground, Kept } from '../wizard/flow.ts'
import { pages } from '../wizard/pages/index.ts'
import type { Choice } from '../wizard/question.ts'
import { pictureOf } from '../wizard/picture/picture.ts'
import { review } from '../wizard/review.ts'
import { specOf } from '../wizard/spec-of.ts'
import type { Invocation, Io } from './command.ts'
import { bytesOf, existingIn, machinesFor, secretsBeside, writeSpecFile } from './init-ground.ts'
import { factsFiles } from './init.ts'
import { problemText } from './problems.ts'

type Context = Pick<Invocation, 'flags' | 'io'>

/** The wizard at a terminal: asks, saves as it goes, writes, and offers what comes next. */
export async function askAll(file: string, console: Console, { flags, io }: Context): Promise<ExitCode> {
  const path = answersPathOf(file)
  const existing = await existingIn(file, { io })
  if (existing === 'broken') return 'spec'
  const there = existing === 'none' ? undefined : existing
  const machines = await machinesFor({ flags, io }, (line) => console.print([line]))
  const secrets = secretsBeside(file)
  try {
    const begin = await beginning({ file, path, existing: there, console, io })
    if (begin === 'broken') return 'spec'
    if (begin === 'left') return left(io, path)
    let kept = begin === 'file' ? nothingKept : begin
    if (begin === 'file') {
      // The pages read a spec with the facts of its nodes at hand.
      const all = await machines.of(answersIn(there!, pages, []))
      const said = { answers: answersIn(there!, pages, all), seen: {} }
      // What the file leaves open stays as it is: only what cannot be known is asked.
      const { taken } = takeProposals(said, { pages, machines: all, secrets: secrets.names() })
      kept = { ...said, answers: { ...said.answers, ...taken } }
    }
    let written: Written | undefined
    const { end } = await converse(kept, {
      pages,
      console,
      isLive: factsFiles({ flags }) === undefined,
      machines: (answers) => machines.of(answers),
      look: async (look, words, known) => {
        const { doLook } = await import('../wizard/looks.ts')
        return doLook(look, words, {
          known,
          spec: specOf(pages, known),
          connection: (node) =>
            machines.connection(
              known.answers,
              known.machines.findIndex(({ name }) => name === node),
            ),
          forget: (typed) => machines.forget(typed),
          secret: (name) => secrets.value(name),
          console,
        })
      },
      secrets: () => secrets.names(),
      keepSecret: (name, purpose, value) => secrets.keep(name, purpose, value),
      save: (now) => writePrivately(path, answersText(now)),
      review: async (state) => {
        const ground: Ground = { pages, machines: state.known.machines, secrets: secrets.names() }
        written = await writtenOf(state.known, file, ground, there)
        return review(
          state,
          {
            file,
            ...written,
            defaults: unaskedLines(
              unasked(
                written.spec,
                state.questions.map(({ question }) => question),
              ),
            ),
            picture: pictureOf(written.spec),
          },
          console,
          there !== undefined,
        )
      },
    })
    if (end === 'left') return left(io, path)
    writeSpecFile(file, written!.text, there)
    console.print(['', `Wrote ${file}. Your answers are in ${path}.`])
  } finally {
    await machines.close()
  }
  return whatNext(file, console, { flags, io })
}

function left(io: Io, path: string): ExitCode {
  const told = existsSync(path)
    ? `Your answers are in ${path}.\n\`ha-bootstrap init\` goes on from there.`
    : 'Nothing was written.'
  io.out(`\n${wrap(told, (io.columns ?? 80) - 1)}\n`)
  return 'interrupted'
}

interface Beginning {
  readonly file: string
  readonly path: string
  readonly existing: Existing | undefined
  readonly console: Console
  readonly io: Io
}

/** With which answers to begin: those of last time, those that the cluster.yaml amounts to (`file`), or none. */
async function beginning({
  file,
  path,
  existing,
  console,
  io,
}: Beginning): Promise<Kept | 'file' | 'left' | 'broken'> {
  const bytes = bytesOf(path)
  if (!bytes) return existing ? 'file' : nothingKept
  const { kept, problems } = readAnswers(bytes, path)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    for (const problem of errors) io.err(`${problemText(problem, io)}\n`)
    io.err(`${path} cannot be understood: mend it, or move it away.\n`)
    return 'broken'
  }
  const count = Object.keys(kept.answers).length
  const isNewer = existing !== undefined && statSync(file).mtimeMs >= statSync(path).mtimeMs
  const choices: Choice[] = [
    { name: 'answers', label: `the ${count} answers of ${when(statSync(path).mtime)} in ${path}` },
    ...(existing ? [{ name: 'file', label: `${file} as it is now` }] : []),
    { name: 'anew', label: 'nothing: ask everything anew' },
  ]
  const said = await put(
    {
      question: {
        id: 'begin',
        kind: 'one',
        title: 'What do you want to begin with?',
        found: [],
        choices,
        proposal: isNewer
          ? { answer: 'file', because: 'it was written after the last answer' }
          : { answer: 'answers', because: 'the last visit was not finished' },
        explanation: [
          'answers goes on where the last visit ended. file reads the answers out of the',
          'cluster.yaml: what somebody has changed in it since then is taken as it is, and',
          'its comments stay. anew asks everything; the old answers are replaced with the',
          'first new one.',
        ],
        fields: [],
      },
      title: 'Answers',
      progress: '',
      before: undefined,
      notes: [],
    },
    console,
  )
  if (said.is !== 'answer') return 'left'
  return said.answer === 'answers' ? kept : said.answer === 'file' ? 'file' : nothingKept
}

const when = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ') + ' UTC'

const next = ['check', 'plan', 'rehearse', 'apply'] as const

/** Offers what comes after the file, until somebody has enough. */
async function whatNext(file: string, console: Console, context: Context): Promise<ExitCode> {
  let done = -1
  for (;;) {
    const said = await put(
      {
        question: {
          id: 'next',
          kind: 'one',
          title: 'What now?',
          found: [],
          choices: [
            { name: 'check', label: 'says everything that is wrong with it; looks at nothing else' },
            { name: 'plan', label: 'says what would change on the nodes, and changes nothing' },
            { name: 'rehearse', label: 'builds it in virtual machines and lets it fail over' },
            { name: 'apply', label: 'makes the nodes so, after showing the plan and asking' },
            { name: 'nothing', label: `leaves it: \`ha-bootstrap apply -f ${file}\` does it at any time` },
          ],
          proposal:
            done + 1 < next.length
              ? { answer: next[done + 1]!, because: 'the usual next step' }
              : { answer: 'nothing', because: 'that was the last step' },
          explanation: ['Each of them is a command of its own: `ha-bootstrap help` lists them.'],
          fields: [],
        },
        title: 'Written',
        progress: file,
        before: undefined,
        notes: [],
        isBelow: true,
      },
      console,
    )
    const command = said.is === 'answer' ? next.find((name) => name === said.answer) : undefined
    if (command === undefined) return 'ok'
    done = next.indexOf(command)
    console.print([''])
    await runCommand(command, file, context)
  }
}

const loads = {
  check: () => import('./check.ts'),
  plan: () => import('./plan.ts'),
  rehearse: () => import('./rehearse.ts'),
  apply: () => import('./apply.ts'),
} as const

/** What goes wrong in it is said, and does not end the wizard. */
async function runCommand(
  command: (typeof next)[number],
  file: string,
  { flags, io }: Context,
): Promise<void> {
  const way = flags['ssh-config']
  try {
    const module = await loads[command]()
    await module.run(
      command === 'check'
        ? { flags: {}, words: [file], io }
        : {
            flags: {
              file,
              // Machines of a rehearsal are reached in a way of their own.
              ...(way !== undefined && command !== 'rehearse' && { 'ssh-config': way }),
            },
            words: [],
            io,
          },
    )
  } catch (error) {
    if (!(error instanceof HaError) || error.exit === 'bug') throw error
    io.err(errorText(error, error.where, io.colour.red))
  }
}
