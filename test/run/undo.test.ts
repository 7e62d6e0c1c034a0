import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { initramfsInputs } from '../../steps/boot.ts'
import { shells, withRoot } from '../steps/root.ts'

const test = suite('undo')

for (const shell of shells)
  test(`${shell[0]}: what is copied into the initramfs is put back there too`, () =>
    withRoot(({ file, program, sh }) => {
      program('update-initramfs', `#!/bin/sh\necho "update-initramfs $*"\n`)
      const undone = (run: string, path: string): string => {
        file('home/run/id', run)
        const { status, out } = sh(shell, `ha_keep ${path}; ha_undo`)
        assert.is(status, 0)
        return out
      }
      assert.is(
        undone('1', '/etc/systemd/network/10-lan0.link'),
        `took away /etc/systemd/network/10-lan0.link
makes the initramfs anew, which holds copies of them
update-initramfs -u -k all
`,
      )
      assert.is(undone('2', '/etc/motd'), 'took away /etc/motd\n')
      for (const [i, input] of initramfsInputs.entries())
        assert.match(undone(String(3 + i), `${input}a.conf`), 'update-initramfs', input)
    }))

test.run()
