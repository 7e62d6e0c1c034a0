import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, Prover } from './prove.ts'

/**
 * mdadm reads its configuration before anything else and says what it does not understand, but ends with 0. `--detail
 * --scan` lists running arrays only, so it touches no device. That every array is there, once, is looked up in the file.
 */
export const prover: Prover = {
  proof: 'mdadm',
  programs: ['mdadm'],
  async prove({ node, files, scratch, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const path = join(scratch, 'mdadm.conf')
      await writeFile(path, file.text)
      const { code, stderr } = await run(['mdadm', '--detail', '--scan', `--config=${path}`])
      if (code !== 0 || stderr.trim() !== '')
        findings.push({
          file: file.path,
          severity: 'error',
          sentence: 'mdadm does not understand the file.',
          output: stderr.trim(),
        })
      const lines = file.text.split('\n').filter((line) => line.startsWith('ARRAY '))
      for (const array of node.storage.arrays.filter(({ existing }) => !existing)) {
        const own = lines.filter((line) => line.split(' ')[1] === array.path)
        const fitting = own.filter((line) => line.split(' ').includes(`UUID=${array.uuid}`))
        if (own.length !== 1 || fitting.length !== 1)
          findings.push({
            file: file.path,
            severity: 'error',
            sentence: `${array.path} would not be assembled: it needs one ARRAY line with its UUID ${array.uuid}.`,
            output: own.join('\n'),
          })
      }
      const uuids = lines.map((line) => /UUID=(\S+)/.exec(line)?.[1])
      if (new Set(uuids).size !== uuids.length)
        findings.push({
          file: file.path,
          severity: 'error',
          sentence: 'Two arrays have the same UUID.',
          output: lines.join('\n'),
        })
    }
    return findings
  },
}
