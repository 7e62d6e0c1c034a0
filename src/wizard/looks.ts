import type { Found } from './converse.ts'
import { blink, unplug } from './look-cards.ts'
import { answers } from './look-address.ts'
import { cables } from './look-cables.ts'
import { test } from './look-fencing.ts'
import type { Means } from './look-means.ts'
import type { Look } from './question.ts'

/**
 * Does what somebody asked for at a question. What is switched for it (a lamp, a free card) is afterwards as it was.
 *
 * | word     | with                  | typed behind it | what it finds                                        |
 * |----------|-----------------------|-----------------|------------------------------------------------------|
 * | blink    | nodes, cards          | NODE, CARD      | the card whose lamp it was, as the answer            |
 * | unplug   | nodes, cards (or any) | NODE            | the card that lost its link, as the answer           |
 * | cables   | nodes                 |                 | `Known.seen.cables`: which cards have one cable      |
 * | answers  | addresses, nodes      | ADDRESS         | `Known.seen['answers.ADDRESS']`: no, or who does     |
 * | test     | devices               | DEVICE          | `Known.seen['test.DEVICE']`: ok, or what was wrong   |
 * | again    | host                  |                 | that machine is looked at once more                  |
 * | change   | question              |                 | goes to that question                                |
 *
 * Lists in `with` are names with blanks between them.
 */
export async function doLook(look: Look, words: readonly string[], means: Means): Promise<Found> {
  switch (look.word) {
    case 'again':
      means.forget(look.with.host ?? '')
      return { lines: [] }
    case 'change':
      return { lines: [], ...(look.with.question !== undefined && { goTo: look.with.question }) }
    case 'blink':
      return blink(look, words, means)
    case 'unplug':
      return unplug(look, words, means)
    case 'cables':
      return cables(look, means)
    case 'answers':
      return answers(look, words, means)
    case 'test':
      return test(look, words, means)
    default:
      return { lines: [`There is no way to do "${look.word}" here.`] }
  }
}
