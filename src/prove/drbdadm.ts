import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findProgram } from '../host/exec.ts'
import type { RunResult } from '../host/exec.ts'
import type { DrbdDialect } from '../plan/drbd.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/** A module of each dialect for drbdadm to believe in, where the node's own version is not of the form x.y.z. */
const module: { readonly [dialect in DrbdDialect]: string } = {
  '8.3': '8.3.16',
  '8.4': '8.4.11',
  9: '9.2.10',
}

/**
 * drbdadm reads the whole configuration as the node would: DRBD_DRIVER_VERSION_OVERRIDE chooses the dialect and
 * __DRBD_NODE__ the node, so that neither the module nor root is needed (drbd-utils 9.22). `sh-nop` parses; the dry runs
 * of `up` and `adjust` find what only shows when the commands for the kernel are made.
 */
export const prover: Prover = {
  proof: 'drbdadm',
  programs: ['drbdadm'],
  async prove(input) {
    const { plan, node, files, scratch } = input
    const { drbd } = plan
    if (!drbd) return []
    for (const file of files) {
      const path = join(scratch, file.path)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, file.text, { mode: 0o600 })
    }
    const version = /^[0-9]+\.[0-9]+\.[0-9]+$/.exec(node.versions['drbd-module'])?.[0] ?? module[drbd.dialect]
    const env = {
      DRBD_DRIVER_VERSION_OVERRIDE: version,
      __DRBD_NODE__: node.name,
      DRBD_DONT_WARN_ON_VERSION_MISMATCH: '1',
    }
    const config = join(scratch, 'etc/drbd.conf')
    const programs = ['drbdadm', ...(drbd.dialect === '8.3' ? [findProgram('drbdadm-83') ?? []].flat() : [])]
    const expected = drbd.resources
      .filter((resource) => resource.hosts.some((host) => host.node === node.name))
      .map((resource) => resource.name)
    for (const program of programs) {
      for (const action of [['sh-nop'], ['-d', 'up', 'all'], ['-d', 'adjust', 'all']]) {
        const result = await input.run([program, '-c', config, ...action], { env, cwd: scratch })
        const finding = judge(input, action.join(' '), result)
        if (finding) return [finding]
      }
      // A resource whose `on` sections do not name the node is passed over without a word.
      const { stdout } = await input.run([program, '-c', config, 'sh-resources'], { env, cwd: scratch })
      const known = stdout.split(/\s+/)
      const passedOver = expected.filter((name) => !known.includes(name))
      if (passedOver.length > 0) return [missing(input, passedOver, stdout)]
    }
    return []
  },
}

const missing = (input: ProveInput, names: readonly string[], output: string): Finding => ({
  file: (input.files.find((file) => file.path.endsWith(`/${names[0]}.res`)) ?? input.files[0]!).path,
  severity: 'error',
  sentence: `drbdadm sees no resource ${names.join(', ')} on ${input.node.name}: no section \`on\` names it`,
  output,
})

/**
 * With dopd drbdadm looks at the modes of its own programs and of the file it reads, which here are this machine's and
 * those of a copy.
 */
const aboutThisMachine = /^WARN:\n {2}You are using the 'drbd-peer-outdater'.*\n(?: {2}.*\n?|\s*\n)*/gm

/** What drbdadm says beside commands: that it pretends, as we asked it to. */
const ownWords = /^\s*(found __DRBD_NODE__ in environment|PRETENDING that I am >>.*<<)?\s*$/

function judge(input: ProveInput, action: string, result: RunResult): Finding | undefined {
  const said = result.stderr
    .replace(aboutThisMachine, '')
    .split('\n')
    .filter((line) => !ownWords.test(line))
    .map((line) => line.replaceAll(`${input.scratch}/`, '/'))
  // A resource whose peer is unknown is only hinted at, with exit code 0.
  const lost = result.stdout.split('\n').find((line) => /\bN\/A\b/.test(line))
  if (result.code === 0 && said.length === 0 && lost === undefined) return undefined
  const place = /^(?:\/etc\/)?((?:drbd\.d\/)?[^\s:/]+):\d+:/m.exec(said.join('\n'))?.[1]
  const file = input.files.find((candidate) => candidate.path === `/etc/${place}`) ?? input.files[0]!
  return {
    file: file.path,
    severity: result.code === 0 && lost === undefined ? 'warning' : 'error',
    sentence: `drbdadm does not take it (${action}, exit code ${result.code}): ${said[0] ?? lost ?? 'without a word'}`,
    output: [...said, ...(lost === undefined ? [] : [lost])].join('\n'),
  }
}
