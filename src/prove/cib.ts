import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runningCib } from '../render/cib-running.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/** Where Debian's packages put pacemaker's RELAX NG schemas. */
const schemas = '/usr/share/pacemaker'

/**
 * Proves a CIB: pacemaker's own schema of the version it names, and crm_verify on what the cluster looks like once its
 * nodes are up. A CIB that never ran is no use to crm_verify 2.1: with no node seen yet all are unclean and about to be
 * fenced, which it warns of.
 */
export const prover: Prover = {
  proof: 'cib',
  programs: ['crm_verify', 'crm_simulate', 'xmllint'],
  async prove({ plan, files, scratch, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const finding = (severity: Finding['severity'], sentence: string, output: string): number =>
        findings.push({ file: file.path, severity, sentence, output })
      const text = join(scratch, 'cib.xml')
      await writeFile(text, runningCib(file.text), { mode: 0o600 })

      const schema = /validate-with="([a-z0-9.-]+)"/.exec(file.text)?.[1] ?? ''
      const grammar = join(schemas, `${schema}.rng`)
      if (!existsSync(grammar)) {
        finding(
          'warning',
          `The schema ${schema} is not installed here, so it was not checked against it.`,
          '',
        )
      } else {
        const judged = await run(['xmllint', '--noout', '--relaxng', grammar, text])
        if (judged.code !== 0) {
          finding('error', `It does not conform to the schema ${schema}.`, judged.stderr)
          continue
        }
      }
      findings.push(...(await verify({ plan, scratch, run }, text, file.path)))
    }
    return findings
  },
}

/** Lines of crm_verify that say nothing against the file: what a test sees of a cluster that is being started. */
const harmless = [
  /Configuration file has warnings|config may not be valid|Errors found during check|Warnings found during check/,
  // stonith-enabled=false, which the spec has to give a reason for.
  /Blind faith/,
  // Old names for old versions: this pacemaker is newer than the one the file is for.
  /deprecated|will be removed|legacy/i,
]

async function verify(
  { plan, scratch, run }: Pick<ProveInput, 'plan' | 'scratch' | 'run'>,
  cib: string,
  path: string,
): Promise<Finding[]> {
  const up = join(scratch, 'up.xml')
  const nodes = plan.nodes.flatMap(({ name }) => ['-u', name])
  const simulated = await run(['crm_simulate', '-x', cib, ...nodes, '-q', 'true', '-S', '-O', up], {
    timeoutMs: 300_000,
  })
  if (simulated.code !== 0 || simulated.timedOut)
    return [
      {
        file: path,
        severity: 'error',
        sentence: 'crm_simulate cannot start this cluster.',
        output: simulated.stderr || simulated.stdout,
      },
    ]
  const judged = await run(['crm_verify', '-x', up, '-V'], { timeoutMs: 300_000 })
  const said = judged.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !harmless.some((pattern) => pattern.test(line)))
  const errors = said.filter((line) => /\berror:/i.test(line))
  if (errors.length > 0)
    return [
      { file: path, severity: 'error', sentence: 'crm_verify finds errors.', output: errors.join('\n') },
    ]
  if (said.length > 0)
    return [{ file: path, severity: 'warning', sentence: 'crm_verify warns.', output: said.join('\n') }]
  return judged.code === 0 || judged.code === 78
    ? []
    : [
        {
          file: path,
          severity: 'error',
          sentence: `crm_verify ended with ${judged.code}.`,
          output: judged.stderr,
        },
      ]
}
