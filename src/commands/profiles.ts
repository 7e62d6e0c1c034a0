import { HaError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { wrap } from '../core/text.ts'
import examples from '../spec/examples.gen.json' with { type: 'json' }
import { allProfiles } from '../spec/load.ts'
import type { CommandModule } from './command.ts'

const allExamples: { readonly [name: string]: string } = examples

export const run: CommandModule['run'] = async ({ flags, words: [name], io }) => {
  if (name === undefined) {
    if (flags.example)
      throw new HaError('usage', 'Name the profile whose example you want.', {
        hint: `the examples are: ${Object.keys(allExamples).join(', ')}`,
      })
    io.out(flags.json ? `${JSON.stringify(allProfiles, null, 2)}\n` : list(io.colour.bold))
    return 'ok'
  }
  if (flags.example) {
    const text = allExamples[name]
    if (text === undefined) throw unknown('example', name, Object.keys(allExamples))
    io.out(text)
    return 'ok'
  }
  const profile = allProfiles[name]
  if (!profile) throw unknown('profile', name, Object.keys(allProfiles))
  if (flags.json) io.out(`${JSON.stringify(profile, null, 2)}\n`)
  else
    io.out(`${io.colour.bold(name)} - ${profile.title}

${profile.picture}
${wrap(profile.description)}

Platforms: ${profile.platforms.join(', ')}
${allExamples[name] === undefined ? '' : `Begin with: ha-bootstrap profiles ${name} --example > cluster.yaml\n`}`)
  return 'ok'
}

function list(bold: (text: string) => string): string {
  const width = Math.max(...Object.keys(allProfiles).map((name) => name.length))
  const profiles = Object.entries(allProfiles).map(
    ([name, { title }]) => `${bold(name.padEnd(width))}  ${title}`,
  )
  const others = Object.keys(allExamples).filter((name) => !(name in allProfiles))
  return [
    ...profiles,
    '',
    'ha-bootstrap profiles NAME shows one; with --example its complete cluster.yaml.',
    ...(others.length > 0 ? [wrap(`Examples without a profile of their name: ${others.join(', ')}.`)] : []),
    '',
  ].join('\n')
}

function unknown(what: string, name: string, known: readonly string[]): HaError {
  const meant = nearest(name, known)
  return new HaError('usage', `There is no ${what} ${name}.`, {
    hint: meant ? `did you mean ${meant}?` : `there are: ${known.join(', ')}`,
  })
}
