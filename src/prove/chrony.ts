import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, Prover } from './prove.ts'

/** Proves chrony.conf: chronyd reads it, prints it and ends. */
export const prover: Prover = {
  proof: 'chrony',
  programs: ['chronyd'],
  async prove({ files, scratch, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const path = join(scratch, 'chrony.conf')
      // What this machine has in conf.d is not what is to be proved.
      await writeFile(path, file.text.replace(/^confdir .*$/gm, ''))
      const { code, stderr } = await run(['chronyd', '-p', '-f', path])
      if (code === 0) continue
      findings.push({
        file: file.path,
        severity: 'error',
        sentence: 'chronyd does not accept the file.',
        output: stderr.replaceAll(path, file.path).trim(),
      })
    }
    return findings
  },
}
