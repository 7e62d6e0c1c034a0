import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'

const about = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly name: string
  readonly version: string
  readonly dependencies?: object
}
const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-package-'))
const spec = `./${about.name}-${about.version}.tgz`
const tarball = join(folder, `${about.name}-${about.version}.tgz`)
// A registry that nobody answers for: whoever asks it, fails.
const offline = {
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
  npm_config_cache: join(folder, 'cache'),
  npm_config_update_notifier: 'false',
}

const npx = (...words: string[]): ReturnType<typeof run> =>
  run(['npx', '--yes', spec, ...words], { cwd: folder, env: offline, timeoutMs: 120_000 })

const test = suite('npm package')

test.before(async () => {
  const built = await run([process.execPath, '--import', 'tsx', 'scripts/build.ts'])
  assert.is(built.code, 0, built.stderr)
  const packed = await run(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder], {
    timeoutMs: 120_000,
  })
  assert.is(packed.code, 0, packed.stderr)
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('needs no other package', () => assert.is(about.dependencies, undefined))

test('runs from its tarball in an empty folder without network', async () => {
  const { code, stdout, stderr } = await npx('--version')
  assert.is(code, 0, stderr)
  assert.is(stdout, `${about.version}\n`)
})

test('carries examples, and generates from one', async () => {
  const example = await npx('profiles', 'kvm', '--example')
  assert.is(example.code, 0, example.stderr)
  assert.is(example.stdout, readFileSync('examples/kvm.yaml', 'utf8'))
  const made = await run(
    [
      'npx',
      '--yes',
      spec,
      'generate',
      '-f',
      join(process.cwd(), 'examples/kvm.yaml'),
      '-o',
      'out',
      '--no-prove',
      '--without-secrets',
    ],
    { cwd: folder, env: offline, timeoutMs: 120_000 },
  )
  assert.is(made.code, 0, made.stderr)
  assert.ok(existsSync(join(folder, 'out/node1/etc/hosts')))
})

test('names the licences of what is in it', async () => {
  const { stdout } = await run(['tar', '-tzf', tarball])
  const files = stdout.trim().split('\n')
  for (const file of [
    'dist/cli.js',
    'dist/THIRD-PARTY.txt',
    'LICENSE',
    'README.md',
    'schema/cluster.schema.json',
  ])
    assert.ok(files.includes(`package/${file}`), `${file} is not in the package`)
  const notices = readFileSync('dist/THIRD-PARTY.txt', 'utf8')
  const { inlinedDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    inlinedDependencies: { readonly [name: string]: string }
  }
  for (const [name, version] of Object.entries(inlinedDependencies))
    assert.match(notices, new RegExp(`^${name} ${version.replaceAll('.', '\\.')} \\(`, 'm'))
})

test.run()
