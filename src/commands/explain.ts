import { HaError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { wrap } from '../core/text.ts'
import { documentCodes } from '../spec/document-codes.ts'
import { allFields, findFields } from '../spec/fields.ts'
import type { Field } from '../spec/fields.ts'
import type { Rule } from '../spec/rule.ts'
import { rules } from '../spec/rules/index.gen.ts'
import { schemaCodes } from '../spec/schema-problems.ts'
import type { CommandModule } from './command.ts'

/** Codes that have a title and nothing else to tell: they are about the file, not about clusters. */
const plainCodes: { readonly [code: string]: string } = { ...documentCodes, ...schemaCodes }

/** More fields of one name than this are listed, not told. */
const fewFields = 3

export const run: CommandModule['run'] = async ({ words: [subject], io }) => {
  if (subject === undefined) {
    io.out(allCodes())
    return 'ok'
  }
  const code = subject.toUpperCase()
  const rule = rules.find((candidate) => candidate.code === code)
  if (rule) io.out(ruleText(rule, io.colour.bold))
  else if (plainCodes[code] !== undefined) io.out(`${io.colour.bold(code)} ${plainCodes[code]}\n`)
  else io.out(fieldsText(subject, io.colour.bold))
  return 'ok'
}

function allCodes(): string {
  const lines = [
    ...Object.entries(plainCodes).map(([code, title]) => `${code}  ${'error'.padEnd(7)}  ${title}`),
    ...rules.map((rule) => `${rule.code}  ${rule.severity.padEnd(7)}  ${rule.title}`),
  ]
  return `${lines.sort().join('\n')}\n`
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')

function ruleText(
  { code, severity, title, why, example, source }: Rule,
  bold: (text: string) => string,
): string {
  return `${bold(`${code} (${severity})`)} ${title}

${wrap(why)}

Instead of
${indented(example.bad)}
write
${indented(example.good)}

Source: ${source}
`
}

function fieldsText(subject: string, bold: (text: string) => string): string {
  const fields = allFields()
  const found = findFields(subject, fields)
  if (found.length === 0) throw unknown(subject, fields)
  if (found.length > fewFields)
    return `Several fields end in ${subject}:\n${found.map((field) => `  ${field.path}  ${field.title}`).join('\n')}\n`
  return found.map((field) => fieldText(field, fields, bold)).join('\n')
}

function fieldText(field: Field, fields: readonly Field[], bold: (text: string) => string): string {
  const prefix = `${field.path}.`
  const below = fields.filter((other) => {
    const rest = other.path.startsWith(prefix)
      ? other.path.slice(prefix.length)
      : other.path.startsWith(`${field.path}[].`)
        ? other.path.slice(field.path.length + 3)
        : undefined
    return rest !== undefined && !/[.[]/.test(rest)
  })
  const examples = field.examples.map((example) => `  ${lastName(field.path)}: ${yamlFlow(example)}`)
  return [
    `${bold(field.path)} - ${field.title}${field.required ? ' (required)' : ''}`,
    '',
    wrap(field.description),
    '',
    wrap(`Value: ${field.values}`),
    ...(examples.length > 0 ? ['Example:', ...examples] : []),
    ...(below.length > 0
      ? [
          'Fields in it:',
          ...below.map((child) => `  ${child.path.split('.').at(-1)!.padEnd(24)} ${child.title}`),
        ]
      : []),
    ...(field.source ? [`Source: ${field.source}`] : []),
    '',
  ].join('\n')
}

const lastName = (path: string): string => {
  const step = path.split('.').at(-1)!
  return step.startsWith('*') ? 'NAME' : step.replace('[]', '')
}

/** A value as YAML writes it on one line. */
function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, child]) => `${key}: ${yamlFlow(child)}`)
      .join(', ')} }`
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^[A-Za-z/][A-Za-z0-9 _./@%=+-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value)
}

function unknown(subject: string, fields: readonly Field[]): HaError {
  const codes = [...Object.keys(plainCodes), ...rules.map((rule) => rule.code)]
  const keys = [
    ...new Set(fields.flatMap((field) => field.path.split('.').map((step) => step.replace('[]', '')))),
  ]
  const meant =
    nearest(subject.toUpperCase(), codes) ??
    nearest(
      subject,
      fields.map((field) => field.path),
    ) ??
    nearest(subject.split('.').at(-1)!, keys)
  return new HaError('usage', `${subject} is neither a code nor a field of cluster.yaml.`, {
    hint: meant ? `did you mean ${meant}?` : '`ha-bootstrap explain` lists the codes, `schema` the fields',
  })
}
