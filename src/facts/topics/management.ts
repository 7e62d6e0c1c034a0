import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Management } from '../types.gen.ts'

/** The board's own computer (BMC), by which a node can be powered off from outside, and watchdogs. */
export const management: Topic<Management> = {
  name: 'management',
  seconds: 60,
  snippet: shVerbatim(snippets.management),
  parse(output) {
    const all = lines(output)
    const files = new Files(output)
    const field = (word: string, name: string): string | null => {
      const line = all.find((candidate) => new RegExp(`^${word} ${name}\\s*:`).test(candidate))
      return line?.slice(line.indexOf(':') + 1).trim() || null
    }
    const device = /^ipmi (\S+)$/m.exec(output)?.[1] ?? null
    const isTold = field('dmi', 'Interface Type') !== null || field('dmi', 'Specification Version') !== null
    const address = field('lan', 'IP Address')
    return {
      bmc: device !== null || isTold ? true : all.includes('dmidecode') ? false : null,
      device,
      address: address === '0.0.0.0' ? null : address,
      mac: field('lan', 'MAC Address')?.toLowerCase() ?? null,
      source: field('lan', 'IP Address Source'),
      firmware: field('mc', 'Firmware Revision'),
      vendor: field('mc', 'Manufacturer Name'),
      watchdogs: all.flatMap((line) => {
        const name = /^watchdog \/dev\/(\S+)$/.exec(line)?.[1]
        if (name === undefined) return []
        // /dev/watchdog is the first of them once more.
        const number = name === 'watchdog' ? 'watchdog0' : name
        return [{ device: `/dev/${name}`, identity: files.text(`/sys/class/watchdog/${number}/identity`) }]
      }),
    }
  },
}
