import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { nodePid } from '../../src/lab/folder.ts'
import { switchPower } from '../../src/lab/control.ts'
import { onNode } from '../../src/lab/guest.ts'
import { waitForSsh } from '../../src/lab/raise.ts'
import { cli } from './cli.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite('RAID 10, bond, VLANs, bridges and LVM on DRBD come up by themselves')

const vlans = [40, 50, 60, 70, 80]
const nodes = ['anvil', 'bellows']

/** The example with five VLANs, as the network of one such host had them. */
const spec = readFileSync('examples/proxmox-raid10.yaml', 'utf8')
  .replace(
    /( +)bond0\.70: .*\n/,
    vlans
      .slice(1)
      .map((id) => `    bond0.${id}: { vlan: { id: ${id}, on: bond0 } }\n`)
      .join(''),
  )
  .replace(
    /( +)vmbr70: .*\n/,
    vlans
      .slice(1)
      .map((id) => `    vmbr${id}: { bridge: { ports: [bond0.${id}] } }\n`)
      .join(''),
  )

let stage: Stage

test.before(async () => {
  stage = await raiseStage({ name: 'raid10', spec, warm: true, memoryMiB: 768 })
})
test.after(() => stage.end())

/** Storage and network as the kernel has them, without what changes by itself. */
const seen = (node: string): Promise<string> =>
  stage.must(
    node,
    sh`grep -A1 '^md' /proc/mdstat | grep -oE 'raid10|[[][U_]+[]]'
vgs --noheadings -o vg_name | sort
lvs --noheadings -o lv_name,lv_active | sort
findmnt -no SOURCE,FSTYPE /var/lib/vz
grep -o 'cs:[A-Za-z]* ro:[^ ]* ds:[^ ]*' /proc/drbd
pvs --noheadings -o pv_name,vg_name | sort
cat /sys/class/net/bond0/bonding/mode /sys/class/net/bond0/bonding/slaves
ip -o link show type vlan | grep -o '[a-z0-9.]*@[a-z0-9]*' | sort
for bridge in /sys/class/net/vmbr*; do echo "$(basename "$bridge") $(ls "$bridge/brif")"; done
ip -o -4 address show vmbr40 | grep -o 'inet [0-9./]*'`,
  )

test('apply makes all of it', async () => {
  assert.is((await cli(stage, 'apply', '--yes', '--wait-sync')).code, 0)
  for (const node of nodes) {
    const all = await seen(node)
    assert.match(all, /raid10/)
    assert.match(all, '802.3ad')
    assert.match(all, 'ds:UpToDate/UpToDate')
    for (const id of vlans) assert.match(all, new RegExp(`vmbr${id} bond0\\.${id}`))
  }
})

test('both nodes restart, and everything is as it was, without a hand', async () => {
  const before = new Map(await Promise.all(nodes.map(async (node) => [node, await seen(node)] as const)))
  for (const node of nodes) await switchPower(stage.folder, stage.lab, stage.node(node), 'soft')
  await stage.until('both nodes are off', 300, () =>
    Promise.resolve(nodes.every((node) => nodePid(stage.folder, stage.node(node)) === undefined)),
  )
  for (const node of nodes) await switchPower(stage.folder, stage.lab, stage.node(node), 'on')
  for (const node of nodes) await waitForSsh(stage.folder, stage.node(node))
  await stage.until('both copies are the same again', 600, async () => {
    const looks = await Promise.all(nodes.map((name) => onNode(stage.folder, { name }, sh`cat /proc/drbd`)))
    return looks.every(({ stdout }) => /ds:UpToDate\/UpToDate/.test(stdout))
  })
  for (const node of nodes) assert.is(await seen(node), before.get(node))
  const { code, out } = await cli(stage, 'apply', '--yes')
  assert.is(code, 0)
  assert.match(out, /[Nn]othing to change/)
})

test.run()
