import { readFile } from 'node:fs/promises'
import { HaError } from '../core/errors.ts'
import { platformIds } from '../platform/platform.ts'
import type { PlatformVersions } from '../platform/platform.ts'
import type { Facts } from './types.gen.ts'
import validate from './validate.gen.js'

/** What was found on a node, as far as rendering depends on it: what does not change from day to day. */
export interface NodeFacts {
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
const maximumBytes = 16 * 1024 * 1024

/**
 * Reads facts files, one for each node: those that were collected, and those of format 1, which are written by hand and say
 * nothing but platform and versions.
 * @throws HaError (exit 'facts') that names the file and what is wrong with it.
 */
export async function readFacts(files: readonly string[]): Promise<NodeFacts[]> {
  return onePerNode(files, await Promise.all(files.map(async (file) => decisive(file, await readJson(file)))))
}

/**
 * Reads files of collected facts whole, one for each node.
 * @throws HaError (exit 'facts') that names the file and what is wrong with it.
 */
export async function readCollected(files: readonly string[]): Promise<Facts[]> {
  return onePerNode(
    files,
    await Promise.all(files.map(async (file) => collected(file, await readJson(file)))),
  )
}

function onePerNode<T extends { readonly node: string }>(files: readonly string[], all: T[]): T[] {
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

const wrong = (file: string, sentence: string, hint: string): HaError =>
  new HaError('facts', sentence, { where: file, hint })

async function readJson(file: string): Promise<{ readonly [key: string]: unknown }> {
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
    throw wrong(file, `the file has more than ${maximumBytes} characters`, 'check that this is a facts file')
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
    throw wrong(file, 'the file is not a JSON object', 'it begins with { "facts": 2, "node": …')
  return data as { readonly [key: string]: unknown }
}

/** What rendering depends on, of either format. */
function decisive(file: string, data: { readonly [key: string]: unknown }): NodeFacts {
  if (data.facts === 2) {
    const { node, platform, versions } = collected(file, data)
    if (platform !== null) checkedPlatform(file, platform)
    return {
      facts: 1,
      node,
      ...(platform !== null && { platform }),
      versions: checkedVersions(file, versions),
    }
  }
  const { facts, node, platform, versions = {} } = data
  if (facts !== 1)
    throw wrong(
      file,
      `"facts" is ${JSON.stringify(facts) ?? 'missing'}; this program reads versions 1 and 2`,
      'collect the facts again',
    )
  if (typeof node !== 'string' || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(node))
    throw wrong(file, '"node" is not a host name', 'it is what `uname -n` prints')
  if (platform !== undefined) checkedPlatform(file, platform)
  if (typeof versions !== 'object' || versions === null || Array.isArray(versions))
    throw wrong(file, '"versions" is not an object', 'it maps names such as drbd-module to versions')
  return {
    facts: 1,
    node,
    ...(platform !== undefined && { platform: platform as string }),
    versions: checkedVersions(file, versions as { [name: string]: unknown }),
  }
}

function checkedPlatform(file: string, platform: unknown): void {
  if (!platformIds.includes(platform as string))
    throw wrong(file, `"platform" is ${JSON.stringify(platform)}`, `it is one of ${platformIds.join(', ')}`)
}

function checkedVersions(
  file: string,
  versions: { readonly [name: string]: unknown },
): { [name: string]: string } {
  const known: { [name: string]: string } = {}
  for (const [name, version] of Object.entries(versions)) {
    if (!versionNames.includes(name as keyof PlatformVersions))
      throw wrong(file, `"versions" has ${JSON.stringify(name)}`, `it knows ${versionNames.join(', ')}`)
    if (typeof version !== 'string' || !/^[0-9]+(\.[0-9]+){0,4}[A-Za-z0-9.+~-]*$/.test(version))
      throw wrong(
        file,
        `the version of ${name} is ${JSON.stringify(version)}`,
        'a version is a text such as "8.4.11"',
      )
    known[name] = version
  }
  return known
}

/** Facts that the schema accepts, whoever wrote the file. */
function collected(file: string, data: { readonly [key: string]: unknown }): Facts {
  if (data.facts !== 2)
    throw wrong(
      file,
      data.facts === 1
        ? 'these facts say nothing but platform and versions'
        : `"facts" is ${JSON.stringify(data.facts) ?? 'missing'}; this program reads version 2`,
      'collect them with `ha-bootstrap facts`',
    )
  if (validate(data)) return data as unknown as Facts
  // What does not fit is said once; the branches of a choice would each say it again.
  const { instancePath = '', keyword = '', params = {} } = validate.errors?.[0] ?? {}
  const { missingProperty, additionalProperty } = params as { [key: string]: string | undefined }
  const field = instancePath.slice(1).replaceAll('/', '.') || 'the file'
  const what =
    missingProperty !== undefined
      ? `lacks "${missingProperty}"`
      : additionalProperty !== undefined
        ? `has "${additionalProperty}", which this version does not know`
        : `is not what it should be (${keyword})`
  throw wrong(file, `${field} ${what}`, 'collect the facts again')
}
