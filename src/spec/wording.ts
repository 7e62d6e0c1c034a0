import type { Path } from './spec.ts'

// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu

/** A text that a terminal or log can show: control characters as escapes, at most 60 characters. */
export function printable(text: string): string {
  const clean = text.replace(unprintable, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return clean.length > 60 ? `${clean.slice(0, 57)}…` : clean
}

/** A value of a spec as messages show it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${printable(value)}"`
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf'
  return printable(JSON.stringify(value) ?? 'nothing')
}

/** The field as a person says it: nodes.node1.disks.data1, services.web.prefer[0]. */
export const fieldName = (path: Path): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`
      const name = /^[\w/:+-]+$/.test(step) && step.length <= 60 ? step : shown(step)
      return i === 0 ? name : `.${name}`
    })
    .join('') || 'the file'

/** A small value as one writes it in YAML, on one line. */
export function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, child]) => `${inYaml(key)}: ${inYaml(child)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  if (typeof value !== 'string') return String(value)
  const plain =
    /^[A-Za-z/][A-Za-z0-9 ./@+_=-]*$/.test(value) ||
    /^[0-9]+(\.[0-9]+){2,3}(\/[0-9]+)?$/.test(value) ||
    /^[0-9]+[A-Za-z]+$/.test(value)
  return plain &&
    !/^(true|false|null)$/i.test(value) &&
    !/\s$/.test(value) &&
    !/^[0-9.]+e[0-9]+$/i.test(value)
    ? value
    : JSON.stringify(value)
}
