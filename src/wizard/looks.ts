import type { Connection } from '../host/connection.ts'
import type { Console, Found } from './converse.ts'
import type { Known, Look } from './question.ts'

/** What a look may use. */
export interface Means {
  readonly known: Known
  /** The way to a machine by its place; undefined where there is none. */
  connection(index: number): Connection | undefined
  /** Forgets what was found of a machine, by the words with which it was named. */
  forget(typed: string): void
  secret(name: string): string | undefined
  readonly console: Console
}

/** Does what somebody asked for at a question. Nothing it does changes a node. */
export async function doLook(look: Look, _words: readonly string[], means: Means): Promise<Found> {
  switch (look.word) {
    case 'again':
      means.forget(look.with.host ?? '')
      return { lines: [] }
    case 'change':
      return { lines: [], ...(look.with.question !== undefined && { goTo: look.with.question }) }
    default:
      return Promise.resolve({ lines: [`There is no way to do "${look.word}" here.`] })
  }
}
