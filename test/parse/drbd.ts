// A reader of drbd.conf that shares nothing with the renderer: text of any dialect in, meaning out.

export interface DrbdStatement {
  readonly words: readonly string[]
  readonly body?: readonly DrbdStatement[]
}

/** Statements of drbd.conf(5) as they stand: words, and the statements between braces. */
export function parseDrbd(text: string): DrbdStatement[] {
  const tokens = [...text.replace(/#[^\n]*/g, '').matchAll(/"([^"]*)"|([{};])|[^\s{};"]+/g)]
  let at = 0
  const block = (inside: boolean): DrbdStatement[] => {
    const out: DrbdStatement[] = []
    let words: string[] = []
    for (; at < tokens.length; at++) {
      const [whole, quoted, mark] = tokens[at]!
      if (mark === ';') {
        if (words.length > 0) out.push({ words })
        words = []
      } else if (mark === '{') {
        at++
        out.push({ words, body: block(true) })
        words = []
      } else if (mark === '}') {
        if (!inside || words.length > 0) throw new Error(`drbd.conf: } after ${words.join(' ')}`)
        return out
      } else words.push(quoted ?? whole)
    }
    if (inside || words.length > 0)
      throw new Error(`drbd.conf: ends inside ${words.join(' ') || 'a section'}`)
    return out
  }
  return block(false)
}

export interface DrbdHost {
  address: string
  nodeId?: string
  minor?: string
  disk?: string
  metaDisk?: string
}

/** What a resource means, wherever its dialect puts a setting; names are those of DRBD 8.4 and 9. */
export interface DrbdMeaning {
  global: { [option: string]: string }
  resources: {
    [name: string]: { options: { [sectionAndOption: string]: string }; hosts: { [node: string]: DrbdHost } }
  }
}

const movedFromSyncer: { readonly [option: string]: string } = {
  rate: 'disk resync-rate',
  after: 'disk resync-after',
  'al-extents': 'disk al-extents',
  'verify-alg': 'net verify-alg',
  'csums-alg': 'net csums-alg',
  'use-rle': 'net use-rle',
  'cpu-mask': 'options cpu-mask',
  'on-no-data-accessible': 'options on-no-data-accessible',
}

function setting(section: string, words: readonly string[]): [string, string] {
  const [option = '', ...values] = words
  const value = values.length === 0 ? 'yes' : values.join(' ')
  if (section === 'disk' && option.startsWith('no-disk-')) return [`disk ${option.slice(3)}`, 'no']
  if (section === 'disk' && option === 'no-md-flushes') return ['disk md-flushes', 'no']
  if (section === 'disk' && option === 'fencing') return ['net fencing', value]
  if (section === 'syncer') {
    const moved = movedFromSyncer[option] ?? (option.startsWith('c-') ? `disk ${option}` : undefined)
    if (!moved) throw new Error(`drbd.conf: syncer has no ${option}`)
    return [moved, value]
  }
  return [`${section} ${option}`, value]
}

/** The meaning of one or several files that are read as one. */
export function drbdMeaning(...texts: readonly string[]): DrbdMeaning {
  const statements = texts.flatMap(parseDrbd).filter(({ words }) => words[0] !== 'include')
  const meaning: DrbdMeaning = { global: {}, resources: {} }
  const common: { [key: string]: string } = {}
  for (const { words, body = [] } of statements) {
    if (words[0] === 'global')
      for (const inner of body) meaning.global[inner.words[0]!] = inner.words.slice(1).join(' ') || 'yes'
    if (words[0] === 'common') options(body, common)
  }
  for (const { words, body = [] } of statements.filter((statement) => statement.words[0] === 'resource')) {
    const own: { [key: string]: string } = {}
    options(body, own)
    const shared: DrbdHost = { address: '' }
    device(body, shared)
    const hosts: { [node: string]: DrbdHost } = {}
    for (const inner of body.filter((statement) => statement.words[0] === 'on')) {
      const host: DrbdHost = { ...shared }
      device(inner.body ?? [], host)
      hosts[inner.words[1]!] = host
    }
    meaning.resources[words[1]!] = { options: { ...common, ...own }, hosts }
  }
  return meaning
}

function options(body: readonly DrbdStatement[], into: { [key: string]: string }): void {
  for (const { words, body: inner } of body) {
    if (words[0] === 'protocol') into['net protocol'] = words[1]!
    if (!inner || !['net', 'disk', 'startup', 'handlers', 'syncer', 'options'].includes(words[0]!)) continue
    for (const { words: statement } of inner) {
      const [key, value] = setting(words[0]!, statement)
      into[key] = value
    }
  }
}

/** Device, disk and metadata of volume 0, and the address. */
function device(body: readonly DrbdStatement[], host: DrbdHost): void {
  for (const { words, body: inner } of body) {
    const [key, first = '', ...rest] = words
    if (key === 'volume' && first === '0') device(inner ?? [], host)
    if (key === 'device') host.minor = /(\d+)$/.exec([first, ...rest].join(' '))?.[1] ?? ''
    if (key === 'disk' && !inner) host.disk = first
    if (key === 'meta-disk') host.metaDisk = first
    if (key === 'node-id') host.nodeId = first
    if (key === 'address') host.address = rest[0] ?? first
  }
}
