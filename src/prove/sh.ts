import type { Finding, Prover } from './prove.ts'

const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'sh']]

/** Scripts and files of settings that shells read: parsed by every shell that a node may have, and read by shellcheck. */
export const prover: Prover = {
  proof: 'sh',
  programs: ['shellcheck', 'dash', 'bash', 'busybox'],
  async prove({ files, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      for (const shell of shells) {
        const { code, stderr } = await run([...shell, '-n'], { input: file.text })
        if (code !== 0) {
          findings.push({
            file: file.path,
            severity: 'error',
            sentence: `${shell[0]} cannot read it.`,
            output: stderr,
          })
        }
      }
      const isScript = file.text.startsWith('#!')
      const { code, stdout, stderr } = await run(
        [
          'shellcheck',
          '--format=gcc',
          `--shell=${/^#!.*bash/.test(file.text) ? 'bash' : 'sh'}`,
          // Files of settings only set what others use; files of the system are not here.
          `--exclude=SC1090,SC1091${isScript ? '' : ',SC2034'}`,
          '-',
        ],
        { input: file.text },
      )
      if (code !== 0) {
        findings.push({
          file: file.path,
          severity: /: error: /.test(stdout) || stdout === '' ? 'error' : 'warning',
          sentence: 'shellcheck has something to say.',
          output: (stdout || stderr).replaceAll(/^-:/gm, `${file.path}:`),
        })
      }
    }
    return findings
  },
}
