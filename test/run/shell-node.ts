import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import type { NodePlan, Plan } from '../../src/plan/plan.ts'
import { compile } from '../../src/run/compile.ts'
import type { RunNode } from '../../src/run/execute.ts'
import { payloadOf } from '../../src/run/payload.ts'
import type { Step } from '../../src/run/step.ts'
import { loadSpec } from '../../src/spec/load.ts'

/** Shells that root of a node may have as /bin/sh. */
export const shells: { readonly [name: string]: readonly string[] } = {
  dash: ['dash'],
  bash: ['bash', '--posix'],
  busybox: ['busybox', 'sh'],
}

const loaded = await loadSpec(readFileSync('examples/kvm.yaml'), 'kvm.yaml')
export const plan: Plan = resolve({ spec: loaded.spec!, hash: loaded.hash!, tool: '0' })

/** A node that is a folder of its own on this machine: real shells, a real runner, another root. */
export class ShellNode {
  readonly root = mkdtempSync(join(tmpdir(), 'ha-node-'))
  readonly plan: NodePlan
  /** Processes through which a controller speaks to it. */
  readonly channels = new Set<number>()

  constructor(index = 0) {
    this.plan = plan.nodes[index]!
  }

  path(path: string): string {
    return join(this.root, path)
  }

  read(path: string): string {
    try {
      return readFileSync(this.path(path), 'utf8')
    } catch {
      return ''
    }
  }

  connection(): Connection {
    const { root, channels, plan: node } = this
    let roundTrips = 0
    const env = { HA_ROOT: root }
    return {
      node: node.name,
      transport: 'local',
      shown: 'this machine',
      run: (program, { input, timeoutMs } = {}) => {
        roundTrips++
        return run(['sh', '-c', program.text], {
          env,
          ...(input !== undefined && { input }),
          ...(timeoutMs !== undefined && { timeoutMs }),
        })
      },
      open(program, onLine) {
        roundTrips++
        const child = spawn('sh', ['-c', program.text], {
          env: { ...process.env, ...env },
          stdio: 'pipe',
          detached: true,
        })
        channels.add(child.pid!)
        let stderr = ''
        child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
        child.stdin.on('error', () => {})
        createInterface({ input: child.stdout }).on('line', onLine)
        return {
          send: (line) => void child.stdin.write(`${line}\n`),
          end: () => void child.stdin.end(),
          leave: () => void child.stdin.end(),
          ended: new Promise((done) =>
            child.on('close', (code) => {
              channels.delete(child.pid!)
              done({ code: code ?? 255, stderr, lost: code === null })
            }),
          ),
        }
      },
      get roundTrips() {
        return roundTrips
      },
      close: () => Promise.resolve(),
    }
  }

  runNode(steps: readonly Step[]): RunNode {
    const program = compile(plan, this.plan, [], steps)
    return {
      connection: this.connection(),
      program,
      selection: {},
      payload: payloadOf({ program, files: [], secrets: {}, secretPlans: [] }),
      reconnect: () => Promise.resolve(this.connection()),
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
