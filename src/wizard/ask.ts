import Enquirer from 'enquirer'
import { wrap } from '../core/text.ts'
import type { Question } from '../host/connection.ts'
import { columnsOf, partOf, redraw } from './line.ts'
import type { Shown } from './line.ts'

export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** A line that somebody is to type. */
export interface Line {
  /** What stands before it. */
  readonly prompt: string
  /** What stands in it already, to be changed. */
  readonly typed?: string
  /** What up and down put into it, one after the other. */
  readonly walk?: readonly string[]
  /** Nothing of it is shown. */
  readonly hidden?: boolean
  /** Ends it as Esc does, when something else has happened. */
  readonly signal?: AbortSignal
}

export type Said =
  | { readonly by: 'enter'; readonly text: string }
  /** The terminal has another size now: what was on it has to be written anew. */
  | { readonly by: 'resize'; readonly text: string }
  | { readonly by: 'escape' }
  /** Ctrl-C, Ctrl-D, or the terminal is gone. */
  | { readonly by: 'leave' }

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
  readonly sequence?: string
}

/** What enquirer's prompts are beside their typings. */
interface Prompt {
  input: string
  cursor: number
  stop: () => void
  cancel(): Promise<void>
  keypress(text: string | undefined, key: Key): Promise<void>
  render(): Promise<void>
  once(event: string, act: () => void): void
  removeListener(event: string, act: () => void): void
}

const pasteBegins = '\u001b[200~'
const pasteEnds = '\u001b[201~'
/** What was typed in the middle of a window's movement is read when it rests. */
const restMs = 150

/**
 * Reads one line from a terminal. The keys are enquirer's; the line is drawn with text and backspaces alone, so that it is
 * the same on a serial console, and never wraps. Text that is pasted never sends the line off: its line ends become blanks.
 */
export async function readLine(line: Line, { input, output }: Terminal): Promise<Said> {
  const width = (output.columns || 80) - columnsOf(line.prompt) - 1
  const start = line.typed ?? ''
  let shown: Shown = { text: '', cursor: 0 }
  let at = -1
  const isDumb = (process.env.TERM ?? 'dumb') === 'dumb'
  let settled: Said | undefined
  const settle = (said: Said): void => void (settled ??= said)

  function draw(this: Prompt): Promise<void> {
    if (line.hidden === true) return Promise.resolve()
    const next = partOf({ text: this.input, cursor: this.cursor }, width)
    const codes = redraw(shown, next)
    shown = next
    if (codes !== '') output.write(codes)
    return Promise.resolve()
  }
  function put(prompt: Prompt, text: string): Promise<void> {
    prompt.input = text
    prompt.cursor = text.length
    return prompt.render()
  }
  function walk(this: Prompt, by: 1 | -1): Promise<void> {
    const all = line.walk ?? []
    if (all.length === 0) return Promise.resolve()
    at = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length
    return put(this, all[at]!)
  }
  function insert(prompt: Prompt, text: string): Promise<void> {
    const { input: before, cursor } = prompt
    prompt.input = before.slice(0, cursor) + text + before.slice(cursor)
    prompt.cursor = cursor + text.length
    return prompt.render()
  }

  const asking = new Enquirer<{ readonly answer: string }>()
  let leave: () => void = () => {}
  const ended = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)))
  let current: Prompt | undefined
  asking.once('prompt', (prompt: Prompt) => {
    current = prompt
    const keypress = prompt.keypress.bind(prompt)
    let isPasting = false
    // Bound before anything is read.
    prompt.keypress = async (text, key) => {
      const { sequence } = key
      if (sequence === pasteBegins || sequence === pasteEnds) {
        isPasting = sequence === pasteBegins
        return
      }
      const isEnter = key.name === 'return' || key.name === 'enter'
      if (isPasting) {
        if (isEnter) return prompt.input === '' ? undefined : insert(prompt, ' ')
        if (text !== undefined && isPrintable(text)) return insert(prompt, text)
        return
      }
      // The reader below closes at Ctrl-D without a word.
      if (key.ctrl === true && key.name === 'd') {
        settle({ by: 'leave' })
        return prompt.cancel()
      }
      if (key.name === 'escape') {
        settle({ by: 'escape' })
        return prompt.cancel()
      }
      return keypress(text, key)
    }
    prompt.once('start', () => {
      const stop = prompt.stop
      prompt.removeListener('close', stop)
      prompt.stop = () => {
        try {
          stop()
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ERR_USE_AFTER_CLOSE') throw error
        }
      }
      prompt.once('close', prompt.stop)
      // Not before keys are read one by one: whoever sees the prompt may type.
      output.write(isDumb ? line.prompt : `\u001b[?2004h${line.prompt}`)
      // Not an option of enquirer's: it would be a default that Enter takes.
      prompt.input = start
      prompt.cursor = start.length
      if (line.signal?.aborted) abort()
    })
  })
  const options = {
    name: 'answer',
    type: 'input',
    message: line.prompt,
    stdin: input,
    stdout: output,
    render: draw,
    up: function (this: Prompt) {
      return walk.call(this, -1)
    },
    down: function (this: Prompt) {
      return walk.call(this, 1)
    },
    home: function (this: Prompt) {
      this.cursor = 0
      return this.render()
    },
    end: function (this: Prompt) {
      this.cursor = this.input.length
      return this.render()
    },
    last: function (this: Prompt) {
      this.cursor = this.input.length
      return this.render()
    },
    undo: function (this: Prompt) {
      return put(this, '')
    },
    dispatch: function (this: Prompt, text: string | undefined, key: Key) {
      return text !== undefined && key.ctrl !== true && isPrintable(text)
        ? insert(this, text)
        : Promise.resolve()
    },
  }

  let timer: NodeJS.Timeout | undefined
  const resized = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      settle({ by: 'resize', text: current?.input ?? '' })
      void current?.cancel()
    }, restMs)
  }
  const abort = (): void => {
    settle({ by: 'escape' })
    void current?.cancel()
  }
  line.signal?.addEventListener('abort', abort)
  input.once('end', leave)
  input.once('close', leave)
  process.once('beforeExit', leave)
  output.on('resize', resized)
  try {
    const said = await Promise.race([asking.prompt(options as Parameters<typeof asking.prompt>[0]), ended])
    return settled ?? (said === undefined ? { by: 'leave' } : { by: 'enter', text: said.answer })
  } catch (error) {
    // Broken off: rejects with an empty text.
    if (error instanceof Error) throw error
    return settled ?? { by: 'leave' }
  } finally {
    clearTimeout(timer)
    line.signal?.removeEventListener('abort', abort)
    input.off('end', leave)
    input.off('close', leave)
    process.off('beforeExit', leave)
    output.off('resize', resized)
    output.write(isDumb ? '\n' : '\u001b[?2004l\n')
  }
}

// eslint-disable-next-line no-control-regex
const isPrintable = (text: string): boolean => text !== '' && !/[\u0000-\u001f\u007f-\u009f]/.test(text)

/** Asks a person at a terminal one question of ours; undefined when it was broken off (Ctrl-C, Ctrl-D, Esc, end of input). */
export async function ask(question: Question, terminal: Terminal): Promise<string | undefined> {
  const lines = question.text.split('\n')
  const message = lines.pop()!
  if (lines.length > 0)
    terminal.output.write(`${wrap(lines.join('\n'), (terminal.output.columns || 80) - 1)}\n`)
  let typed = ''
  for (;;) {
    const said = await readLine(
      { prompt: `${message}${/[?:]$/.test(message) ? '' : ':'} `, typed, hidden: question.kind === 'secret' },
      terminal,
    )
    if (said.by === 'enter') return said.text
    if (said.by !== 'resize') return undefined
    typed = said.text
  }
}
