import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

function list(root: string, folder: string, ending: string): string[] {
  mkdirSync(join(root, folder), { recursive: true })
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending) && !name.includes('.gen.'))
    .map((name) => name.slice(0, -ending.length))
    .sort()
}

const camel = (name: string): string =>
  name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())

function index(
  root: string,
  folder: string,
  member: string,
  type: { readonly name: string; readonly from: string },
): string {
  const names = list(root, folder, '.ts').filter((name) => name !== 'index')
  const imports = names.map((name) => `import { ${member} as ${camel(name)} } from './${name}.ts'`)
  return `// Made by scripts/gen.ts: every file of this folder.\nimport type { ${type.name} } from '${type.from}'\n${imports.join('\n')}\n\nexport const ${member}: readonly ${type.name}[] = [\n${names.map((name) => `  ...${camel(name)},\n`).join('')}]\n`
}

/** One prover for each file that has one; what provers share lies beside them. */
function provers(root: string): string {
  const names = list(root, 'src/prove', '.ts').filter((name) =>
    /^export const prover\b/m.test(readFileSync(join(root, 'src/prove', `${name}.ts`), 'utf8')),
  )
  const imports = names.map((name) => `import { prover as ${camel(name)} } from './${name}.ts'`)
  return `// Made by scripts/gen.ts: every file of this folder that exports a prover.\nimport type { Prover } from './prove.ts'\n${imports.join('\n')}\n\nexport const provers: readonly Prover[] = [\n${names.map((name) => `  ${camel(name)},\n`).join('')}]\n`
}

function toolVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return `// Made by scripts/gen.ts from package.json.\nexport const toolVersion = '${version}'\n`
}

/** The piece of sh of every topic of facts, from the file beside its parser. */
function snippets(root: string): string {
  const folder = 'src/facts/topics'
  const texts = list(root, folder, '.sh').map(
    (name) => `  ${name}: ${JSON.stringify(readFileSync(join(root, folder, `${name}.sh`), 'utf8'))},\n`,
  )
  return `// Made by scripts/gen.ts from ${folder}/*.sh.\nexport const snippets = {\n${texts.join('')}} as const\n`
}

export function registryFiles(root: string): [string, string][] {
  const profiles = Object.fromEntries(
    list(root, 'profiles', '.yaml').map((name) => [
      name,
      parse(readFileSync(join(root, 'profiles', `${name}.yaml`), 'utf8')) as unknown,
    ]),
  )
  const examples = Object.fromEntries(
    list(root, 'examples', '.yaml')
      .filter((name) => !name.endsWith('.secrets'))
      .map((name) => [name, readFileSync(join(root, 'examples', `${name}.yaml`), 'utf8')]),
  )
  return [
    [
      'src/spec/rules/index.gen.ts',
      index(root, 'src/spec/rules', 'rules', { name: 'Rule', from: '../rule.ts' }),
    ],
    [
      'src/render/views/index.gen.ts',
      index(root, 'src/render/views', 'templates', { name: 'Template', from: '../template.ts' }),
    ],
    ['src/core/tool.gen.ts', toolVersion(root)],
    ['src/facts/snippets.gen.ts', snippets(root)],
    ['src/spec/examples.gen.json', JSON.stringify(examples, null, 2) + '\n'],
    ['src/prove/index.gen.ts', provers(root)],
    ['src/spec/profiles.gen.json', JSON.stringify(profiles, null, 2) + '\n'],
  ]
}
