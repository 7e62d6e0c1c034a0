import Enquirer from 'enquirer'
import type { Question } from '../host/connection.ts'

export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** What enquirer's prompts are beside their typings. */
interface Prompt {
  stop: () => void
  once(event: string, act: () => void): void
  removeListener(event: string, act: () => void): void
}

/**
 * Asks a person at a terminal one question; undefined when it was broken off (Ctrl-C, Ctrl-D, Esc, end of input).
 * enquirer 2.4.1 has no answer of its own to the last two: it never settles, and it throws on Node 24 when closed twice.
 */
export async function ask(question: Question, { input, output }: Terminal): Promise<string | undefined> {
  const lines = question.text.split('\n')
  const message = lines.pop()!
  if (lines.length > 0) output.write(`${lines.join('\n')}\n`)
  const asking = new Enquirer<{ readonly answer: string }>()
  asking.once('prompt', (prompt: Prompt) => {
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
    })
  })
  let broken: () => void = () => {}
  const ended = new Promise<undefined>((resolve) => (broken = () => resolve(undefined)))
  input.once('end', broken)
  input.once('close', broken)
  // At Ctrl-D enquirer's reader closes without a word, and nothing is left to wait for.
  process.once('beforeExit', broken)
  const options = {
    name: 'answer',
    type: question.kind === 'secret' ? 'invisible' : 'input',
    message,
    stdin: input,
    stdout: output,
  }
  try {
    const said = await Promise.race([asking.prompt(options as Parameters<typeof asking.prompt>[0]), ended])
    return said?.answer
  } catch (error) {
    // Broken off: rejects with an empty text.
    if (error instanceof Error) throw error
    return undefined
  } finally {
    input.off('end', broken)
    input.off('close', broken)
    process.off('beforeExit', broken)
  }
}
