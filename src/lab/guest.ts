import { setTimeout as sleep } from 'node:timers/promises'
import { HaError } from '../core/errors.ts'
import { sh } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import { run } from '../host/exec.ts'
import type { RunResult } from '../host/exec.ts'
import { nodePid } from './folder.ts'
import type { LabFolder } from './folder.ts'
import type { Lab, LabNode } from './lab.ts'
import { consoleEnd } from './raise.ts'

/** Runs a piece of sh on a node as root. Never throws for what happens there; 255 where it cannot be reached. */
export const onNode = (
  folder: LabFolder,
  node: Pick<LabNode, 'name'>,
  program: Sh,
  timeoutMs = 120_000,
): Promise<RunResult> =>
  run(['ssh', '-F', folder.sshConfig, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', node.name, 'sh -s'], {
    input: program.text,
    timeoutMs,
  })

/** Between two looks, and how much longer than the look itself: a login alone keeps an emulated machine busy for seconds. */
const pauseMs = 2000
const pauseFactor = 2

/**
 * Waits until something is so, and says after how many seconds.
 * @throws HaError stepFailed with console and journal of every node, when the limit has passed.
 */
export async function waitUntil(
  { folder, lab }: { readonly folder: LabFolder; readonly lab: Lab },
  what: string,
  limitS: number,
  holds: () => Promise<boolean>,
): Promise<number> {
  const began = Date.now()
  for (;;) {
    const lookedAt = Date.now()
    if (await holds()) return Math.round((Date.now() - began) / 1000)
    if (Date.now() - began > limitS * 1000) break
    await sleep(Math.max(pauseMs, pauseFactor * (Date.now() - lookedAt)))
  }
  const reports = await Promise.all(lab.nodes.map((node) => lastWords(folder, node)))
  throw new HaError('stepFailed', `${what}: not within ${limitS} s.\n${reports.join('\n')}`)
}

/** What a node can tell of itself: the end of its console, and of its journal where it still answers. */
export async function lastWords(folder: LabFolder, node: LabNode): Promise<string> {
  const off = nodePid(folder, node) === undefined
  const journal = off
    ? 'off'
    : (await onNode(folder, node, sh`journalctl --no-pager -q -n 60 -o short-monotonic`, 60_000)).stdout
  return `--- console of ${node.name}\n${consoleEnd(folder, node)}\n--- journal of ${node.name}\n${journal || 'it does not answer'}`
}
