import { readFileSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSpec } from '../../src/spec/load.ts'
import type { Problem } from '../../src/spec/problem.ts'

// A bad spec is a complete cluster.yaml with one thing wrong. Its first lines say what has to come out:
//   # expect: LINE:COL SEVERITY CODE Sentence exactly as printed.
// LINE counts from the top of the file, these comments included.

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const badFolder = resolve(root, 'test/spec/bad')
export const goodFolder = resolve(root, 'test/spec/good')

export interface Expectations {
  /** As printed: `12:3 error NET001 Sentence.` */
  readonly problems: readonly string[]
  readonly codes: ReadonlySet<string>
}

/** What an `# expect:` line says about a problem. */
export const expectation = (problem: Problem): string =>
  `${problem.line}:${problem.column} ${problem.severity} ${problem.code} ${problem.sentence}`

/** The expectations at the top of a bad spec; throws when a line is not one or there is none. */
export function expectationsOf(text: string): Expectations {
  const problems: string[] = []
  for (const line of text.split('\n')) {
    if (!line.startsWith('# expect:')) break
    const rest = line.slice('# expect:'.length).trim()
    if (!/^[1-9][0-9]*:[1-9][0-9]* (error|warning|info) [A-Z]{2,5}[0-9]{3} \S.*$/.test(rest))
      throw new Error(`not an expectation: ${line}`)
    problems.push(rest)
  }
  if (problems.length === 0) throw new Error('the first line is no "# expect: LINE:COL SEVERITY CODE Sentence."')
  return { problems, codes: new Set(problems.map((line) => line.split(' ')[2]!)) }
}

/** Problems of a file, named as a user would have named it. */
export async function problemsOf(path: string): Promise<readonly Problem[]> {
  const { problems } = await loadSpec(readFileSync(path), relative(root, path))
  return problems
}

/** What differs between expected and found problems of a bad spec, one sentence each. */
export function differences(name: string, expected: Expectations, found: readonly Problem[]): string[] {
  const out: string[] = []
  const code = /^([A-Z]{2,5}[0-9]{3})-[a-z0-9.-]+\.yaml$/.exec(basename(name))?.[1]
  if (code === undefined) out.push(`the file name is not CODE-short-words.yaml`)
  else if (!expected.codes.has(code)) out.push(`no expectation has the code ${code} of the file name`)
  const lines = found.map(expectation)
  for (const line of expected.problems) if (!lines.includes(line)) out.push(`missing: ${line}`)
  for (const [i, problem] of found.entries()) {
    if (expected.problems.includes(lines[i]!)) continue
    if (problem.severity === 'error' || expected.codes.has(problem.code)) out.push(`not expected: ${lines[i]}`)
  }
  return out
}

/** What is wrong with the form of a problem: it needs a place, a sentence and something to do. */
export function malformed(problem: Problem): string[] {
  const out: string[] = []
  // oxlint-disable-next-line no-control-regex
  const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
  if (!(problem.line >= 1 && problem.column >= 1)) out.push(`has no place: ${problem.line}:${problem.column}`)
  if (control.test(problem.sentence)) out.push('has a control character in its sentence')
  if (!/^\S.*[.!?)]$/.test(problem.sentence)) out.push(`is not a sentence: ${problem.sentence}`)
  if (problem.sentence.length > 400) out.push(`is too long: ${problem.sentence}`)
  if (control.test(problem.fix) || problem.fix.trim() === '') out.push(`has no fix of one line: ${problem.fix}`)
  if (/undefined|\[object |NaN\b/.test(problem.sentence + problem.fix))
    out.push(`shows its insides: ${problem.sentence} ${problem.fix}`)
  return out.map((fault) => `${problem.code} at ${problem.line}:${problem.column} ${fault}`)
}
