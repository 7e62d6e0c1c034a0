import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanUpNow } from '../../src/core/cleanup.ts'
import { runBuild } from '../../src/lab/image.ts'

const test = suite('image')

const isAlive = (pid: string): boolean => {
  const stat = `/proc/${pid}/stat`
  return existsSync(stat) && !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'))
}

test('a build that is interrupted ends, and leaves neither files nor mounts', async () => {
  assert.is(process.getuid!(), 0, 'this test mounts a file system and has to be root')
  const outside = mkdtempSync(join(tmpdir(), 'image-test-'))
  const folder = join(outside, 'build')
  const ready = join(outside, 'ready')
  try {
    mkdirSync(folder)
    const building = runBuild(
      folder,
      `set -e
mkdir "$TMPDIR/root"
mount -t tmpfs tmpfs "$TMPDIR/root"
touch "$TMPDIR/root/file"
sleep 1000 &
echo "$TMPDIR" $! >${ready}.new
mv ${ready}.new ${ready}
wait
`,
    )
    while (!existsSync(ready)) await Promise.race([sleep(20), building])
    const [scratch, pid] = readFileSync(ready, 'utf8').trim().split(' ') as [string, string]
    assert.ok(isAlive(pid))
    assert.not.ok(readFileSync('/proc/self/mounts', 'utf8').includes(scratch), 'mounted where all see it')
    cleanUpNow()
    assert.is((await building).code, 137)
    assert.not.ok(isAlive(pid), 'what it started still runs')
    assert.not.ok(existsSync(folder))
    assert.not.ok(existsSync(scratch))
  } finally {
    rmSync(outside, { recursive: true, force: true })
  }
})

test.run()
