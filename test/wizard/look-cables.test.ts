import { spawn, spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sh } from '../../src/core/sh.ts'
import type { Interface } from '../../src/facts/types.gen.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/exec.ts'
import type { Means } from '../../src/wizard/look-means.ts'
import { cables } from '../../src/wizard/look-cables.ts'
import type { Machine } from '../../src/wizard/question.ts'
import { machinesOf } from './pages/machines.ts'

const test = suite('looking at cables')

/** Whether this machine lets us make networks of our own; else why not. */
function lacks(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can make networks'
  const tried = spawnSync('unshare', [
    '--net',
    'ip',
    'link',
    'add',
    'v0',
    'type',
    'veth',
    'peer',
    'name',
    'v1',
  ])
  return tried.status === 0 ? undefined : String(tried.stderr).trim()
}

/** A network of its own that lives until it is ended. */
async function room(): Promise<{ readonly pid: number; end: () => void }> {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up; echo ready; exec sleep 300'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { pid: child.pid!, end: () => child.kill('SIGKILL') }
}

const inside = (pid: number, ...argv: readonly string[]): readonly string[] => [
  'nsenter',
  '-t',
  String(pid),
  '-n',
  ...argv,
]

const isUp = async (pid: number, card: string): Promise<boolean> =>
  /[<,]UP[,>]/.test((await run(inside(pid, 'ip', '-o', 'link', 'show', 'dev', card))).stdout)

const card = (name: string, more: Partial<Interface> = {}): Interface => ({
  ...machinesOf('kvm', ['node1'])[0]!.facts!.network.interfaces.find(({ kind }) => kind === 'nic')!,
  name,
  addresses: [],
  neighbour: null,
  master: null,
  ...more,
})

const machine = (name: string, interfaces: Interface[]): Machine => {
  const facts = machinesOf('kvm', ['node1'])[0]!.facts!
  return {
    name,
    facts: { ...facts, node: name, network: { ...facts.network, interfaces, client: null } },
  }
}

const reason = lacks()
if (reason !== undefined) process.stdout.write(`  left out: cables of real links (${reason})\n`)
else
  test('cards with one cable are found, and are afterwards as they were', async () => {
    const rooms = [await room(), await room()]
    const [a, b] = rooms.map(({ pid }) => pid) as [number, number]
    try {
      // a0 and b1, a1 and b0 have a cable each; a2 ends at something that stays up; b2 has an address.
      const cable = async (pid: number, one: string, other: string, to: number): Promise<void> => {
        const argv = ['ip', 'link', 'add', one, 'type', 'veth', 'peer', 'name', other, 'netns', String(to)]
        assert.is((await run(inside(pid, ...argv))).code, 0)
      }
      await cable(a, 'a0', 'b1', b)
      await cable(a, 'a1', 'b0', b)
      await cable(a, 'a2', 'switch0', a)
      await cable(b, 'b2', 'switch1', b)
      await run(inside(a, 'ip', 'link', 'set', 'switch0', 'up'))
      await run(inside(a, 'ip', 'link', 'set', 'a1', 'up'))
      await run(inside(b, 'ip', 'addr', 'add', '10.0.0.1/24', 'dev', 'b2'))
      const printed: string[] = []
      const connection = (pid: number): Connection =>
        ({
          run: ({ text }: Sh) => run(inside(pid, 'sh', '-c', text), { timeoutMs: 60_000 }),
        }) as unknown as Connection
      const means = {
        known: {
          answers: {},
          seen: {},
          machines: [
            machine('a', [card('a0'), card('a1'), card('a2')]),
            machine('b', [card('b0'), card('b1'), card('b2')]),
          ],
        },
        connection: (node: string) => connection(node === 'a' ? a : b),
        console: { print: (lines: readonly string[]) => printed.push(...lines) },
      } as unknown as Means
      const { lines, seen } = await cables({ word: 'cables', does: '', with: { nodes: 'a b' } }, means, {
        rise: 2,
        off: 4,
        look: 2,
      })
      assert.equal(seen, { cables: 'a:a0=b:b1 a:a1=b:b0' })
      assert.equal(lines, [
        'a0 of a leads to b1 of b.',
        'a1 of a leads to b0 of b.',
        'a2 of a leads to a switch or something else.',
      ])
      const after = await Promise.all([
        isUp(a, 'a0'),
        isUp(a, 'a1'),
        isUp(a, 'a2'),
        isUp(b, 'b0'),
        isUp(b, 'b2'),
      ])
      assert.equal(after, [false, true, false, false, false])
      assert.ok(printed.some((line) => line.includes('Switching a0 of a off')))
    } finally {
      rooms.forEach(({ end }) => end())
    }
  })

test.run()
