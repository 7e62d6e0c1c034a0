import type { Fault } from './document.ts'

/** Larger files are refused unread: a cluster of 32 nodes with 1,000 machines stays far below. */
export const maximumBytes = 1024 * 1024

/** The text of a UTF-8 file, or what keeps it from being one. */
export function decode(bytes: Uint8Array): { readonly text: string } | { readonly fault: Fault } {
  if (bytes.length > maximumBytes) {
    return {
      fault: {
        line: 1,
        column: 1,
        code: 'YML001',
        sentence: `The file has more than ${maximumBytes} bytes, which is as much as is read.`,
        fix: 'check that this is the right file; what all nodes share goes under node-defaults',
      },
    }
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const encoding = guessedEncoding(bytes)
    return {
      fault: {
        ...placeOfBadByte(bytes),
        code: 'YML002',
        sentence: `The file is not UTF-8 text${encoding.startsWith('UTF-') ? ` but ${encoding}` : ''}.`,
        fix: `save it as UTF-8, for instance with: iconv -f ${encoding} -t UTF-8`,
      },
    }
  }
  const control = unprintable.exec(text)
  if (!control) return { text }
  const code = control[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  const encoding = guessedEncoding(bytes)
  return {
    fault: {
      ...placeIn(text.slice(0, control.index)),
      code: 'YML002',
      sentence: `The file contains the control character U+${code}.`,
      fix: encoding.startsWith('UTF-')
        ? `save it as UTF-8, for instance with: iconv -f ${encoding} -t UTF-8`
        : 'remove the character; values are single lines of text',
    },
  }
}

/** What YAML does not allow in a text, and carriage returns that do not end a line: programs differ about those. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)/

function guessedEncoding(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16LE'
  if (first === 0xfe && second === 0xff) return 'UTF-16BE'
  if (first !== 0 && second === 0 && bytes[3] === 0) return 'UTF-16LE'
  if (first === 0 && second !== 0 && bytes[2] === 0) return 'UTF-16BE'
  return 'LATIN1'
}

/** The place after a text. */
function placeIn(before: string): { line: number; column: number } {
  const lines = before.split('\n')
  return { line: lines.length, column: lines[lines.length - 1]!.length + 1 }
}

function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  let good = 0
  let bad = bytes.length
  // The longest decodable prefix, found by halving; a cut inside a character at the end is not an error with stream:true.
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      bad = middle - 1
    }
  }
  return placeIn(new TextDecoder().decode(bytes.subarray(0, good), { stream: true }))
}
