import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { CorosyncPlan } from '../plan/corosync.ts'
import { corosyncFaults } from './corosync-grammar.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

const configuration = '/etc/corosync/corosync.conf'

/**
 * Runs `corosync -t` over corosync.conf, as the node it is for: in a UTS namespace with the node's name, so that corosync
 * finds itself in the nodelist. What the program takes without a word (unknown keys) our own grammar finds. There is no
 * program for the files of corosync 1.4 (its corosync has no -t): for them the grammar alone speaks. Files of corosync 2
 * are judged by corosync 3 as well, with knet in the copy: what udpu of 2 could do, two rings and encryption, knet of 3 does.
 */
export const prover: Prover = {
  proof: 'corosync',
  programs: ['corosync', 'unshare'],
  async prove(input) {
    const plan = input.plan.membership.corosync
    const dialect = plan?.dialect ?? '3'
    const findings: Finding[] = input.files.flatMap((file) =>
      corosyncFaults(file.text, dialect).map(({ line, sentence }) => ({
        file: file.path,
        severity: 'error' as const,
        sentence: `Line ${line}: ${sentence}.`,
        output: `grammar of corosync.conf(5), corosync ${dialect}`,
      })),
    )
    const main = input.files.find((file) => file.path === configuration)
    if (main && plan && plan.dialect !== '1.4') findings.push(...(await ask(input, plan, main.text)))
    return findings
  },
}

/** Judges a copy whose key and log are in the scratch folder; the file itself stays as it is. */
async function ask(input: ProveInput, plan: CorosyncPlan, text: string): Promise<Finding[]> {
  const key = join(input.scratch, 'authkey')
  const copy = join(input.scratch, 'corosync.conf')
  await writeFile(key, randomBytes(plan.authkeyBytes), { mode: 0o400 })
  const staged = stage(text, plan, { key, log: join(input.scratch, 'corosync.log') })
  await writeFile(copy, staged)
  const asRoot = process.getuid?.() === 0
  let result = await input.run(
    [
      'unshare',
      ...(asRoot ? ['--uts'] : ['--map-root-user', '--uts']),
      'sh',
      '-c',
      'hostname "$1" && exec corosync -t -c "$2"',
      'sh',
      input.node.name,
      copy,
    ],
    { timeoutMs: 20_000 },
  )
  if (result.stderr.startsWith('unshare:')) {
    // Without the right to a namespace the copy is given this machine's name instead of the machine the node's.
    const renamed = staged.replace(
      new RegExp(`^(\\s*name:\\s*)${input.node.name}$`, 'm'),
      (_, key: string) => key + hostname(),
    )
    await writeFile(copy, renamed)
    result = await input.run(['corosync', '-t', '-c', copy], { timeoutMs: 20_000 })
  }
  const { code, stdout, stderr, timedOut } = result
  if (code === 0) return []
  const output = `${stdout}${stderr}`.replaceAll(copy, configuration)
  const said = /(?:error|parse error in config: )\s*\[MAIN {2}\] (?:parse error in config: )?(.*)/.exec(
    output,
  )?.[1]
  return [
    {
      file: configuration,
      severity: 'error',
      sentence: timedOut
        ? 'corosync -t did not end within 20 seconds.'
        : `corosync -t refuses it: ${said ?? `exit code ${code}`}.`.replace(/\.\.$/, '.'),
      output,
    },
  ]
}

/** The copy that corosync 3 reads here: key and log elsewhere, and what corosync 2 says in its own way translated. */
function stage(text: string, plan: CorosyncPlan, paths: { key: string; log: string }): string {
  const names = new Map(plan.nodes.map((node) => [String(node.id), node.name]))
  return text
    .split('\n')
    .flatMap((line) => {
      if (/^\s*totem\s*\{/.test(line)) return [line, `keyfile: ${paths.key}`]
      if (/^\s*logfile:/.test(line)) return [`logfile: ${paths.log}`]
      if (plan.dialect !== '2') return [line]
      if (/^\s*transport:\s*(udpu|udp)$/.test(line)) return ['transport: knet']
      // corosync 2 knows itself by its addresses, which this machine does not have.
      const id = /^\s*nodeid:\s*(\S+)/.exec(line)?.[1]
      return id !== undefined && names.has(id) ? [`name: ${names.get(id)}`, line] : [line]
    })
    .join('\n')
}
