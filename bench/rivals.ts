import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findProgram, run } from '../src/host/exec.ts'
import type { LabFolder } from '../src/lab/folder.ts'

/** A file that belongs on a node. */
interface BundledFile {
  readonly path: string
  /** In octal. */
  readonly mode: string
  readonly sha256: string
}

export interface Place {
  readonly folder: LabFolder
  /** Of our own, for a while. */
  readonly work: string
  /** What `generate` wrote for the cluster. */
  readonly bundle: string
  readonly files: ReadonlyMap<string, readonly BundledFile[]>
}

export const bundledFiles = (folder: string): BundledFile[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
    .sort()
    .map((name) => ({
      path: name.slice(folder.length),
      mode: (statSync(name).mode & 0o777).toString(8),
      sha256: createHash('sha256').update(readFileSync(name)).digest('hex'),
    }))

const limitMs = 30 * 60_000

/** One script that makes the same checks, sent to all nodes side by side over ssh with our own options. */
export class ByHand {
  readonly #place: Place
  readonly #script = readFileSync('bench/heartbeat/by-hand.sh', 'utf8')

  constructor(place: Place) {
    this.#place = place
  }

  /** @throws Error with what is not so. */
  async check(): Promise<void> {
    await Promise.all([...this.#place.files].map(([node, files]) => this.#checkNode(node, files)))
  }

  async #checkNode(node: string, files: readonly BundledFile[]): Promise<void> {
    const { folder, work } = this.#place
    const sums = files.map(({ path, sha256 }) => `${sha256}  ${path}`).join('\n')
    const modes = files.map(({ path, mode }) => `${mode} root:root ${path}`).join('\n')
    // A connection of its own for each time, as plan and apply have it; a session over it needs no second login.
    const options = [
      'BatchMode=yes',
      'ControlMaster=auto',
      'ControlPersist=no',
      `ControlPath=${join(work, 'hand-%n')}`,
    ]
    const words = options.flatMap((option) => ['-o', option])
    const { code, stdout, stderr } = await run(
      ['ssh', '-F', folder.sshConfig, '-T', '-a', '-x', ...words, node, 'sh -s'],
      { input: `sums='${sums}'\nmodes='${modes}'\n${this.#script}`, timeoutMs: limitMs },
    )
    if (code !== 0 || stdout !== '')
      throw new Error(`the script by hand on ${node} ended with ${code}:\n${stdout}${stderr}`)
  }
}

/** The same as a playbook, as fast as ansible-core is without more packages: pipelining, one connection that stays. */
export class Ansible {
  readonly #words: readonly string[]
  readonly #env: { readonly [name: string]: string }

  constructor({ folder, work, bundle, files }: Place) {
    const here = resolve('bench/heartbeat')
    const configuration = join(work, 'ansible.cfg')
    const variables = join(work, 'variables.json')
    // Files are the same on all nodes but for their content.
    const [list = []] = files.values()
    writeFileSync(
      variables,
      JSON.stringify({ bundle, files: list.map(({ path, mode }) => ({ path, mode: `0${mode}` })) }),
    )
    mkdirSync(join(work, 'ansible'))
    writeFileSync(
      configuration,
      [
        '[defaults]',
        `inventory = ${join(here, 'inventory.yaml')}`,
        'remote_user = root',
        'interpreter_python = /usr/bin/python3',
        'forks = 10',
        'nocows = true',
        '[ssh_connection]',
        'pipelining = true',
        `ssh_args = -F ${folder.sshConfig} -o ControlMaster=auto -o ControlPersist=60s`,
        `control_path_dir = ${join(work, 'ansible')}`,
        '',
      ].join('\n'),
    )
    this.#words = ['ansible-playbook', '-e', `@${variables}`, join(here, 'playbook.yaml')]
    this.#env = {
      ANSIBLE_CONFIG: configuration,
      ANSIBLE_HOME: join(work, 'ansible'),
      LC_ALL: 'C.UTF-8',
      LANG: 'C.UTF-8',
    }
  }

  /** What to install, if that is necessary. */
  static missing(): string | undefined {
    return findProgram('ansible-playbook')
      ? undefined
      : 'left out, because it is not installed: apt-get install --no-install-recommends ansible-core'
  }

  /** The first run: what Ansible needs itself on a node (python3-apt), it installs. */
  async settle(): Promise<void> {
    await this.#play()
  }

  /** @throws Error when something was changed: then it did more than a second run does. */
  async check(): Promise<void> {
    const told = await this.#play()
    if (
      [...told.matchAll(/changed=([0-9]+)/g)].some(([, changed]) => changed !== '0') ||
      !told.includes('changed=0')
    )
      throw new Error(`the playbook changed something in its second run:\n${told}`)
  }

  async #play(): Promise<string> {
    const { code, stdout, stderr } = await run(this.#words, { env: this.#env, timeoutMs: limitMs })
    if (code !== 0) throw new Error(`ansible-playbook ended with ${code}:\n${stdout}${stderr}`)
    return stdout
  }
}
