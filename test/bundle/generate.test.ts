import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as generate from '../../src/commands/generate.ts'
import { run } from '../../src/host/exec.ts'
import { call, inFolder } from './workshop.ts'
import type { Told } from './workshop.ts'

const test = suite('generate')

const example = readFileSync('examples/kvm.yaml', 'utf8')

type Flags = { readonly [name: string]: string | boolean }

/** Generates from kvm's example in folder; `change` edits the spec first. */
async function make(
  folder: string,
  flags: Flags = {},
  change = (text: string): string => text,
): Promise<Told> {
  writeFileSync(join(folder, 'cluster.yaml'), change(example))
  return call(generate, [], {
    file: join(folder, 'cluster.yaml'),
    output: join(folder, 'out'),
    'no-prove': true,
    ...flags,
  })
}

const mode = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8)

function tree(folder: string): { [path: string]: string } {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    lstatSync(join(folder, name)).isFile(),
  )
  return Object.fromEntries(
    files
      .sort()
      .map((name) => [name, `${mode(join(folder, name))} ${readFileSync(join(folder, name), 'base64')}`]),
  )
}

test('modes are exact whatever the umask, and everything is behind a private folder', () =>
  inFolder(async (folder) => {
    for (const umask of [0o000, 0o077, 0o022]) {
      const before = process.umask(umask)
      try {
        rmSync(join(folder, 'out'), { recursive: true, force: true })
        assert.is((await make(folder)).exit, 'ok')
      } finally {
        process.umask(before)
      }
      const out = join(folder, 'out')
      assert.is(mode(out), '700')
      assert.is(mode(join(out, 'node1/etc')), '755')
      assert.is(mode(join(out, 'node1/etc/hosts')), '644')
      assert.is(mode(join(out, 'node1/etc/drbd.d/global_common.conf')), '600')
      assert.is(mode(join(out, 'node1/etc/corosync/authkey')), '400')
      assert.is(mode(join(out, 'SHA256SUMS')), '600')
      assert.is(mode(join(folder, 'cluster.secrets.yaml')), '600')
    }
  }))

test('the same spec and secrets give the same bytes', () =>
  inFolder(async (folder) => {
    await make(folder, { archive: true })
    const first = tree(join(folder, 'out'))
    renameSync(join(folder, 'out'), join(folder, 'old'))
    await make(folder, { archive: true })
    assert.equal(tree(join(folder, 'out')), first)
    assert.match((await make(folder, { archive: true })).out, /nothing has changed/)
  }))

test('sha256sum agrees', () =>
  inFolder(async (folder) => {
    await make(folder, { archive: true })
    const { code, stderr } = await run(['sha256sum', '--check', '--quiet', '--strict', 'SHA256SUMS'], {
      cwd: join(folder, 'out'),
    })
    assert.is(code, 0, stderr)
    const listed = readFileSync(join(folder, 'out/SHA256SUMS'), 'utf8').trim().split('\n').length
    // All but itself and the manifest.
    assert.is(listed, Object.keys(tree(join(folder, 'out'))).length - 2)
  }))

test('GNU tar unpacks the archive to the very same tree, owned by root', () =>
  inFolder(async (folder) => {
    await make(folder, { archive: true })
    mkdirSync(join(folder, 'unpacked'))
    const archive = join(folder, 'out/node1.tar.gz')
    const { stdout } = await run(['tar', '--numeric-owner', '-tvzf', archive])
    for (const line of stdout.trim().split('\n')) assert.match(line, /^-[rwx-]{9} 0\/0 +[0-9]+ 1970-01-01 /)
    const { code, stderr } = await run(['tar', '-xpzf', archive, '-C', join(folder, 'unpacked')])
    assert.is(code, 0, stderr)
    assert.equal(tree(join(folder, 'unpacked')), tree(join(folder, 'out/node1')))
  }))

test('the authkey is binary, the same on every node, and as long as its secret', () =>
  inFolder(async (folder) => {
    await make(folder)
    const key = readFileSync(join(folder, 'out/node1/etc/corosync/authkey'))
    assert.ok(key.length >= 128 && key.length <= 4096)
    assert.ok(key.equals(readFileSync(join(folder, 'out/node2/etc/corosync/authkey'))))
  }))

test('secrets are made once, kept, and stand where they belong and nowhere else', () =>
  inFolder(async (folder) => {
    await make(folder)
    const file = readFileSync(join(folder, 'cluster.secrets.yaml'), 'utf8')
    const drbd = /^drbd: "([0-9a-f]+)"$/m.exec(file)![1]!
    await make(folder, {}, (text) => text.replace('name: prod1', 'name: prod1\ndescription: changed'))
    assert.is(readFileSync(join(folder, 'cluster.secrets.yaml'), 'utf8'), file)
    const holders = Object.keys(tree(join(folder, 'out'))).filter((path) =>
      readFileSync(join(folder, 'out', path), 'latin1').includes(drbd),
    )
    assert.equal(holders, ['node1/etc/drbd.d/global_common.conf', 'node2/etc/drbd.d/global_common.conf'])
  }))

test('without secrets nothing is made and the places are named', () =>
  inFolder(async (folder) => {
    const { exit, out } = await make(folder, { 'without-secrets': true })
    assert.is(exit, 'ok')
    assert.match(out, /left out/)
    assert.is(existsSync(join(folder, 'cluster.secrets.yaml')), false)
    assert.match(
      readFileSync(join(folder, 'out/node1/etc/drbd.d/global_common.conf'), 'utf8'),
      /@SECRET:drbd@/,
    )
    assert.is(mode(join(folder, 'out')), '755')
    assert.is(mode(join(folder, 'out/node1/etc/drbd.d/global_common.conf')), '600')
  }))

test('a secrets file in use keeps its comments and gets what is missing at its end', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'cluster.secrets.yaml')
    writeFileSync(path, '# mine\ndrbd: "0123456789abcdef"  # keep', { mode: 0o600 })
    await make(folder)
    const text = readFileSync(path, 'utf8')
    assert.ok(text.startsWith('# mine\ndrbd: "0123456789abcdef"  # keep\n'))
    assert.match(text, /^corosync-authkey: "/m)
    assert.match(
      readFileSync(join(folder, 'out/node1/etc/drbd.d/global_common.conf'), 'utf8'),
      /"0123456789abcdef"/,
    )
  }))

const badSecrets: { name: string; text: string; says: RegExp }[] = [
  {
    name: 'that would end its quotes',
    text: "drbd: 'a\"; b'",
    says: /cluster\.secrets\.yaml:1: the secret drbd must be without double quotes/,
  },
  {
    name: 'that is too long for DRBD',
    text: `drbd: ${'x'.repeat(64)}`,
    says: /the secret drbd must be at most 6[34] bytes long/,
  },
  { name: 'with a newline', text: 'drbd: "a\\nb"', says: /the secret drbd must be without/ },
  { name: 'that is no text', text: 'drbd: 0123', says: /The secret drbd is not a text/ },
  {
    name: 'that is not base64',
    text: 'corosync-authkey: "%%%"',
    says: /the secret corosync-authkey must be base64/,
  },
  {
    name: 'that is too short a key',
    text: 'corosync-authkey: "YWJj"',
    says: /must be base64 of at least [0-9]+ bytes/,
  },
  { name: 'without a value that we make', text: 'drbd:', says: /The secret drbd has no value/ },
  { name: 'in no mapping', text: '- a', says: /not a mapping/ },
  { name: 'in broken YAML', text: 'drbd: "s3cr3t', says: /not YAML/ },
]
for (const { name, text, says } of badSecrets) {
  test(`a secret ${name} is refused without being shown, and nothing is written`, () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'cluster.secrets.yaml'), text, { mode: 0o600 })
      const { exit, err } = await make(folder)
      assert.is(exit, 'spec')
      assert.match(err, says)
      assert.not.match(err, /s3cr3t|a"; b|%%%|YWJj/)
      assert.is(existsSync(join(folder, 'out')), false)
      assert.is(readFileSync(join(folder, 'cluster.secrets.yaml'), 'utf8'), text)
    }))
}

test('a secrets file that others can read is noticed', () =>
  inFolder(async (folder) => {
    await make(folder)
    chmodSync(join(folder, 'cluster.secrets.yaml'), 0o644)
    assert.match((await make(folder)).out, /others may read .*cluster\.secrets\.yaml \(mode 644\)/)
  }))

test('a secrets file behind a link stays behind it', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'safe'))
    writeFileSync(join(folder, 'safe/secrets'), '', { mode: 0o600 })
    symlinkSync('safe/secrets', join(folder, 'cluster.secrets.yaml'))
    await make(folder)
    assert.ok(lstatSync(join(folder, 'cluster.secrets.yaml')).isSymbolicLink())
    assert.match(readFileSync(join(folder, 'safe/secrets'), 'utf8'), /^drbd: "/m)
  }))

const meddling: { name: string; meddle: (out: string) => void; says: RegExp }[] = [
  {
    name: 'edited',
    meddle: (out) => writeFileSync(join(out, 'node1/etc/hosts'), 'x'),
    says: /node1\/etc\/hosts \(edited\)/,
  },
  {
    name: 'new',
    meddle: (out) => writeFileSync(join(out, 'node1/mine'), 'x'),
    says: /node1\/mine \(not ours\)/,
  },
  {
    name: 'given another mode',
    meddle: (out) => chmodSync(join(out, 'node1/etc/hosts'), 0o600),
    says: /node1\/etc\/hosts \(mode 0600, was 0644\)/,
  },
  {
    name: 'replaced by a link',
    meddle: (out) => {
      copyFileSync(join(out, 'node1/etc/hosts'), join(out, '../hosts'))
      rmSync(join(out, 'node1/etc/hosts'))
      symlinkSync('../../../hosts', join(out, 'node1/etc/hosts'))
    },
    says: /node1\/etc\/hosts \(/,
  },
  { name: 'an empty folder', meddle: (out) => mkdirSync(join(out, 'notes')), says: /notes\/ \(not ours\)/ },
  {
    name: 'the manifest',
    meddle: (out) => writeFileSync(join(out, '.ha-bootstrap.json'), '{'),
    says: /did not write/,
  },
]
for (const { name, meddle, says } of meddling) {
  test(`a bundle in which something is ${name} is left alone`, () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out')
      await make(folder)
      meddle(out)
      const before = tree(out)
      const { exit, err } = await make(folder, {}, (text) => text.replace('10.0.0.1 }', '10.0.0.3 }'))
      assert.is(exit, 'facts')
      assert.match(err, says)
      assert.equal(tree(out), before)
      assert.equal(
        readdirSync(folder).filter((entry) => entry.startsWith('.')),
        [],
      )
    }))
}

test('an unedited bundle is brought up to date, and what no longer belongs goes', () =>
  inFolder(async (folder) => {
    await make(folder, { archive: true })
    const { exit, out } = await make(folder, {}, (text) => text.replace('10.0.0.1 }', '10.0.0.3 }'))
    assert.is(exit, 'ok')
    assert.match(out, /changed, 2 removed/)
    assert.is(existsSync(join(folder, 'out/node1.tar.gz')), false)
    assert.match(readFileSync(join(folder, 'out/node1/etc/hosts'), 'utf8'), /10\.0\.0\.3/)
  }))

test('files that somebody took away are written again', () =>
  inFolder(async (folder) => {
    await make(folder)
    rmSync(join(folder, 'out/node1/etc/hosts'))
    assert.match((await make(folder)).out, /\(1 new\)/)
    assert.ok(existsSync(join(folder, 'out/node1/etc/hosts')))
  }))

test('a folder of somebody else and the bundle of another cluster are left alone', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'out'))
    writeFileSync(join(folder, 'out/thesis.txt'), 'years of work')
    assert.match((await make(folder)).err, /thesis\.txt/)
    rmSync(join(folder, 'out'), { recursive: true })
    await make(folder)
    const { exit, err } = await make(folder, {}, (text) => text.replace('name: prod1', 'name: other'))
    assert.is(exit, 'facts')
    assert.match(err, /another cluster, prod1/)
  }))

test('an empty folder is filled', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'out'))
    assert.is((await make(folder)).exit, 'ok')
    assert.ok(existsSync(join(folder, 'out/node1/etc/hosts')))
  }))

test('what a killed run has left is cleared up, and the old bundle gets its name back', () =>
  inFolder(async (folder) => {
    await make(folder)
    const before = tree(join(folder, 'out'))
    // A process id that no process has: pid_max is at most 4194304.
    renameSync(join(folder, 'out'), join(folder, '.out.old-4194305'))
    mkdirSync(join(folder, '.out.new-4194305/node1'), { recursive: true })
    const { out } = await make(folder)
    assert.match(out, /nothing has changed/)
    assert.equal(tree(join(folder, 'out')), before)
    assert.equal(
      readdirSync(folder).filter((entry) => entry.startsWith('.')),
      [],
    )
  }))

test('a full disk costs nothing: neither bundle nor secrets', () =>
  inFolder(async (folder) => {
    assert.is(process.getuid!(), 0, 'this test mounts a small file system and has to be root')
    const small = join(folder, 'small')
    mkdirSync(small)
    assert.is((await run(['mount', '-t', 'tmpfs', '-o', 'size=2000k', 'tmpfs', small])).code, 0)
    try {
      assert.is((await make(small)).exit, 'ok')
      const before = tree(join(small, 'out'))
      const secrets = readFileSync(join(small, 'cluster.secrets.yaml'), 'utf8')
      const { stdout } = await run(['df', '--output=avail', '-k', small])
      const free = Number(stdout.trim().split('\n').at(-1))
      writeFileSync(join(small, 'ballast'), Buffer.alloc(Math.max(0, free - 60) * 1024))
      const { exit, err } = await make(small, {}, (text) => text.replace('10.0.0.1 }', '10.0.0.3 }'))
      assert.is(exit, 'stepFailed')
      assert.match(err, /the disk is full\. It is as it was before\./)
      assert.equal(tree(join(small, 'out')), before)
      assert.is(readFileSync(join(small, 'cluster.secrets.yaml'), 'utf8'), secrets)
      assert.equal(
        readdirSync(small).filter((entry) => entry.startsWith('.')),
        [],
      )
    } finally {
      await run(['umount', small])
    }
  }))

test('a spec with errors writes nothing', () =>
  inFolder(async (folder) => {
    const { exit, err } = await make(folder, {}, (text) => `${text}bogus: 1\n`)
    assert.is(exit, 'spec')
    assert.match(err, /nothing was written/)
    assert.equal(readdirSync(folder), ['cluster.yaml'])
  }))

test.run()
