import { HaError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { wrap } from '../core/text.ts'
import { allCodes, explainCode, explainFields } from '../spec/explain.ts'
import type { ExplainedCode, ExplainedField } from '../spec/explain.ts'
import { allFields } from '../spec/fields.ts'
import type { Field } from '../spec/fields.ts'
import { inYaml } from '../spec/wording.ts'
import type { CommandModule } from './command.ts'

/** More fields of one name than this are listed, not told. */
const fewFields = 3

export const run: CommandModule['run'] = async ({ words: [subject], io }) => {
  if (subject === undefined) {
    io.out(codesText())
    return 'ok'
  }
  const code = explainCode(subject)
  io.out(code ? codeText(code, io.colour.bold) : fieldsText(subject, io.colour.bold))
  return 'ok'
}

const codesText = (): string =>
  `${allCodes()
    .map(({ code, severity, title }) => `${code}  ${severity.padEnd(7)}  ${title}`)
    .join('\n')}\n`

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')

function codeText(
  { code, severity, title, why, example, source }: ExplainedCode,
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
  const found = explainFields(subject)
  if (found.length === 0) throw unknown(subject, fields)
  if (found.length > fewFields)
    return `Several fields end in ${subject}:\n${found.map((field) => `  ${field.path}  ${field.title}`).join('\n')}\n`
  return found.map((field) => fieldText(field, fields, bold)).join('\n')
}

function fieldText(field: ExplainedField, fields: readonly Field[], bold: (text: string) => string): string {
  const prefix = `${field.path}.`
  const below = fields.filter((other) => {
    const rest = other.path.startsWith(prefix)
      ? other.path.slice(prefix.length)
      : other.path.startsWith(`${field.path}[].`)
        ? other.path.slice(field.path.length + 3)
        : undefined
    return rest !== undefined && !/[.[]/.test(rest)
  })
  const examples = field.examples.map((example) => `  ${lastName(field.path)}: ${inYaml(example)}`)
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
    ...(field.rules.length > 0
      ? ['Rules about it:', ...field.rules.map(({ code, title }) => wrap(`  ${code}  ${title}`))]
      : []),
    ...(field.source ? [`Source: ${field.source}`] : []),
    '',
  ].join('\n')
}

const lastName = (path: string): string => {
  const step = path.split('.').at(-1)!
  return step.startsWith('*') ? 'NAME' : step.replace('[]', '')
}

function unknown(subject: string, fields: readonly Field[]): HaError {
  const codes = allCodes().map(({ code }) => code)
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
