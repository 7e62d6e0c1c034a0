import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('architecture')

/** What may import what, beside its own folder: the house is entered from above, and nothing reaches back. */
const mayImport: { readonly [folder: string]: readonly string[] } = {
  core: [],
  platform: ['core'],
  host: ['core'],
  facts: ['core', 'host', 'platform'],
  spec: ['core', 'platform', 'facts'],
  plan: ['core', 'platform', 'spec'],
  render: ['core', 'platform', 'spec', 'plan'],
  run: ['core', 'host', 'platform', 'spec', 'plan', 'render'],
  prove: ['core', 'host', 'platform', 'spec', 'plan', 'render'],
  bundle: ['core', 'host', 'platform', 'spec', 'plan', 'render'],
  simulate: ['core', 'host', 'platform', 'spec', 'plan', 'render', 'prove'],
  report: ['core', 'platform', 'spec', 'plan', 'render', 'run'],
  lab: ['core', 'host', 'platform', 'facts', 'spec', 'plan', 'render'],
  commands: [
    'core',
    'host',
    'facts',
    'platform',
    'spec',
    'plan',
    'render',
    'prove',
    'bundle',
    'simulate',
    'report',
    'run',
    'lab',
    'wizard',
    // The top level's steps/.
    '..',
  ],
  wizard: ['core', 'host', 'facts', 'spec'],
  'cli.ts': ['core', 'commands', 'wizard'],
}

/** The one file that speaks to each package; of YAML one reads what it says, and one where it stands. */
const owners: { readonly [name: string]: string | readonly string[] } = {
  zx: 'host/exec.ts',
  yaml: ['spec/document.ts', 'spec/layout.ts'],
  handlebars: 'render/engine.ts',
  'ipaddr.js': 'spec/effective.ts',
  picocolors: 'core/colour.ts',
  listr2: 'run/progress.ts',
  enquirer: 'wizard/ask.ts',
  diff: 'report/file-diff.ts',
}

const longest = 400

const sources = (readdirSync('src', { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts') && !name.includes('.gen.'))
  .map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }))

const areaOf = (name: string): string => name.split('/')[0]!

interface Import {
  readonly file: string
  readonly to: string
  readonly onlyTypes: boolean
}

const imports: readonly Import[] = sources.flatMap(({ name, text }) =>
  [
    ...text.matchAll(/^(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s)?'([^']+)'/gm),
    ...text.matchAll(/(import)\((\s*)'([^']+)'/g),
  ].map((match) => ({ file: name, to: match[3]!, onlyTypes: match[2]?.trim() === 'type' })),
)

test('every folder imports only what lies below it', () => {
  for (const { file, to } of imports) {
    if (!to.startsWith('.')) continue
    const from = areaOf(file)
    const target = areaOf(normalize(join(dirname(file), to)))
    // The published schema is data.
    if (target === '..' || target === from) continue
    assert.ok(mayImport[from], `src/${from} is not in the table of this test`)
    assert.ok(mayImport[from].includes(target), `src/${file} imports ${to}: ${from} may not import ${target}`)
  }
})

test('there is something to look at', () => {
  assert.ok(imports.length > 200)
  assert.ok(imports.some(({ file, to }) => file === 'cli.ts' && to === './commands/table.ts'))
  for (const owner of Object.values(owners).flat())
    assert.ok(
      sources.some(({ name }) => name === owner),
      owner,
    )
})

test('every package has one owner', () => {
  for (const { file, to, onlyTypes } of imports) {
    if (to.startsWith('.') || to.startsWith('node:')) continue
    const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0]!
    // ajv runs when the validator is made; only the type of its errors is known later.
    if (name === 'ajv' && onlyTypes) continue
    assert.ok([owners[name]].flat().includes(file), `src/${file} imports ${to}`)
  }
})

test('only cli.ts ends the process', () => {
  for (const { name, text } of sources) {
    if (name === 'cli.ts') continue
    assert.not.match(text, /process\.(exit\b|exitCode)/, `src/${name}`)
  }
})

test('only cli.ts speaks to the terminal, others through Io', () => {
  for (const { name, text } of sources) {
    if (name === 'cli.ts') continue
    assert.not.match(text, /\bconsole\.(log|error|warn|info)\b|process\.(stdout|stderr)\b/, `src/${name}`)
  }
})

test(`no file is longer than ${longest} lines`, () => {
  for (const { name, text } of sources) assert.ok(text.split('\n').length <= longest, `src/${name}`)
})

test('there are no barrels and no drawers for everything', () => {
  for (const { name, text } of sources) {
    // A list, as steps/index.ts is one.
    if (name === 'wizard/pages/index.ts') continue
    assert.not.match(name, /(^|\/)(index|utils?|helpers?|misc)\.ts$/)
    assert.not.match(text, /^export \* from/m, `src/${name}`)
  }
})

test('templates compute nothing: they hold texts, each, if and xml', () => {
  const templates = (readdirSync('templates', { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.hbs'),
  )
  assert.ok(templates.length > 20)
  for (const name of templates) {
    const text = readFileSync(join('templates', name), 'utf8')
    for (const [tag] of text.matchAll(/\{\{[^}]*\}\}/g))
      assert.match(
        tag,
        /^\{\{~?(#each |#if |#unless |else|\/each|\/if|\/unless|xml |!|this|@|\.\.\/|[a-z])/i,
        `templates/${name}: ${tag}`,
      )
  }
})

test('views see the plan, never the spec', () => {
  for (const { file, to, onlyTypes } of imports) {
    if (!file.startsWith('render/') || !to.includes('spec/')) continue
    assert.ok(onlyTypes || !/spec\/(spec|load|merge|document)\.ts$/.test(to), `src/${file} imports ${to}`)
  }
})

test.run()
