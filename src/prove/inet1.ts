import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedFile } from '../render/files.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/** Arrays and variables that rc.inet1 of Slackware 15.0 reads, and those of the releases before it. */
const arraysOf = {
  new: 'IFNAME BONDNICS BONDMODE BRNICS IFOPTS IPADDRS IP6ADDRS USE_DHCP MTU'.split(' '),
  old: 'IFNAME BRNICS IPADDR NETMASK USE_DHCP MTU'.split(' '),
}
const scalars = ['GATEWAY', 'GATEWAY6', 'DEBUG_ETH_UP', 'MAXNICS']

/**
 * Proves rc.inet1.conf: bash reads it as rc.inet1 does, and what it then holds is what rc.inet1 will walk through: no
 * index beyond MAXNICS, no gap, nothing before what it stands on, no variable that rc.inet1 does not know.
 */
export const prover: Prover = {
  proof: 'rc.inet1',
  programs: ['bash'],
  async prove(input) {
    const findings: Finding[] = []
    for (const file of input.files)
      for (const { sentence, output } of await faultsOf(input, file))
        findings.push({ file: file.path, severity: 'error', sentence, output })
    return findings
  },
}

async function faultsOf(
  { node, scratch, run }: ProveInput,
  file: RenderedFile,
): Promise<{ sentence: string; output: string }[]> {
  const path = join(scratch, 'rc.inet1.conf')
  await writeFile(path, file.text)
  const syntax = await run(['bash', '-n', path])
  if (syntax.code !== 0)
    return [{ sentence: 'bash does not understand the file.', output: syntax.stderr.trim() }]
  const script =
    'set -eu; before=$(compgen -v | sort); . "$1"; for name in $(comm -13 <(echo "$before") <(compgen -v | sort)); do case $name in before|_|BASH_*|FUNCNAME|PIPESTATUS) ;; *) declare -p "$name";; esac; done'
  const read = await run(['bash', '--norc', '--noprofile', '-c', script, 'bash', path])
  if (read.code !== 0 || read.stderr !== '')
    return [{ sentence: 'bash cannot read the file.', output: read.stderr.trim() }]
  const { arrays, texts } = variables(read.stdout)
  const old = node.platform.id !== 'slackware-15.0'
  return structuralFaults(arrays, texts, old ? 'old' : 'new').map((sentence) => ({
    sentence,
    output: read.stdout.trim(),
  }))
}

type Arrays = ReadonlyMap<string, ReadonlyMap<number, string>>

/** What `declare -p` printed. */
function variables(output: string): { arrays: Arrays; texts: ReadonlyMap<string, string> } {
  const arrays = new Map<string, Map<number, string>>()
  const texts = new Map<string, string>()
  for (const line of output.split('\n')) {
    const array = /^declare -a ([A-Z0-9_a-z]+)=\((.*)\)$/.exec(line)
    const text = /^declare -- ([A-Z0-9_a-z]+)="(.*)"$/.exec(line)
    if (array)
      arrays.set(
        array[1]!,
        new Map(
          [...array[2]!.matchAll(/\[([0-9]+)\]="([^"]*)"/g)].map((part) => [Number(part[1]), part[2]!]),
        ),
      )
    else if (text) texts.set(text[1]!, text[2]!)
  }
  return { arrays, texts }
}

function structuralFaults(
  arrays: Arrays,
  texts: ReadonlyMap<string, string>,
  dialect: 'old' | 'new',
): string[] {
  const names = arrays.get('IFNAME') ?? new Map<number, string>()
  const count = names.size
  const limit = Number(texts.get('MAXNICS') ?? '6')
  const unknown = [
    ...[...arrays.keys()].filter((name) => !arraysOf[dialect].includes(name)),
    ...[...texts.keys()].filter((name) => !scalars.includes(name)),
  ]
  const beyond = [...arrays].flatMap(([name, values]) =>
    [...values.keys()]
      .filter((index) => index >= limit || !names.has(index))
      .map((index) => `${name}[${index}]`),
  )
  const order = [...names].flatMap(([index, name]) => {
    const vlan = /^(.+)\.[0-9]+$/.exec(name)?.[1]
    const below = [...(arrays.get('BRNICS')?.get(index) ?? '').split(' '), ...(vlan ? [vlan] : [])]
    return below.flatMap((lower) => {
      const at = [...names].find(([, found]) => found === lower)?.[0]
      return at !== undefined && at > index
        ? [`${name} (index ${index}) comes up before ${lower} (index ${at}), on which it stands.`]
        : []
    })
  })
  return [
    ...(count === 0 ? ['The file names no interface.'] : []),
    ...(new Set(names.values()).size < count ? ['An interface has two indexes.'] : []),
    ...(count > 0 && Math.max(...names.keys()) !== count - 1 ? ['The indexes have a gap.'] : []),
    ...unknown.map((name) => `rc.inet1 of this release does not read ${name}.`),
    ...beyond.map(
      (entry) => `rc.inet1 ignores ${entry}: MAXNICS is ${limit}, and each index needs its IFNAME.`,
    ),
    ...order,
  ]
}
