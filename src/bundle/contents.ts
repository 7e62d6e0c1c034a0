import { HaError } from '../core/errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'
import { fillSecrets, secretFault } from '../render/secrets.ts'
import type { SecretValues } from '../render/secrets.ts'
import { manifestName, manifestOf, manifestText, sha256 } from './manifest.ts'
import type { BundleFile, Manifest } from './manifest.ts'
import { reproducibleArchive } from '../core/tar.ts'

export interface BundleInput {
  readonly plan: Plan
  readonly filesByNode: ReadonlyMap<string, readonly RenderedFile[]>
  /** Values that are not here stay named blanks. */
  readonly secrets: SecretValues
  readonly runbook: string
  /** What brings a node there, by node, and the script that calls it. */
  readonly programs: ReadonlyMap<string, string>
  readonly install: string
  /** What programs call to change the network. */
  readonly netguard: string
  /** Whether each node's tree is there as NODE.tar.gz too. */
  readonly archives: 'none' | 'one-per-node'
}

export interface Bundle {
  readonly files: readonly BundleFile[]
  readonly manifest: Manifest
}

/** Modes of files that tell nothing, and of those from which a secret could be guessed. */
const publicMode = 0o644
const privateMode = 0o600
const scriptMode = 0o755

/** Everything a bundle consists of. The same input gives the same bytes. */
export function bundleContents(input: BundleInput): Bundle {
  const { plan } = input
  const trees = plan.nodes.map((node) => ({ node: node.name, files: nodeTree(node.name, input) }))
  const files: BundleFile[] = [
    ...trees.flatMap(({ files: tree }) => tree),
    ...packageLists(plan),
    { path: 'plan.json', mode: publicMode, bytes: Buffer.from(`${JSON.stringify(plan, null, 1)}\n`) },
    { path: 'install.sh', mode: scriptMode, bytes: Buffer.from(input.install) },
    { path: 'netguard', mode: scriptMode, bytes: Buffer.from(input.netguard) },
    ...[...input.programs].map(([node, text]) => ({
      path: `install/${node}`,
      mode: scriptMode,
      bytes: Buffer.from(text),
    })),
    { path: 'RUNBOOK.md', mode: publicMode, bytes: Buffer.from(input.runbook) },
  ]
  if (input.archives === 'one-per-node')
    files.push(
      ...trees.map(({ node, files: tree }) => ({
        path: `${node}.tar.gz`,
        mode: privateMode,
        bytes: reproducibleArchive(tree.map((file) => ({ ...file, path: file.path.slice(node.length + 1) }))),
      })),
    )
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  // A checksum of a file that is known but for a password is a way to try passwords.
  const sums = files.map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`).join('')
  files.push({ path: 'SHA256SUMS', mode: privateMode, bytes: Buffer.from(sums) })
  const manifest = manifestOf(files, plan.cluster.name, plan.tool)
  const text = manifestText(manifest)
  return { files: [...files, { path: manifestName, mode: privateMode, bytes: Buffer.from(text) }], manifest }
}

function nodeTree(node: string, { plan, filesByNode, secrets }: BundleInput): BundleFile[] {
  return (filesByNode.get(node) ?? []).map((file) => {
    assertPath(file.path)
    return {
      path: `${node}${file.path}`,
      // A file for a secret is private even where the secret is still a blank: it will be filled in by hand.
      mode: file.secrets.length > 0 ? file.mode & 0o700 : file.mode,
      bytes: fillSecrets(file, secrets, plan.secrets),
    }
  })
}

/** @throws Error for a path that would leave the tree of its node: that is our bug. */
function assertPath(path: string): void {
  const steps = path.split('/').slice(1)
  if (!path.startsWith('/') || steps.some((step) => step === '' || step === '.' || step === '..'))
    throw new Error(`${path} is not an absolute path in normal form`)
}

/** One list for each platform: what its nodes need, one package on each line. */
function packageLists(plan: Plan): BundleFile[] {
  const byPlatform = new Map<string, Set<string>>()
  for (const { platform, software } of plan.nodes) {
    const packages = byPlatform.get(platform.id) ?? new Set<string>()
    for (const name of software.packages) packages.add(name)
    byPlatform.set(platform.id, packages)
  }
  return [...byPlatform].map(([platform, packages]) => ({
    path: `packages-${platform}.txt`,
    mode: publicMode,
    bytes: Buffer.from(
      [...packages]
        .sort()
        .map((name) => `${name}\n`)
        .join(''),
    ),
  }))
}

/**
 * Refuses values that cannot be written where they belong, all at once.
 * @throws HaError spec
 */
export function checkSecrets(
  input: Pick<BundleInput, 'plan' | 'filesByNode' | 'secrets'>,
  where: (name: string) => string,
): void {
  const faults = new Set<string>()
  for (const file of [...input.filesByNode.values()].flat()) {
    for (const name of file.secrets) {
      const value = input.secrets[name]
      if (value === undefined) continue
      const secret = input.plan.secrets.find((candidate) => candidate.name === name)
      const fault = secretFault(value, file.secretQuoting, secret)
      if (fault) faults.add(`${where(name)}: the secret ${name} must be ${fault}, because of ${file.path}`)
    }
  }
  if (faults.size > 0)
    throw new HaError(
      'spec',
      `Secrets cannot be written into their files:\n    ${[...faults].join('\n    ')}`,
    )
}
