import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import Handlebars from 'handlebars'

/** Options that both compilers use; strict and known helpers turn slips of the pen into errors at build time. */
export const compileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  preventIndent: false,
  knownHelpers: { xml: true },
} as const

/** Paths of all templates below templates/, without the .hbs ending, in order. */
export function templateIds(root: string): string[] {
  const folder = join(root, 'templates')
  mkdirSync(folder, { recursive: true })
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => relative(folder, join(folder, name)).replace(/\.hbs$/, ''))
    .sort()
}

export function templateFiles(root: string): [string, string][] {
  const entries = templateIds(root).map((id) => {
    const source = readFileSync(join(root, 'templates', `${id}.hbs`), 'utf8')
    const spec = Handlebars.precompile(source, {
      ...compileOptions,
      srcName: undefined,
    } as never) as unknown as string
    return `  ${JSON.stringify(id)}: ${spec},\n`
  })
  return [
    [
      'src/render/templates.gen.js',
      `// Made by scripts/gen.ts from templates/.\nexport default {\n${entries.join('')}}\n`,
    ],
    [
      'src/render/templates.gen.d.ts',
      '// Made by scripts/gen.ts.\ndeclare const specs: Record<string, unknown>\nexport default specs\n',
    ],
  ]
}
