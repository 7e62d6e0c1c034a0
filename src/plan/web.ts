import type { Spec } from '../spec/spec.ts'

/** Content of an Apache httpd that moves with a file system. */
export interface WebPlan {
  readonly service: string
  readonly documentRoot: string
  /** Directory of error_log and access_log; httpd's own without it. */
  readonly logs: string | undefined
  readonly cgiBin: string | undefined
}

/** The web content of every service that has some, in the order of the spec. */
export function resolveWeb(spec: Spec): WebPlan[] {
  return Object.entries(spec.services ?? {}).flatMap(([service, { web }]) =>
    web ? [{ service, documentRoot: web['document-root'], logs: web.logs, cgiBin: web['cgi-bin'] }] : [],
  )
}
