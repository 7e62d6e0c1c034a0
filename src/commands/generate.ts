import { bundleContents } from '../bundle/contents.ts'
import { inspectFolder } from '../bundle/manifest.ts'
import type { ExistingBundle, Manifest } from '../bundle/manifest.ts'
import { recoverFolder, replaceFolder } from '../bundle/write.ts'
import { HaError } from '../core/errors.ts'
import { plural } from '../core/text.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../plan/resolve.ts'
import type { Proved } from '../prove/prove.ts'
import { renderNode } from '../render/files.ts'
import { runbook } from '../report/runbook.ts'
import { compile } from '../run/compile.ts'
import { install, netguard } from '../run/node-scripts.gen.ts'
import type { Problem } from '../spec/problem.ts'
import { steps } from '../../steps/index.ts'
import type { CommandModule, Invocation, Io } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { problemText } from './problems.ts'
import { provedText } from './proved.ts'
import { takeSecrets } from './secrets.ts'
import type { FilesByNode, SecretsOutcome } from './secrets.ts'

/** What became of the folder. */
interface Changes {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

interface Outcome {
  readonly plan: Plan
  readonly files: FilesByNode
  readonly folder: string
  readonly changes: Changes
  readonly problems: readonly Problem[]
  readonly proved: Proved | undefined
  readonly secrets: SecretsOutcome | undefined
}

export const run: CommandModule['run'] = async ({ flags, io }) => {
  const spec = text(flags.file) ?? defaultSpec
  const { spec: merged, hash, problems } = await loadSpecFile(spec, { io, flags })
  const count = countProblems(problems)
  if (!flags.json) for (const problem of problems) io.err(`${problemText(problem, io)}\n`)
  if (count.errors > 0 || !merged) {
    if (flags.json) io.out(`${JSON.stringify({ problems }, null, 2)}\n`)
    io.err(`${spec}: ${countText(count)}; nothing was written\n`)
    return 'spec'
  }
  const plan = resolve({ spec: merged, hash: hash!, tool: toolVersion })
  const files: FilesByNode = new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)]))
  const folder = text(flags.output) ?? `bundle-${plan.cluster.name}`
  recoverFolder(folder)
  const before = inspectFolder(folder, plan.cluster.name)
  const proved = flags['no-prove'] ? undefined : await prove(plan, files, io)
  if (proved?.findings.some((finding) => finding.severity === 'error')) {
    io.err(provedText(proved, io.colour))
    throw new HaError('facts', 'A program refused a file that was made for it, so nothing was written.', {
      hint: 'this should not happen: please report it; --no-prove writes the bundle nevertheless',
    })
  }
  const secrets = flags['without-secrets']
    ? undefined
    : takeSecrets({ named: text(flags.secrets), spec, plan, files })
  const bundle = bundleContents({
    plan,
    filesByNode: files,
    secrets: secrets?.values ?? {},
    runbook: runbook(plan),
    programs: new Map(
      plan.nodes.map((node) => [node.name, compile(plan, node, files.get(node.name)!, steps).text]),
    ),
    install,
    netguard,
    archives: flags.archive ? 'one-per-node' : 'none',
  })
  const changes = compare(before, bundle.manifest)
  const same = before !== undefined && Object.values(changes).every((paths) => paths.length === 0)
  if (!same) replaceFolder(folder, bundle.files, flags['without-secrets'] ? 0o755 : 0o700)
  const outcome = { plan, files, folder, changes, problems, proved, secrets: secrets?.outcome }
  if (flags.json) io.out(`${JSON.stringify(forPrograms(outcome), null, 2)}\n`)
  else io.out(forPeople(outcome, io))
  return 'ok'
}

/** Loaded only when it is wanted: it brings the means to run programs. */
async function prove(plan: Plan, files: FilesByNode, io: Io): Promise<Proved> {
  if (io.columns !== undefined) io.err('Showing every file to the program that will read it ...\n')
  const { proveFiles } = await import('../prove/prove.ts')
  return proveFiles(plan, files)
}

const text = (flag: Invocation['flags'][string]): string | undefined =>
  typeof flag === 'string' ? flag : undefined

function compare(before: ExistingBundle | undefined, after: Manifest): Changes {
  const old = before?.manifest.files ?? {}
  const gone = new Set(before?.missing)
  const paths = Object.keys(after.files)
  return {
    added: paths.filter((path) => !(path in old) || gone.has(path)),
    changed: paths.filter(
      (path) => path in old && !gone.has(path) && old[path]!.join() !== after.files[path]!.join(),
    ),
    removed: Object.keys(old).filter((path) => !(path in after.files)),
  }
}

function forPrograms({ folder, changes, problems, proved, secrets }: Outcome): unknown {
  return { folder, changes, problems, proved: proved ?? null, secrets: secrets ?? null }
}

function forPeople(outcome: Outcome, io: Io): string {
  const { plan, files, folder, changes, proved } = outcome
  const { bold } = io.colour
  const counts = plan.nodes.map(({ name }) => `${name} ${plural(files.get(name)!.length, 'file')}`)
  const lines = [
    `${bold(plan.cluster.name)} (${plan.cluster.stack}): ${counts.join(', ')}`,
    ...(proved ? [provedText(proved, io.colour).trimEnd()] : ['Not proved, as --no-prove says.']),
    ...(plan.secrets.length > 0 ? secretLines(outcome.secrets) : []),
    `Bundle: ${bold(`${folder}/`)} ${changeText(changes)}`,
    `Next: read ${folder}/RUNBOOK.md; it says how these files become a running cluster.`,
    '',
  ]
  return lines.filter((line, i) => line !== '' || i === lines.length - 1).join('\n')
}

function changeText({ added, changed, removed }: Changes): string {
  if (added.length + changed.length + removed.length === 0) return '(nothing has changed)'
  const parts = [
    added.length > 0 ? `${added.length} new` : '',
    changed.length > 0 ? `${changed.length} changed` : '',
    removed.length > 0 ? `${removed.length} removed` : '',
  ]
  return `(${parts.filter(Boolean).join(', ')})`
}

function secretLines(secrets: SecretsOutcome | undefined): string[] {
  if (!secrets) return ['Secrets: left out; their places are marked @SECRET:NAME@.']
  const { path, made, blank, unused, openTo } = secrets
  return [
    made.length > 0 ? `Secrets: ${path} (${made.length} made: ${made.join(', ')})` : `Secrets: ${path}`,
    ...(blank.length > 0
      ? [
          `warning: ${path} has no value yet for ${blank.join(', ')}.`,
          '  Their places are marked @SECRET:NAME@; put the values in and generate again.',
        ]
      : []),
    ...(unused.length > 0 ? [`warning: nothing uses ${unused.join(', ')} in ${path}.`] : []),
    ...(openTo === undefined
      ? []
      : [`warning: others may read ${path} (mode ${openTo.toString(8)}); chmod 600 ${path}`]),
  ]
}
