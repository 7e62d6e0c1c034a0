import { wrap } from '../../core/text.ts'
import { allProfiles } from '../../spec/load.ts'
import { mergeSpec } from '../../spec/merge.ts'
import type { SpecSource } from '../../spec/spec.ts'
import { failoverPicture } from './failover.ts'
import { networkPicture } from './network.ts'
import { storagePicture } from './storage.ts'
import { pictureColumns } from './table.ts'

/** The cluster that a spec makes, in lines of at most 76 columns: storage, network, what fails over where. */
export function pictureOf(source: SpecSource): string[] {
  const profile = source.profile === undefined ? undefined : allProfiles[source.profile]?.spec
  const spec = mergeSpec(source, profile)
  const part = (title: string, lines: readonly string[]): string[] => [
    title,
    ...lines.flatMap((line) => hanging(line)).map((line) => `  ${line}`.trimEnd()),
  ]
  return [
    ...part('Storage', storagePicture(spec)),
    '',
    ...part('Network', networkPicture(spec)),
    '',
    ...part('What runs where', failoverPicture(spec)),
  ]
}

/** Sentences go on indented; tables fit as they are. */
function hanging(line: string): string[] {
  if (line.length <= pictureColumns) return [line]
  return wrap(line, pictureColumns - 2)
    .split('\n')
    .map((one, i) => (i === 0 ? one : `  ${one}`))
}
