import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findProgram } from '../src/host/exec.ts'

export interface CountingSsh {
  readonly log: string
  /** With which a program finds an ssh that writes down each of its calls before it is itself. */
  readonly env: { readonly [name: string]: string }
}

/** @throws Error without ssh */
export function sshThatCounts(work: string): CountingSsh {
  const real = findProgram('ssh')
  if (real === undefined) throw new Error('there is no ssh')
  const bin = join(work, 'bin')
  const log = join(work, 'ssh-calls')
  mkdirSync(bin)
  // Arguments only, on one line; the last one, the command, has the only blanks.
  writeFileSync(
    join(bin, 'ssh'),
    `#!/bin/sh\nprintf '%s\\n' "$*" | head -n 1 >>'${log}'\nexec '${real}' "$@"\n`,
  )
  chmodSync(join(bin, 'ssh'), 0o700)
  return { log, env: { PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` } }
}

/**
 * How often something was sent to each node, as `Connection.roundTrips` counts: every login and every program. Questions
 * about configuration (-G) and about our own end of a connection (-O) reach no node.
 */
export const roundTrips = (calls: string, nodes: number): number =>
  calls.split('\n').filter((call) => call !== '' && !/(^| )-[GO] /.test(call)).length / nodes
