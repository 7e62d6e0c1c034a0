import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Clock } from '../types.gen.ts'

/** Who sets the clock. What it shows is taken where all answers are put together, which knows when they came. */
export const clock: Topic<Pick<Clock, 'daemon' | 'synchronized' | 'zone'>> = {
  name: 'clock',
  seconds: 60,
  snippet: shVerbatim(snippets.clock),
  parse(output) {
    const all = lines(output)
    const said = (name: string): string | null =>
      all
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1)
        .trim() || null
    const daemon = said('daemon')?.replace('systemd-timesyn', 'systemd-timesyncd') ?? null
    return {
      daemon,
      synchronized: daemon === null ? null : synchronizedBy(daemon, said),
      zone: said('zone') ?? /\/zoneinfo\/(?:posix\/)?(.+)$/.exec(said('link') ?? '')?.[1] ?? null,
    }
  },
}

function synchronizedBy(daemon: string, said: (name: string) => string | null): boolean | null {
  if (daemon === 'systemd-timesyncd') return said('timesyncd') === 'synchronized'
  if (daemon === 'chronyd') {
    const leap = said('chrony')?.split(',').at(-1)
    return leap === undefined ? null : /^(Normal|Insert second|Delete second)$/.test(leap)
  }
  if (daemon !== 'ntpd') return null
  const leap = said('ntp')
  return leap === null ? null : leap !== 'leap_alarm'
}
