import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSpecFile } from '../../src/commands/input.ts'
import type { Io } from '../../src/commands/command.ts'
import { HaError } from '../../src/core/errors.ts'

const test = suite('reading a spec')
const folder = mkdtempSync(join(tmpdir(), 'ha-input-'))
test.after(() => rmSync(folder, { recursive: true }))
const io = { stdin: () => Promise.resolve(new TextEncoder().encode('version: 2\n')) } as unknown as Io
const source = { flags: {}, io }

async function refusal(name: string): Promise<HaError> {
  try {
    await loadSpecFile(name, source)
  } catch (error) {
    assert.instance(error, HaError)
    return error as HaError
  }
  throw new Error(`${name} was read`)
}

const cases: { readonly what: string; readonly name: () => string; readonly sentence: RegExp }[] = [
  {
    what: 'a file that is missing',
    name: () => join(folder, 'none.yaml'),
    sentence: /^There is no file .*none\.yaml\.$/,
  },
  { what: 'a folder', name: () => folder, sentence: / is a folder; name the cluster\.yaml in it\.$/ },
  {
    what: 'a file below a file',
    name: () => {
      writeFileSync(join(folder, 'file'), '')
      return join(folder, 'file', 'cluster.yaml')
    },
    sentence: / lies in something that is no folder\.$/,
  },
  {
    what: 'a link to itself',
    name: () => {
      symlinkSync('loop.yaml', join(folder, 'loop.yaml'))
      return join(folder, 'loop.yaml')
    },
    sentence: / is a link that leads to itself\.$/,
  },
  {
    what: 'a link to nothing',
    name: () => {
      symlinkSync('nothing.yaml', join(folder, 'dangling.yaml'))
      return join(folder, 'dangling.yaml')
    },
    sentence: /^There is no file /,
  },
  {
    what: 'a FIFO',
    name: () => {
      execFileSync('mkfifo', [join(folder, 'fifo')])
      return join(folder, 'fifo')
    },
    sentence: / is a FIFO, and what has no end cannot be checked\.$/,
  },
  {
    what: 'a very long name',
    name: () => join(folder, 'x'.repeat(300)),
    sentence: /longer than a file name can be/,
  },
]

for (const { what, name, sentence } of cases)
  test(`${what} is refused`, async () => {
    const error = await refusal(name())
    assert.is(error.exit, 'usage')
    assert.match(error.message, sentence)
  })

// Root may read everything.
if (process.getuid?.() !== 0)
  test('a file that may not be read is refused', async () => {
    const name = join(folder, 'closed.yaml')
    writeFileSync(name, '')
    chmodSync(name, 0)
    assert.match((await refusal(name)).message, /may not be read by this user/)
  })

test('of a file without end no more is read than is accepted', async () => {
  const { problems } = await loadSpecFile('/dev/zero', source)
  assert.equal(
    problems.map(({ code }) => code),
    ['YML001'],
  )
})

test('a link to a file is read', async () => {
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub', 'cluster.yaml'), 'version: 2\n')
  symlinkSync('sub/cluster.yaml', join(folder, 'link.yaml'))
  const { problems } = await loadSpecFile(join(folder, 'link.yaml'), source)
  assert.ok(problems.some(({ code }) => code === 'SCH004'))
})

test('- is standard input', async () => {
  const { file, problems } = await loadSpecFile('-', source)
  assert.is(file, 'stdin')
  assert.ok(problems.some(({ code }) => code === 'SCH004'))
})

test.run()
