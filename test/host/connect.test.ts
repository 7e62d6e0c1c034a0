import { hostname, networkInterfaces, userInfo } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { sh } from '../../src/core/sh.ts'
import { connect, isThisMachine } from '../../src/host/connect.ts'

const test = suite('the machine we stand on')

const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
const places: { what: string; host: string; port?: number; jump?: string; is: boolean }[] = [
  { what: 'loopback', host: '127.0.0.1', is: true },
  { what: 'the address that Debian gives its own name', host: '127.0.1.1', port: 22, is: true },
  { what: 'a port forwarded to a virtual machine', host: '127.0.0.1', port: 2201, is: false },
  { what: 'the same address behind a jump host', host: '127.0.0.1', jump: 'bastion', is: false },
  { what: 'an address for documentation', host: '192.0.2.1', is: false },
  { what: 'a name that nobody knows', host: 'no-such.invalid', is: false },
  { what: 'our own name', host: hostname(), is: true },
  ...own.slice(0, 3).map(({ address }) => ({
    what: `our own address ${address}`,
    host: address.replace(/%.*/, ''),
    is: true,
  })),
]
for (const { what, is, ...address } of places) {
  test(`${what} is ${is ? '' : 'not '}this machine`, async () => {
    assert.is(await isThisMachine({ name: 'node1', ...address }), is)
  })
}

const isRoot = userInfo().uid === 0

test('programs run on it without ssh, with their input, as root', async () => {
  try {
    const node = await connect({ name: 'node1', host: '127.0.0.1' })
    assert.is(node.transport, 'local')
    assert.is(node.shown, 'this machine')
    assert.equal(await node.run(sh`id -u; pwd; cat; echo oops >&2; exit 3`, { input: 'in\n' }), {
      code: 3,
      stdout: '0\n/\nin\n',
      stderr: 'oops\n',
      timedOut: false,
    })
    assert.is(node.roundTrips, isRoot ? 1 : 2)
    const lines: string[] = []
    const session = node.open(sh`while read -r a; do echo "got $a"; done; printf end`, (line) =>
      lines.push(line),
    )
    session.send('one')
    session.end()
    assert.equal(await session.ended, { code: 0, stderr: '', lost: false })
    assert.equal(lines, ['got one', 'end'])
    await node.close()
  } catch (error) {
    // Who is not root here needs sudo, and is told so.
    assert.is(isRoot, false, String(error))
    assert.instance(error, HaError)
  }
})

test('a program that was killed is told from one that failed', async () => {
  if (!isRoot) return
  const node = await connect({ name: 'node1', host: '127.0.0.1' })
  try {
    await node.run(sh`kill -9 $$; sleep 5`)
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /was killed before it ended/)
  }
  await node.close()
})

test.run()
