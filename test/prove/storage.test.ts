import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { prover as debconf } from '../../src/prove/debconf.ts'
import { prover as domain } from '../../src/prove/libvirt-domain.ts'
import { prover as network } from '../../src/prove/libvirt-network.ts'
import { accepts, parseFilter, prover as lvm } from '../../src/prove/lvm.ts'
import { prover as mdadm } from '../../src/prove/mdadm.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import type { NodeFinding, Prover } from '../../src/prove/prove.ts'
import { prover as sfdisk } from '../../src/prove/sfdisk.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('proofs of storage and virtual machines')

const layers = '../spec/good/storage-layers.yaml'
const squeeze = '../../examples/seed-001.yaml'

/** Proves the files of the first node of a spec after a change of those that the prover is for. */
async function proved(
  prover: Prover,
  spec: string,
  change: (text: string) => string = (text) => text,
): Promise<readonly NodeFinding[]> {
  const absent = prover.programs.filter((program) => !findProgram(program))
  assert.equal(absent, [], 'programs that this test needs')
  const loaded = await loadSpec(readFileSync(new URL(spec, import.meta.url)), spec)
  const plan = resolve({ spec: loaded.spec!, hash: loaded.hash!, tool: 'test' })
  const node = plan.nodes[0]!
  const files = renderNode(plan, node).map((file) =>
    file.proof === prover.proof ? { ...file, text: change(file.text) } : file,
  )
  assert.ok(
    files.some((file) => file.proof === prover.proof),
    `${spec} has a file for ${prover.proof}`,
  )
  const { findings } = await proveFiles(plan, new Map([[node.name, files]]), { provers: [prover] })
  return findings
}

for (const prover of [lvm, mdadm, sfdisk, domain, network, debconf]) {
  test(`${prover.proof} accepts what is rendered`, async () => {
    assert.equal(await proved(prover, layers), [])
  })
}

test('the filter of an old LVM is accepted too', async () => {
  assert.equal(await proved(lvm, squeeze), [])
})

/** Each change breaks the file in one way; it must have hit, and the sentence must say so. */
const faults: readonly [prover: Prover, what: string, from: string | RegExp, to: string, says: RegExp][] = [
  [lvm, 'an unknown setting', 'use_devicesfile', 'use_device_file', /does not take/],
  [lvm, 'a bracket is missing', /\n\t\]/, '', /does not take/],
  [lvm, 'a pattern without its end', '$|",', '$",', /cannot be understood/],
  [
    lvm,
    'the backing device is not rejected',
    '"r|^/dev/disk/by-id/wwn',
    '"r|^/dev/disk/by-id/xyz',
    /there twice/,
  ],
  [lvm, 'the PV on DRBD is hidden with the disks of guests', /"a\|.*\|",\n\t\t/, '', /which carries a PV/],
  [lvm, 'disks of guests are seen', '"r|^/dev/drbd[0-9]+$|",', '', /the disk of a guest/],
  [lvm, 'everything else is rejected', /\n\t\]/, ',\n\t\t"r|.*|"\n\t]', /which is not below DRBD/],
  [
    lvm,
    'an unanchored pattern hides DRBD',
    /"a\|.*\|",\n\t\t"r.*",\n\t\t"r\|\^\/dev\/(.*)\$\|"/,
    '"r|$1|"',
    /which carries a PV/,
  ],
  [mdadm, 'an unknown word', 'MAILADDR root', 'MAILTO root', /does not understand/],
  [mdadm, 'a bad UUID', /UUID=......../, 'UUID=xyz', /does not understand/],
  [mdadm, 'an array is missing', /^ARRAY \/dev\/md1.*\n/m, '', /would not be assembled/],
  [mdadm, 'another UUID', /UUID=......../, 'UUID=00000000', /would not be assembled/],
  [sfdisk, 'a partition that is too large', 'size=2097152', 'size=2097152000000', /refuses/],
  [sfdisk, 'a smaller partition', 'size=2097152', 'size=1048576', /bytes instead of/],
  [sfdisk, 'an unknown type', /type=[0-9A-F]{8}-/, 'type=XYZ-', /refuses/],
  [sfdisk, 'a partition less', /^2: .*\n/m, '', /is not in the table/],
  [domain, 'an unknown element', '<acpi/>', '<acip/>', /does not allow/],
  [domain, 'a memory that is no number', /(<memory unit="KiB">)[0-9]+/, '$1much', /does not allow/],
  [domain, 'an end tag is missing', '</devices>', '', /does not allow/],
  [
    domain,
    'a disk of something else',
    '<source dev="/dev/drbd0"/>',
    '<source dev="/dev/sda"/>',
    /no DRBD device/,
  ],
  [network, 'an unknown mode', 'mode="bridge"', 'mode="bridged"', /does not allow/],
  [debconf, 'an answer without a type', ' multiselect ', ' ', /does not understand/],
]

for (const [prover, what, from, to, says] of faults) {
  test(`${prover.proof} finds: ${what}`, async () => {
    let hit = false
    const findings = await proved(prover, layers, (text) => {
      const changed = text.replace(from, to)
      hit ||= changed !== text
      return changed
    })
    assert.ok(hit, 'the change must have hit')
    assert.ok(findings.length > 0, 'nothing was found')
    assert.match(findings.map(({ sentence }) => sentence).join('\n'), says)
  })
}

test('names with hyphens do not end the comments of XML', async () => {
  const yaml = readFileSync(new URL('../../examples/kvm.yaml', import.meta.url), 'utf8')
    .replace(/^name: .*/m, 'name: a--b---c-')
    .replace('platform: debian-12', 'platform: debian-12\n  cpu: x--y-')
  const { spec, hash } = await loadSpec(Buffer.from(yaml), 'cluster.yaml')
  const plan = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  const node = plan.nodes[0]!
  const { findings } = await proveFiles(plan, new Map([[node.name, renderNode(plan, node)]]), {
    provers: [domain],
  })
  assert.equal(findings, [])
})

test('a filter is evaluated as LVM does', () => {
  const seed = parseFilter('filter = [ "a|/dev/drbd0|", "r|.*|" ]')!
  assert.ok(accepts(seed, ['/dev/drbd0']))
  assert.not(accepts(seed, ['/dev/sda2']))
  const loose = parseFilter('\tglobal_filter = [ "r|vdb|" ]')!
  assert.not(accepts(loose, ['/dev/vdb']))
  // Measured on Debian 12: the alias by-disk/vdb hides the DRBD device.
  assert.not(accepts(loose, ['/dev/drbd0', '/dev/drbd/by-disk/vdb']))
  const anchored = parseFilter('global_filter = [ "r|^/dev/vdb$|" ]')!
  assert.ok(accepts(anchored, ['/dev/drbd0', '/dev/drbd/by-disk/vdb']))
  assert.not(accepts(anchored, ['/dev/disk/by-path/pci-0000:00:04.0', '/dev/vdb']))
  assert.is(parseFilter('devices {}'), undefined)
})

test.run()
