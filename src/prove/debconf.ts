import type { Finding, Prover } from './prove.ts'

/** debconf-set-selections --checkonly reads answers without storing them. */
export const prover: Prover = {
  proof: 'debconf',
  programs: ['debconf-set-selections'],
  async prove({ files, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const { code, stdout, stderr } = await run(['debconf-set-selections', '--checkonly'], {
        input: file.text,
      })
      const output = `${stdout}${stderr}`.trim()
      if (code !== 0 || /^(error|warning):/m.test(output))
        findings.push({
          file: file.path,
          severity: 'error',
          sentence: 'debconf does not understand the answers.',
          output,
        })
    }
    return findings
  },
}
