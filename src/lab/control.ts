import { connect } from 'node:net'
import { join } from 'node:path'
import { HaError } from '../core/errors.ts'
import { run } from '../host/exec.ts'
import { bmcPid, nodePid, removeFolder, snmpPid, switchPid } from './folder.ts'
import type { LabFolder } from './folder.ts'
import type { Lab, LabNic, LabNode } from './lab.ts'
import { monitorSocket, nicId, nodeFiles } from './qemu.ts'

export type Power = 'on' | 'off' | 'reset' | 'soft'

/** @throws HaError usage for a name that is no node of the lab. */
export function nodeNamed(lab: Lab, name: string): LabNode {
  const node = lab.nodes.find((candidate) => candidate.name === name)
  if (!node)
    throw new HaError('usage', `There is no node ${name} in this lab.`, {
      hint: `the nodes are ${lab.nodes.map((candidate) => candidate.name).join(', ')}`,
    })
  return node
}

/**
 * Switches a node: off and reset cut the power without asking the node, soft presses its power button.
 * @throws HaError stepFailed
 */
export async function switchPower(folder: LabFolder, lab: Lab, node: LabNode, power: Power): Promise<void> {
  if (power === 'soft') {
    await monitor(lab, node, 'system_powerdown')
    return
  }
  const [name, value] = power === 'reset' ? ['reset', '1'] : ['power', power === 'on' ? '1' : '0']
  const { code } = await run([join(folder.node(node.name), 'chassis'), 'set', name, value])
  if (code !== 0)
    throw new HaError('stepFailed', `${node.name} could not be switched ${power}.`, {
      hint: `see ${join(folder.node(node.name), 'qemu.log')}`,
    })
}

/**
 * Pulls a cable or plugs it in again. A cable between two NICs goes dead at both ends, one in a switch at its own.
 * @throws HaError usage for a NIC that the node has not.
 */
export async function setCable(lab: Lab, node: LabNode, nicName: string, state: 'on' | 'off'): Promise<void> {
  const nic = nicNamed(node, nicName)
  const ends: { node: LabNode; nic: LabNic }[] = [{ node, nic }]
  if (nic.peer) {
    const other = nodeNamed(lab, nic.peer.node)
    ends.push({ node: other, nic: nicNamed(other, nic.peer.nic) })
  }
  for (const end of ends)
    await monitor(lab, end.node, `set_link ${nicId(end.nic.slot)} ${state}`, end.node === node)
}

function nicNamed(node: LabNode, name: string): LabNic {
  const nic = node.nics.find((candidate) => candidate.name === name)
  if (!nic)
    throw new HaError('usage', `${node.name} has no NIC ${name} whose cable could be pulled.`, {
      hint: `its NICs are ${node.nics.map((candidate) => candidate.name).join(', ') || 'none'}`,
    })
  return nic
}

const monitorLimitMs = 20_000

/** One command at QEMU's monitor. A node that is off has none, which matters only where it was asked for. */
async function monitor(lab: Lab, node: LabNode, command: string, needed = true): Promise<string> {
  const path = monitorSocket(lab, node)
  const answer = await new Promise<string | undefined>((resolve, reject) => {
    const socket = connect(path)
    let text = ''
    let sent = false
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new HaError('stepFailed', `QEMU of ${node.name} does not answer at its monitor.`))
    }, monitorLimitMs)
    socket.on('data', (data) => {
      text += data.toString()
      if (!text.endsWith('(qemu) ')) return
      if (sent) socket.end()
      else socket.write(`${command}\n`)
      if (sent) {
        clearTimeout(timer)
        resolve(text)
      } else text = ''
      sent = true
    })
    socket.on('error', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
  if (answer === undefined && needed)
    throw new HaError('stepFailed', `${node.name} is off.`, {
      hint: `ha-bootstrap lab power ${node.name} on`,
    })
  // The monitor echoes what is typed, with what a terminal needs for it; an answer is on lines of its own.
  const lines = (answer ?? '').split('\r\n').slice(1, -1).join('\n').trim()
  if (/^Error|unknown command/.test(lines)) throw new HaError('stepFailed', `QEMU of ${node.name}: ${lines}`)
  return lines
}

export interface NodeStatus {
  readonly name: string
  readonly pid: number | undefined
  readonly bmcPid: number | undefined
  readonly sshPort: number
  readonly bmcPort: number
  readonly console: string
}

export const labStatus = (folder: LabFolder, lab: Lab): NodeStatus[] =>
  lab.nodes.map((node) => ({
    name: node.name,
    pid: nodePid(folder, node),
    bmcPid: bmcPid(folder, node),
    sshPort: node.sshPort,
    bmcPort: node.bmcPort,
    console: join(folder.node(node.name), nodeFiles.console),
  }))

/** The processes of a lab: the BMCs first, for one of them could start its node again. */
const processes = (folder: LabFolder, lab: Lab): (() => number | undefined)[] => [
  ...lab.nodes.map((node) => () => bmcPid(folder, node)),
  () => snmpPid(folder),
  ...lab.nodes.map((node) => () => nodePid(folder, node)),
  ...lab.switches.map((one) => () => switchPid(folder, one)),
]

/** Ends every process of a lab. */
export async function endLab(folder: LabFolder, lab: Lab): Promise<void> {
  for (const find of processes(folder, lab)) await endProcess(find)
}

/** The same for when we are about to end ourselves and cannot wait. */
export function endLabNow(folder: LabFolder, lab: Lab): void {
  for (const find of processes(folder, lab)) {
    const pid = find()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }
}

export async function endProcess(find: () => number | undefined): Promise<void> {
  const pid = find()
  if (pid === undefined) return
  process.kill(pid, 'SIGKILL')
  while (find() === pid) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Ends a lab and takes its disks, keys and logs away. */
export async function removeLab(folder: LabFolder, lab: Lab): Promise<void> {
  await endLab(folder, lab)
  removeFolder(folder, lab)
}
