/** Kinds of events; the head of the runner says what each means and what its text holds. */
const kinds = [
  'begin',
  'end',
  'ready',
  'step',
  'done',
  'unchanged',
  'start',
  'changed',
  'failed',
  'would',
  'refused',
  'destroys',
  'content',
  'progress',
  'waiting',
  'share',
  'confirm',
  'died',
] as const

export type EventKind = (typeof kinds)[number]

/** Something that happened on a node. */
export interface NodeEvent {
  /** Seconds since 1970 by the node's clock. */
  readonly atS: number
  readonly kind: EventKind
  /** ID of the step; empty for what is about the run as a whole. */
  readonly step: string
  /** Number of the action in the node's program. */
  readonly action: number | undefined
  readonly text: string
}

/** Reads a line of a program; undefined for what is no event (a message of a login shell, for example). */
export function parseEvent(line: string): NodeEvent | undefined {
  const fields = line.split('\t')
  const [at = '', kind = '', step = '', action = '', text = ''] = fields
  if (fields.length !== 5 || !/^[0-9]+$/.test(at) || !kinds.includes(kind as EventKind)) return undefined
  return {
    atS: Number(at),
    kind: kind as EventKind,
    step,
    action: action === '' ? undefined : Number(action),
    text: text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
  }
}
