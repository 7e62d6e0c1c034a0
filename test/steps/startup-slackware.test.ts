import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Action } from '../../src/run/step.ts'
import { steps } from '../../steps/index.ts'
import { actionsOf, example } from './plans.ts'
import { shells, withRoot } from './root.ts'

// Slackware cannot be had here: its files stand in a root of their own, and the guards and scripts of the steps work there.
const test = suite('start-up of Slackware')

type Run = Action & { do: 'run' }
type Files = Readonly<Record<string, string>>

interface After {
  readonly text: (path: string) => string
  readonly mode: (path: string) => number
  readonly kept: (path: string) => boolean
}

const heartbeat = example('seed-003-heartbeat/node1')

function actionNamed(stepId: string, why: string): Run {
  const step = steps.find(({ id }) => id === stepId)!
  const found = actionsOf(step, heartbeat).find((action) => action.why === why)
  if (found?.do !== 'run') throw new Error(`no action ${why}`)
  return found
}

/** Asks the guard, acts, asks again, and looks at what came of it. */
function act(
  shell: readonly string[],
  { unless, script }: Run,
  files: Files,
  look: (after: After) => void,
): void {
  withRoot(({ folder, file, sh }) => {
    for (const [path, text] of Object.entries(files)) file(path, text)
    file('home/run/id', 'now\n')
    const guard = (): { status: number | null; out: string } => sh(shell, `set +eu\n${unless.text}`)
    assert.is(guard().status, 1, 'there is something to do')
    const acted = sh(shell, `set -eu\n${script.text}`)
    assert.is(acted.status, 0, acted.out)
    assert.is(guard().status, 0, 'it is done')
    look({
      text: (path) => readFileSync(join(folder, path), 'utf8'),
      mode: (path) => statSync(join(folder, path)).mode & 0o777,
      kept: (path) => existsSync(join(folder, 'home/kept/now/files', path)),
    })
  })
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
    act(
      shell,
      action,
      { 'etc/rc.d/rc.M': rcM, 'etc/rc.d/rc.httpd': '#!/bin/sh\n' },
      ({ text, mode, kept }) => {
        assert.is(
          text('etc/rc.d/rc.M'),
          rcM.replace('  . /etc/rc.d/rc.httpd start\n', '  : # the cluster starts rc.httpd\n'),
        )
        assert.is(mode('etc/rc.d/rc.M'), 0o755)
        assert.is(mode('etc/rc.d/rc.httpd'), 0o755)
        assert.ok(kept('etc/rc.d/rc.M'))
      },
    )
  })

  test(`${name}: rc.local starts the cluster, before it exits`, () => {
    const action = actionNamed('start', 'have /etc/rc.d/rc.local start the cluster at every boot')
    act(shell, action, { 'etc/rc.d/rc.local': '#!/bin/sh\necho hello\nexit 0\n' }, ({ text, mode, kept }) => {
      assert.is(
        text('etc/rc.d/rc.local'),
        '#!/bin/sh\necho hello\n[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha start\nexit 0\n',
      )
      assert.is(mode('etc/rc.d/rc.local'), 0o755)
      assert.ok(kept('etc/rc.d/rc.local'))
    })
  })

  test(`${name}: rc.local_shutdown is made where there is none`, () => {
    const action = actionNamed(
      'start',
      'have /etc/rc.d/rc.local_shutdown stop the cluster before every shutdown',
    )
    act(shell, action, { 'etc/rc.d/rc.S': '' }, ({ text, mode }) => {
      assert.is(
        text('etc/rc.d/rc.local_shutdown'),
        '#!/bin/sh\n[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha stop\n',
      )
      assert.is(mode('etc/rc.d/rc.local_shutdown'), 0o755)
    })
  })

  test(`${name}: httpd.conf includes what moves`, () => {
    const path = '/etc/httpd/extra/ha-bootstrap-httpd.conf'
    const action = actionNamed('web', `have httpd.conf include ${path}`)
    act(shell, action, { 'etc/httpd/httpd.conf': 'Listen 80\n' }, ({ text, kept }) => {
      assert.is(text('etc/httpd/httpd.conf'), `Listen 80\nInclude ${path}\n`)
      assert.ok(kept('etc/httpd/httpd.conf'))
    })
  })
}

test.run()
