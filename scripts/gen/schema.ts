import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Schema = { [key: string]: Json }

/** Keywords of ours: `must` finishes "must be …", `source` says where a fact comes from. Both are annotations. */
export const annotations = ['must', 'source']

/** Joins the YAML files of a folder, src/spec/schema unless said, into one JSON Schema 2020-12 document. */
export function assembleSchema(root: string, from = 'src/spec/schema'): Schema {
  const folder = join(root, from)
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as Schema)
  const main = parts.find((part) => '$schema' in part)
  if (!main) throw new Error('no schema file has $schema')
  const defs: Schema = {}
  for (const part of parts) {
    for (const [name, definition] of Object.entries((part.$defs ?? {}) as Schema)) {
      if (name in defs) throw new Error(`$defs/${name} is defined twice`)
      defs[name] = definition
    }
  }
  return { ...main, $defs: defs }
}

/** json-schema-to-typescript makes a type of every title, so only definitions keep theirs. */
function forTypes(node: Json): Json {
  if (Array.isArray(node)) return node.map(forTypes)
  if (node === null || typeof node !== 'object') return node
  const out: Schema = {}
  for (const [key, value] of Object.entries(node)) {
    if (
      [
        'title',
        'examples',
        'must',
        'source',
        'propertyNames',
        'minItems',
        'maxItems',
        'minProperties',
      ].includes(key) &&
      typeof value !== 'object'
    )
      continue
    if (key === 'examples' || key === 'propertyNames') continue
    out[key] = forTypes(value)
  }
  if ('$ref' in out) return { $ref: out.$ref! }
  return out
}

/** The validator needs no prose; ajv would embed it. */
function withoutProse(node: Json): Json {
  if (Array.isArray(node)) return node.map(withoutProse)
  if (node === null || typeof node !== 'object') return node
  const prose = (key: string, value: Json) =>
    (['title', 'description', ...annotations].includes(key) && typeof value === 'string') ||
    (key === 'examples' && Array.isArray(value))
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !prose(key, value))
      .map(([key, value]) => [key, withoutProse(value)]),
  )
}

/** In what programs write nothing is left out: every object has all of its properties, and no others. */
function withEverything(node: Json): Json {
  if (Array.isArray(node)) return node.map(withEverything)
  if (node === null || typeof node !== 'object') return node
  const parts = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withEverything(value)]))
  if (parts.type !== 'object') return parts
  return { additionalProperties: false, required: Object.keys((parts.properties ?? {}) as Schema), ...parts }
}

export async function schemaFiles(root: string): Promise<[string, string][]> {
  const spec = assembleSchema(root)
  const facts = withEverything(assembleSchema(root, 'src/facts/schema')) as Schema
  return [
    ['schema/cluster.schema.json', JSON.stringify(spec, null, 2) + '\n'],
    ...(await compiled(root, spec, 'src/spec', 'SpecSource')),
    ['schema/facts.schema.json', JSON.stringify(facts, null, 2) + '\n'],
    ...(await compiled(root, facts, 'src/facts', 'Facts')),
  ]
}

/** The types and the validator of a schema, in the folder that has it in schema/. */
async function compiled(
  root: string,
  schema: Schema,
  folder: string,
  name: string,
): Promise<[string, string][]> {
  const types = await compile(forTypes({ ...schema, $id: name, title: name }) as never, name, {
    bannerComment: `// Made by scripts/gen.ts from ${folder}/schema/*.yaml.`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    format: false,
    strictIndexSignatures: false,
  })
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true },
  })
  const validate = ajv.compile(withoutProse(schema) as Schema)
  const generate = (standalone as unknown as { default: typeof standalone }).default ?? standalone
  const source = (generate as unknown as (a: typeof ajv, v: typeof validate) => string)(ajv, validate)
  const bundled = await build({
    stdin: { contents: source, resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    write: false,
    // Names of modules in the result must not depend on where node_modules lies.
    preserveSymlinks: true,
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
  })
  const code = bundled.outputFiles[0]!.text
  return [
    [`${folder}/types.gen.ts`, types.replace(/\r/g, '')],
    [
      `${folder}/validate.gen.js`,
      `// Made by scripts/gen.ts with ajv from ${folder}/schema/*.yaml.\n${code}`,
    ],
    [
      `${folder}/validate.gen.d.ts`,
      "// Made by scripts/gen.ts.\nimport type { ErrorObject } from 'ajv'\ndeclare function validate(data: unknown): boolean\ndeclare namespace validate {\n  let errors: ErrorObject[] | null | undefined\n}\nexport default validate\n",
    ],
  ]
}
