import { readFile } from 'node:fs/promises'
import { HaError } from '../core/errors.ts'
import { platformIds } from '../platform/platform.ts'
import type { PlatformVersions } from '../platform/platform.ts'

/** What was found on a node, as far as rendering depends on it. */
export interface NodeFacts {
  /** Version of this format. */
  readonly facts: 1
  readonly node: string
  readonly platform?: string
  readonly versions: Partial<PlatformVersions>
}

const versionNames: readonly (keyof PlatformVersions)[] = [
  'kernel',
  'drbd-module',
  'drbd-utils',
  'corosync',
  'pacemaker',
  'heartbeat',
  'lvm2',
  'libvirt',
  'qemu',
]
const maximumBytes = 1024 * 1024

/**
 * Reads facts files, one for each node.
 * @throws HaError (exit 'facts') that names the file and what is wrong with it.
 */
export async function readFacts(files: readonly string[]): Promise<NodeFacts[]> {
  const all = await Promise.all(files.map(readOne))
  const seen = new Map<string, string>()
  for (const [i, facts] of all.entries()) {
    const other = seen.get(facts.node)
    if (other !== undefined)
      throw new HaError('facts', `both ${other} and ${files[i]} hold facts of ${facts.node}`, {
        hint: 'give one file for each node',
      })
    seen.set(facts.node, files[i]!)
  }
  return all
}

async function readOne(file: string): Promise<NodeFacts> {
  const wrong = (sentence: string, hint: string) => new HaError('facts', sentence, { where: file, hint })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new HaError('facts', `cannot read the facts: ${(cause as Error).message}`, {
      where: file,
      hint: 'check the path',
      cause,
    })
  }
  if (text.length > maximumBytes)
    throw wrong(`the file has more than ${maximumBytes} characters`, 'check that this is a facts file')
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (cause) {
    throw new HaError('facts', `the file is not JSON: ${(cause as Error).message}`, {
      where: file,
      hint: 'a facts file is JSON',
      cause,
    })
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong('the file is not a JSON object', 'it begins with { "facts": 1, "node": …')
  const { facts, node, platform, versions = {} } = data as { [key: string]: unknown }
  if (facts !== 1)
    throw wrong(
      `"facts" is ${JSON.stringify(facts) ?? 'missing'}; this program reads version 1`,
      'collect the facts again',
    )
  if (typeof node !== 'string' || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(node))
    throw wrong('"node" is not a host name', 'it is what `uname -n` prints')
  if (platform !== undefined && !platformIds.includes(platform as string))
    throw wrong(`"platform" is ${JSON.stringify(platform)}`, `it is one of ${platformIds.join(', ')}`)
  if (typeof versions !== 'object' || versions === null || Array.isArray(versions))
    throw wrong('"versions" is not an object', 'it maps names such as drbd-module to versions')
  const known: { [name: string]: string } = {}
  for (const [name, version] of Object.entries(versions)) {
    if (!versionNames.includes(name as keyof PlatformVersions))
      throw wrong(`"versions" has ${JSON.stringify(name)}`, `it knows ${versionNames.join(', ')}`)
    if (typeof version !== 'string' || !/^[0-9]+(\.[0-9]+){0,4}[A-Za-z0-9.+~-]*$/.test(version))
      throw wrong(
        `the version of ${name} is ${JSON.stringify(version)}`,
        'a version is a text such as "8.4.11"',
      )
    known[name] = version
  }
  return {
    facts: 1,
    node,
    ...(platform !== undefined && { platform: platform as string }),
    versions: known,
  }
}
