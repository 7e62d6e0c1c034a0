import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh, shVerbatim } from '../../src/core/sh.ts'
import { run } from '../../src/host/exec.ts'
import { renderNode } from '../../src/render/files.ts'
import { compile } from '../../src/run/compile.ts'
import { parseEvent } from '../../src/run/events.ts'
import type { Action, Step } from '../../src/run/step.ts'
import { ShellNode, plan, shells } from './shell-node.ts'

const test = suite('kill')

/** Files that are written whole or not at all. */
const paths = ['/etc/hosts', '/etc/drbd.d/mail.res']

/** An act of two halves, which waits between them where somebody left hold-NAME, and counts how often it began. */
const halves = (name: string): Action => ({
  do: 'run',
  why: `make ${name}`,
  unless: sh`grep -q whole "$HA_ROOT/"${name}`,
  script: shVerbatim(
    `echo . >>"$HA_ROOT/begun-${name}"
: >"$HA_ROOT/${name}"
while [ -e "$HA_ROOT/hold-${name}" ]; do sleep 0.05; done
echo whole >"$HA_ROOT/${name}"`,
  ),
})

const steps: readonly Step[] = [
  {
    id: 'first',
    title: 'First',
    on: 'every-node',
    danger: 'none',
    actions: () => [halves('a'), { do: 'put', why: 'write hosts', path: paths[0]! }, halves('b')],
  },
  {
    id: 'second',
    title: 'Second',
    on: 'every-node',
    danger: 'none',
    actions: () => [
      { do: 'put', why: 'write mail.res', path: paths[1]! },
      { do: 'wait', why: 'b is there', until: sh`test -e "$HA_ROOT/b"`, timeoutS: 20 },
      halves('c'),
    ],
  },
]

const files = renderNode(plan, plan.nodes[0]!)
const program = compile(plan, plan.nodes[0]!, files, steps)
const wanted = new Map(paths.map((path) => [path, files.find((file) => file.path === path)!.text]))
const old = '# as it was before\n'

/** A node with its program unpacked and an old file in the place of a new one. */
function ready(): ShellNode {
  const node = new ShellNode(0)
  for (const path of paths) {
    for (const top of ['payload/files', '.']) mkdirSync(node.path(`${top}${path}/..`), { recursive: true })
    writeFileSync(node.path(`payload/files${path}`), wanted.get(path)!)
    writeFileSync(node.path(path), old)
  }
  writeFileSync(node.path('payload/program'), program.text)
  return node
}

const events = (node: ShellNode): string => node.read('var/lib/ha-bootstrap/run/events')

/** Everything that belongs to a node, found by its root in the environment: what a power cut would end. */
function processesOf(node: ShellNode): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HA_ROOT=${node.root}`)
      } catch {
        return false
      }
    })
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Kills until nothing is left: what is killed may have begun something in that moment. */
async function cutPower(node: ShellNode): Promise<void> {
  for (let pids = processesOf(node); pids.length > 0; pids = processesOf(node)) {
    pids.forEach(kill)
    await new Promise((done) => setTimeout(done, 10))
  }
}

const environment = (node: ShellNode, shell: readonly string[]): { readonly [name: string]: string } => ({
  HA_ROOT: node.root,
  HA_SH: shell.join(' '),
})

/** Starts a run and ends its processes as soon as `when` holds of what it has told. */
async function runAndKill(
  node: ShellNode,
  shell: readonly string[],
  when: () => boolean,
  end: (pid: number) => Promise<void>,
): Promise<void> {
  const child = spawn(shell[0]!, [...shell.slice(1), node.path('payload/program'), '--apply'], {
    env: { ...process.env, ...environment(node, shell) },
    stdio: 'ignore',
    detached: true,
  })
  const gone = new Promise((done) => child.on('close', done))
  for (let i = 0; !when(); i++) {
    assert.ok(i < 5000, `never came to be killed:\n${events(node)}`)
    await new Promise((done) => setTimeout(done, 2))
  }
  await end(child.pid!)
  await gone
}

async function finish(node: ShellNode, shell: readonly string[]): Promise<readonly string[]> {
  const call = (flag: string): ReturnType<typeof run> =>
    run([...shell, node.path('payload/program'), flag], { env: environment(node, shell) })
  for (const path of paths)
    assert.ok([old, wanted.get(path)].includes(node.read(path)), `${path} is neither old nor new`)
  const { code, stdout, stderr } = await call('--apply')
  assert.is(code, 0, stdout + stderr)
  for (const path of paths) assert.is(node.read(path), wanted.get(path))
  for (const name of ['a', 'b', 'c']) assert.is(node.read(name), 'whole\n')
  assert.is((await call('--check')).code, 0, 'afterwards there is nothing to change')
  const left = readdirSync(node.root, { recursive: true }) as string[]
  assert.equal(
    left.filter((name) => /\.ha-new$|\/part$|\/lock/.test(name)),
    [],
  )
  const first = events(node)
    .split('\n')
    .flatMap((line) => parseEvent(line) ?? [])
  return first.filter(({ kind }) => kind === 'changed').map(({ text }) => text)
}

const actions = program.steps.flatMap((step) => step.actions)

/** For each action, all side by side: each has a node of its own, which mostly waits. */
async function forEachAction(
  play: (node: ShellNode, action: (typeof actions)[number]) => Promise<void>,
): Promise<void> {
  await Promise.all(
    actions.map(async (action) => {
      const node = ready()
      try {
        await play(node, action)
      } finally {
        await cutPower(node)
        node.remove()
      }
    }),
  )
}

for (const [name, shell] of Object.entries(shells)) {
  test(`${name}: power cut behind every action`, async () => {
    await forEachAction(async (node, { number, action }) => {
      const done = new RegExp(`\\t(changed|unchanged)\\t\\w+\\t${number}\\t`)
      await runAndKill(
        node,
        shell,
        () => done.test(events(node)),
        () => cutPower(node),
      )
      const again = await finish(node, shell)
      assert.not.ok(again.includes(action.why), `${action.why} was done twice`)
    })
  })

  test(`${name}: power cut inside every action`, async () => {
    await forEachAction(async (node, { number, action }) => {
      const held = action.do === 'run' ? action.why.slice('make '.length) : undefined
      if (held !== undefined) writeFileSync(node.path(`hold-${held}`), '')
      const begun = new RegExp(`\\t(start|unchanged)\\t\\w+\\t${number}\\t`)
      await runAndKill(
        node,
        shell,
        () => (held === undefined ? begun.test(events(node)) : node.read(`begun-${held}`) !== ''),
        () => cutPower(node),
      )
      if (held !== undefined) rmSync(node.path(`hold-${held}`))
      await finish(node, shell)
    })
  })

  test(`${name}: a copy that a power cut left half done is never put back`, async () => {
    const node = ready()
    try {
      const kept = node.path('var/lib/ha-bootstrap/kept/20260101-000000')
      mkdirSync(kept, { recursive: true })
      writeFileSync(`${kept}/part`, '# as it')
      await finish(node, shell)
      assert.is(
        (await run([...shell, node.path('payload/program'), '--undo'], { env: environment(node, shell) }))
          .code,
        0,
      )
      for (const path of paths) assert.is(node.read(path), old)
      assert.equal((readdirSync(node.path('etc'), { recursive: true }) as string[]).sort(), [
        'drbd.d',
        'drbd.d/mail.res',
        'hosts',
      ])
    } finally {
      node.remove()
    }
  })

  test(`${name}: the runner alone is killed, and the next waits for what it had begun`, async () => {
    const node = ready()
    try {
      writeFileSync(node.path('hold-b'), '')
      await runAndKill(
        node,
        shell,
        () => node.read('begun-b') !== '',
        (pid) => Promise.resolve(kill(pid)),
      )
      const next = finish(node, shell)
      for (let i = 0; !events(node).includes('\twaiting\t') && i < 500; i++)
        await new Promise((done) => setTimeout(done, 20))
      assert.match(events(node), /\twaiting\t\t\tAn action of an earlier run/)
      rmSync(node.path('hold-b'))
      await next
      assert.is(node.read('begun-b'), '.\n')
    } finally {
      await cutPower(node)
      node.remove()
    }
  })
}

test.run()
