import { wrap } from '../core/text.ts'
import { allFields } from '../spec/fields.ts'
import { allProfiles } from '../spec/load.ts'
import { mergeSpec } from '../spec/merge.ts'
import type { Spec, SpecSource } from '../spec/spec.ts'
import { leftToFile, likeAll } from './left-to-file.ts'
import type { Question } from './question.ts'

/** Settings of one mapping that nobody was asked for, and that the file does not say. */
export interface Unasked {
  /** `drbd.net`; empty for the top level. */
  readonly of: string
  readonly keys: readonly string[]
  readonly default: string
}

/**
 * For the review: what holds by default, of everything that this cluster has and that can be changed in the file. What a
 * question decides or the spec says is left out, and so is what belongs to things that are not there.
 */
export function unasked(source: SpecSource, questions: readonly Question[]): Unasked[] {
  const profile = allProfiles[source.profile ?? '']?.spec ?? {}
  const { 'node-defaults': defaults, ...rest } = profile
  const inherited = { ...rest, nodes: { every: defaults ?? {} } }
  const spec = mergeSpec(source, profile)
  const asked = new Set(questions.flatMap(({ fields }) => fields.map(fieldName)))
  const said = new Set(saidFields(source))
  return leftToFile
    .filter(({ of }) => isOfStack(spec, of) && isThere(spec, of))
    .flatMap(({ of, keys, default: text }) => {
      const nameOf = (key: string): string => (of === '' ? key : `${of}.${key}`)
      const open = keys.split(' ').filter((key) => !asked.has(nameOf(key)) && !said.has(nameOf(key)))
      const fromProfile = (key: string): unknown => valuesAt(inherited, stepsOf(nameOf(key)))[0]
      const own = open.filter((key) => fromProfile(key) === undefined)
      return [
        ...open
          .filter((key) => !own.includes(key))
          .map((key) => ({ of, keys: [key], default: `${shown(fromProfile(key))}, as the profile has it` })),
        ...(own.length > 0 ? [{ of, keys: own, default: text }] : []),
      ]
    })
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' ? 'set' : JSON.stringify(value)

/** The same to be read: for each mapping its keys and what holds. Of a resource, what is said for all is not said again. */
export function unaskedLines(all: readonly Unasked[]): string[] {
  const lines: string[] = []
  const inherited = all.filter((one) => one.default === likeAll)
  let last: string | undefined
  for (const { of, keys, default: text } of all.filter((one) => one.default !== likeAll)) {
    if (of !== last) lines.push(...(lines.length === 0 ? [] : ['']), of === '' ? 'at the top' : of)
    last = of
    lines.push(
      ...wrap(`${keys.join(', ')}: ${text}`, 72)
        .split('\n')
        .map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)),
    )
  }
  if (inherited.length > 0)
    lines.push(
      '',
      'drbd.resources.*',
      ...wrap(
        `each can differ from all: ${[...new Set(inherited.map(({ of }) => of.split('.')[3] ?? 'network, protocol, dual-primary'))].join(', ')}`,
        72,
      )
        .split('\n')
        .map((line) => `  ${line}`),
    )
  return lines
}

/** Mappings that only one stack reads. */
const stackOf: { readonly [top: string]: string } = {
  corosync: 'pacemaker',
  quorum: 'pacemaker',
  pacemaker: 'pacemaker',
  constraints: 'pacemaker',
  heartbeat: 'heartbeat',
  cman: 'cman',
}

const isOfStack = (spec: Spec, of: string): boolean => {
  const stack = stackOf[of.split('.')[0]!]
  return stack === undefined || stack === (spec.stack ?? 'pacemaker')
}

/** Whether there is something that could have these settings: an array for those of arrays. */
function isThere(spec: Spec, of: string): boolean {
  const steps = stepsOf(of)
  if (steps[0] === 'drbd' || steps[0] === 'libvirt') return spec[steps[0]] !== undefined
  // Kinds of interfaces are mappings within one entry.
  const kinds = ['bond', 'vlan', 'bridge', 'filesystem', 'device']
  // These can be there or not; what holds without them is worth a line.
  const own = /\.(users|groups|operations)\.\*$/.test(of) ? steps.slice(0, -1) : steps
  const last = Math.max(own.lastIndexOf('*'), ...kinds.map((kind) => steps.indexOf(kind)))
  return last < 0 || valuesAt(spec, steps.slice(0, last + 1)).length > 0
}

function valuesAt(data: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps
  if (step === undefined) return data === undefined || data === null ? [] : [data]
  if (typeof data !== 'object' || data === null) return []
  if (step === '*' || step === '[]') return Object.values(data).flatMap((value) => valuesAt(value, rest))
  return valuesAt((data as { readonly [key: string]: unknown })[step], rest)
}

const stepsOf = (field: string): string[] => field.replaceAll('[]', '.[]').split('.').filter(Boolean)

/** Every setting of cluster.yaml: what has a value of its own, not what only holds others. */
export function allSettings(): string[] {
  const all = allFields()
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('node-defaults'))
  const isInner = (path: string): boolean => /(\[\]|\.\*)$/.test(path) || path.endsWith('*.secret')
  // Names of the author's own may lie between: services.*.params has no keys that we know.
  const holds = (path: string, other: string): boolean =>
    other.startsWith(path) && /^(\.\*|\[\])*\.[A-Za-z]/.test(other.slice(path.length)) && !isInner(other)
  return all.filter((path) => !isInner(path) && !all.some((other) => holds(path, other)))
}

const known = new Set(allFields().map(({ path }) => path))

/** A field as allFields names it; what is said of node-defaults, or of a node without a word, is said of every node. */
export function fieldName(field: string): string {
  const path = field.replace(/^node-defaults\./, 'nodes.*.')
  return known.has(path) ? path : known.has(`nodes.*.${path}`) ? `nodes.*.${path}` : path
}

/** The fields that a spec says something of. */
export function saidFields(spec: unknown): string[] {
  const found = new Set<string>()
  const visit = (value: unknown, fields: readonly string[]): void => {
    for (const field of fields) found.add(field)
    if (typeof value !== 'object' || value === null) return
    for (const [key, child] of Object.entries(value))
      visit(
        child,
        fields.flatMap((field) => {
          const named = Array.isArray(value) ? `${field}[]` : field === '' ? key : `${field}.${key}`
          const any = `${field}.*`
          return [
            ...(known.has(named) ? [named] : []),
            ...(!Array.isArray(value) && known.has(any) ? [any] : []),
          ]
        }),
      )
  }
  visit(spec, [''])
  return [...found].filter(Boolean).map(fieldName)
}
