import { createHash } from 'node:crypto'
import type { NodeFacts } from '../facts/read.ts'
import { readDocument } from './document.ts'
import type { Place, SpecDocument } from './document.ts'
import { withFacts } from './facts.ts'
import { merge, mergeSpec } from './merge.ts'
import { sortProblems } from './problem.ts'
import type { Problem } from './problem.ts'
import type { Rule } from './rule.ts'
import { explainErrors } from './schema-problems.ts'
import type { Path, Spec, SpecSource } from './spec.ts'
import profiles from './profiles.gen.json' with { type: 'json' }
import validate from './validate.gen.js'

export interface LoadedSpec {
  readonly file: string
  /** Missing when the file could not be understood; problems say why. */
  readonly spec?: Spec
  /** SHA-256 of the merged spec: the same cluster has the same hash, whatever the comments. */
  readonly hash?: string
  readonly problems: readonly Problem[]
}

export interface Profile {
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly platforms: readonly string[]
  readonly spec: Partial<SpecSource>
}

export const allProfiles = profiles as unknown as { readonly [name: string]: Profile }

/** Reads, validates, merges and checks cluster.yaml. All problems come back at once; nothing is thrown for bad input. */
export async function loadSpec(
  bytes: Uint8Array,
  file: string,
  facts: readonly NodeFacts[] = [],
): Promise<LoadedSpec> {
  const document = readDocument(bytes, file)
  if (document.problems.length > 0) return { file, problems: sortProblems(document.problems) }
  const source = document.value
  const data = withoutNulls(source)
  const schemaFaults = await schemaProblems(document, data)
  if (schemaFaults.length > 0) return { file, problems: sortProblems(schemaFaults) }

  const profileName = (data as SpecSource).profile
  const profile = profileName === undefined ? undefined : allProfiles[profileName]
  if (profileName !== undefined && !profile) {
    return {
      file,
      problems: [
        {
          file,
          ...(document.place(['profile']) ?? { line: 1, column: 1 }),
          severity: 'error',
          code: 'REF001',
          sentence: `There is no profile ${profileName}.`,
          fix: `the profiles are: ${Object.keys(allProfiles).join(', ')}`,
          path: ['profile'],
        },
      ],
    }
  }
  const spec = withFacts(mergeSpec(nodesAsMappings(source) as SpecSource, profile?.spec), facts)
  const { rules } = await import('./rules/index.gen.ts')
  const problems = applyRules(rules, spec, document, profileName)
  return { file, spec, hash: createHash('sha256').update(stableJson(spec)).digest('hex'), problems }
}

/** Runs rules over a merged spec and finds the place of every breach in the source. */
export function applyRules(
  rules: readonly Rule[],
  spec: Spec,
  document: SpecDocument,
  profile?: string,
): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const rule of rules) {
    rule.check(spec, (path, sentence, fix, severity) => {
      const { line, column, inherited } = locate(document, path)
      const where = inherited === 'profile' && profile ? ` (from profile ${profile})` : ''
      const key = `${rule.code} ${line}:${column} ${sentence}`
      if (seen.has(key)) return
      seen.add(key)
      problems.push({
        file: document.file,
        line,
        column,
        severity: severity ?? rule.severity,
        code: rule.code,
        sentence: sentence + where,
        fix,
        path,
      })
    })
  }
  return sortProblems(problems)
}

/**
 * The place of a path of the merged spec in the source: itself, else the same key under node-defaults, else the nearest
 * thing around it; what only the profile says is at the profile's name.
 */
function locate(document: SpecDocument, path: Path): Place & { inherited?: 'defaults' | 'profile' } {
  const exact = document.place(path)
  if (exact) return exact
  if (path[0] === 'nodes' && path.length > 2) {
    for (let length = path.length; length > 2; length--) {
      const own = document.place(path.slice(0, length))
      if (own) return own
      const defaults = document.place(['node-defaults', ...path.slice(2, length)])
      if (defaults) return { ...defaults, inherited: 'defaults' }
    }
  }
  for (let length = path.length - 1; length > 0; length--) {
    const around = document.keyPlace(path.slice(0, length))
    if (around) return around
  }
  const profile = path.length > 0 ? document.place(['profile']) : undefined
  return profile ? { ...profile, inherited: 'profile' } : { line: 1, column: 1 }
}

async function schemaProblems(document: SpecDocument, data: unknown): Promise<Problem[]> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return [
      {
        file: document.file,
        line: 1,
        column: 1,
        severity: 'error',
        code: 'SCH003',
        sentence: 'The file is not a mapping of keys to values.',
        fix: 'begin with version: 1, name: and nodes:; `ha-bootstrap profiles` shows where to start',
        path: [],
      },
    ]
  }
  if (validate(data)) return []
  const schema = (await import('../../schema/cluster.schema.json', { with: { type: 'json' } })).default as {
    [key: string]: unknown
  }
  return explainErrors(validate.errors ?? [], data, schema).map((fault) => {
    const place =
      (fault.atKey ? document.keyPlace(fault.path) : document.place(fault.path)) ??
      locate(document, fault.path)
    return {
      file: document.file,
      line: place.line,
      column: place.column,
      severity: 'error',
      code: fault.code,
      sentence: fault.sentence,
      fix: fault.fix,
      path: fault.path,
    }
  })
}

/** A key without a value takes an inherited one away (merge.ts), so the schema does not see it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return merge(
    {},
    Object.fromEntries(
      Object.entries(nodesAsMappings(value) as object).map(([key, child]) => [
        key,
        child === null ? null : withoutNulls(child),
      ]),
    ),
  )
}

/** `nodes: { node1: }` is a node that says nothing of its own, not one that is taken away. */
function nodesAsMappings(value: unknown): unknown {
  const nodes = (value as { nodes?: unknown }).nodes
  if (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes)) return value
  return {
    ...(value as object),
    nodes: Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, node ?? {}])),
  }
}

/** JSON with sorted keys. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, child]) => child !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => `${JSON.stringify(key)}:${stableJson(child)}`)
    .join(',')}}`
}
