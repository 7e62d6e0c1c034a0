import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, run } from '../host/exec.ts'
import type { RunOptions, RunResult } from '../host/exec.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'
import { fillSecrets, testValue } from '../render/secrets.ts'
import type { Proof } from '../render/template.ts'
import { provers as allProvers } from './index.gen.ts'
import { packageOf } from './programs.ts'

/** What a program said against a file. */
export interface Finding {
  /** Path on the node. */
  readonly file: string
  readonly severity: 'error' | 'warning'
  readonly sentence: string
  /** The program's own words. */
  readonly output: string
}

export interface ProveInput {
  readonly plan: Plan
  readonly node: NodePlan
  /** The files of this node that the prover is for, with test values instead of secrets. */
  readonly files: readonly RenderedFile[]
  /** All files of this node, for programs that read several. */
  readonly allFiles: readonly RenderedFile[]
  /** An empty folder (0700) of this call, removed afterwards. */
  readonly scratch: string
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<RunResult>
}

/** Asks the program that will read a file whether it is right. */
export interface Prover {
  readonly proof: Proof
  /** What must be installed; the first is the one that judges. */
  readonly programs: readonly string[]
  /** Names of what else is missing: programs that are not run from the PATH. */
  readonly absent?: () => readonly string[]
  prove(input: ProveInput): Promise<Finding[]>
}

export interface NodeFinding extends Finding {
  readonly node: string
  readonly program: string
}

export interface Proved {
  readonly findings: readonly NodeFinding[]
  /** How many files each program has judged. */
  readonly used: readonly { readonly program: string; readonly files: number }[]
  readonly missing: readonly { readonly program: string; readonly package: string; readonly files: number }[]
  /** Files that nothing can judge. */
  readonly unproved: number
}

export interface ProveOptions {
  readonly provers?: readonly Prover[]
  /** Where an installed program is. */
  readonly find?: (program: string) => string | undefined
}

type FilesByNode = ReadonlyMap<string, readonly RenderedFile[]>

/** Runs every prover whose programs are installed over the files of every node, and says which were not. */
export async function proveFiles(
  plan: Plan,
  filesByNode: FilesByNode,
  options: ProveOptions = {},
): Promise<Proved> {
  const { provers = allProvers, find = findProgram } = options
  const findings: NodeFinding[] = []
  const used = new Map<string, number>()
  const missing = new Map<string, number>()
  const judged = new Set<string>()
  const values = Object.fromEntries(plan.secrets.map((secret) => [secret.name, testValue(secret)]))
  for (const node of plan.nodes) {
    const allFiles = (filesByNode.get(node.name) ?? []).map((file) => ({
      ...file,
      text: fillSecrets(file, values, plan.secrets).toString('utf8'),
    }))
    for (const prover of provers) {
      const files = allFiles.filter((file) => file.proof === prover.proof)
      if (files.length === 0) continue
      for (const file of files) judged.add(`${node.name} ${file.path}`)
      const absent = [
        ...prover.programs.filter((program) => find(program) === undefined),
        ...(prover.absent?.() ?? []),
      ]
      for (const program of absent) missing.set(program, (missing.get(program) ?? 0) + files.length)
      if (absent.length > 0) continue
      const program = prover.programs[0]!
      used.set(program, (used.get(program) ?? 0) + files.length)
      const found = await proveNode(prover, { plan, node, files, allFiles })
      findings.push(...found.map((finding) => ({ ...finding, node: node.name, program })))
    }
  }
  const total = [...filesByNode.values()].reduce((sum, files) => sum + files.length, 0)
  return {
    findings,
    used: [...used].map(([program, files]) => ({ program, files })),
    missing: [...missing].map(([program, files]) => ({
      program,
      package: packageOf[program] ?? program,
      files,
    })),
    unproved: total - judged.size,
  }
}

async function proveNode(prover: Prover, input: Omit<ProveInput, 'scratch' | 'run'>): Promise<Finding[]> {
  // mkdtemp makes the folder 0700: what provers write there may look like secrets.
  const scratch = await mkdtemp(join(tmpdir(), 'ha-bootstrap-prove-'))
  try {
    return await prover.prove({ ...input, scratch, run })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
