/** Said by the listener of a node before anything else, so that what a login script prints is known for what it is. */
export const beginMark = '@ha-bootstrap-begins@'

/** Most that is kept of what was said before the beginning. */
const longestPreamble = 65_536

/**
 * Cuts one stream of a node into what was said before our program began, what it printed, and the exit code behind it.
 * What it printed is passed on at once, except for a tail that may turn out to be the first half of the end's mark.
 */
export class MarkedStream {
  /** What came before the program: messages of ssh, sudo and login scripts. */
  before = ''
  began = false
  /** The program's exit code, once its end was heard. */
  code: number | undefined

  readonly #end: Buffer
  readonly #onOutput: (chunk: Buffer) => void
  #held: Buffer = Buffer.alloc(0)
  #atEnd = false

  constructor(end: string, onOutput: (chunk: Buffer) => void) {
    this.#end = Buffer.from(`${end} `)
    this.#onOutput = onOutput
  }

  push(chunk: Buffer): void {
    if (this.code !== undefined) return
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    if (!this.began) this.#seekBegin()
    if (this.began && !this.#atEnd) this.#seekEnd()
    if (this.#atEnd) this.#readCode()
  }

  /** Passes on what was held back, when nothing more can come. */
  finish(): void {
    if (!this.began) this.before += this.#held.toString()
    else if (!this.#atEnd && this.#held.length > 0) this.#onOutput(this.#held)
    this.#held = Buffer.alloc(0)
  }

  #seekBegin(): void {
    const mark = `${beginMark}\n`
    const at = this.#held.indexOf(mark)
    if (at < 0) {
      // Prompts are looked for in it while it grows.
      this.before = (this.before + this.#held.toString()).slice(-longestPreamble)
      const kept = this.before.lastIndexOf('\n') + 1
      this.#held = Buffer.from(this.before.slice(kept))
      this.before = this.before.slice(0, kept)
      return
    }
    this.before += this.#held.subarray(0, at).toString()
    this.#held = this.#held.subarray(at + mark.length)
    this.began = true
  }

  /** Whether this prompt was just said, before the beginning; it counts once. */
  takePrompt(prompt: string): boolean {
    const at = this.began ? -1 : this.#held.indexOf(prompt)
    if (at < 0) return false
    this.#held = this.#held.subarray(at + prompt.length)
    return true
  }

  #seekEnd(): void {
    const at = this.#held.indexOf(this.#end)
    const until = at < 0 ? this.#held.length - this.#halfMark() : at
    if (until > 0) this.#onOutput(this.#held.subarray(0, until))
    this.#held = this.#held.subarray(at < 0 ? until : at + this.#end.length)
    this.#atEnd = at >= 0
  }

  /** How many bytes at the end may be the beginning of the mark. */
  #halfMark(): number {
    const tail = this.#held.subarray(-(this.#end.length - 1))
    for (let from = tail.indexOf(this.#end[0]!); from >= 0; from = tail.indexOf(this.#end[0]!, from + 1))
      if (this.#end.subarray(0, tail.length - from).equals(tail.subarray(from))) return tail.length - from
    return 0
  }

  #readCode(): void {
    const line = this.#held.indexOf(10)
    if (line >= 0) this.code = Number(this.#held.subarray(0, line).toString())
  }
}
