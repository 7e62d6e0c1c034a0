import type { Path } from '../../spec/spec.ts'
import { hanging } from '../kind/hardware.ts'
import { flowText, keyText } from './yaml-text.ts'

/** Columns after which an entry is broken into several lines. */
export const widest = 118

/** By field (`raid.md1`, `nodes.*.disks`): what is to stand above it; what was written is taken out. */
export type Comments = Map<string, string>

/** What stands in lines of its own however short it is, so that every cluster.yaml has the same shape. */
const blocks = [
  '(networks|node-defaults|nodes|drbd|corosync|heartbeat|cman|pacemaker|fencing|services|vms|groups|constraints)',
  'nodes/[^/]+',
  'node-defaults/(interfaces|disks|raid|volume-groups|filesystems)',
  'nodes/[^/]+/(raid|volume-groups|filesystems)',
  'drbd/resources',
  'fencing/(devices|levels)',
  'constraints/(locations|orders|colocations)',
].map((pattern) => new RegExp(`^${pattern}$`))

const isBlock = (path: Path): boolean => blocks.some((pattern) => pattern.test(path.join('/')))

/** Lines of `key: value` at that indentation: on one line where it fits, else entry by entry, with comments above. */
export function entryLines(
  path: Path,
  value: unknown,
  indent: string,
  comments: Comments = new Map(),
): string[] {
  const key = keyText(String(path.at(-1)))
  const short = value === null ? `${indent}${key}:` : `${indent}${key}: ${flowText(value)}`
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0
  if (isLeaf || (!isBlock(path) && short.length <= widest))
    return [...commentLines(path, indent, comments, 'all'), short]
  return [
    ...commentLines(path, indent, comments, 'own'),
    `${indent}${key}:`,
    ...valueLines(path, value, `${indent}  `, comments),
  ]
}

/** Lines of a mapping or list without its key. */
export function valueLines(
  path: Path,
  value: object,
  indent: string,
  comments: Comments = new Map(),
): string[] {
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([key, child]) =>
      entryLines([...path, key], child, indent, comments),
    )
  return value.flatMap((item: unknown, index): string[] => {
    const short = `${indent}- ${flowText(item)}`
    if (short.length <= widest || typeof item !== 'object' || item === null || Array.isArray(item))
      return [short]
    const [first = '', ...rest] = valueLines([...path, index], item, `${indent}  `)
    return [`${indent}- ${first.trimStart()}`, ...rest]
  })
}

/** Comments that stand above a line: those of its field, and with `all` those of everything on the line. */
function commentLines(path: Path, indent: string, comments: Comments, which: 'own' | 'all'): string[] {
  const names = namesOf(path)
  return [...comments]
    .filter(([field]) =>
      names.some((name) => isOf(field, name) || (which === 'all' && isWithin(field, name))),
    )
    .flatMap(([field, text]) => {
      // Once is enough where it holds for several nodes.
      comments.delete(field)
      return comment(text, indent)
    })
}

/** Text as lines of a comment. */
export const comment = (text: string, indent = ''): string[] =>
  text
    .split('\n')
    .flatMap((line) => hanging(line, widest - indent.length - 2))
    .map((line) => `${indent}# ${line}`.trimEnd())

const isOf = (field: string, name: string): boolean => pattern(field).test(name)

const isWithin = (field: string, name: string): boolean =>
  field.split('.').some((_, i, steps) => i > 0 && isOf(steps.slice(0, i).join('.'), name))

/** `nodes.*.disks` fits every node. */
const pattern = (field: string): RegExp =>
  new RegExp(`^${field.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^.]+')}$`)

/** What a path is called: what is said of a node by `raid.md1` holds for the defaults of all nodes too. */
function namesOf(path: Path): string[] {
  const [top, ...rest] = path.map(String)
  const own = path.join('.')
  if (top === 'nodes' && rest.length > 1) return [own, rest.slice(1).join('.')]
  if (top === 'node-defaults' && rest.length > 0) return [own, rest.join('.')]
  return [own]
}
