import { checkSecrets } from '../bundle/contents.ts'
import { completeSecrets, readSecretsFile, secretsPathOf, writePrivately } from '../bundle/secrets-file.ts'
import type { CompletedSecrets } from '../bundle/secrets-file.ts'
import type { Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'

export type FilesByNode = ReadonlyMap<string, readonly RenderedFile[]>

export interface SecretsInput {
  /** Path of the secrets file where it is not beside the spec. */
  readonly named: string | undefined
  readonly spec: string
  readonly plan: Plan
  readonly files: FilesByNode
}

export interface SecretsOutcome extends Omit<CompletedSecrets, 'values' | 'text'> {
  readonly path: string
  /** Permission bits when others than the owner may read the file. */
  readonly openTo: number | undefined
}

/**
 * Reads the secrets, makes those that are missing, and keeps them before anything is written with them.
 * @throws HaError spec for values that cannot be written where they belong.
 */
export function takeSecrets({ named, spec, plan, files }: SecretsInput): {
  readonly values: CompletedSecrets['values']
  readonly outcome: SecretsOutcome
} {
  const path = named ?? secretsPathOf(spec)
  const file = readSecretsFile(path)
  const completed = completeSecrets(file, plan.secrets, plan.cluster.name)
  checkSecrets(
    { plan, filesByNode: files, secrets: completed.values },
    (name) => `${path}:${file.lineOf(name) ?? 1}`,
  )
  if (completed.text !== file.text) writePrivately(path, completed.text)
  const { values, text: _, ...rest } = completed
  const openTo = completed.text === file.text ? file.openTo : undefined
  return { values, outcome: { ...rest, path, openTo } }
}
