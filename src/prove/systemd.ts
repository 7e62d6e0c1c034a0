import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Finding, ProveInput, Prover } from './prove.ts'

const folder = '/etc/systemd/system/'

/**
 * `systemd-analyze verify` over units and drop-ins, in a root folder of their own: it reads what this machine has
 * installed otherwise. A drop-in is judged on a stub of its unit.
 */
export const prover: Prover = {
  proof: 'systemd',
  programs: ['systemd-analyze'],
  async prove(input) {
    const units = new Set<string>()
    const mine = input.files.filter((file) => file.path.startsWith(folder))
    for (const file of mine) {
      await place(input, file.path, file.text)
      const parent = basename(dirname(file.path))
      units.add(parent.endsWith('.d') ? parent.slice(0, -2) : basename(file.path))
    }
    for (const file of mine) await placeProgram(input, file.text)
    for (const unit of units) {
      if (mine.some((file) => file.path === folder + unit)) continue
      const type = unit.split('.').at(-1)
      const body = type === 'service' ? '[Service]\nExecStart=/usr/bin/true\n' : '[Unit]\n'
      await place(input, folder + unit, body)
      await placeProgram(input, body)
    }
    const findings: Finding[] = []
    for (const unit of [...units].sort()) {
      const { stdout, stderr } = await input.run([
        'systemd-analyze',
        `--root=${input.scratch}`,
        '--recursive-errors=no',
        '--man=no',
        'verify',
        unit,
      ])
      for (const line of `${stdout}${stderr}`.split('\n')) {
        const said = line.replaceAll(input.scratch, '')
        // Units of the system are not in the scratch folder, so that missing ones are no fault of ours.
        if (said.trim() === '' || /not-found|not found|Cannot add dependency job|Failed to load/i.test(said))
          continue
        const file =
          mine.find(({ path }) => said.includes(path)) ?? mine.find(({ path }) => path.includes(unit))
        if (!file) continue
        findings.push({
          file: file.path,
          severity: 'error',
          sentence: `systemd does not understand it: ${said.replace(`${file.path}:`, 'line ')}`,
          output: said,
        })
      }
    }
    return findings
  },
}

async function place(input: ProveInput, path: string, text: string): Promise<void> {
  const target = join(input.scratch, path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, text)
}

/** Empty programs where units call some, because verify wants them to be executable. */
async function placeProgram(input: ProveInput, text: string): Promise<void> {
  for (const [, path] of text.matchAll(/^Exec[A-Za-z]+=[@:+!-]*(\/[^\s]+)/gm)) {
    await place(input, path!, '')
    await chmod(join(input.scratch, path!), 0o755)
  }
}
