// How fast the built program is, as ratios to starting Node.js at all, and how it grows with the cluster.
// Usage: npm run build && npm run bench      exit code 1 when a goal is missed
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { exitCode, median, print } from './ratio.ts'
import { bigSpec } from './spec.ts'

const cli = resolve('dist/cli.js')
if (!existsSync(cli)) throw new Error('there is no dist/cli.js; npm run build makes it')
// In memory where that is possible: our work is measured, not the disk's.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ha-bootstrap-bench-'))
const runs = 15

interface Measured {
  readonly ms: number
  readonly megabytes: number
}

/** Prints the peak of its memory (KiB on Linux) as its last words. */
const tellMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))'

function measure(args: readonly string[], status = 0): Measured {
  const began = performance.now()
  const done = spawnSync(process.execPath, ['--import', tellMemory, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  const ms = performance.now() - began
  if (done.status !== status) throw new Error(`${args.join(' ')} failed:\n${done.stderr}`)
  return { ms, megabytes: Number(/peak ([0-9]+)$/.exec(done.stderr)?.[1]) / 1024 }
}

const hostile: readonly (readonly [what: string, text: string])[] = [
  ['1 MB of [', '['.repeat(2 ** 20)],
  ['50,000 keys', Array.from({ length: 50_000 }, (_, i) => `k${i}: 1\n`).join('')],
  ['1 MB of "? " lines', '? \n'.repeat(2 ** 18)],
  [
    'an alias bomb',
    `a: &a [${'1,'.repeat(9)}1]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${`*${'abcdefghi'[i]},`.repeat(9)}*${'abcdefghi'[i]}]\n`).join('')}`,
  ],
]

function generate(spec: string): Measured {
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  return measure([cli, 'generate', '-f', spec, '-o', 'out', '--no-prove'])
}

try {
  const kvm = resolve('examples/kvm.yaml')
  const two = (): Measured => {
    rmSync(join(folder, 'out'), { recursive: true, force: true })
    return measure([cli, 'generate', '-f', kvm, '-o', 'out', '--no-prove', '--secrets', 'kvm.secrets.yaml'])
  }
  // In turn, so that a busy moment of the machine hits all alike.
  const rounds = Array.from({ length: runs }, () => ({
    node: measure(['-e', '0']).ms,
    help: measure([cli, '--help']).ms,
    generate: two().ms,
  }))
  const node = median(rounds.map((round) => round.node))
  const help = median(rounds.map((round) => round.help)) / node
  const small = median(rounds.map((round) => round.generate)) / node
  console.log(`node -e 0: ${node.toFixed(0)} ms (${process.version}, median of ${runs})`)
  print('--help / node -e 0', help.toFixed(2), '1.15', help <= 1.15)
  print('generate of two nodes / node -e 0', small.toFixed(2), '1.6', small <= 1.6)

  // Files that no parser should take long over: depth, breadth, aliases. A sentence about them may take as long as twenty starts.
  for (const [what, text] of hostile) {
    writeFileSync(join(folder, 'hostile.yaml'), text)
    const ratio = median([1, 2, 3].map(() => measure([cli, 'check', 'hostile.yaml'], 3).ms)) / node
    print(`check of ${what} / node -e 0`, ratio.toFixed(1), '20', ratio <= 20)
  }

  const sizes = [10, 100, 1000]
  const grown = sizes.map((vms) => {
    writeFileSync(join(folder, `${vms}.yaml`), bigSpec(16, vms))
    const measured = [1, 2, 3].map(() => generate(`${vms}.yaml`))
    return {
      vms,
      ms: median(measured.map(({ ms }) => ms)),
      megabytes: Math.max(...measured.map(({ megabytes }) => megabytes)),
    }
  })
  for (const { vms, ms, megabytes } of grown)
    console.log(
      `16 nodes, ${String(vms).padStart(4)} machines: ${(ms / 1000).toFixed(2)} s, ${megabytes.toFixed(0)} MB`,
    )
  const [first, , last] = grown
  print('16 nodes, 1000 machines: seconds', (last!.ms / 1000).toFixed(2), '2', last!.ms <= 2000)
  print('16 nodes, 1000 machines: MB', last!.megabytes.toFixed(0), '300', last!.megabytes <= 300)
  // Starting costs the same for ten machines and a thousand; what comes on top must not grow faster than the machines.
  const growth = (last!.ms - node) / (first!.ms - node)
  print('time for 100 times as many machines', growth.toFixed(1), '100', growth <= 100)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = exitCode()
