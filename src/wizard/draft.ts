import type { NodeFacts } from '../facts/read.ts'
import { readDocument } from '../spec/document.ts'
import { formCodes } from '../spec/codes.ts'
import { loadSpec } from '../spec/load.ts'
import type { Problem } from '../spec/problem.ts'
import type { SpecSource } from '../spec/spec.ts'
import { stateOf } from './flow.ts'
import type { Ground } from './flow.ts'
import type { Answers, Known, Machine, Page } from './question.ts'
import { commentsOf, specOf } from './spec-of.ts'
import { patchSpec, writeSpec } from './write.ts'

/** A cluster.yaml that is there already. */
export interface Existing {
  readonly bytes: Uint8Array
  readonly source: SpecSource
}

/** What the answers make: the text of cluster.yaml and what check would say of it. */
export interface Written {
  readonly text: string
  readonly spec: SpecSource
  readonly problems: readonly Problem[]
}

/** Reads a cluster.yaml that the wizard is to change; why it cannot be understood, where that is so. */
export async function openExisting(
  bytes: Uint8Array,
  file: string,
): Promise<Existing | { readonly problems: readonly Problem[] }> {
  const { spec, problems } = await loadSpec(bytes, file)
  if (!spec)
    return {
      problems: problems.filter(
        ({ severity, code }) => severity === 'error' && Object.hasOwn(formCodes, code),
      ),
    }
  return { bytes, source: readDocument(bytes, file).value as SpecSource }
}

/** The answers that would make that cluster.yaml. */
export const answersIn = (
  { source }: Existing,
  pages: readonly Page[],
  machines: readonly Machine[],
): Answers => Object.assign({}, ...pages.map((page) => page.answersOf(source, machines))) as Answers

/** The file that the answers make: a new one, or the one that is there with what has changed. */
export async function writtenOf(
  known: Known,
  file: string,
  ground: Ground,
  existing: Existing | undefined,
  comments: { readonly [field: string]: string } = commentsOf(ground.pages, known),
): Promise<Written> {
  const { pages, machines } = ground
  const spec = specOf(pages, known)
  const made =
    existing &&
    specOf(pages, stateOf({ answers: answersIn(existing, pages, machines), seen: known.seen }, ground).known)
  const text = existing && made ? patchSpec(existing.bytes, file, spec, made) : writeSpec(spec, comments)
  const { problems } = await loadSpec(new TextEncoder().encode(text), file, machines.flatMap(decisive))
  return { text, spec, problems }
}

/** Of a machine's facts what the spec depends on; nothing where its platform is none of ours. */
function decisive({ facts }: Machine): NodeFacts[] {
  if (!facts) return []
  const { node, platform, versions } = facts
  return [{ facts: 1, node, ...(platform !== null && { platform }), versions }]
}
