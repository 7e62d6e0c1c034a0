import type { Question } from '../question.ts'
import { testLook, testedLines } from './ground.ts'
import type { FencingGround } from './ground.ts'

interface Asked {
  readonly id: string
  readonly title: string
  /** Its name in the file of secrets. */
  readonly secret: string
  /** Devices that can be asked whether it is right. */
  readonly tested: readonly string[]
  readonly explanation?: readonly string[]
}

/** Asks for a password of a fence device; it can be put off. */
export function askPassword(
  { asking, setting }: Pick<FencingGround, 'asking' | 'setting'>,
  { id, title, secret, tested, explanation }: Asked,
): void {
  const question: Question = {
    id,
    kind: 'secret',
    optional: true,
    title,
    found: testedLines(asking.known, tested),
    explanation: explanation ?? [
      'It is kept in the file of secrets beside cluster.yaml, which only you can read.',
    ],
    check: (answer) => whyNotPassword(String(answer), setting.stack === 'heartbeat'),
    ...(tested.length > 0 && { looks: [testLook(tested)] }),
    secret,
    fields: ['fencing.devices.*.params'],
  }
  asking.text('first', question)
}

/** stonith_host of ha.cf takes its parameters without quotes. */
export const whyNotPassword = (text: string, byHeartbeat: boolean): string | undefined =>
  text === ''
    ? 'Without a password the device cannot be used.'
    : byHeartbeat && /\s/.test(text)
      ? 'heartbeat cannot use a password with blanks.'
      : undefined
