import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedFile } from '../render/files.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/** Where packages such as ifenslave, bridge-utils and vlan put the scripts that give options a meaning. */
const hookFolders = ['/etc/network/if-pre-up.d', '/etc/network/if-up.d', '/lib/bridge-utils']

/** What ifupdown itself takes in the methods static, manual, dhcp and loopback, given or filled in by it (interfaces(5)). */
const ownOptions = new Set(
  'address netmask broadcast gateway mtu hwaddress metric pointopoint scope up pre-up post-up down pre-down post-down hostname leasehours leasetime vendor client privext accept_ra autoconf preferred-lifetime dad-attempts dad-interval request_prefix'.split(
    ' ',
  ),
)

/** Packages whose hooks give the options with a prefix a meaning. */
const packageOfPrefix: { readonly [prefix: string]: string } = {
  bond: 'ifenslave',
  slaves: 'ifenslave',
  bridge: 'bridge-utils',
  vlan: 'vlan',
}

/**
 * Proves /etc/network/interfaces: ifquery lists what comes up, ifup says which commands it would run. Both let options
 * pass that they do not know, because a hook may; so each option must occur in an installed hook.
 */
export const prover: Prover = {
  proof: 'ifupdown',
  programs: ['ifup', 'ifquery'],
  async prove(input) {
    const known = await hookVariables()
    const findings: Finding[] = []
    for (const file of input.files) findings.push(...(await proveFile(input, file, known)))
    return findings
  },
}

/** Names of the variables IF_… that installed hooks read. */
async function hookVariables(): Promise<Set<string>> {
  const names = new Set<string>()
  for (const folder of hookFolders) {
    const scripts = await readdir(folder).catch(() => [])
    for (const script of scripts) {
      const text = await readFile(join(folder, script), 'utf8').catch(() => '')
      for (const [name] of text.matchAll(/\bIF_[A-Z0-9_]+/g)) names.add(name)
    }
  }
  return names
}

async function proveFile(
  { scratch, run }: ProveInput,
  file: RenderedFile,
  known: ReadonlySet<string>,
): Promise<Finding[]> {
  const path = join(scratch, 'interfaces')
  // What this machine has in interfaces.d is not what is to be proved.
  await writeFile(path, file.text.replace(/^source .*$/gm, ''))
  const list = await run(['ifquery', '--list', '-a', '-i', path, `--state-dir=${scratch}`])
  if (list.code !== 0)
    return [error(file, 'ifquery does not understand the file.', list.stderr || list.stdout)]
  const up = await run(['ifup', '-n', '-v', '-a', '-i', path, `--state-dir=${scratch}`])
  if (up.code !== 0) return [error(file, 'ifup would not bring up every interface.', up.stderr || up.stdout)]
  const findings: Finding[] = []
  const auto = [...file.text.matchAll(/^auto (\S+)$/gm)].map((match) => match[1]!)
  const listed = list.stdout.split('\n')
  for (const name of auto.filter((found) => !listed.includes(found)))
    findings.push(error(file, `ifquery does not list ${name}, which is to come up at boot.`, list.stdout))
  for (const name of new Set(listed.filter(Boolean))) {
    const { stdout } = await run(['ifquery', '-i', path, `--state-dir=${scratch}`, name])
    findings.push(...unknownOptions(file, name, stdout, known))
  }
  return findings
}

function unknownOptions(
  file: RenderedFile,
  name: string,
  output: string,
  known: ReadonlySet<string>,
): Finding[] {
  return output.split('\n').flatMap((line): Finding[] => {
    const option = /^([A-Za-z][A-Za-z0-9_-]*):/.exec(line)?.[1]
    if (option === undefined || ownOptions.has(option)) return []
    const variable = `IF_${option.toUpperCase().replaceAll('-', '_')}`
    if (known.has(variable)) return []
    const prefix = option.split(/[-_]/)[0]!
    const owner = packageOfPrefix[prefix]
    const installed = [...known].some(
      (found) =>
        found.startsWith(`IF_${prefix.toUpperCase()}_`) || (prefix === 'slaves' && found === 'IF_SLAVES'),
    )
    return owner !== undefined && !installed
      ? [
          {
            file: file.path,
            severity: 'warning',
            sentence: `The option ${option} of ${name} was not checked: ${owner} is not installed here.`,
            output: line,
          },
        ]
      : [error(file, `No hook of ifupdown knows the option ${option} of ${name}.`, line)]
  })
}

const error = (file: RenderedFile, sentence: string, output: string): Finding => ({
  file: file.path,
  severity: 'error',
  sentence,
  output: output.trim(),
})
