import { CST, Composer, Lexer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Node as YamlNode, Pair, Scalar } from 'yaml'
import { decode } from './decode.ts'
import type { Problem } from './problem.ts'
import type { Path } from './spec.ts'
import { shown } from './wording.ts'

const maximumTokens = 400_000
const maximumDepth = 64
const maximumAnchors = 200
/** Values that aliases may add to those that are written. */
const maximumCopies = 20_000
const maximumSyntaxProblems = 5

export interface Place {
  readonly line: number
  readonly column: number
}

/** A problem of a file that is not known yet by name; an error unless it says otherwise. */
export type Fault = Omit<Problem, 'file' | 'path' | 'severity'> & { readonly severity?: Problem['severity'] }

/** A parsed YAML file that knows where everything in it stands. */
export interface SpecDocument {
  readonly file: string
  readonly value: unknown
  /** Errors, after which there is no value, and warnings. */
  readonly problems: readonly Problem[]
  /** The text of a scalar as it stands in the file. */
  written(path: Path): string | undefined
  /** Place of what stands at path (the key of a mapping or list, the value otherwise), or undefined. */
  place(path: Path): Place | undefined
  /** Place of the last key of path. */
  keyPlace(path: Path): Place | undefined
  /** Place of the value at path, of a mapping or list too if it begins on the line of its key. */
  valuePlace(path: Path): Place | undefined
}

/** Reads YAML 1.2. Everything that is wrong with the file itself comes back as problems; nothing is thrown. */
export function readDocument(bytes: Uint8Array, file: string): SpecDocument {
  const problem = (fault: Fault): Problem => ({ file, path: [], severity: 'error', ...fault })
  const nothing = (): undefined => undefined
  const nowhere = { written: nothing, place: nothing, keyPlace: nothing, valuePlace: nothing }
  const decoded = decode(bytes)
  if ('fault' in decoded) return { file, value: undefined, problems: [problem(decoded.fault)], ...nowhere }

  const lines = new LineCounter()
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const tokens = tokenise(decoded.text, lines, at)
  if ('fault' in tokens) return { file, value: undefined, problems: [problem(tokens.fault)], ...nowhere }

  // Keys that stand twice are found below: the library compares every key with every other.
  const composer = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    strict: true,
    stringKeys: true,
    version: '1.2',
    logLevel: 'silent',
  })
  const [doc, second] = [...composer.compose(tokens.tokens, true, decoded.text.length)]
  if (!doc) return { file, value: null, problems: [], ...nowhere }
  const faults = syntaxFaults(doc, at)
  if (second && second.contents !== null) {
    faults.push({
      ...at(second.contents.range[0]),
      code: 'YML007',
      sentence: 'A second document begins here.',
      fix: 'put one cluster in one file; remove the line --- and what follows it',
    })
  }
  if (faults.length > 0) return { file, value: undefined, problems: faults.map(problem), ...nowhere }
  const content = contentOf(doc, at)
  const find = (path: Path): FoundNode | undefined => findNode(doc, content, path)
  return {
    file,
    value: content.value,
    problems: content.faults.map(problem),
    written: (path) => {
      const node = find(path)?.node
      return isScalar(node) ? node.source : undefined
    },
    place: (path) => placeOf(find(path), at, 'thing'),
    keyPlace: (path) => placeOf(find(path), at, 'key'),
    valuePlace: (path) => placeOf(find(path), at, 'value'),
  }
}

const isCollection = ({ type }: CST.Token): boolean =>
  type === 'block-map' || type === 'block-seq' || type === 'flow-collection'

/** Lexer and parser work without recursion, the composer does not: what is too deep or too much is found here. */
function tokenise(
  text: string,
  lines: LineCounter,
  at: (offset: number) => Place,
): { tokens: CST.Token[] } | { fault: Fault } {
  const tokens: CST.Token[] = []
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  const fault = (code: string, sentence: string, fix: string): { fault: Fault } => ({
    fault: { ...at(start), code, sentence, fix },
  })
  let count = 0
  let anchors = 0
  let inScalar = false
  let start = 0
  for (const lexeme of new Lexer().lex(text)) {
    start = parser.offset
    const kind: string | null = inScalar ? 'scalar' : CST.tokenType(lexeme)
    inScalar = !inScalar && kind === 'scalar'
    if (++count > maximumTokens)
      return fault(
        'YML001',
        `The file has more than ${maximumTokens} words and signs.`,
        'check that this is the right file',
      )
    if (kind === 'tag')
      return fault(
        'YML006',
        `There is the tag ${shown(lexeme)}, and tags are not read.`,
        'remove the tag; cluster.yaml needs none',
      )
    if (kind === 'anchor' && ++anchors > maximumAnchors)
      return fault(
        'YML004',
        `There are more than ${maximumAnchors} anchors.`,
        'put what all nodes share under node-defaults',
      )
    if (kind === 'directive-line' && !/^%YAML\s+1\.2\s*$/.test(lexeme))
      return fault(
        'YML006',
        `There is the directive ${shown(lexeme.trim())}, and only %YAML 1.2 is read.`,
        'remove the line',
      )
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > maximumDepth && parser.stack.filter(isCollection).length > maximumDepth)
      return fault(
        'YML003',
        `The file is nested more than ${maximumDepth} levels deep here.`,
        'close the brackets, or indent less; no field of cluster.yaml is that deep',
      )
    if (
      tokens.length > 2 * maximumSyntaxProblems &&
      tokens.slice(-maximumSyntaxProblems).every(({ type }) => type === 'error')
    )
      break
  }
  tokens.push(...parser.end())
  return { tokens }
}

const tabProblem = { code: 'YML008', fix: 'indent with blanks; YAML does not allow tabs' }

/** The library's words for the slips that people make, in ours. */
const knownSyntax: readonly { readonly begins: string; readonly sentence: string; readonly fix: string }[] = [
  {
    begins: 'Nested mappings are not allowed',
    sentence: 'There is a second colon on this line, which would begin another mapping.',
    fix: 'put a text with a colon and a blank in it into quotes, or begin a new line',
  },
  {
    begins: 'Implicit keys need to be on a single line',
    sentence: 'This line is not of the form key: value.',
    fix: 'write a blank after the colon; close quotes and brackets before it',
  },
  {
    begins: 'Implicit map keys need to be followed by map values',
    sentence: 'This line is not of the form key: value.',
    fix: 'write a colon and a blank after the key',
  },
  {
    begins: 'All mapping items must start at the same column',
    sentence: 'This line is indented neither as its neighbours nor as a part of them.',
    fix: 'let all keys of a mapping begin in the same column',
  },
  {
    begins: 'Flow sequence in block collection must be',
    sentence: 'A list that began with [ before this is not closed.',
    fix: 'write the missing ]',
  },
  {
    begins: 'Flow map in block collection must be',
    sentence: 'A mapping that began with { before this is not closed.',
    fix: 'write the missing }',
  },
  {
    begins: 'Unexpected scalar at node end',
    sentence: 'Something follows here after the end of a value.',
    fix: 'look for a missing quote or comma before it',
  },
  {
    begins: 'Missing closing',
    sentence: 'A text in quotes is not closed.',
    fix: 'write the missing quote',
  },
  {
    begins: 'Block collections are not allowed within flow collections',
    sentence: 'Lines with hyphens or key: value cannot stand inside brackets.',
    fix: 'use brackets and commas alone, or lines alone',
  },
]

/** What the composer found, at most one for each line: the first one of a line causes the others. */
function syntaxFaults(doc: Document.Parsed, at: (offset: number) => Place): Fault[] {
  const out: Fault[] = []
  for (const { code, message, pos } of [...doc.errors, ...doc.warnings]) {
    const place = at(pos[0])
    // What follows within two lines is most often caused by the first.
    if (out.some(({ line }) => Math.abs(line - place.line) <= 2)) continue
    const text = message.split('\n')[0]!.replace(/[.:]?\s*$/, '')
    const known = knownSyntax.find(({ begins }) => text.startsWith(begins))
    out.push({
      ...place,
      sentence: known?.sentence ?? `${text.slice(0, 1).toUpperCase()}${text.slice(1, 200)}.`,
      ...(code === 'TAB_AS_INDENT'
        ? tabProblem
        : {
            code: 'YML009',
            fix: known?.fix ?? 'correct the YAML at this place; quotes around a value often help',
          }),
    })
    if (out.length === maximumSyntaxProblems) break
  }
  return out
}

interface Content {
  readonly value: unknown
  readonly faults: Fault[]
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<YamlNode, YamlNode>
  /** The entries of each mapping by key. */
  readonly pairs: ReadonlyMap<YamlNode, ReadonlyMap<string, Pair>>
}

/** The plain data of a document. Objects have no prototype, so that a key such as toString means nothing by itself. */
function contentOf(doc: Document.Parsed, at: (offset: number) => Place): Content {
  const faults: Fault[] = []
  const targets = new Map<YamlNode, YamlNode>()
  const pairs = new Map<YamlNode, Map<string, Pair>>()
  const anchors = new Map<string, YamlNode>()
  const open = new Set<YamlNode>()
  const known = new Map<YamlNode, { value: unknown; size: number; depth: number }>()
  let copies = 0
  const fault = (node: YamlNode, code: string, sentence: string, fix: string): void => {
    const place = at(node.range?.[0] ?? 0)
    faults.push({ ...place, code, sentence, fix })
  }
  const nothing = { value: null, size: 1, depth: 0 }

  const alias = (node: YamlNode & { source: string }): typeof nothing => {
    const name = shown(`*${node.source}`)
    const target = anchors.get(node.source)
    if (!target) {
      fault(
        node,
        'YML004',
        `The alias ${name} names nothing before it.`,
        `write &${node.source} before the value that is meant`,
      )
      return nothing
    }
    targets.set(node, target)
    const found = known.get(target)
    if (!found || open.has(target)) {
      fault(
        node,
        'YML004',
        `The alias ${name} stands inside the very value that it names.`,
        'write the value out',
      )
      return nothing
    }
    const before = copies
    copies += found.size
    if (copies > maximumCopies) {
      if (before <= maximumCopies)
        fault(
          node,
          'YML004',
          `With the alias ${name} the aliases stand for more than ${maximumCopies} values.`,
          'write the repeated parts out, or put what all nodes share under node-defaults',
        )
      return nothing
    }
    return found as typeof nothing
  }

  const altered = (node: Scalar): void => {
    const { source = '', value } = node
    if (!/^[-+]?0[0-9]|\.[0-9]*0$/.test(source) || source === String(value)) return
    faults.push({
      ...at(node.range?.[0] ?? 0),
      severity: 'warning',
      code: 'YML010',
      sentence: `${shown(source)} is read as the number ${String(value)}.`,
      fix: `write "${source}" in quotes if every digit counts, else ${String(value)}`,
    })
  }

  const visit = (node: YamlNode | null, level: number): { value: unknown; size: number; depth: number } => {
    if (node === null) return nothing
    if (isAlias(node)) return alias(node)
    const anchor = (node as { anchor?: string }).anchor
    if (anchor !== undefined) anchors.set(anchor, node)
    open.add(node)
    let out: { value: unknown; size: number; depth: number }
    if (isMap(node)) {
      const value = Object.create(null) as { [key: string]: unknown }
      const own = new Map<string, Pair>()
      pairs.set(node, own)
      out = { value, size: 1, depth: 1 }
      for (const pair of node.items) {
        const key = String(isScalar(pair.key) ? pair.key.value : pair.key)
        const keyNode = pair.key as YamlNode
        const first = own.get(key)?.key as YamlNode | undefined
        if (first)
          fault(
            keyNode,
            'YML005',
            `The key ${shown(key)} stands here for the second time; the first is on line ${at(first.range?.[0] ?? 0).line}.`,
            'keep one of the two',
          )
        else own.set(key, pair)
        const child = visit(pair.value as YamlNode | null, level + 1)
        value[key] = child.value
        out.size += child.size
        out.depth = Math.max(out.depth, child.depth + 1)
      }
    } else if (isSeq(node)) {
      const children = node.items.map((item) => visit(item as YamlNode, level + 1))
      out = {
        value: children.map((child) => child.value),
        size: children.reduce((sum, child) => sum + child.size, 1),
        depth: 1 + Math.max(0, ...children.map((child) => child.depth)),
      }
    } else {
      out = { value: isScalar(node) ? node.value : null, size: 1, depth: 0 }
      if (isScalar(node) && typeof node.value === 'number') altered(node)
    }
    open.delete(node)
    if (level + out.depth > maximumDepth && faults.every(({ code }) => code !== 'YML003'))
      fault(
        node,
        'YML003',
        `The file is nested more than ${maximumDepth} levels deep here.`,
        'no field of cluster.yaml is that deep',
      )
    if (anchor !== undefined) known.set(node, out)
    return out
  }
  const { value } = visit(doc.contents, 0)
  return { value, faults, targets, pairs }
}

interface FoundNode {
  readonly node: YamlNode | null
  readonly key: YamlNode | undefined
}

function findNode(doc: Document.Parsed, content: Content, path: Path): FoundNode | undefined {
  let node = doc.contents as YamlNode | null
  let key: YamlNode | undefined
  for (const step of path) {
    if (isAlias(node)) node = content.targets.get(node) ?? null
    if (isMap(node)) {
      const pair = content.pairs.get(node)?.get(String(step))
      if (!pair) return undefined
      key = pair.key as YamlNode
      node = pair.value as YamlNode | null
    } else if (isSeq(node) && typeof step === 'number') {
      if (step >= node.items.length) return undefined
      node = node.items[step] as YamlNode
      key = node
    } else return undefined
  }
  return { node, key }
}

function placeOf(
  found: FoundNode | undefined,
  at: (offset: number) => Place,
  want: 'key' | 'thing' | 'value',
): Place | undefined {
  if (!found) return undefined
  const { node, key } = found
  const keyPlace = key?.range ? at(key.range[0]) : undefined
  const start = node?.range && node.range[1] > node.range[0] ? at(node.range[0]) : undefined
  if (want === 'key') return keyPlace ?? start
  if (isScalar(node) || (want === 'value' && start?.line === keyPlace?.line)) return start ?? keyPlace
  return keyPlace ?? start
}
