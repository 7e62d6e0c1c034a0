import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { cleanUpNow, cleanUpOnExit } from '../../src/core/cleanup.ts'
import { shVerbatim } from '../../src/core/sh.ts'
import type { Sh } from '../../src/core/sh.ts'
import { run } from '../../src/host/exec.ts'
import { endLabNow, removeLab } from '../../src/lab/control.ts'
import { findLab, labFolder } from '../../src/lab/folder.ts'
import type { LabFolder } from '../../src/lab/folder.ts'
import { onNode, waitUntil } from '../../src/lab/guest.ts'
import { imageCache } from '../../src/lab/image.ts'
import type { Lab, LabNode } from '../../src/lab/lab.ts'
import { planLab } from '../../src/lab/plan-lab.ts'
import { requirePrograms } from '../../src/lab/programs.ts'
import { raise, waitForSsh, writeSshFiles } from '../../src/lab/raise.ts'
import { loadSpec } from '../../src/spec/load.ts'

/** A lab that a scenario plays in. */
export interface Stage {
  readonly folder: LabFolder
  readonly lab: Lab
  node(name: string): LabNode
  /** Runs a piece of sh as root; throws with what it printed when it fails. */
  must(node: string, program: Sh): Promise<string>
  /** The page of the lab's web site as a client gets it at a node; no browser is on a bare machine. */
  page(from: string): Promise<string>
  /** Puts what is in a folder here into one of a node, which is made anew. */
  send(node: string, from: string, to: string): Promise<void>
  /** Waits, and throws with console and journal of all nodes when the limit has passed. */
  until(what: string, limitS: number, holds: () => Promise<boolean>): Promise<number>
  /** Ends it all; HA_BOOTSTRAP_KEEP_LAB leaves it, to look at. */
  end(): Promise<void>
}

export interface StageWishes {
  readonly name: string
  /** Text of a cluster.yaml. */
  readonly spec: string
  readonly warm: boolean
  readonly memoryMiB: number
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    cleanUpNow()
    process.exit(1)
  })

const say = (line: string): void => void process.stdout.write(`    ${line}\n`)

/** Raises a lab in .lab/NAME of the working copy. What an earlier, killed run left there is ended first. */
export async function raiseStage({ name, spec: text, warm, memoryMiB }: StageWishes): Promise<Stage> {
  requirePrograms()
  const folder = labFolder(resolve('.lab', name))
  const left = existsSync(folder.state) ? findLab(folder) : undefined
  if (left) await removeLab(folder, left)
  const { spec, problems } = await loadSpec(Buffer.from(text), name)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (!spec || errors.length > 0) throw new Error(errors.map(({ sentence }) => sentence).join('\n'))
  const { lab } = await planLab(folder, spec, { memoryMiB, cpus: 1, warm, cache: imageCache() }, say)
  const forget = cleanUpOnExit(() => endLabNow(folder, lab))
  const end = async (): Promise<void> => {
    forget()
    if (process.env.HA_BOOTSTRAP_KEEP_LAB === undefined) await removeLab(folder, lab)
    else say(`left running: ha-bootstrap lab status --state ${folder.path}`)
  }
  try {
    const began = Date.now()
    await raise(folder, lab, say)
    writeSshFiles(folder, lab)
    await Promise.all(lab.nodes.map((node) => waitForSsh(folder, node)))
    say(`all nodes answer over SSH after ${Math.round((Date.now() - began) / 1000)} s`)
  } catch (error) {
    await end()
    throw error
  }
  return {
    folder,
    lab,
    end,
    node: (wanted) => lab.nodes.find((node) => node.name === wanted)!,
    must: async (node, program) => {
      const { code, stdout, stderr } = await onNode(folder, { name: node }, program, 30 * 60_000)
      if (code !== 0) throw new Error(`${node}: ${program.text}\nended with ${code}: ${stdout}${stderr}`)
      return stdout
    },
    page: async (from) => {
      const client = shVerbatim(
        `timeout 20 bash -c 'exec 3<>/dev/tcp/192.168.50.100/80 && printf "GET /page.html HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3'`,
      )
      return (await onNode(folder, { name: from }, client)).stdout
    },
    send: async (node, from, to) => {
      const copy =
        'tar -C "$1" -c . | ssh -F "$2" "$3" "rm -rf \'$4\' && mkdir -p \'$4\' && tar -x -C \'$4\'"'
      const { code, stderr } = await run(['sh', '-c', copy, 'sh', from, folder.sshConfig, node, to], {
        timeoutMs: 300_000,
      })
      if (code !== 0) throw new Error(`${from} did not get to ${node}: ${stderr}`)
    },
    until: async (what, limitS, holds) => {
      const seconds = await waitUntil({ folder, lab }, what, limitS, holds)
      say(`${what}: after ${seconds} s`)
      return seconds
    },
  }
}
