import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { compareVersions } from '../../core/version.ts'
import { lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Packages } from '../types.gen.ts'

/** Packages that matter, installed or to be had, and what programs say that no package brought. */
export const packages: Topic<Packages> = {
  name: 'packages',
  seconds: 60,
  snippet: shVerbatim(snippets.packages),
  parse(output) {
    const all = lines(output)
    const manager = /^manager (dpkg|pkgtools)$/m.exec(output)?.[1] as 'dpkg' | 'pkgtools' | undefined
    return {
      manager: manager ?? null,
      installed: sorted([
        ...all.flatMap((line) => {
          const [, name, version] = /^dpkg \S+ ok installed (\S+) (\S+)$/.exec(line) ?? []
          return name === undefined ? [] : [[name, version!] as const]
        }),
        ...all.flatMap((line) => {
          // NAME-VERSION-ARCHITECTURE-BUILD
          const [, name, version] = /^slackware (.+)-([^-]+)-[^-]+-[^-]+$/.exec(line) ?? []
          return name === undefined ? [] : [[name, version!] as const]
        }),
      ]),
      candidates: sorted([...candidates(all)]),
      programs: sorted(
        all.flatMap((line) => {
          const [, name, version] = /^program (\S+) ([0-9][0-9.]*[0-9])$/.exec(line) ?? []
          return name === undefined ? [] : [[name, version!] as const]
        }),
      ),
    }
  },
}

function candidates(all: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let name: string | undefined
  for (const line of all) {
    name = /^apt Package: (\S+)$/.exec(line)?.[1] ?? name
    const version = /^apt Version: (\S+)$/.exec(line)?.[1]
    if (version === undefined || name === undefined) continue
    const known = found.get(name)
    if (known === undefined || compareVersions(upstream(version), upstream(known)) > 0)
      found.set(name, version)
    name = undefined
  }
  return found
}

/** A Debian version without epoch, revision and what was repacked: 1:7.2+dfsg-7+deb12u18 is 7.2. */
export const upstream = (version: string): string =>
  version
    .replace(/^[0-9]+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~](?:dfsg|ds|really|git|svn|debian|deb)[^-]*$/i, '')

const sorted = (pairs: readonly (readonly [string, string])[]): { [name: string]: string } =>
  Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)))
