import type { Spec } from '../spec/spec.ts'

/** What must be installed, loaded, started and kept from starting by itself. */
export interface SoftwarePlan {
  readonly packages: readonly string[]
  readonly modules: readonly string[]
  readonly sysctl: readonly (readonly [key: string, value: string])[]
  /** Units (systemd) or scripts (rc.d, init.d) that start at boot. */
  readonly enabled: readonly string[]
  /** Units or scripts that must not start at boot because the cluster starts them, or because they are the other stack. */
  readonly disabled: readonly string[]
  readonly timeServers: readonly { readonly kind: 'server' | 'pool'; readonly host: string }[]
  readonly timeZone: string | undefined
}

export function resolveSoftware(_spec: Spec, _node: string): SoftwarePlan {
  return {
    packages: [],
    modules: [],
    sysctl: [],
    enabled: [],
    disabled: [],
    timeServers: [],
    timeZone: undefined,
  }
}
