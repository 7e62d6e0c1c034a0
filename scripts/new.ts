// Makes the files of a new template, rule or profile together with its test case, from what you name it.
// Usage: npm run new -- template PATH-ON-THE-NODE | rule CODE | profile NAME
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Files to write and what to do next. */
interface Scaffold {
  readonly files: readonly (readonly [path: string, content: string])[]
  readonly next: readonly string[]
}

class Refusal extends Error {}

/** Template: its text and a view file that places it on every node. */
function template(path: string): Scaffold {
  if (!/^\/[A-Za-z0-9._/-]+$/.test(path) || path.includes('/../'))
    throw new Refusal('a template is named by its path on the node: /etc/example.conf')
  const id = path.slice(1)
  const name = id
    .replace(/^etc\//, '')
    .replace(/[^a-z0-9]+/gi, '-')
    .toLowerCase()
  return {
    files: [
      [`templates/${id}.hbs`, 'cluster = {{name}}\n{{#each nodes}}\nnode = {{this}}\n{{/each}}\n'],
      [
        `src/render/views/${name}.ts`,
        `import type { Plan } from '../../plan/plan.ts'
import type { ViewMap } from '../engine.ts'
import type { Template } from '../template.ts'

const view = (plan: Plan): ViewMap => ({
  name: plan.cluster.name,
  nodes: plan.nodes.map((node) => node.name),
})

export const templates: Template[] = [
  {
    id: '${id}',
    comment: '#',
    proof: 'none',
    place: (plan) => [{ path: '${path}', mode: 0o644, view: view(plan) }],
  },
]
`,
      ],
      [
        `test/render/${name}.test.ts`,
        `import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('${path}')

test('is on every node', async () => {
  const { spec, hash } = await loadSpec(readFileSync('examples/kvm.yaml'), 'kvm.yaml')
  const plan = resolve({ spec: spec!, hash: hash!, tool: '0' })
  for (const node of plan.nodes) {
    const file = renderNode(plan, node).find(({ path }) => path === '${path}')
    assert.match(file?.text ?? '', /^cluster = prod1$/m)
  }
})

test.run()
`,
      ],
    ],
    next: [
      'npm run gen',
      `write templates/${id}.hbs and the view; everything in a view is a text, a boolean, a list or a mapping`,
      'name the program that proves the file in `proof`, or write a prover in src/prove/',
    ],
  }
}

/** Rule: in the file of its area, with a spec that breaks it. */
function rule(code: string): Scaffold {
  const match = /^([A-Z]{3})([0-9]{3})$/.exec(code)
  if (!match) throw new Refusal('a rule is named by its code, three letters and three digits: NET042')
  const folder = 'src/spec/rules'
  const used = readdirSync(folder).some((name) =>
    readFileSync(`${folder}/${name}`, 'utf8').includes(`'${code}'`),
  )
  if (used) throw new Refusal(`${code} is taken; codes are never used twice`)
  const name = code.toLowerCase()
  return {
    files: [
      [
        `${folder}/${name}.ts`,
        `import type { Rule } from '../rule.ts'

export const rules: Rule[] = [
  {
    code: '${code}',
    severity: 'warning',
    title: 'What holds, as a sentence.',
    why: 'What happens otherwise.',
    example: { bad: 'name: forbidden', good: 'name: prod1' },
    source: 'a man page, RFC or kernel document',
    check(spec, report) {
      if (spec.name === 'forbidden')
        report(['name'], 'The cluster must not be named forbidden.', 'choose another name')
    },
  },
]
`,
      ],
      [
        `test/spec/bad/${code}-forbidden-name.yaml`,
        `# expect: 3:7 warning ${code} The cluster must not be named forbidden.
version: 1
name: forbidden
stack: none
nodes:
  node1: {}
`,
      ],
    ],
    next: [
      'npm run gen',
      `write the rule (it may move into the file of its area in ${folder}/) and at least two bad specs`,
      `node --import tsx scripts/run-tests.ts test spec`,
    ],
  }
}

/** Profile: the preset and its complete example, which every test of examples picks up. */
function profile(name: string): Scaffold {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new Refusal('a profile is named in small letters, digits and -: web-pair')
  const kvm = readFileSync('examples/kvm.yaml', 'utf8')
  return {
    files: [
      [
        `profiles/${name}.yaml`,
        `title: What it builds, in a few words
description: >-
  For whom it is and what it decides for them.
picture: |
  +-- node1 --+        +-- node2 --+
  |           |== drbd |           |
  +-----------+        +-----------+
platforms: [debian-12, debian-13]
spec:
  stack: pacemaker
  node-defaults:
    platform: debian-12
`,
      ],
      [`examples/${name}.yaml`, kvm.replace('profile: kvm', `profile: ${name}`)],
    ],
    next: [
      'npm run gen',
      `write both; the example must check without errors: npm start -- check examples/${name}.yaml --tools`,
    ],
  }
}

const kinds: { readonly [kind: string]: (name: string) => Scaffold } = { template, rule, profile }
const notYet = ['fact', 'step']

function main([kind = '', name = '']: readonly string[]): void {
  if (notYet.includes(kind))
    throw new Refusal(`there are no ${kind}s yet: they come with the part that changes nodes`)
  const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!make || name === '') throw new Refusal(`usage: npm run new -- ${Object.keys(kinds).join('|')} NAME`)
  const { files, next } = make(name)
  const taken = files.map(([path]) => path).filter((path) => existsSync(path))
  if (taken.length > 0) throw new Refusal(`${taken.join(', ')} is there already; nothing was written`)
  for (const [path, content] of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    console.log(`made ${path}`)
  }
  console.log(['next:', ...next.map((line) => `  ${line}`)].join('\n'))
}

try {
  main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(error.message)
  process.exitCode = 2
}
