// Makes everything that is derived from hand-written sources: the published schema, its types and validator, the
// precompiled templates, the scripts for nodes, the embedded profiles and the registries of rules and templates.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { schemaFiles } from './gen/schema.ts'
import { templateFiles } from './gen/templates.ts'
import { nodeScriptFiles } from './gen/node-scripts.ts'
import { registryFiles } from './gen/registries.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const check = process.argv.includes('--check')

const files = new Map([
  ...(await schemaFiles(root)),
  ...templateFiles(root),
  ...nodeScriptFiles(root),
  ...registryFiles(root),
])
const stale: string[] = []
for (const [path, content] of files) {
  const absolute = resolve(root, path)
  let current: string | undefined
  try {
    current = readFileSync(absolute, 'utf8')
  } catch {
    current = undefined
  }
  if (current === content) continue
  if (check) stale.push(relative(root, absolute))
  else {
    mkdirSync(dirname(absolute), { recursive: true })
    writeFileSync(absolute, content)
  }
}
if (stale.length > 0) {
  console.error(
    `generated files are out of step, run \`npm run gen\`:\n${stale.map((path) => `  ${path}`).join('\n')}`,
  )
  process.exitCode = 1
}
