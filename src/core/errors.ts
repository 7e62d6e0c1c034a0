/** Exit codes of the program (design: one meaning each). */
export const exitCodes = {
  ok: 0,
  stepFailed: 1,
  usage: 2,
  spec: 3,
  facts: 4,
  connection: 5,
  pending: 6,
  bug: 70,
  interrupted: 130,
} as const
export type ExitCode = keyof typeof exitCodes

/** An error whose cause the user can mend: one sentence, the place, and what to do about it. */
export class HaError extends Error {
  readonly exit: ExitCode
  readonly where: string | undefined
  readonly hint: string | undefined

  constructor(
    exit: ExitCode,
    message: string,
    more: { where?: string; hint?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause })
    this.name = 'HaError'
    this.exit = exit
    this.where = more.where
    this.hint = more.hint
  }
}

/** What went wrong, its place and what mends it, as people read it; `red` paints where there is colour. */
export const errorText = (
  { message, hint }: HaError,
  place: string | undefined,
  red: (text: string) => string,
): string =>
  `${red('error:')} ${place === undefined ? '' : `${place}: `}${message}\n${hint === undefined ? '' : `  ${hint}\n`}`
