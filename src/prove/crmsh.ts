import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedFile } from '../render/files.ts'
import { meaningOf } from './cib-meaning.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/**
 * Proves a crmsh script: crmsh loads it into an empty CIB, and what comes out means what our XML says. -F makes crmsh go
 * on where an agent is not installed on this machine; what it says against the script is judged here.
 */
export const prover: Prover = {
  proof: 'crmsh',
  programs: ['crm', 'cibadmin'],
  async prove(input) {
    const findings: Finding[] = []
    for (const file of input.files) findings.push(...(await proveScript(input, file)))
    return findings
  },
}

async function proveScript({ allFiles, scratch, run }: ProveInput, file: RenderedFile): Promise<Finding[]> {
  const script = join(scratch, 'cib.crm')
  const loaded = join(scratch, 'loaded.xml')
  const xml = allFiles.find(({ proof }) => proof === 'cib')
  await writeFile(script, file.text, { mode: 0o600 })
  const empty = await run(['cibadmin', '--empty'])
  const schema = /validate-with="([a-z0-9.-]+)"/.exec(xml?.text ?? '')?.[1]
  // crmsh of today leaves out the type of nodes, which the schema 1.0 wants; 1.2 differs in nothing else we write.
  const wanted = schema === 'pacemaker-1.0' ? 'pacemaker-1.2' : schema
  await writeFile(
    loaded,
    empty.stdout
      .replace(/ crm_feature_set="[^"]*"/, '')
      .replace(/validate-with="[^"]*"/, (own) => (wanted ? `validate-with="${wanted}"` : own)),
    { mode: 0o600 },
  )
  const result = await run(['crm', '-F', 'configure', 'load', 'replace', script], {
    // crmsh keeps its own settings and caches below HOME.
    env: { CIB_file: loaded, HOME: scratch, XDG_CONFIG_HOME: scratch, XDG_CACHE_HOME: scratch },
    timeoutMs: 300_000,
  })
  const lines = `${result.stdout}\n${result.stderr}`
    // oxlint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
  const findings: Finding[] = []
  const add = (severity: Finding['severity'], sentence: string, output: string): number =>
    findings.push({ file: file.path, severity, sentence, output })

  const absent = [...new Set(lines.flatMap((line) => /ERROR: (\S+): got no meta-data/.exec(line)?.[1] ?? []))]
  if (absent.length > 0)
    add('warning', `Agents that are not installed here were not checked: ${absent.join(', ')}.`, '')
  // Only a running pacemaker knows that sbd fences without a device (have-watchdog); the XML is judged as if it ran.
  const watchdog = file.text.includes('stonith-watchdog-timeout=')
  const beforehand = watchdog
    ? /got no meta-data|no such resource agent|lack of quorum|Blind faith|STONITH|Errors found during check/
    : /got no meta-data|no such resource agent|lack of quorum|Blind faith/
  const said = (level: string): string[] => [
    ...new Set(lines.filter((line) => line.startsWith(`${level}: `) && !beforehand.test(line))),
  ]
  const errors = said('ERROR')
  if (errors.length > 0 || result.code !== 0 || result.timedOut) {
    add('error', 'crmsh does not take the script.', errors.join('\n') || lines.join('\n').slice(-2000))
    return findings
  }
  const warnings = said('WARNING')
  if (warnings.length > 0) add('warning', 'crmsh warns.', warnings.join('\n'))
  if (xml) findings.push(...compare(file, xml, await readFile(loaded, 'utf8')))
  return findings
}

/** What only one of the two forms of the configuration says. */
function compare(file: RenderedFile, xml: RenderedFile, loaded: string): Finding[] {
  const ours = meaningOf(xml.text)
  const theirs = meaningOf(loaded)
  const differences = [
    ...[...ours].filter((line) => !theirs.has(line)).map((line) => `only in the XML: ${line}`),
    ...[...theirs].filter((line) => !ours.has(line)).map((line) => `only in the script: ${line}`),
  ]
  return differences.length === 0
    ? []
    : [
        {
          file: file.path,
          severity: 'error',
          sentence: `The script and ${xml.path} do not mean the same.`,
          output: differences.join('\n'),
        },
      ]
}
