const plain = /^[A-Za-z0-9_./$][A-Za-z0-9_./@+=%;()'~^:* -]*$/

/** Words that some reader of YAML takes for something else than a text. */
const words = /^(null|true|false|yes|no|on|off|y|n|\.inf|\.nan)$/i

/** Numbers with what YAML 1.1 allows in them, of base 60 too, dates, and addresses of network cards, which look like them. */
const numberLike =
  /^(0[xob].*|[0-9][0-9_,]*(\.[0-9_]*)?|[0-9]+(:[0-9]{1,2})+(\.[0-9]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9a-f]{2}(:[0-9a-f]{2})+)$/i

/** A text, number or boolean as YAML 1.2, in quotes where it would be read as something else in brackets or by YAML 1.1. */
export function scalarText(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? 'null' : JSON.stringify(value)
  const isPlain =
    plain.test(value) &&
    !words.test(value) &&
    !numberLike.test(value) &&
    Number.isNaN(Number(value)) &&
    !/:( |$)|:\/\/| {2}| $/.test(value)
  return isPlain ? value : JSON.stringify(value)
}

/** Keys are never anything but texts, so that a word such as `on` needs no quotes. */
export const keyText = (key: string): string => (/^[a-z]+$/.test(key) ? key : scalarText(key))

/** A value on one line, mappings and lists in brackets. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return scalarText(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  return `{ ${entries.map(([key, child]) => `${keyText(key)}: ${flowText(child)}`).join(', ')} }`
}
