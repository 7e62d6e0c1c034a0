import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedFile } from '../render/files.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/** The folder into which the package ifupdown2 was unpacked, or the root of this machine where it is installed. */
function root(): string | undefined {
  const roots = [process.env.HA_BOOTSTRAP_TOOLS, '/'].filter(
    (folder) => folder !== undefined && folder !== '',
  )
  return roots.find((folder) => existsSync(join(folder!, 'usr/share/ifupdown2/__main__.py')))
}

/**
 * Proves /etc/network/interfaces for ifupdown2. The package conflicts with ifupdown, so it may lie unpacked in
 * HA_BOOTSTRAP_TOOLS (`apt-get download ifupdown2; dpkg -x ifupdown2_*.deb DIR`). A copy of it runs with its check of
 * options switched on, which its own configuration leaves off, and without the lock that only root can take.
 */
export const prover: Prover = {
  proof: 'ifupdown2',
  programs: ['python3'],
  absent: () => (root() === undefined ? ['ifupdown2'] : []),
  async prove(input) {
    const program = await prepare(input.scratch, root()!)
    const findings: Finding[] = []
    for (const file of input.files) findings.push(...(await proveFile(input, file, program)))
    return findings
  },
}

async function prepare(scratch: string, from: string): Promise<string> {
  const program = join(scratch, 'ifupdown2')
  await cp(join(from, 'usr/share/ifupdown2'), program, {
    recursive: true,
    // Its commands are links to where the package would be installed.
    filter: (path) => !path.endsWith('/ifupdown2/ifupdown2'),
  })
  const settings = join(program, 'etc/network/ifupdown2')
  await mkdir(join(settings, 'policy.d'), { recursive: true })
  await cp(join(from, 'etc/network/ifupdown2/addons.conf'), join(settings, 'addons.conf'))
  const shipped = await readFile(join(from, 'etc/network/ifupdown2/ifupdown2.conf'), 'utf8')
  const changed = shipped
    .replace(/^addon_syntax_check=.*$/m, 'addon_syntax_check=1')
    .replace(/^disable_cli_interfacesfile=.*$/m, 'disable_cli_interfacesfile=0')
    .replace(/^template_enable=.*$/m, 'template_enable=0')
    .replace(/^state_dir=.*$/m, `state_dir=${scratch}`)
  await writeFile(join(settings, 'ifupdown2.conf'), changed)
  const main = join(program, 'ifupdown/main.py')
  const text = await readFile(main, 'utf8')
  await writeFile(main, text.replace('"/run/network/.lock"', JSON.stringify(join(scratch, 'lock'))))
  await symlink('__main__.py', join(program, 'ifup'))
  return program
}

async function proveFile(
  { scratch, run }: ProveInput,
  file: RenderedFile,
  program: string,
): Promise<Finding[]> {
  const path = join(scratch, 'interfaces')
  // What this machine has in interfaces.d is not what is to be proved.
  await writeFile(path, file.text.replace(/^source .*$/gm, ''))
  // Debian's own Python: another one of the user's may lack what the package expects.
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
  const result = await run([python, join(program, 'ifup'), '-s', '-a', '-i', path], {
    env: { PYTHONPATH: program, PYTHONDONTWRITEBYTECODE: '1' },
  })
  const lines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .map((line) => line.replace(path, file.path))
    .filter((line) => line.trim() !== '')
    // The check knows lists of interfaces only, but the bridge addon itself takes none for an empty bridge.
    .filter((line) => !/bridge-ports: invalid value "none"/.test(line))
  if (result.code === 0 && lines.length === 0) return []
  return [
    {
      file: file.path,
      severity: 'error',
      sentence: 'ifupdown2 finds faults in the file.',
      output: lines.join('\n') || `exit code ${result.code}`,
    },
  ]
}
