import type { ArrayPlan, GroupOfVolumesPlan } from './storage.ts'

type VolumePlan = GroupOfVolumesPlan['volumes'][number]

/** What mdadm is told to make an array (mdadm(8)). */
export function arrayWords(array: ArrayPlan): string[] {
  const slow = array.devices.filter((device) => array.writeMostly.includes(device))
  return [
    '--create',
    array.path,
    `--level=${array.level}`,
    `--raid-devices=${array.devices.length}`,
    ...(array.spares.length > 0 ? [`--spare-devices=${array.spares.length}`] : []),
    ...(array.layout ? [`--layout=${array.layout}`] : []),
    ...(array.chunkBytes ? [`--chunk=${array.chunkBytes / 1024}`] : []),
    `--metadata=${array.metadata}`,
    ...(array.consistencyPolicy
      ? [`--consistency-policy=${array.consistencyPolicy}`]
      : [`--bitmap=${array.bitmap}`]),
    // Superblocks 0.90 have no name.
    ...(array.metadata === '0.90' ? [] : ['--homehost=any', `--name=${array.label}`]),
    `--uuid=${array.uuid}`,
    ...array.devices.filter((device) => !slow.includes(device)),
    // It holds for the devices after it.
    ...(slow.length > 0 ? ['--write-mostly', ...slow] : []),
    ...array.spares,
  ]
}

const size = (bytes: number): string =>
  bytes % 1024 ** 3 === 0
    ? `${bytes / 1024 ** 3}G`
    : bytes % 1024 ** 2 === 0
      ? `${bytes / 1024 ** 2}M`
      : `${bytes}b`

/** Options of vgcreate. */
export const groupOptions = ({ extentBytes, autoactivation }: GroupOfVolumesPlan): string[] => [
  '-s',
  size(extentBytes),
  ...(autoactivation === 'off' ? ['--setautoactivation', 'n'] : []),
]

/** Thin pools before what is in them. */
export const volumesInOrder = ({ volumes }: GroupOfVolumesPlan): VolumePlan[] => [
  ...volumes.filter(({ type }) => type === 'thin-pool'),
  ...volumes.filter(({ type }) => type !== 'thin-pool'),
]

/** Options of lvcreate. */
export const volumeOptions = ({ type, pool, sizeBytes, stripes }: VolumePlan): string[] => [
  ...(type === 'thin'
    ? ['--type', 'thin', '--virtualsize', size(sizeBytes), '--thinpool', pool ?? '']
    : [...(type === 'linear' ? [] : ['--type', type]), '--size', size(sizeBytes)]),
  ...(stripes ? ['--stripes', String(stripes)] : []),
]
