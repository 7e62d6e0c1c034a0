import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, ProveInput } from './prove.ts'

/** Where libvirt keeps its RELAX NG schemas. */
const schemaFolder = '/usr/share/libvirt/schemas'

/** Files for one run of xmllint: the schema is compiled once for all of them. */
const batch = 200

/**
 * virt-xml-validate is a script around xmllint that takes one file; compiling the schema takes longer than a thousand
 * documents, so beyond one file xmllint is called with the same schema for many.
 */
export async function proveXml(input: ProveInput, kind: 'domain' | 'network'): Promise<Finding[]> {
  const { files, scratch, run } = input
  const staged: { path: string; file: string }[] = []
  for (const [i, file] of files.entries()) {
    const path = join(scratch, `${kind}-${i}.xml`)
    await writeFile(path, file.text, { mode: 0o600 })
    staged.push({ path, file: file.path })
  }
  const findings: Finding[] = []
  const schema = join(schemaFolder, `${kind}.rng`)
  const together = staged.length > 1 && (await exists(schema))
  const size = together ? batch : 1
  for (let start = 0; start < staged.length; start += size) {
    const some = staged.slice(start, start + size)
    const argv = together
      ? ['xmllint', '--noout', '--relaxng', schema, ...some.map(({ path }) => path)]
      : ['virt-xml-validate', some[0]!.path, kind]
    const { code, stdout, stderr } = await run(argv, { timeoutMs: 300_000 })
    if (code === 0) continue
    const output = `${stdout}${stderr}`
    const guilty = together ? some.filter(({ path }) => !output.includes(`${path} validates`)) : some
    for (const { path, file } of guilty.length > 0 ? guilty : some) {
      const own = output
        .split('\n')
        .filter((line) => line.includes(path))
        .map((line) => line.replaceAll(path, file))
      findings.push({
        file,
        severity: 'error',
        sentence: `libvirt's schema does not allow this ${kind}.`,
        output: own.join('\n') || output.trim(),
      })
    }
  }
  return findings
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
