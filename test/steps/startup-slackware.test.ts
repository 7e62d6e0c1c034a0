import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { steps } from '../../steps/index.ts'
import type { Action } from '../../src/run/step.ts'
import { runner } from '../../src/run/node-scripts.gen.ts'
import { actionsOf, example } from './plans.ts'

// Slackware cannot be had here: its files stand in a root of their own, and the guards and scripts of the steps work there.
const test = suite('start-up of Slackware')

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-slackware-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]
const heartbeat = example('seed-003-heartbeat/node1')

const actionNamed = (stepId: string, why: string): Action & { do: 'run' } => {
  const step = steps.find(({ id }) => id === stepId)!
  const found = actionsOf(step, heartbeat).find((action) => action.why === why)
  if (found?.do !== 'run') throw new Error(`no action ${why}`)
  return found
}

function doTwice(
  shell: readonly string[],
  action: Action & { do: 'run' },
  files: Readonly<Record<string, string>>,
) {
  const root = mkdtempSync(join(folder, 'root'))
  for (const [path, text] of Object.entries({ ...files, '/var/lib/ha-bootstrap/run/id': 'now\n' })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), 0o644)
  }
  const run = (text: string): number | null => {
    const { status, stderr } = spawnSync(shell[0]!, [...shell.slice(1), '-c', `${runner}\n${text}`], {
      encoding: 'utf8',
      env: { ...process.env, HA_ROOT: root },
    })
    assert.not.match(stderr, /syntax|not found/i)
    return status
  }
  const guard = (): boolean => run(`set +eu\n${action.unless.text}`) === 0
  assert.is(guard(), false, 'there is something to do')
  assert.is(run(`set -eu\n${action.script.text}`), 0)
  assert.is(guard(), true, 'it is done')
  const once = Object.keys(files).map((path) => readFileSync(join(root, path), 'utf8'))
  assert.is(run(`set -eu\n${action.script.text}`), 0)
  assert.equal(
    Object.keys(files).map((path) => readFileSync(join(root, path), 'utf8')),
    once,
    'done again it changes nothing',
  )
  return {
    text: (path: string): string => readFileSync(join(root, path), 'utf8'),
    mode: (path: string): number => statSync(join(root, path)).mode & 0o777,
    kept: (path: string): boolean => existsSync(join(root, 'var/lib/ha-bootstrap/kept/now/files', path)),
  }
}

const rcM = `#!/bin/sh
# Start Apache web server:
if [ -x /etc/rc.d/rc.httpd ]; then
  . /etc/rc.d/rc.httpd start
fi
if [ -x /etc/rc.d/rc.httpd2 ]; then
  /etc/rc.d/rc.httpd2 start
fi
`

for (const shell of shells) {
  const name = shell.join(' ')

  test(`${name}: rc.M leaves what the cluster starts, which stays executable`, () => {
    const action = actionNamed('membership', 'leave starting httpd to the cluster')
    const { text, mode, kept } = doTwice(shell, action, {
      '/etc/rc.d/rc.M': rcM,
      '/etc/rc.d/rc.httpd': '#!/bin/sh\n',
    })
    assert.is(
      text('/etc/rc.d/rc.M'),
      rcM.replace('  . /etc/rc.d/rc.httpd start\n', '  : # the cluster starts rc.httpd\n'),
    )
    assert.is(mode('/etc/rc.d/rc.M'), 0o755)
    assert.is(mode('/etc/rc.d/rc.httpd'), 0o755)
    assert.ok(kept('/etc/rc.d/rc.M'))
  })

  test(`${name}: rc.local starts the cluster, before it exits`, () => {
    const action = actionNamed('start', 'have /etc/rc.d/rc.local start the cluster at every boot')
    const { text, mode } = doTwice(shell, action, { '/etc/rc.d/rc.local': '#!/bin/sh\necho hello\nexit 0\n' })
    assert.is(
      text('/etc/rc.d/rc.local'),
      '#!/bin/sh\necho hello\n[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha start\nexit 0\n',
    )
    assert.is(mode('/etc/rc.d/rc.local'), 0o755)
  })

  test(`${name}: rc.local_shutdown is made where there is none`, () => {
    const action = actionNamed(
      'start',
      'have /etc/rc.d/rc.local_shutdown stop the cluster before every shutdown',
    )
    const { text, mode } = doTwice(shell, action, { '/etc/rc.d/rc.S': '' })
    assert.is(
      text('/etc/rc.d/rc.local_shutdown'),
      '#!/bin/sh\n[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha stop\n',
    )
    assert.is(mode('/etc/rc.d/rc.local_shutdown'), 0o755)
  })

  test(`${name}: httpd.conf includes what moves`, () => {
    const path = '/etc/httpd/extra/ha-bootstrap-httpd.conf'
    const action = actionNamed('web', `have httpd.conf include ${path}`)
    const root = doTwiceOnce(shell, action)
    assert.is(root, `Listen 80\nInclude ${path}\n`)
  })
}

/** The same for an act that is not asked for twice: its guard keeps it from that. */
function doTwiceOnce(shell: readonly string[], action: Action & { do: 'run' }): string {
  const root = mkdtempSync(join(folder, 'once'))
  for (const part of ['etc/httpd', 'var/lib/ha-bootstrap/run'])
    mkdirSync(join(root, part), { recursive: true })
  writeFileSync(join(root, 'var/lib/ha-bootstrap/run/id'), 'now\n')
  writeFileSync(join(root, 'etc/httpd/httpd.conf'), 'Listen 80\n')
  const { status, stderr } = spawnSync(
    shell[0]!,
    [
      ...shell.slice(1),
      '-c',
      `${runner}\nset +eu\nguard() {\n${action.unless.text}\n}\nguard && exit 7\n(set -eu\n${action.script.text}\n) && guard`,
    ],
    { encoding: 'utf8', env: { ...process.env, HA_ROOT: root } },
  )
  assert.is(status, 0, stderr)
  return readFileSync(join(root, 'etc/httpd/httpd.conf'), 'utf8')
}

test.run()
