import { existsSync } from 'node:fs'
import { HaError } from '../core/errors.ts'
import type { CommandModule, Invocation } from './command.ts'
import { defaultSpec } from './input.ts'

export const run: CommandModule['run'] = async ({ flags, io }) => {
  const file = typeof flags.file === 'string' ? flags.file : defaultSpec
  if (file === '-')
    throw new HaError('usage', 'init writes a file, and standard input is none.', {
      hint: 'name one with -f FILE',
    })
  const given = [flags.answers !== undefined, flags['from-facts'] === true].filter(Boolean).length
  if (given > 1)
    throw new HaError('usage', '--answers and --from-facts both say what to answer.', {
      hint: 'use one of them',
    })
  if (flags.answers !== undefined) {
    const { fromAnswers } = await import('./init-answers.ts')
    return fromAnswers(file, String(flags.answers), { flags, io })
  }
  if (flags['from-facts'] === true) {
    const { fromFacts } = await import('./init-answers.ts')
    return fromFacts(file, { flags, io })
  }
  const { console } = io
  if (!console)
    throw new HaError('usage', '`init` asks questions, and there is no terminal to answer them at.', {
      hint: '`ha-bootstrap init --answers FILE` takes the answers from a file; `ha-bootstrap init --from-facts` writes a proposal and asks nothing',
    })
  const { askAll } = await import('./init-asking.ts')
  return askAll(file, console, { flags, io })
}

/** Files of facts that --facts names. */
export const factsFiles = ({ flags }: Pick<Invocation, 'flags'>): readonly string[] | undefined =>
  Array.isArray(flags.facts) ? (flags.facts as readonly string[]) : undefined

/** @throws HaError usage when something is there already. */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new HaError('usage', `${file} is there already, and a proposal would replace it.`, {
      hint: 'name another file with -f FILE, or run `ha-bootstrap init` in a terminal to change it',
    })
}
