// How fast `plan` and a second `apply` are on a finished cluster, as ratios to a script written by hand that makes the same
// checks, and to an equivalent playbook of ansible-core; how often nodes are spoken to; and what the first apply took beside
// its own commands. All in one run on the heartbeat cluster of the lab, in turn, so that a busy moment hits all alike.
// Usage: HA_BOOTSTRAP_KEEP_LAB=1 scripts/test --lab heartbeat; npm run build
//        npm run bench:nodes -- [--lab .lab/heartbeat] [--rounds 5] [--without-ansible]
// Exit code 1 when a goal is missed.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../src/host/exec.ts'
import type { RunResult } from '../src/host/exec.ts'
import { findLab, labFolder } from '../src/lab/folder.ts'
import { sh } from '../src/core/sh.ts'
import { onNode } from '../src/lab/guest.ts'
import { Ansible, ByHand, bundledFiles } from './rivals.ts'
import { exitCode, median, print } from './ratio.ts'
import { firstApply, readJournals } from './run-time.ts'
import { roundTrips, sshThatCounts } from './round-trips.ts'

const { values: flags } = parseArgs({
  options: {
    lab: { type: 'string', default: '.lab/heartbeat' },
    rounds: { type: 'string', default: '5' },
    'without-ansible': { type: 'boolean', default: false },
  },
})
const rounds = Number(flags.rounds)
const cli = resolve('dist/cli.js')
if (!existsSync(cli)) throw new Error('there is no dist/cli.js; npm run build makes it')
const folder = labFolder(flags.lab)
const lab = findLab(folder)
if (!lab)
  throw new Error(
    `there is no lab in ${folder.path}; HA_BOOTSTRAP_KEEP_LAB=1 scripts/test --lab heartbeat leaves one`,
  )
const names = lab.nodes.map(({ name }) => name)
const work = mkdtempSync(join(tmpdir(), 'ha-bench-'))

const limitMs = 30 * 60_000
const built = (command: string, ...words: readonly string[]): readonly string[] => [
  process.execPath,
  cli,
  command,
  '-f',
  folder.spec,
  '--ssh-config',
  folder.sshConfig,
  ...words,
]

async function must(
  argv: readonly string[],
  env: { readonly [name: string]: string } = {},
): Promise<RunResult> {
  const result = await run(argv, { timeoutMs: limitMs, env })
  if (result.code !== 0)
    throw new Error(`${argv.join(' ')}\nended with ${result.code}: ${result.stdout}${result.stderr}`)
  return result
}

const plan = built('plan', '--detailed-exitcode')
const secondApply = async (): Promise<void> => {
  const { stdout } = await must(built('apply', '--yes'))
  if (!/nothing to change/i.test(stdout)) throw new Error(`apply had something to do:\n${stdout}`)
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return (performance.now() - began) / 1000
}

/** Of every program of ours and of theirs, the median of all rounds in seconds. */
async function race(byHand: ByHand, ansible: Ansible | undefined): Promise<void> {
  // Whatever keeps something for the second time (caches of the kernel, of ansible) has its first time here.
  await Promise.all([must(plan), byHand.check()])
  if (ansible)
    console.log(`first run of the playbook: ${(await seconds(() => ansible.settle())).toFixed(1)} s`)
  const times: { plan: number; apply: number; hand: number; ansible: number }[] = []
  for (let round = 1; round <= rounds; round++) {
    const time = {
      plan: await seconds(() => must(plan)),
      hand: await seconds(() => byHand.check()),
      apply: await seconds(secondApply),
      ansible: ansible ? await seconds(() => ansible.check()) : NaN,
    }
    times.push(time)
    const shown = Object.entries(time).map(([what, taken]) => `${what} ${taken.toFixed(2)} s`)
    console.log(`round ${round}: ${shown.join(', ')}`)
  }
  const middle = (what: keyof (typeof times)[number]): number => median(times.map((time) => time[what]))
  for (const what of ['plan', 'apply'] as const) {
    const title = what === 'plan' ? 'plan' : 'second apply'
    const ratio = middle(what) / middle('hand')
    print(`${title} / script by hand`, ratio.toFixed(2), '<= 2', ratio <= 2)
    if (!ansible) continue
    const faster = middle('ansible') / middle(what)
    print(`ansible-core / ${title}`, faster.toFixed(1), '>= 20', faster >= 20)
  }
}

async function countTrips(): Promise<void> {
  const counting = sshThatCounts(work)
  const count = async (argv: readonly string[]): Promise<number> => {
    writeFileSync(counting.log, '')
    await must(argv, counting.env)
    return roundTrips(readFileSync(counting.log, 'utf8'), names.length)
  }
  for (const [title, argv] of [
    ['plan', plan],
    ['second apply', built('apply', '--yes')],
  ] as const) {
    const trips = await count(argv)
    print(`${title}: round trips for each node`, String(trips), '<= 3', trips <= 3)
  }
  // The first apply over again cannot be had; what differs is that something is to be done, and that the network changes,
  // which is confirmed over a new connection: two more.
  await everywhere(sh`chmod 600 /etc/modules-load.d/ha-bootstrap.conf`)
  console.log(`apply of one file: ${await count(built('apply', '--yes'))} round trips for each node`)
}

const everywhere = (program: ReturnType<typeof sh>): Promise<string[]> =>
  Promise.all(
    names.map(async (name) => {
      const { code, stdout, stderr } = await onNode(folder, { name }, program)
      if (code !== 0) throw new Error(`${name}: ${program.text}\nended with ${code}: ${stdout}${stderr}`)
      return stdout
    }),
  )

async function timeFirstApply(): Promise<void> {
  const texts = await everywhere(
    sh`cd /var/lib/ha-bootstrap
for file in journal/*.events; do [ ! -e "$file" ] || { id=\${file##*/}; echo "@ \${id%.events}"; cat "$file"; }; done
[ ! -s run/events ] || { echo "@ $(cat run/id)"; cat run/events; }`,
  )
  const first = firstApply(texts.map((text, i) => readJournals(names[i]!, text)))
  console.log(
    `first apply, ${first.id}: ${first.changed} changes in ${first.wallS} s; in its commands ${first.slowestS} s:`,
  )
  for (const { id, node, seconds } of first.steps.slice(0, 6)) console.log(`  ${id} ${seconds} s (${node})`)
  const ratio = first.wallS / first.slowestS
  print('first apply / its slowest commands', ratio.toFixed(3), '<= 1.15', ratio <= 1.15)
}

try {
  console.log(
    `${names.length} nodes (${lab.accelerator}), ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} CPUs, Node.js ${process.version}, median of ${rounds}`,
  )
  const pending = await run(plan, { timeoutMs: limitMs })
  if (pending.code !== 0)
    throw new Error(`the cluster is not finished, apply first:\n${pending.stdout}${pending.stderr}`)
  const bundle = join(work, 'bundle')
  await must([process.execPath, cli, 'generate', '-f', folder.spec, '-o', bundle, '--no-prove'])
  const files = new Map(names.map((name) => [name, bundledFiles(join(bundle, name))]))
  const place = { folder, work, bundle, files }
  const missing = flags['without-ansible'] ? 'left out' : Ansible.missing()
  if (missing !== undefined) console.log(`ansible-core: ${missing}`)
  await timeFirstApply()
  await race(new ByHand(place), missing === undefined ? new Ansible(place) : undefined)
  await countTrips()
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = exitCode()
