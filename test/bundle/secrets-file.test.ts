import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keepSecret, readSecretsFile } from '../../src/bundle/secrets-file.ts'

const test = suite<{ folder: string; path: string }>('the secrets file')

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'ha-secrets-'))
  context.path = join(context.folder, 'cluster.secrets.yaml')
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const bmc = { name: 'bmc-node1', purpose: 'password of the BMC of node1', value: 'pass"word \\ €#: {x}' }

test('a secret that somebody says is in a private file at once, and reads as it was said', ({
  path,
  folder,
}) => {
  keepSecret(path, bmc)
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.equal(readSecretsFile(path).values, { 'bmc-node1': bmc.value })
  assert.match(readFileSync(path, 'utf8'), /^# Secrets: .*\n.*\n# password of the BMC of node1\nbmc-node1: /)
  assert.equal(readdirSync(folder), ['cluster.secrets.yaml'])
})

test('what is there stays, byte by byte', ({ path }) => {
  const before = '# mine\nother: "x"   # do not touch\n\nbmc-node1: null\nlast: \'y\''
  writeFileSync(path, before, { mode: 0o644 })
  keepSecret(path, bmc)
  assert.is(readFileSync(path, 'utf8'), before.replace('null', JSON.stringify(bmc.value)))
  assert.is(statSync(path).mode & 0o777, 0o600)
  keepSecret(path, { ...bmc, value: 'second' })
  assert.is(readFileSync(path, 'utf8'), before.replace('null', '"second"'))
  keepSecret(path, { ...bmc, name: 'pdu', value: 'third' })
  assert.is(
    readFileSync(path, 'utf8'),
    `${before.replace('null', '"second"')}\n# password of the BMC of node1\npdu: "third"\n`,
  )
})

test('a name without a value gets one', ({ path }) => {
  writeFileSync(path, 'bmc-node1:\n', { mode: 0o600 })
  keepSecret(path, bmc)
  assert.equal(readSecretsFile(path).values, { 'bmc-node1': bmc.value })
})

test('a link stays one', ({ path, folder }) => {
  const real = join(folder, 'elsewhere.yaml')
  writeFileSync(real, 'a: "b"\n', { mode: 0o600 })
  symlinkSync(real, path)
  keepSecret(path, bmc)
  assert.equal(readSecretsFile(real).values, { a: 'b', 'bmc-node1': bmc.value })
})

test('a file that is no mapping is left alone', ({ path }) => {
  writeFileSync(path, '- a\n', { mode: 0o600 })
  assert.throws(() => keepSecret(path, bmc), /not a mapping/)
  assert.is(readFileSync(path, 'utf8'), '- a\n')
})

test.run()
