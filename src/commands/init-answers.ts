import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { HaError } from '../core/errors.ts'
import type { ExitCode } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { plural } from '../core/text.ts'
import { nothingKept, readAnswers } from '../wizard/answers.ts'
import type { AnswersFile } from '../wizard/answers.ts'
import { writtenOf } from '../wizard/draft.ts'
import type { Existing } from '../wizard/draft.ts'
import { takeProposals } from '../wizard/flow.ts'
import type { Ground } from '../wizard/flow.ts'
import { pages } from '../wizard/pages/index.ts'
import { openComment, reasonsOf } from '../wizard/reasons.ts'
import { specOf } from '../wizard/spec-of.ts'
import type { Invocation, Io } from './command.ts'
import { bytesOf, existingIn, machinesFor, secretsBeside, writeSpecFile } from './init-ground.ts'
import type { Secrets } from './init-ground.ts'
import { factsFiles, refuseExisting } from './init.ts'
import { countProblems, countText } from './input.ts'
import { problemText } from './problems.ts'
import type { Problem } from '../spec/problem.ts'

type Context = Pick<Invocation, 'flags' | 'io'>
type Taken = ReturnType<typeof takeProposals>

/** The wizard without anybody to ask: answers from a file, proposals for the rest; all that is known to be missing is said at once. */
export async function fromAnswers(file: string, name: string, { flags, io }: Context): Promise<ExitCode> {
  const bytes = bytesOf(name)
  if (!bytes)
    throw new HaError('usage', `There is no file ${name}.`, {
      hint: '`ha-bootstrap init` in a terminal writes one as it asks',
    })
  const answers = readAnswers(bytes, name)
  if (answers.problems.some(({ severity }) => severity === 'error'))
    return refused(answers.problems, name, io)
  const existing = await existingIn(file, { io })
  if (existing === 'broken') return 'spec'
  const machines = await machinesFor({ flags, io }, (line) => io.err(`${line}\n`))
  try {
    const secrets = secretsBeside(file)
    const ground: Ground = {
      pages,
      machines: await machines.of(answers.kept.answers),
      secrets: secrets.names(),
    }
    const taken = takeProposals(answers.kept, ground)
    const problems = problemsOf(answers, taken, secrets)
    for (const problem of problems) io.err(`${problemText(problem, io)}\n`)
    if (countProblems(problems).errors > 0) return refused([], name, io)
    return await write(file, ground, taken, existing === 'none' ? undefined : existing, io)
  } finally {
    await machines.close()
  }
}

function refused(problems: readonly Problem[], name: string, io: Io): ExitCode {
  for (const problem of problems) io.err(`${problemText(problem, io)}\n`)
  io.err(`${name} does not answer all there is to answer; nothing was written.\n`)
  return 'spec'
}

/** Every answer that is missing, does not fit, or answers nothing. */
function problemsOf(
  { problemAt, problemOf, kept, file }: AnswersFile,
  { state, open }: Taken,
  secrets: Secrets,
): Problem[] {
  const asked = state.questions.map(({ question }) => question.id)
  const unanswered = asked.filter((id) => kept.answers[id] === undefined)
  const needless = Object.keys(kept.answers).filter((id) => !asked.includes(id))
  return [
    ...open.map(({ question, because }): Problem => {
      if (question.kind === 'secret')
        return {
          ...problemAt(question.id, {
            code: 'ANS005',
            sentence: `The secret ${question.secret ?? question.id} has no value yet.`,
            fix: `write it into ${secrets.path}`,
          }),
          severity: 'warning',
        }
      const choices = (question.choices ?? []).flatMap(({ name, because: not }) =>
        not === undefined ? [name] : [],
      )
      const ways =
        choices.length === 0
          ? 'a text; several in it have blanks between them'
          : `${question.kind === 'many' ? 'a list, such as [a, b], of' : 'one of'} ${choices.slice(0, 12).join(', ')}`
      return kept.answers[question.id] === undefined
        ? problemAt(question.id, {
            code: 'ANS003',
            sentence: `${question.id} has no answer, and nothing can be proposed: ${question.title}`,
            fix: `add \`${question.id}:\` with ${ways}`,
          })
        : problemAt(question.id, {
            code: 'ANS004',
            sentence: `The answer to ${question.id} does not fit: ${because ?? 'it is refused.'}`,
            fix: `answer "${question.title}" with ${ways}`,
          })
    }),
    ...needless.map((id): Problem => {
      const meant = nearest(id, unanswered)
      return {
        ...problemOf(id, {
          code: 'ANS006',
          sentence: `There is no question ${id} with these answers and nodes.`,
          fix: meant === undefined ? `remove the line; ${file} keeps it otherwise` : `did you mean ${meant}?`,
        }),
        severity: meant === undefined ? 'warning' : 'error',
      }
    }),
  ].sort((a, b) => a.line - b.line || a.column - b.column)
}

async function write(
  file: string,
  ground: Ground,
  { state }: Taken,
  existing: Existing | undefined,
  io: Io,
): Promise<ExitCode> {
  const written = await writtenOf(state.known, file, ground, existing)
  for (const problem of written.problems) io.err(`${problemText(problem, io)}\n`)
  const count = countProblems(written.problems)
  if (count.errors > 0) {
    io.err(`${file}: ${countText(count)}; nothing was written\n`)
    return 'spec'
  }
  writeSpecFile(file, written.text, existing)
  io.out(`wrote ${file} (${countText(count)})\n`)
  return 'ok'
}

/** A proposal for nodes of which nothing but their facts is known; every choice has its reason beside it. */
export async function fromFacts(file: string, { flags, io }: Context): Promise<ExitCode> {
  refuseExisting(file)
  const files = factsFiles({ flags }) ?? collectedFiles()
  const machines = await machinesFor({ flags: { ...flags, facts: files }, io }, () => {})
  const ground: Ground = { pages, machines: await machines.of({}), secrets: new Set() }
  const { state, open } = takeProposals(nothingKept, ground)
  const questions = state.questions.map(({ question }) => question)
  const spec = specOf(pages, state.known)
  const comments = {
    ...reasonsOf(pages, state.known, questions, spec),
    '': openComment(
      spec,
      open.map(({ question }) => question),
    ),
  }
  const written = await writtenOf(state.known, file, ground, undefined, comments)
  writeSpecFile(file, written.text, undefined)
  io.out(`wrote ${file}: a proposal for ${plural(ground.machines.length, 'node')}\n`)
  for (const { question } of open) io.out(`  nothing could be proposed: ${question.title}\n`)
  io.out(`${file}: ${countText(countProblems(written.problems))} (see \`ha-bootstrap check ${file}\`)\n`)
  return 'ok'
}

/** What `facts` wrote. */
function collectedFiles(): string[] {
  let names: string[] = []
  try {
    names = readdirSync('facts').filter((name) => name.endsWith('.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  if (names.length === 0)
    throw new HaError('usage', 'There are no facts that a proposal could be made of.', {
      hint: 'name files with --facts FILE, or run `ha-bootstrap facts --local` on each node and bring facts/*.json here',
    })
  return names.sort().map((name) => join('facts', name))
}
