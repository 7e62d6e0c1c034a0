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
import { join, resolve } from 'node:path'
import { HaError } from '../core/errors.ts'
import type { Lab, LabNode, LabSwitch } from './lab.ts'
import { nodeFiles } from './qemu.ts'

/** Paths of a lab's folder; everything that a lab is lies in it, so that any process can find and end it. */
export interface LabFolder {
  readonly path: string
  readonly state: string
  readonly sshConfig: string
  readonly identity: string
  readonly knownHosts: string
  /** The spec as it is applied inside the lab. */
  readonly spec: string
  readonly secrets: string
  node(name: string): string
  switchNamed(name: string): string
}

/** Without a name of its own: the user's state (XDG Base Directory Specification). */
export const defaultFolder = (): string =>
  join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'ha-bootstrap', 'lab')

export function labFolder(path: string): LabFolder {
  const root = resolve(path)
  return {
    path: root,
    state: join(root, 'lab.json'),
    sshConfig: join(root, 'ssh_config'),
    identity: join(root, 'id_ed25519'),
    knownHosts: join(root, 'known_hosts'),
    spec: join(root, 'cluster.yaml'),
    secrets: join(root, 'cluster.secrets.yaml'),
    node: (name) => join(root, 'nodes', name),
    switchNamed: (name) => join(root, 'switches', name),
  }
}

/**
 * The lab that lies in a folder.
 * @throws HaError usage when there is none.
 */
export function readLab(folder: LabFolder): Lab {
  const lab = findLab(folder)
  if (!lab)
    throw new HaError('usage', `There is no lab in ${folder.path}.`, {
      hint: 'ha-bootstrap lab up -f cluster.yaml raises one; --state names its folder',
    })
  return lab
}

export function findLab({ state }: LabFolder): Lab | undefined {
  let text: string
  try {
    text = readFileSync(state, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const lab = JSON.parse(text) as Lab
  if (lab.version !== 1)
    throw new HaError('usage', `${state} was written by another version of ha-bootstrap.`, {
      hint: 'end the lab with that version: ha-bootstrap lab down',
    })
  return lab
}

/** Makes the folder, closed to others (it holds keys), or takes one that holds nothing but a lab. */
export function makeFolder(folder: LabFolder): void {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 })
  const entries = readdirSync(folder.path)
  if (entries.length > 0 && !entries.includes('lab.json'))
    throw new HaError('usage', `${folder.path} holds something that is no lab.`, {
      hint: 'name a folder of its own with --state',
    })
  chmodSync(folder.path, 0o700)
}

export function writeLab(folder: LabFolder, lab: Lab): void {
  const fresh = `${folder.state}.new`
  writeFileSync(fresh, `${JSON.stringify(lab, null, 2)}\n`, { mode: 0o600 })
  renameSync(fresh, folder.state)
}

/** Longest name of a socket in the folder of sockets, with its slash. */
const socketNameBytes = 16
/** sun_path of unix(7), with the NUL at its end. */
const socketPathBytes = 108

/** Where the sockets go: into the lab's folder, or into one with a shorter path. */
export function socketFolder({ path }: LabFolder): string {
  const inside = join(path, 's')
  if (Buffer.byteLength(inside) + socketNameBytes < socketPathBytes) {
    mkdirSync(inside, { recursive: true, mode: 0o700 })
    return inside
  }
  return mkdtempSync(join(tmpdir(), 'ha-lab-'))
}

/** Takes away what a lab left; never anything else that lies in the folder. */
export function removeFolder(folder: LabFolder, lab: Lab): void {
  rmSync(lab.sockets, { recursive: true, force: true })
  if (!existsSync(folder.path)) return
  const ours = ['nodes', 'switches', 'snmp', 's', 'ssh_config', 'id_ed25519', 'id_ed25519.pub', 'known_hosts']
  const shared = readdirSync(folder.path).filter((name) => /^shared-.*\.raw$/.test(name))
  const spec = ['cluster.yaml', 'cluster.secrets.yaml']
  for (const name of [...ours, ...shared, ...spec, 'lab.json'])
    rmSync(join(folder.path, name), { recursive: true, force: true })
  if (readdirSync(folder.path).length === 0) rmSync(folder.path, { recursive: true })
}

/** The process of which a pid file tells, if it still is the one that was meant: its command line names marker. */
export function livingPid(pidFile: string, marker = pidFile): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim())
    if (!Number.isInteger(pid) || pid < 2) return undefined
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(marker) ? pid : undefined
  } catch {
    return undefined
  }
}

export const nodePid = (folder: LabFolder, { name }: LabNode): number | undefined =>
  livingPid(join(folder.node(name), nodeFiles.pid))

export const switchPid = (folder: LabFolder, { name }: LabSwitch): number | undefined =>
  livingPid(join(folder.switchNamed(name), nodeFiles.pid))

export const bmcConfigurationFile = (folder: LabFolder, { name }: LabNode): string =>
  join(folder.node(name), 'bmc.conf')

export const bmcPid = (folder: LabFolder, node: LabNode): number | undefined =>
  livingPid(join(folder.node(node.name), 'bmc.pid'), bmcConfigurationFile(folder, node))

export const snmpConfigurationFile = ({ path }: LabFolder): string => join(path, 'snmp', 'snmpd.conf')

export const snmpPid = (folder: LabFolder): number | undefined =>
  livingPid(join(folder.path, 'snmp', 'pid'), snmpConfigurationFile(folder))
