import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Memory } from '../types.gen.ts'

/** Memory as the kernel has it, and as the slots of the board hold it where dmidecode can read them. */
export const memory: Topic<Memory> = {
  name: 'memory',
  seconds: 60,
  snippet: shVerbatim(snippets.memory),
  parse(output) {
    const kibibytes = (name: string): number | null => {
      const line = lines(output).find((candidate) => candidate.startsWith(`${name}:`))
      const found = wholeNumber(/([0-9]+) kB/.exec(line ?? '')?.[1])
      return found === null ? null : found * 1024
    }
    const modules = lines(output).flatMap((line) => {
      const [, count, unit] = /^\s*Size:\s*([0-9]+) (MB|GB|TB|kB)\b/.exec(line) ?? []
      return count === undefined || unit === undefined ? [] : Number(count) * units[unit]!
    })
    return {
      totalBytes: kibibytes('MemTotal'),
      swapBytes: kibibytes('SwapTotal'),
      installedBytes: modules.length === 0 ? null : modules.reduce((sum, bytes) => sum + bytes, 0),
      modules: modules.length || null,
    }
  },
}

const units: { readonly [unit: string]: number } = { kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 }
