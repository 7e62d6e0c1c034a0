import { execFileSync } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shells, withRoot } from '../steps/root.ts'

const test = suite('files that are as they are to be')

for (const shell of shells)
  test(`${shell[0]}: one look at all of them and a look at each say the same`, () =>
    withRoot(({ folder, file, sh }) => {
      const both = (path: string, wanted: string, is = wanted): void => {
        file(`wanted${path}`, wanted)
        file(path.slice(1), is)
      }
      both('/etc/same', 'a')
      both('/etc/empty', '')
      both('/etc/other', 'a', 'b')
      both('/etc/mode', 'a')
      chmodSync(join(folder, 'etc/mode'), 0o600)
      file('wanted/etc/missing', 'a')
      file('wanted/etc/link', 'a')
      symlinkSync('same', join(folder, 'etc/link'))
      // Whoever opens it waits for a writer.
      file('wanted/etc/pipe', 'a')
      execFileSync('mkfifo', ['-m', '644', join(folder, 'etc/pipe')])
      const paths = ['same', 'empty', 'other', 'mode', 'missing', 'link', 'pipe'].map(
        (name) => `/etc/${name}`,
      )
      const { out } = sh(
        shell,
        `HA_FILES=${folder}/wanted; owner=$(stat -c %U:%G ${folder}/etc/same)
looks() { for path in ${paths.join(' ')}; do ! ha_same "$path" 644 "$owner" || echo "$1 $path"; done; }
looks each
ha_look_at_files
looks all
ha_same() { case $ha_files_seen in *"$ha_nl$1 $2 $3$ha_nl"*) ;; *) false ;; esac; }
looks seen`,
      )
      assert.equal(
        out.trim().split('\n'),
        ['each', 'all', 'seen'].flatMap((look) => [`${look} /etc/same`, `${look} /etc/empty`]),
      )
    }))

test.run()
