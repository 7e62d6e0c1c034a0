import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Lvm, Volume, VolumeGroup } from '../types.gen.ts'

/** Whether a volume is active LVM does not say without locks; whether it has a device the kernel does. */
export type VolumeFound = Omit<Volume, 'active'>
export interface LvmFound extends Omit<Lvm, 'groups'> {
  readonly groups: readonly (Omit<VolumeGroup, 'volumes'> & { readonly volumes: readonly VolumeFound[] })[]
}

/** Physical volumes, groups and logical volumes; null where LVM is not installed or did not answer. */
export const lvm: Topic<LvmFound | null> = {
  name: 'lvm',
  seconds: 60,
  snippet: shVerbatim(snippets.lvm),
  parse(output) {
    const all = lines(output)
    if (!all.includes('ran')) return null
    const rows = (word: string): string[][] =>
      all
        .filter((line) => line.startsWith(`${word} `))
        .map((line) =>
          line
            .slice(word.length + 1)
            .split('|')
            .map((field) => field.trim()),
        )
    const files = new Files(output)
    return {
      physicalVolumes: rows('pv').map(([path, uuid, group, size, free]) => ({
        path: path ?? '',
        uuid: uuid || null,
        group: group || null,
        sizeBytes: wholeNumber(size),
        freeBytes: wholeNumber(free),
      })),
      groups: rows('vg').map(([name = '', uuid, size, free, extent, attributes]) => ({
        name,
        uuid: uuid || null,
        sizeBytes: wholeNumber(size),
        freeBytes: wholeNumber(free),
        extentBytes: wholeNumber(extent),
        // The fourth letter is p where volumes are missing.
        partial: attributes ? attributes[3] === 'p' : null,
        volumes: volumesOf(rows('lv').filter(([group]) => group === name)),
      })),
      settings: [
        ...new Set(
          files
            .paths()
            .flatMap((path) => files.all(path))
            .map((line) => line.trim()),
        ),
      ],
      devicesFile: all.includes('devicesfile'),
    }
  },
}

/** One row for each segment; the parts that LVM hides have their names in brackets. */
function volumesOf(rows: readonly (readonly string[])[]): VolumeFound[] {
  const names = [...new Set(rows.map(([, name = '']) => name))]
  return names.map((name) => {
    const segments = rows.filter(([, other]) => other === name)
    const [, , size, type] = segments[0]!
    return {
      name: name.replace(/^\[(.*)\]$/, '$1'),
      hidden: name.startsWith('['),
      sizeBytes: wholeNumber(size),
      type: type || null,
      devices: [
        ...new Set(
          segments.flatMap(([, , , , devices = '']) =>
            devices
              .split(',')
              .map((device) => device.replace(/\([0-9]+\)$/, '').trim())
              .filter(Boolean),
          ),
        ),
      ],
    }
  })
}
