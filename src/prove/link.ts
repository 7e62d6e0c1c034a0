import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Finding, Prover } from './prove.ts'

/**
 * Proves files of /etc/systemd/network with the parser that udev uses at boot: in a mount namespace of its own it finds
 * them where they will be, and says what it does not understand.
 */
export const prover: Prover = {
  proof: 'link',
  programs: ['udevadm', 'unshare'],
  async prove({ files, scratch, run }) {
    const folder = join(scratch, 'network')
    await mkdir(folder)
    for (const file of files) await writeFile(join(folder, basename(file.path)), file.text)
    const script =
      'mount --bind "$1" /etc/systemd/network && exec udevadm test-builtin net_setup_link /sys/class/net/lo'
    const result = await run(['unshare', '-U', '-r', '-m', 'sh', '-c', script, 'sh', folder], {
      env: { SYSTEMD_LOG_LEVEL: 'debug' },
    })
    const lines = `${result.stdout}\n${result.stderr}`.split('\n')
    if (!lines.some((line) => line.includes('link configuration context')))
      return files.map((file): Finding => ({
        file: file.path,
        severity: 'warning',
        sentence: 'Not checked: this machine lets nobody make a mount namespace for udevadm.',
        output: lines.slice(0, 3).join('\n').trim(),
      }))
    return files.flatMap((file): Finding[] => {
      const about = lines.filter((line) => line.includes(file.path))
      const taken = about.some((line) => line.startsWith('Parsed configuration file'))
      const faults = about.filter((line) => !line.startsWith('Parsed configuration file'))
      return taken && faults.length === 0
        ? []
        : [
            {
              file: file.path,
              severity: 'error',
              sentence: 'udev does not understand the file.',
              output: faults.join('\n'),
            },
          ]
    })
  },
}
