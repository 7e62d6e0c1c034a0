import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-new-'))
const test = suite('scripts/new')
test.before(() => {
  mkdirSync(join(folder, 'src/spec'), { recursive: true })
  mkdirSync(join(folder, 'examples'))
  cpSync('src/spec/rules', join(folder, 'src/spec/rules'), { recursive: true })
  cpSync('examples/kvm.yaml', join(folder, 'examples/kvm.yaml'))
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

const root = process.cwd()
function scaffold(...words: string[]): { code: number | null; err: string } {
  const tsx = join(root, 'node_modules/tsx/dist/esm/index.mjs')
  const done = spawnSync(process.execPath, ['--import', tsx, join(root, 'scripts/new.ts'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { code: done.status, err: done.stderr }
}

const kinds: { words: [string, string]; files: string[] }[] = [
  {
    words: ['rule', 'ZZZ001'],
    files: ['src/spec/rules/zzz001.ts', 'test/spec/bad/ZZZ001-forbidden-name.yaml'],
  },
  {
    words: ['template', '/etc/zzz.conf'],
    files: ['templates/etc/zzz.conf.hbs', 'src/render/views/zzz-conf.ts', 'test/render/zzz-conf.test.ts'],
  },
  { words: ['profile', 'zzz'], files: ['profiles/zzz.yaml', 'examples/zzz.yaml'] },
]
for (const { words, files } of kinds) {
  test(`makes a ${words[0]} with its test case, once`, () => {
    const { code, err } = scaffold(...words)
    assert.is(code, 0, err)
    for (const file of files) assert.ok(existsSync(join(folder, file)), file)
    assert.is(scaffold(...words).code, 2)
  })
}

const refused: { words: string[]; says: RegExp }[] = [
  { words: [], says: /usage/ },
  { words: ['rule', 'net1'], says: /three letters and three digits/ },
  { words: ['rule', 'NET001'], says: /NET001 is taken/ },
  { words: ['template', '../etc/passwd'], says: /path on the node/ },
  { words: ['profile', 'Web'], says: /small letters/ },
  { words: ['fact', 'disks'], says: /no facts yet/ },
  { words: ['step', 'raid'], says: /no steps yet/ },
]
for (const { words, says } of refused) {
  test(`refuses ${words.join(' ') || 'nothing'}`, () => {
    const { code, err } = scaffold(...words)
    assert.is(code, 2)
    assert.match(err, says)
  })
}

test.run()
