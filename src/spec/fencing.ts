import type { FenceDevice, Spec } from './spec.ts'

/** Whether anything can switch a node off: a device, or SBD. */
export const isFenced = (spec: Spec): boolean =>
  Object.keys(spec.fencing?.devices ?? {}).length > 0 || spec.fencing?.sbd !== undefined

/** Nodes a device can switch off, as targets or plugs say. */
export const targetsOf = (device: FenceDevice): string[] => [
  ...new Set([...(device.targets ?? []), ...Object.keys(device.plugs ?? {})]),
]
