import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'

// The scripts that heartbeat calls, run by every shell over programs that only pretend.

const test = suite('scripts of resource.d')
const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-scripts-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']]
const source = (name: string): string => readFileSync(`templates/etc/ha.d/resource.d/${name}.hbs`, 'utf8')

/** Puts a program that pretends into a folder of its own, and gives the PATH that finds it first. */
function pretend(name: string, body: string): { PATH: string; STATE: string } {
  const place = mkdtempSync(join(folder, 'bin-'))
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, name), `#!/bin/sh\n${body}\n`)
  // Sleeping is counted, not done.
  writeFileSync(join(place, 'sleep'), '#!/bin/sh\nexit 0\n')
  for (const program of [name, 'sleep']) chmodSync(join(place, program), 0o755)
  return { PATH: `${place}:/usr/sbin:/usr/bin:/sbin:/bin`, STATE: join(place, 'state') }
}

/** A libvirt with one machine, which is there while the state file is; shutdown works after so many requests. */
const libvirt = (shutdowns: number): string => `
shift 2
echo "$*" >>"$STATE.calls"
case $1 in
  create) touch "$STATE" ;;
  domstate)
    [ -e "$STATE" ] && echo running && exit 0
    echo "error: failed to get domain '$2'" >&2
    exit 1 ;;
  shutdown)
    echo x >>"$STATE.asked"
    [ "$(wc -l <"$STATE.asked")" -ge ${shutdowns} ] && rm -f "$STATE" ;;
  destroy) rm -f "$STATE" ;;
esac`

for (const shell of shells) {
  test(`a machine starts, is seen and shuts down (${shell[0]})`, async () => {
    const script = source('libvirt-guest')
    const env = pretend('virsh', libvirt(1))
    const call = (action: string) =>
      run([...shell, '-s', 'vm1', '/etc/vm1.xml', '90', action], { input: script, env })
    assert.equal([(await call('status')).code, (await call('status')).stdout], [3, 'stopped\n'])
    assert.is((await call('start')).code, 0)
    assert.equal([(await call('status')).code, (await call('status')).stdout], [0, 'running\n'])
    assert.is((await call('start')).code, 0, 'starting what runs is no failure')
    assert.is((await call('stop')).code, 0)
    assert.is((await call('status')).code, 3)
    assert.is((await call('stop')).code, 0, 'stopping what stands is no failure')
    const calls = readFileSync(`${env.STATE}.calls`, 'utf8')
    assert.match(calls, /^create \/etc\/vm1\.xml$/m)
    assert.is(calls.match(/^create/gm)!.length, 1)
    assert.not.match(calls, /destroy/)
  })

  test(`a machine that does not shut down is asked again, then switched off (${shell[0]})`, async () => {
    const env = pretend('virsh', libvirt(99))
    const call = (action: string) =>
      run([...shell, '-s', 'vm1', '/etc/vm1.xml', '90', action], { input: source('libvirt-guest'), env })
    await call('start')
    const { code, stderr } = await call('stop')
    assert.is(code, 0)
    assert.match(stderr, /did not shut down within 90 seconds/)
    const calls = readFileSync(`${env.STATE}.calls`, 'utf8')
    assert.is(calls.match(/^shutdown/gm)!.length, 3)
    assert.is(calls.match(/^destroy/gm)!.length, 1)
    assert.is((await call('status')).code, 3)
  })

  test(`a libvirt that does not answer is no stopped machine (${shell[0]})`, async () => {
    const env = pretend('virsh', 'echo "error: failed to connect to the hypervisor" >&2; exit 1')
    const { code, stdout } = await run([...shell, '-s', 'vm1', '/etc/vm1.xml', '5', 'status'], {
      input: source('libvirt-guest'),
      env,
    })
    assert.equal([code, stdout], [4, ''])
    const stop = await run([...shell, '-s', 'vm1', '/etc/vm1.xml', '5', 'stop'], {
      input: source('libvirt-guest'),
      env,
    })
    assert.is.not(stop.code, 0, 'a stop that cannot be seen has failed')
  })

  test(`a unit starts, is seen and stops (${shell[0]})`, async () => {
    const env = pretend(
      'systemctl',
      'case $1 in start) touch "$STATE";; stop) rm -f "$STATE";; is-active) [ -e "$STATE" ];; esac',
    )
    const call = (...args: string[]) => run([...shell, '-s', ...args], { input: source('systemd-unit'), env })
    assert.is((await call('apache2.service', 'status')).code, 3)
    assert.is((await call('apache2.service', 'start')).code, 0)
    assert.equal((await call('apache2.service', 'status')).stdout, 'running\n')
    assert.is((await call('apache2.service', 'stop')).code, 0)
    assert.is((await call('apache2.service', 'status')).code, 3)
    assert.is((await call('apache2.service', 'dance')).code, 2)
    assert.is((await call('$(reboot)', 'start')).code, 2)
  })
}

test.run()
