import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node as YamlNode, Pair } from 'yaml'
import type { Path } from './spec.ts'
import type { Problem } from './problem.ts'

/** Larger files are refused unread: a cluster of 32 nodes with 1,000 machines stays far below. */
export const maximumBytes = 1024 * 1024
const maximumAliases = 100
const maximumDepth = 64

export interface Place {
  readonly line: number
  readonly column: number
}

/** A parsed YAML file that knows where everything in it stands. */
export interface SpecDocument {
  readonly file: string
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** Place of what stands at path (the key of a mapping or list, the value otherwise), or undefined. */
  place(path: Path): Place | undefined
  /** Place of the last key of path. */
  keyPlace(path: Path): Place | undefined
}

/** Reads YAML 1.2. Everything that is wrong with the file itself comes back as problems; nothing is thrown. */
export function readDocument(bytes: Uint8Array, file: string): SpecDocument {
  const text = decode(bytes)
  if ('problem' in text) return withoutContent(file, text.problem)
  const tooDeep = nestingProblem(text.text)
  if (tooDeep) return withoutContent(file, tooDeep)

  const lineCounter = new LineCounter()
  const doc = parseDocument(text.text, {
    lineCounter,
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
    stringKeys: true,
  })
  const at = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems = [...doc.errors, ...doc.warnings].map((fault): Problem => {
    const place = at(fault.pos[0])
    const { code, fix } = faultKind(fault.code)
    return {
      file,
      ...place,
      severity: 'error',
      code,
      sentence: `${sentenceOf(fault.message)}.`,
      fix,
      path: [],
    }
  })
  let value: unknown
  if (problems.length === 0) {
    try {
      value = doc.toJS({ maxAliasCount: maximumAliases })
    } catch (error) {
      problems.push({
        file,
        line: 1,
        column: 1,
        severity: 'error',
        code: 'YML004',
        sentence: `Aliases expand too far (${(error as Error).message}).`,
        fix: 'write the repeated parts out, or put what all nodes share under node-defaults',
        path: [],
      })
    }
  }
  return {
    file,
    value,
    problems,
    place: (path) => placeOf(doc, path, at, 'value'),
    keyPlace: (path) => placeOf(doc, path, at, 'key'),
  }
}

function withoutContent(file: string, problem: Omit<Problem, 'file' | 'path' | 'severity'>): SpecDocument {
  return {
    file,
    value: undefined,
    problems: [{ file, path: [], severity: 'error', ...problem }],
    place: () => undefined,
    keyPlace: () => undefined,
  }
}

type Fault = Omit<Problem, 'file' | 'path' | 'severity'>

function decode(bytes: Uint8Array): { text: string } | { problem: Fault } {
  const first = { line: 1, column: 1 }
  if (bytes.length > maximumBytes) {
    return {
      problem: {
        ...first,
        code: 'YML001',
        sentence: `The file has ${bytes.length} bytes; at most ${maximumBytes} are read.`,
        fix: 'check that this is the right file; what all nodes share goes under node-defaults',
      },
    }
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return {
      problem: {
        ...first,
        ...placeOfBadByte(bytes),
        code: 'YML002',
        sentence: 'The file is not UTF-8 text.',
        fix: 'save it as UTF-8, for instance with: iconv -f LATIN1 -t UTF-8',
      },
    }
  }
  // oxlint-disable-next-line no-control-regex
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text)
  if (control) {
    const before = text.slice(0, control.index).split('\n')
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0')
    return {
      problem: {
        line: before.length,
        column: before[before.length - 1]!.length + 1,
        code: 'YML002',
        sentence: `The file contains the control character U+${code.toUpperCase()}.`,
        fix: 'remove the character; values are single lines of text',
      },
    }
  }
  return { text }
}

function placeOfBadByte(bytes: Uint8Array): Place {
  let good = 0
  let bad = bytes.length
  // The longest decodable prefix, found by halving; a cut inside a character at the end is not an error with stream:true.
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      bad = middle - 1
    }
  }
  const lines = new TextDecoder().decode(bytes.subarray(0, good)).split('\n')
  return { line: lines.length, column: lines[lines.length - 1]!.length + 1 }
}

/** The parser recurses, so that a file of brackets could exhaust the stack: count nesting before it starts. */
function nestingProblem(text: string): Fault | undefined {
  let depth = 0
  let line = 1
  let column = 0
  for (const character of text) {
    column++
    if (character === '\n') {
      line++
      column = 0
    } else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > maximumDepth || column > 200_000) {
      return {
        line,
        column,
        code: 'YML003',
        sentence: `The file is nested more than ${maximumDepth} levels deep.`,
        fix: 'close the brackets; no field of cluster.yaml is that deep',
      }
    }
  }
  const deepest = /^(?:- |\? ){65}/m.exec(text) ?? /^ {600,}\S/m.exec(text)
  if (deepest) {
    return {
      line: text.slice(0, deepest.index).split('\n').length,
      column: 1,
      code: 'YML003',
      sentence: `The file is nested more than ${maximumDepth} levels deep.`,
      fix: 'no field of cluster.yaml is that deep',
    }
  }
  return undefined
}

function faultKind(code: string): { code: string; fix: string } {
  if (code === 'DUPLICATE_KEY') return { code: 'YML005', fix: 'keep one of the two' }
  if (code === 'TAG_RESOLVE_FAILED') return { code: 'YML006', fix: 'remove the tag; cluster.yaml needs none' }
  if (code === 'MULTIPLE_DOCS') return { code: 'YML007', fix: 'put one cluster in one file' }
  if (code === 'TAB_AS_INDENT') return { code: 'YML008', fix: 'indent with blanks; YAML does not allow tabs' }
  return { code: 'YML009', fix: 'correct the YAML at this place; quotes around a value often help' }
}

const sentenceOf = (message: string): string =>
  message
    .split('\n')[0]!
    .replace(/[.:]?\s*$/, '')
    .replace(/^./, (c) => c.toUpperCase())

function placeOf(
  doc: Document.Parsed,
  path: Path,
  at: (offset: number) => Place,
  want: 'key' | 'value',
): Place | undefined {
  let node: YamlNode | null | undefined = doc.contents as YamlNode | null
  let key: YamlNode | undefined
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(doc)
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      )
      if (!pair) return undefined
      key = pair.key as YamlNode
      node = pair.value as YamlNode | null
    } else if (isSeq(node) && typeof step === 'number') {
      if (step >= node.items.length) return undefined
      node = node.items[step] as YamlNode
      key = node
    } else return undefined
  }
  const chosen =
    want === 'value' && isScalar(node) && node.range && node.range[1] > node.range[0] ? node : (key ?? node)
  return chosen?.range ? at(chosen.range[0]) : undefined
}
