import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpOnExit } from '../core/cleanup.ts'
import { HaError } from '../core/errors.ts'
import { run } from '../host/exec.ts'
import type { RunResult } from '../host/exec.ts'
import { aptOptions, readAptSources, sourcesFor } from './apt-sources.ts'
import type { AptSource } from './apt-sources.ts'
import { hostAddress } from './lab.ts'
import { buildScript, codenames, recipeHash } from './recipe.ts'
import type { Recipe } from './recipe.ts'

/** Building took 35 s on two cores with a near mirror; a far one may be slow. */
const buildLimitMs = 30 * 60_000

/** Where images are kept: the user's cache (XDG Base Directory Specification), or what HA_BOOTSTRAP_CACHE names. */
export const imageCache = (): string =>
  process.env.HA_BOOTSTRAP_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ha-bootstrap', 'lab')

/**
 * The image of a platform, built when no image of these ingredients is in the cache.
 * @param packages installed beforehand; none for a machine as Debian's installer leaves it
 * @throws HaError facts for a platform that cannot be built, stepFailed when building fails.
 */
export async function findImage(
  platform: string,
  packages: readonly string[],
  cache: string,
  say: (line: string) => void,
): Promise<string> {
  const recipe = await recipeHere(platform, packages)
  const image = join(cache, `${platform}-${recipeHash(recipe)}.qcow2`)
  if (existsSync(image)) return image
  if (process.getuid?.() !== 0)
    throw new HaError('usage', 'Images are built by root, for what is in them belongs to many users.', {
      hint: 'run it as root, or let root raise a lab of this cluster.yaml once with HA_BOOTSTRAP_CACHE set to a folder of yours',
    })
  say(`building an image of ${platform}${packages.length > 0 ? ` with ${packages.length} packages` : ''} ...`)
  const began = Date.now()
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'build-'))
  try {
    const { code, stderr, timedOut } = await runBuild(folder, buildScript(recipe).text)
    if (code !== 0)
      throw new HaError(
        'stepFailed',
        `The image of ${platform} could not be built${timedOut ? ' in half an hour' : ''}: ${lastLines(stderr)}`,
        { hint: 'check that this machine reaches its Debian mirror: apt-get update' },
      )
    renameSync(join(folder, 'image.qcow2'), image)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  say(`built in ${Math.round((Date.now() - began) / 1000)} s: ${image}`)
  return image
}

/**
 * Runs a script that builds an image in `folder`. Interrupted or out of time, it and all it started end, and nothing of
 * it is left: mmdebstrap mounts proc, sys and dev, and would leave them mounted if it were killed. So it mounts in a name
 * space of its own, which goes with its last process (mount_namespaces(7)); root without the right to unshare(1), as in
 * most containers, may not mount either. What it needs for a while is outside of the cache, in which apt's own user, who
 * downloads, cannot read.
 */
export async function runBuild(folder: string, script: string): Promise<RunResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'ha-bootstrap-image-'))
  chmodSync(scratch, 0o755)
  writeFileSync(join(folder, 'build'), script)
  const interrupted = new AbortController()
  const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 9 })
  const forget = cleanUpOnExit(() => {
    interrupted.abort()
    remove(scratch)
    remove(folder)
  })
  try {
    return await run(
      ['sh', '-c', 'unshare --mount true 2>/dev/null && exec unshare --mount sh build; exec sh build'],
      { cwd: folder, env: { TMPDIR: scratch }, timeoutMs: buildLimitMs, signal: interrupted.signal },
    )
  } finally {
    remove(scratch)
    forget()
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-5).join('\n  ')

async function recipeHere(platform: string, packages: readonly string[]): Promise<Recipe> {
  const codename = codenames[platform]
  if (codename === undefined)
    throw new HaError('facts', `The lab has no image of ${platform}.`, {
      hint: `it builds ${Object.keys(codenames).join(' and ')}`,
    })
  const sources = sourcesFor(codename, hostSources('/etc/apt'))
  const dump = await run(['apt-config', 'dump', 'Acquire'])
  const options = (loopback: string | undefined): string[] => [
    ...aptOptions(dump.stdout, loopback),
    ...proxies(loopback),
  ]
  return {
    codename,
    sources,
    aptOptions: options(undefined),
    guestAptOptions: options(hostAddress),
    certificates: sources.some((line) => line.includes(' https:')) ? certificates() : {},
    packages: [...packages].sort(),
  }
}

function hostSources(folder: string): AptSource[] {
  const files = [
    join(folder, 'sources.list'),
    ...filesIn(join(folder, 'sources.list.d'))
      .filter((name) => /\.(list|sources)$/.test(name))
      .sort(),
  ]
  return files.flatMap((file) =>
    existsSync(file)
      ? readAptSources(readFileSync(file, 'utf8'), file.endsWith('.sources') ? 'sources' : 'list')
      : [],
  )
}

/** What apt takes from the environment here, a machine of its own has to be told. */
const proxies = (loopback: string | undefined): string[] =>
  (['http', 'https'] as const).flatMap((scheme) => {
    const proxy = process.env[`${scheme}_proxy`]
    return proxy === undefined ? [] : aptOptions(`Acquire::${scheme}::Proxy "${proxy}";`, loopback)
  })

const certificates = (): { [name: string]: string } =>
  Object.fromEntries(
    filesIn('/usr/local/share/ca-certificates')
      .filter((file) => file.endsWith('.crt'))
      .map((file) => [file.split('/').at(-1)!, readFileSync(file, 'utf8')]),
  )

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => join(folder, name))
    : []
