// Makes dist/: one bundle, split so that each command loads only what it needs, and the notices of what is in it.
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')

interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly text: string
}

/** Packages of which something is in the bundle, by name. */
function bundledPackages(inputs: readonly string[]): Package[] {
  const folders = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  )
  return [...folders]
    .map((folder) => {
      const about = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Omit<
        Package,
        'text'
      >
      const file = readdirSync(join(root, folder)).find((name) => /^(licen[cs]e|copying)/i.test(name))
      if (file === undefined) throw new Error(`${about.name} has no licence file to quote`)
      // zx carries code of others, and their licences in a file of its own.
      const texts = [file, 'build/3rd-party-licenses']
        .map((name) => join(root, folder, name))
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, 'utf8').trim())
      return { ...about, text: texts.join('\n\n') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function notices(packages: readonly Package[]): string {
  const line = '-'.repeat(80)
  const parts = packages.map(
    ({ name, version, license, text }) => `${line}\n${name} ${version} (${license})\n${line}\n${text}\n`,
  )
  return `dist/ contains code of these packages.\n\n${parts.join('\n')}`
}

rmSync(dist, { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node18',
  metafile: true,
  legalComments: 'none',
  // CommonJS packages in an ES module still call require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
})
chmodSync(join(dist, 'cli.js'), 0o755)
const packages = bundledPackages(Object.keys(metafile.inputs))
writeFileSync(join(dist, 'THIRD-PARTY.txt'), notices(packages))

const { inlinedDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  inlinedDependencies?: { readonly [name: string]: string }
}
const actual = Object.fromEntries(packages.map(({ name, version }) => [name, version]))
if (JSON.stringify(actual) !== JSON.stringify(inlinedDependencies)) {
  console.error(`package.json should say "inlinedDependencies": ${JSON.stringify(actual)}`)
  process.exitCode = 1
}
