import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { prover as chrony } from '../../src/prove/chrony.ts'
import { prover as ifupdown } from '../../src/prove/ifupdown.ts'
import { prover as ifupdown2 } from '../../src/prove/ifupdown2.ts'
import { prover as inet1 } from '../../src/prove/inet1.ts'
import { prover as link } from '../../src/prove/link.ts'
import { prover as sysctl } from '../../src/prove/sysctl.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import type { NodeFinding, Prover } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('proofs of the network')

const examples = (name: string): URL => new URL(`../../examples/${name}.yaml`, import.meta.url)
const good = (name: string): URL => new URL(`../spec/good/${name}.yaml`, import.meta.url)

/** Proves the files of one node after a change, which must have hit. */
async function proved(
  prover: Prover,
  spec: URL,
  position: number,
  change: (text: string) => string = (text) => text,
): Promise<NodeFinding[]> {
  const missing = [
    ...prover.programs.filter((program) => !findProgram(program)),
    ...(prover.absent?.() ?? []),
  ]
  assert.equal(missing, [], 'programs that this test needs')
  const loaded = await loadSpec(readFileSync(spec), spec.pathname)
  assert.equal(
    loaded.problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  const plan = resolve({ spec: loaded.spec!, hash: loaded.hash!, tool: 'test' })
  const node = plan.nodes[position]!
  let changed = 0
  const files = renderNode(plan, node).map((file) => {
    if (file.proof !== prover.proof) return file
    const text = change(file.text)
    if (text !== file.text) changed++
    return { ...file, text }
  })
  assert.ok(
    files.some((file) => file.proof === prover.proof),
    'there is a file to prove',
  )
  if (change !== untouched) assert.ok(changed > 0, 'the change hits a file')
  const { findings } = await proveFiles(plan, new Map([[node.name, files]]), { provers: [prover] })
  return [...findings]
}

const untouched = (text: string): string => text

const sound: readonly [what: string, prover: Prover, spec: URL, position: number][] = [
  ['bond and bridge under ifupdown', ifupdown, examples('kvm'), 0],
  ['every option under ifupdown', ifupdown, good('network-everything'), 0],
  ['thirteen stanzas of Debian 6', ifupdown, examples('seed-001'), 0],
  ['two cards of Debian 5', ifupdown, examples('seed-004'), 1],
  ['every option under ifupdown2', ifupdown2, good('network-everything'), 1],
  ['Proxmox VE under ifupdown2', ifupdown2, examples('proxmox-raid10'), 0],
  ['names pinned by address and slot', link, good('network-everything'), 0],
  ['chrony.conf', chrony, good('network-everything'), 0],
  ['kernel settings', sysctl, examples('kvm'), 0],
  ['rc.inet1.conf of Slackware 15.0', inet1, good('network-slackware'), 0],
  ['rc.inet1.conf of Slackware 13.37', inet1, examples('seed-003-heartbeat'), 1],
]
for (const [what, prover, spec, position] of sound) {
  test(`${what}: accepted`, async () => {
    assert.equal(await proved(prover, spec, position, untouched), [])
  })
}

type Fault = readonly [
  what: string,
  prover: Prover,
  spec: URL,
  position: number,
  from: string | RegExp,
  to: string,
  says: RegExp,
]
const faults: readonly Fault[] = [
  ['unknown method', ifupdown, examples('kvm'), 0, 'inet manual', 'inet manuel', /ifquery/],
  ['address left out', ifupdown, examples('kvm'), 0, / +address .*\n/, '', /bring up every interface/],
  ['mistyped option', ifupdown, examples('kvm'), 0, 'bond-mode', 'bond-moode', /bond-moode/],
  ['option of no hook', ifupdown, examples('kvm'), 0, 'bridge-fd', 'bridge-vids', /bridge-vids/],
  ['option before any stanza', ifupdown, examples('kvm'), 0, /^auto lo$/m, 'mtu 9000\nauto lo', /ifquery/],
  ['auto without its stanza', ifupdown, examples('kvm'), 0, 'iface br0', 'iface br1', /ifquery/],
  ['unknown bond mode', ifupdown2, good('network-everything'), 1, 'mode 802.3ad', 'mode 802.3', /faults/],
  ['unknown keyword', ifupdown2, good('network-everything'), 1, 'bridge-fd', 'bridge-delay', /faults/],
  [
    'address that is none',
    ifupdown2,
    good('network-everything'),
    1,
    '192.168.1.12/',
    '192.168.1.321/',
    /faults/,
  ],
  [
    'mistyped stanza',
    ifupdown2,
    good('network-everything'),
    1,
    'iface br0 inet ',
    'ifcae br0 inet ',
    /faults/,
  ],
  ['unknown key', link, examples('kvm'), 0, 'PermanentMACAddress', 'PermanentMacAddress', /udev/],
  ['MAC address that is none', link, examples('kvm'), 0, '52:54:00:', '52:54:zz:', /udev/],
  ['name too long', link, examples('kvm'), 0, 'Name=lan0', 'Name=a-name-of-a-card0', /udev/],
  ['unknown directive', chrony, examples('kvm'), 0, 'makestep', 'makestap', /chronyd/],
  ['number left out', chrony, examples('kvm'), 0, 'makestep 1.0 3', 'makestep 1.0', /chronyd/],
  ['setting without a value', sysctl, examples('kvm'), 0, / = 49152.*/, '', /sysctl/],
  ['limit too low', inet1, good('network-slackware'), 0, 'MAXNICS="7"', 'MAXNICS="6"', /MAXNICS is 6/],
  ['bridge before its VLAN', inet1, good('network-slackware'), 0, /\[3\]/g, '[9]', /gap/],
  [
    'port after its bridge',
    inet1,
    good('network-slackware'),
    0,
    'BRNICS[5]="bond0.7"',
    'BRNICS[5]="br1"',
    /before br1/,
  ],
  ['unknown variable', inet1, good('network-slackware'), 0, 'BONDMODE', 'BOND_MODE', /BOND_MODE/],
  ['variable of a later release', inet1, examples('seed-003-heartbeat'), 0, 'IPADDR[', 'IPADDRS[', /IPADDRS/],
  ['open quote', inet1, good('network-slackware'), 0, 'GATEWAY="', 'GATEWAY="\'"', /bash/],
]
for (const [what, prover, spec, position, from, to, says] of faults) {
  test(`${prover.proof}: ${what}: refused`, async () => {
    const findings = await proved(prover, spec, position, (text) => text.replace(from, to))
    const errors = findings.filter(({ severity }) => severity === 'error')
    assert.ok(errors.length > 0, 'there is an error')
    assert.match(errors.map(({ sentence, output }) => `${sentence} ${output}`).join('\n'), says)
  })
}

test.run()
