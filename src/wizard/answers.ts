import { isTree } from '../spec/merge.ts'
import { readDocument } from '../spec/document.ts'
import { sortProblems } from '../spec/problem.ts'
import type { Problem } from '../spec/problem.ts'
import type { Path } from '../spec/spec.ts'
import type { Answer } from './question.ts'
import type { Kept } from './flow.ts'

/** A file of answers as it was read, with the place of each. */
export interface AnswersFile {
  readonly file: string
  readonly kept: Kept
  /** What is wrong with the file itself. */
  readonly problems: readonly Problem[]
  /** A problem at the answer to a question, or at the top where there is none. */
  problemAt(question: string, fault: Fault): Problem
  /** A problem with a question itself. */
  problemOf(question: string, fault: Fault): Problem
}

type Fault = Pick<Problem, 'code' | 'sentence' | 'fix'>

export const nothingKept: Kept = { answers: {}, seen: {} }

/** The answers of cluster.yaml are in a file beside it: cluster.answers.yaml. */
export const answersPathOf = (spec: string): string => `${spec.replace(/\.ya?ml$/, '')}.answers.yaml`

/** Reads a file of answers. Everything that is wrong with it comes back as problems; nothing is thrown. */
export function readAnswers(bytes: Uint8Array, file: string): AnswersFile {
  const document = readDocument(bytes, file)
  // Numbers are read as they were written, so that none is altered.
  const problems: Problem[] = document.problems.filter(({ severity }) => severity === 'error')
  const problem = (path: Path, fault: Fault, place = document.place(path)): Problem => ({
    file,
    ...(place ?? { line: 1, column: 1 }),
    severity: 'error',
    ...fault,
    path,
  })
  const answers: { [id: string]: Answer } = {}
  const seen: { [look: string]: string } = {}
  const top = document.value ?? {}
  if (problems.length === 0) {
    if (!isTree(top))
      problems.push(
        problem([], {
          code: 'ANS001',
          sentence: 'The file is not a mapping with the key answers.',
          fix: 'write answers: and below it one `QUESTION: ANSWER` on each line',
        }),
      )
    else {
      for (const key of Object.keys(top))
        if (key !== 'answers' && key !== 'seen')
          problems.push(
            problem(
              [key],
              {
                code: 'ANS001',
                sentence: `There is the key ${key}, and a file of answers has only answers and seen.`,
                fix: 'indent what belongs under answers:',
              },
              document.keyPlace([key]),
            ),
          )
      for (const part of ['answers', 'seen'] as const) {
        const mapping = top[part] ?? {}
        if (!isTree(mapping)) {
          problems.push(
            problem([part], {
              code: 'ANS001',
              sentence: `${part} is not a mapping.`,
              fix: 'write one `QUESTION: ANSWER` on each line, indented',
            }),
          )
          continue
        }
        for (const [id, value] of Object.entries(mapping)) {
          const path = [part, id]
          const answer = answerAt(value, path, document.written)
          if (answer === undefined || (part === 'seen' && typeof answer !== 'string'))
            problems.push(
              problem(path, {
                code: 'ANS002',
                sentence: `The answer to ${id} is neither a text nor a list of texts.`,
                fix: 'write a text, or names as in [a, b]; take the line away for the proposal',
              }),
            )
          else if (part === 'answers') answers[id] = answer
          else seen[id] = answer as string
        }
      }
    }
  }
  return {
    file,
    kept: { answers, seen },
    problems: sortProblems(problems),
    problemAt: (question, fault) =>
      problem(document.place(['answers', question]) ? ['answers', question] : ['answers'], fault),
    problemOf: (question, fault) =>
      problem(['answers', question], fault, document.keyPlace(['answers', question])),
  }
}

/** Numbers and the like are the text that was typed: 012 and yes mean nothing else here. */
function answerAt(
  value: unknown,
  path: Path,
  written: (path: Path) => string | undefined,
): Answer | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return written(path) ?? String(value)
  if (!Array.isArray(value)) return undefined
  const items = value.map((item, i) => answerAt(item, [...path, i], written))
  return items.every((item): item is string => typeof item === 'string') ? items : undefined
}

/** A file of answers; the same answers give the same bytes. */
export function answersText({ answers, seen }: Kept): string {
  const mapping = (name: string, all: { readonly [id: string]: Answer }): string[] => {
    const lines = Object.entries(all).map(([id, answer]) => `  ${scalar(id)}: ${valueText(answer)}`)
    return lines.length === 0 ? [] : [`${name}:`, ...lines]
  }
  return `${[
    '# What was answered to `ha-bootstrap init`; it goes on from here, and `ha-bootstrap init --answers FILE` asks nothing.',
    '# Secrets are not among these.',
    ...(Object.keys(answers).length === 0 ? ['answers: {}'] : mapping('answers', answers)),
    ...mapping('seen', seen),
  ].join('\n')}\n`
}

const valueText = (answer: Answer): string =>
  typeof answer === 'string' ? scalar(answer) : `[${answer.map(scalar).join(', ')}]`

/** Plain where nobody could read anything else in it; JSON's texts are YAML's. */
const scalar = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9._/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|[yn])$/i.test(text)
    ? text
    : JSON.stringify(text)
