import {
  chmodSync,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  existsSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { HaError } from '../core/errors.ts'
import { sh } from '../core/sh.ts'
import { run } from '../host/exec.ts'
import { bmcCommands, bmcConfiguration, chassisScript } from './chassis.ts'
import { endProcess, switchPower } from './control.ts'
import { bmcConfigurationFile, bmcPid, nodePid, snmpConfigurationFile, snmpPid, switchPid } from './folder.ts'
import type { LabFolder } from './folder.ts'
import type { Lab, LabChassis, LabNode, LabSwitch } from './lab.ts'
import { snmpConfiguration, snmpScript } from './snmp.ts'
import { diskFile, nodeFiles, sharedFile, switchCommand } from './qemu.ts'

/** An emulated machine took 25 to 70 s until SSH answered, 250 s on a host with ten others. */
const bootLimitMs = 15 * 60_000

/** Starts what does not run yet of a lab that is written down in its folder; disks that are there are kept. */
export async function raise(folder: LabFolder, lab: Lab, say: (line: string) => void): Promise<void> {
  for (const one of lab.switches) await startSwitch(folder, lab, one)
  for (const node of lab.nodes) await makeNode(folder, lab, node)
  for (const node of lab.nodes) await startBmc(folder, node)
  if (lab.chassis) await startSnmp(folder, lab, lab.chassis)
  for (const node of lab.nodes) {
    await switchPower(folder, lab, node, 'on')
    say(`${node.name} starts (console: ${join(folder.node(node.name), nodeFiles.console)})`)
  }
}

async function startSwitch(folder: LabFolder, lab: Lab, one: LabSwitch): Promise<void> {
  const path = folder.switchNamed(one.name)
  mkdirSync(path, { recursive: true })
  await endProcess(() => switchPid(folder, one))
  for (const { here } of one.ports) rmSync(join(lab.sockets, here), { force: true })
  await must(switchCommand(lab, one, path), `${one.name} does not start`)
}

/** Disks, keys and the power switch of a node. */
async function makeNode(folder: LabFolder, lab: Lab, node: LabNode): Promise<void> {
  const path = folder.node(node.name)
  mkdirSync(path, { recursive: true })
  const system = join(path, nodeFiles.system)
  if (!existsSync(system))
    await must(
      ['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', node.image, '-F', 'qcow2', system],
      `the system disk of ${node.name} cannot be made`,
    )
  for (const disk of node.disks)
    makeSparse(
      disk.shared ? join(folder.path, sharedFile(disk.name)) : join(path, diskFile(disk.name)),
      disk.bytes,
    )
  await makeSeed(folder, node)
  const chassis = join(path, 'chassis')
  writeFileSync(chassis, chassisScript(lab, node, path))
  chmodSync(chassis, 0o700)
  writeFileSync(bmcConfigurationFile(folder, node), bmcConfiguration(lab, node, chassis), { mode: 0o600 })
  writeFileSync(join(path, 'bmc.commands'), bmcCommands)
}

/** A file of a size that takes no room until it is written to. */
function makeSparse(path: string, bytes: number): void {
  if (existsSync(path)) return
  const file = openSync(path, 'w', 0o600)
  ftruncateSync(file, bytes)
  closeSync(file)
}

/** What makes one machine of the image: its name, keys, and the network as Debian's installer leaves it. */
async function makeSeed(folder: LabFolder, node: LabNode): Promise<void> {
  const path = folder.node(node.name)
  const seed = join(path, nodeFiles.seed)
  if (existsSync(seed)) return
  const root = join(path, 'seed')
  const key = join(root, 'etc/ssh/ssh_host_ed25519_key')
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, 'etc/ssh'), { recursive: true })
  mkdirSync(join(root, 'etc/network'))
  mkdirSync(join(root, 'root/.ssh'), { recursive: true })
  chmodSync(join(root, 'root'), 0o700)
  chmodSync(join(root, 'root/.ssh'), 0o700)
  await makeKey(key, `root@${node.name}`)
  const files = {
    'etc/hostname': `${node.name}\n`,
    'etc/hosts': `127.0.0.1\tlocalhost\n127.0.1.1\t${node.name}\n\n::1\tlocalhost ip6-localhost ip6-loopback\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n`,
    'etc/network/interfaces': `# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback

# The primary network interface
allow-hotplug ${node.management.name}
iface ${node.management.name} inet dhcp
`,
    'root/.ssh/authorized_keys': readFileSync(`${folder.identity}.pub`, 'utf8'),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  chmodSync(join(root, 'root/.ssh/authorized_keys'), 0o600)
  const members = [...Object.keys(files), 'etc/ssh/ssh_host_ed25519_key', 'etc/ssh/ssh_host_ed25519_key.pub']
  await must(
    ['tar', '-C', root, '--owner=0', '--group=0', '-cf', seed, 'root/.ssh', ...members],
    `the first files of ${node.name} cannot be packed`,
  )
}

export async function makeKey(path: string, comment: string): Promise<void> {
  if (existsSync(path)) return
  await must(
    ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path],
    `the key ${path} cannot be made`,
  )
}

/** Who the nodes are, and how they are reached, in OpenSSH's own files. */
export function writeSshFiles(folder: LabFolder, lab: Lab): void {
  const hostKey = (node: LabNode): string =>
    readFileSync(join(folder.node(node.name), 'seed/etc/ssh/ssh_host_ed25519_key.pub'), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')
  const known = lab.nodes.map((node) => `[127.0.0.1]:${node.sshPort} ${hostKey(node)}\n`)
  writeFileSync(folder.knownHosts, known.join(''))
  const hosts = lab.nodes.map(
    ({ name, sshPort }) => `Host ${name}
  HostName 127.0.0.1
  Port ${sshPort}
  User root
`,
  )
  writeFileSync(
    folder.sshConfig,
    `${hosts.join('')}Host *
  IdentityFile "${folder.identity}"
  IdentitiesOnly yes
  UserKnownHostsFile "${folder.knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  LogLevel ERROR
`,
  )
}

async function startBmc(folder: LabFolder, node: LabNode): Promise<void> {
  if (bmcPid(folder, node) !== undefined) return
  const path = folder.node(node.name)
  const memory = join(path, 'bmc')
  mkdirSync(memory, { recursive: true })
  const argv = [
    'ipmi_sim',
    '-n',
    '-c',
    bmcConfigurationFile(folder, node),
    '-f',
    join(path, 'bmc.commands'),
    '-s',
    memory,
  ]
  await startDaemon(argv, { log: join(path, 'bmc.log'), pid: join(path, 'bmc.pid') })
  if (bmcPid(folder, node) === undefined)
    throw new HaError('stepFailed', `The BMC of ${node.name} (ipmi_sim) ended at once.`, {
      hint: `see ${join(path, 'bmc.log')}; is UDP port ${node.bmcPort} taken?`,
    })
}

async function startSnmp(folder: LabFolder, lab: Lab, chassis: LabChassis): Promise<void> {
  if (snmpPid(folder) !== undefined) return
  const configuration = snmpConfigurationFile(folder)
  const path = dirname(configuration)
  const script = join(path, 'blades')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  writeFileSync(script, snmpScript(folder, lab, chassis))
  chmodSync(script, 0o700)
  writeFileSync(configuration, snmpConfiguration(chassis, script), { mode: 0o600 })
  // Without this it would keep its users among those of the host's own snmpd.
  const own = [`SNMP_PERSISTENT_DIR=${join(path, 'memory')}`, 'MIBS=']
  const argv = ['env', ...own, 'snmpd', '-f', '-Le', '-C', '-c', configuration]
  await startDaemon(argv, { log: join(path, 'log'), pid: join(path, 'pid') })
  if (snmpPid(folder) === undefined)
    throw new HaError('stepFailed', 'The modular server (snmpd) ended at once.', {
      hint: `see ${join(path, 'log')}; is UDP port ${chassis.port} taken?`,
    })
}

/**
 * Starts a program in a session of its own, so that it lives on after us. setsid and env become the program, so the number
 * stays its.
 */
async function startDaemon(
  argv: readonly string[],
  { log, pid }: { readonly log: string; readonly pid: string },
): Promise<void> {
  const start = sh`setsid ${argv} </dev/null >>${log} 2>&1 & echo $! >${pid}`
  await must(['sh', '-c', start.text], `${argv[0]!} does not start`)
  await new Promise((resolve) => setTimeout(resolve, 500))
}

/** @throws HaError stepFailed */
async function must(argv: readonly string[], otherwise: string): Promise<void> {
  const { code, stderr } = await run(argv, { timeoutMs: 120_000 })
  if (code !== 0)
    throw new HaError(
      'stepFailed',
      `${otherwise[0]!.toUpperCase()}${otherwise.slice(1)}: ${stderr.trim().split('\n').at(-1)}.`,
    )
}

export const sshTo = (folder: LabFolder, node: LabNode): string[] => [
  'ssh',
  '-F',
  folder.sshConfig,
  node.name,
]

/**
 * Waits until a node answers over SSH.
 * @throws HaError connection with the end of its console, when it does not in time.
 */
export async function waitForSsh(folder: LabFolder, node: LabNode, limitMs = bootLimitMs): Promise<void> {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    const { code } = await run(
      [
        ...sshTo(folder, node).slice(0, -1),
        '-o',
        'BatchMode=yes',
        '-o',
        'ConnectTimeout=5',
        node.name,
        'true',
      ],
      { timeoutMs: 30_000 },
    )
    if (code === 0) return
    if (nodePid(folder, node) === undefined) break
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new HaError(
    'connection',
    `${node.name} did not answer over SSH in ${Math.round(limitMs / 1000)} s. Its console ends with:\n${consoleEnd(folder, node)}`,
    { hint: 'ha-bootstrap lab status; ha-bootstrap lab down' },
  )
}

/** What systemd colours its lines with. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g')

export function consoleEnd(folder: LabFolder, node: LabNode): string {
  try {
    const text = readFileSync(join(folder.node(node.name), nodeFiles.console), 'utf8')
    return text.replaceAll(colours, '').replaceAll('\r', '').trimEnd().split('\n').slice(-20).join('\n')
  } catch {
    return '(nothing)'
  }
}
