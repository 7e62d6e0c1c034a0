import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, Prover } from './prove.ts'

/**
 * Proves files of /etc/sysctl.d: sysctl reads them and changes nothing. A setting that this machine's kernel does not
 * have may be there on the node, so it is a warning.
 */
export const prover: Prover = {
  proof: 'sysctl',
  programs: ['sysctl'],
  async prove({ files, scratch, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const path = join(scratch, 'sysctl.conf')
      await writeFile(path, file.text)
      const { stderr } = await run(['sysctl', '--dry-run', '-p', path])
      // procps 3 does not know --dry-run, and would set what the file says without it.
      if (/unrecognized option|unknown option|invalid option/.test(stderr)) {
        findings.push({
          file: file.path,
          severity: 'warning',
          sentence: 'Not checked: sysctl of this machine has no --dry-run.',
          output: stderr.trim(),
        })
        continue
      }
      const lines = stderr.replaceAll(path, file.path).split('\n').filter(Boolean)
      const absent = lines.filter((line) => /cannot stat/.test(line))
      const faults = lines.filter((line) => !/cannot stat/.test(line))
      if (faults.length > 0)
        findings.push({
          file: file.path,
          severity: 'error',
          sentence: 'sysctl does not understand the file.',
          output: faults.join('\n'),
        })
      if (absent.length > 0)
        findings.push({
          file: file.path,
          severity: 'warning',
          sentence: 'The kernel of this machine does not have every setting.',
          output: absent.join('\n'),
        })
    }
    return findings
  },
}
