import { answerCodes, formCodes } from './codes.ts'
import type { CodeText } from './codes.ts'
import { readDocument } from './document.ts'
import { allFields, findFields, stepsOf } from './fields.ts'
import type { Field } from './fields.ts'
import type { Severity } from './problem.ts'
import { rules } from './rules/index.gen.ts'

/** A code with everything there is to say about it. */
export interface ExplainedCode extends CodeText {
  readonly code: string
  readonly severity: Severity
}

/** A field with the rules that speak of it. */
export interface ExplainedField extends Field {
  readonly rules: readonly ExplainedCode[]
}

const mild = new Set(['SCH011', 'YML010', 'ANS005'])

/** Every code that `check` and `init` can report, in order. */
export function allCodes(): ExplainedCode[] {
  const plain = Object.entries({ ...formCodes, ...answerCodes }).map(([code, text]): ExplainedCode => ({
    ...text,
    code,
    severity: mild.has(code) ? 'warning' : 'error',
  }))
  const fromRules = rules.map(({ check: _, ...rule }): ExplainedCode => rule)
  return [...plain, ...fromRules].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** What a code means, written in any case. */
export const explainCode = (code: string): ExplainedCode | undefined =>
  allCodes().find((candidate) => candidate.code === code.toUpperCase())

let known:
  | { readonly codes: { code: ExplainedCode; paths: string[][] }[]; readonly fields: readonly Field[] }
  | undefined

/** The fields that a text means (see findFields), each with its rules. */
export function explainFields(text: string): ExplainedField[] {
  known ??= {
    codes: allCodes().map((code) => ({ code, paths: pathsIn(code.example.bad) })),
    fields: allFields(),
  }
  const { codes, fields } = known
  return findFields(text, fields).map((field) => {
    const pattern = stepsOf(field.path)
    return {
      ...field,
      rules: codes.filter(({ paths }) => paths.some((path) => isTail(path, pattern))).map(({ code }) => code),
    }
  })
}

/** Paths of all keys in a few lines of YAML; none if they are not YAML. */
function pathsIn(text: string): string[][] {
  const { value, problems } = readDocument(new TextEncoder().encode(text), 'example')
  const out: string[][] = []
  const visit = (node: unknown, path: string[]): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, child] of Object.entries(node)) {
      const here = [...path, Array.isArray(node) ? '[]' : key]
      out.push(here)
      visit(child, here)
    }
  }
  if (problems.length === 0) visit(value, [])
  return out
}

/** Whether an example's path is the end of a field's, with names of its own where the field has *. */
function isTail(path: readonly string[], pattern: readonly string[]): boolean {
  const tail = pattern.slice(-path.length)
  return (
    tail.length === path.length &&
    tail[0] === path[0] &&
    tail.every((step, i) => step === '*' || step === path[i])
  )
}
