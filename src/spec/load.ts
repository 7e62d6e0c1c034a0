import { createHash } from 'node:crypto'
import type { NodeFacts } from '../facts/read.ts'
import { readDocument } from './document.ts'
import type { Place, SpecDocument } from './document.ts'
import { asFarAsKnown, doubtOf, notKnown } from './doubt.ts'
import type { Doubt } from './doubt.ts'
import { withFacts } from './facts.ts'
import { nearest } from '../core/suggest.ts'
import { merge, mergeSpec } from './merge.ts'
import { sortProblems } from './problem.ts'
import type { Problem } from './problem.ts'
import type { Report, Rule } from './rule.ts'
import { kindOf, nodeAt, valueAt } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'
import { explainErrors, pathOf, withoutMisspelt } from './schema-problems.ts'
import type { Path, Spec, SpecSource } from './spec.ts'
import { fieldName, shown } from './wording.ts'
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
  if (document.problems.some(({ severity }) => severity === 'error'))
    return { file, problems: sortProblems(document.problems) }
  const source = document.value
  if (kindOf(source) !== 'mapping') return { file, problems: [notAMapping(document, source)] }

  const { data, nulls } = await withoutNulls(source as Tree)
  const name = kindOf(data.profile) === 'text' ? (data.profile as string) : undefined
  const profile = name !== undefined && Object.hasOwn(allProfiles, name) ? allProfiles[name] : undefined
  const { faults, doubts, merged } = await schemaProblems(
    document,
    { source: source as Tree, data, nulls },
    profile,
  )
  if (name !== undefined && !profile && faults.every(({ path }) => path[0] !== 'profile'))
    faults.push(noProfile(document, name))
  const tokens = secretTokens(document, data)
  faults.push(...tokens)
  const { rules } = await import('./rules/index.gen.ts')
  if (faults.length > 0 || !merged) {
    // A profile adds to mappings anywhere, and an unknown key may be its own.
    const unnamed =
      data.profile === undefined &&
      !faults.some(
        ({ code, path }) => code === 'SCH001' && path.length === 1 && kindOf(valueAt(data, path)) === 'text',
      )
    const known =
      merged && doubts && (profile || unnamed)
        ? asFarAsKnown(
            withFacts(merged, facts),
            [...doubts, ...tokens.map(({ path }) => ({ path, keys: false }))],
            data,
          )
        : undefined
    const problems = [
      ...elsewhere(document.problems, faults),
      ...faults,
      ...(known ? applyRules(rules, known, document, name) : []),
    ]
    return { file, problems: sortProblems(problems) }
  }

  const spec = withFacts(merged, facts)
  const problems = [
    ...document.problems,
    ...idleNulls(document, nulls, source as Tree, profile),
    ...applyRules(rules, spec, document, name),
  ]
  return {
    file,
    spec,
    hash: createHash('sha256').update(stableJson(spec)).digest('hex'),
    problems: sortProblems(problems),
  }
}

/**
 * Runs rules over a merged spec and finds the place of every breach in the source. A rule that comes upon what is not
 * known (asFarAsKnown) says no more.
 */
export function applyRules(
  rules: readonly Rule[],
  spec: Spec,
  document: SpecDocument,
  profile?: string,
): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const rule of rules) {
    const report: Report = (path, sentence, fix, severity) => {
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
    }
    try {
      rule.check(spec, report)
    } catch (error) {
      if (error !== notKnown) throw error
    }
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

/** Warnings about places that have no error. */
const elsewhere = (warnings: readonly Problem[], errors: readonly Problem[]): Problem[] =>
  warnings.filter(({ line, column }) =>
    errors.every((error) => error.line !== line || error.column !== column),
  )

/** More breaches of the schema than this are not explained: the file is something else. */
const maximumErrors = 500

type Tree = { [key: string]: unknown }

function notAMapping(document: SpecDocument, source: unknown): Problem {
  return {
    file: document.file,
    ...(document.valuePlace([]) ?? { line: 1, column: 1 }),
    severity: 'error',
    code: 'SCH003',
    sentence:
      kindOf(source) === 'nothing' ? 'The file is empty.' : 'The file is not a mapping of keys to values.',
    fix: 'begin with version: 1, name: and nodes:; `ha-bootstrap profiles` shows where to start',
    path: [],
  }
}

function noProfile(document: SpecDocument, name: string): Problem {
  const known = Object.keys(allProfiles)
  const near = nearest(name, known)
  return {
    file: document.file,
    ...(document.valuePlace(['profile']) ?? { line: 1, column: 1 }),
    severity: 'error',
    code: 'REF001',
    sentence: `There is no profile ${shown(name)}.`,
    fix: near ? `did you mean ${near}?` : `the profiles are ${known.join(', ')}`,
    path: ['profile'],
  }
}

/** A file's content: as written, as the schema sees it, and where it has keys without a value. */
interface Content {
  readonly source: Tree
  readonly data: Tree
  readonly nulls: readonly Path[]
}

/**
 * Breaches of the schema; the merged spec, where there are nodes; and what the breaches leave open of it, unless they are
 * too many. The file as written has to hold to the schema but for required keys: those may come from the profile or
 * node-defaults, or be taken away again, so they are missed in the merged spec.
 */
async function schemaProblems(
  document: SpecDocument,
  { source, data, nulls }: Content,
  profile: Profile | undefined,
): Promise<{ faults: Problem[]; doubts: Doubt[] | undefined; merged: Spec | undefined }> {
  const own = validate(data) ? [] : validate.errors!.slice(0, maximumErrors)
  const mergeable =
    kindOf(data.nodes) === 'mapping' &&
    Object.values(data.nodes as Tree).every((node) => kindOf(node) === 'mapping')
  const merged = mergeable
    ? mergeSpec(nodesAsMappings(source) as unknown as SpecSource, profile?.spec)
    : undefined
  const missing = !merged ? own : validate(merged) ? [] : validate.errors!.slice(0, maximumErrors)
  const wrong = own.filter(({ keyword }) => keyword !== 'required')
  const absent = missing.filter(({ keyword }) => keyword === 'required')
  if (wrong.length + absent.length === 0) return { faults: [], doubts: [], merged }
  const schema = await loadSchema()
  // What node-defaults leave out is missing there, once, and not on every node.
  const moved = absent.map((error) => {
    const inDefaults = error.instancePath.replace(/^\/nodes\/[^/]*/, '/node-defaults')
    return !hasPointer(data, error.instancePath) && hasPointer(data, inDefaults)
      ? { ...error, instancePath: inDefaults }
      : error
  })
  const both = { ...(merged ?? data), 'node-defaults': data['node-defaults'] }
  const breaches = withoutMisspelt([
    ...explainErrors(wrong, data, schema, document.written),
    ...explainErrors(moved, both, schema, document.written),
  ])
  const faults = breaches.map(({ code, path, atKey, sentence, fix, missing: key }): Problem => {
    const empty =
      key !== undefined && nulls.some((other) => samePath(other, [...path, key])) ? key : undefined
    const place = empty
      ? document.keyPlace([...path, empty])
      : atKey
        ? document.keyPlace(path)
        : document.valuePlace(path)
    const { line, column } = place ?? locate(document, path)
    return {
      file: document.file,
      line,
      column,
      severity: 'error',
      code,
      sentence: empty ? `${fieldName([...path, empty])} has no value.` : sentence,
      fix: empty ? fix.replace(/^add /, 'write ') : fix,
      path,
    }
  })
  const all = Math.max(own.length, missing.length) < maximumErrors
  return { faults, doubts: all ? breaches.map((breach) => doubtOf(breach, schema)) : undefined, merged }
}

const hasPointer = (data: unknown, pointer: string): boolean =>
  valueAt(data, pathOf(data, pointer)) !== undefined

/** Texts that look like what stands for a secret until files are written: they would be filled in as well. */
function secretTokens(document: SpecDocument, data: unknown, path: Path = []): Problem[] {
  if (typeof data === 'object' && data !== null)
    return Object.entries(data).flatMap(([key, child]) =>
      secretTokens(document, child, [...path, Array.isArray(data) ? Number(key) : key]),
    )
  if (typeof data !== 'string' || !data.includes('@SECRET:')) return []
  return [
    {
      file: document.file,
      ...(document.valuePlace(path) ?? { line: 1, column: 1 }),
      severity: 'error',
      code: 'SCH012',
      sentence: `${fieldName(path)} holds the text @SECRET:, which stands for a secret in what is generated.`,
      fix: 'write { secret: NAME } where a field takes a secret, or leave the text out',
      path,
    },
  ]
}

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i])

const loadSchema = async (): Promise<SchemaNode> =>
  (await import('../../schema/cluster.schema.json', { with: { type: 'json' } })).default

/**
 * The data as the schema sees it. A key without a value takes an inherited one away (merge.ts), so it is left out, unless
 * the schema does not know it at all.
 */
async function withoutNulls(source: Tree): Promise<{ data: Tree; nulls: Path[] }> {
  const nulls: Path[] = []
  const strip = (value: unknown, path: Path, keeps: (path: Path) => boolean): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => strip(item, [...path, i], keeps))
    if (typeof value !== 'object' || value === null) return value
    const out = Object.create(null) as Tree
    for (const [key, child] of Object.entries(value)) {
      const here = [...path, key]
      if (child !== null) out[key] = strip(child, here, keeps)
      else if (keeps(here)) out[key] = null
      else nulls.push(here)
    }
    return out
  }
  const whole = nodesAsMappings(source)
  const data = strip(whole, [], () => false) as Tree
  if (nulls.length === 0) return { data, nulls }
  const schema = await loadSchema()
  nulls.length = 0
  const unknown = (path: Path): boolean =>
    nodeAt(schema, path) === undefined && nodeAt(schema, path.slice(0, -1)) !== undefined
  return { data: strip(whole, [], unknown) as Tree, nulls }
}

/** Keys without a value that take nothing away: most often an entry that was to have no settings of its own. */
function idleNulls(
  document: SpecDocument,
  nulls: readonly Path[],
  source: Tree,
  profile: Profile | undefined,
): Problem[] {
  const inherited = merge(
    profile?.spec ?? {},
    source['node-defaults'] === undefined ? {} : { 'node-defaults': source['node-defaults'] },
  )
  return nulls
    .filter((path) => {
      const below =
        path[0] === 'nodes'
          ? valueAt(inherited, ['node-defaults', ...path.slice(2)])
          : valueAt(profile?.spec, path)
      return below === undefined
    })
    .map((path) => ({
      file: document.file,
      ...(document.keyPlace(path) ?? { line: 1, column: 1 }),
      severity: 'warning',
      code: 'SCH011',
      sentence: `${fieldName(path)} has no value, which takes away what is inherited, but nothing is.`,
      fix: 'write {} for an entry without settings of its own, or remove the line',
      path,
    }))
}

/** `nodes: { node1: }` is a node that says nothing of its own, not one that is taken away. */
function nodesAsMappings(value: Tree): Tree {
  if (kindOf(value.nodes) !== 'mapping') return value
  const nodes = Object.create(null) as Tree
  for (const [name, node] of Object.entries(value.nodes as Tree)) nodes[name] = node ?? {}
  return Object.assign(Object.create(null), value, { nodes }) as Tree
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
