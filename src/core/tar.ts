import { gzipSync } from 'node:zlib'

export interface TarEntry {
  /** Relative, with /. */
  readonly path: string
  readonly mode: number
  readonly bytes: Uint8Array
}

const block = 512

/**
 * A tar.gz of regular files that is the same for the same entries: sorted, owned by root, without times. Directories are
 * not in it, so that unpacking at / leaves the modes of those that exist alone.
 */
export function reproducibleArchive(entries: readonly TarEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = splitName(entry.path)
    if (name) parts.push(header(name, entry.mode, entry.bytes.length, '0'))
    else {
      const record = paxRecord('path', entry.path)
      parts.push(header({ name: 'pax-header', prefix: '' }, 0o644, record.length, 'x'), padded(record))
      parts.push(header({ name: entry.path.slice(-100), prefix: '' }, entry.mode, entry.bytes.length, '0'))
    }
    parts.push(padded(entry.bytes))
  }
  parts.push(Buffer.alloc(2 * block))
  const gzip = gzipSync(Buffer.concat(parts), { level: 9 })
  // Byte 9 names the operating system that compressed, which is no part of the content.
  gzip[9] = 255
  return gzip
}

interface TarName {
  readonly name: string
  readonly prefix: string
}

/** ustar keeps 100 bytes of name and 155 of folders before it (POSIX.1-1988); longer paths need a pax header. */
function splitName(path: string): TarName | undefined {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const prefix = path.slice(0, slash)
    const name = path.slice(slash + 1)
    if (Buffer.byteLength(name) <= 100 && name !== '')
      return Buffer.byteLength(prefix) <= 155 ? { name, prefix } : undefined
  }
  return undefined
}

/** LENGTH KEY=VALUE, where LENGTH counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest)
  return Buffer.from(`${length}${rest}`)
}

function header({ name, prefix }: TarName, mode: number, size: number, type: '0' | 'x'): Buffer {
  const bytes = Buffer.alloc(block)
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`
  bytes.write(name, 0)
  bytes.write(octal(mode, 8), 100)
  bytes.write(octal(0, 8), 108)
  bytes.write(octal(0, 8), 116)
  bytes.write(octal(size, 12), 124)
  bytes.write(octal(0, 12), 136)
  bytes.write(' '.repeat(8), 148)
  bytes.write(type, 156)
  bytes.write('ustar\x0000', 257)
  bytes.write('root', 265)
  bytes.write('root', 297)
  bytes.write(octal(0, 8), 329)
  bytes.write(octal(0, 8), 337)
  bytes.write(prefix, 345)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

function padded(bytes: Uint8Array): Buffer {
  const rest = bytes.length % block
  return Buffer.concat([bytes, Buffer.alloc(rest === 0 ? 0 : block - rest)])
}
