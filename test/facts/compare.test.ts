import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assemble } from '../../src/facts/assemble.ts'
import { compareFacts } from '../../src/facts/compare.ts'
import { factsFingerprint, fingerprintChanges } from '../../src/facts/fingerprint.ts'
import { matchCards } from '../../src/facts/match-cards.ts'
import { probeFindings, probeProgram, readProbe } from '../../src/facts/probe.ts'
import type { Target } from '../../src/facts/probe.ts'
import { readAnswers } from '../../src/facts/program.ts'
import type { Disk, Facts, Interface } from '../../src/facts/types.gen.ts'
import { versionsOf } from '../../src/facts/versions.ts'
import { run } from '../../src/host/exec.ts'

const test = suite('facts of several nodes')

const output = readFileSync('test/facts/nodes/debian-12-fresh-disks.txt', 'utf8')
const mark = /^([0-9a-f]{32}) now /m.exec(output)![1]!
const node1 = assemble('node1', readAnswers(output, mark), { sent: { beganMs: 0, endedMs: 1 }, tool: '0' })

/** A second node like the first, except in what makes it another machine. */
function other(change: Partial<Facts> = {}): Facts {
  const interfaces = node1.network.interfaces.map((one): Interface => {
    const mac = (text: string | null) => text?.replace('f1:', 'f2:') ?? null
    return { ...one, mac: mac(one.mac), permanentMac: mac(one.permanentMac) }
  })
  return {
    ...node1,
    node: 'node2',
    system: { ...node1.system, nodename: 'node2', machineId: '2'.repeat(32) },
    network: { ...node1.network, interfaces },
    ...change,
  }
}
const sentences = (all: readonly Facts[]): string[] =>
  compareFacts(all).map(({ severity, sentence }) => `${severity} ${sentence}`)

test('two like nodes have nothing to be said of', () => {
  assert.equal(compareFacts([node1, other()]), [])
  assert.equal(compareFacts([node1]), [])
  assert.equal(compareFacts([]), [])
})

test('a copied machine is found by its machine ID and its network cards', () => {
  const copy = { ...node1, node: 'node2', system: { ...node1.system, nodename: 'node2' } }
  assert.equal(sentences([node1, copy]), [
    'error node1 and node2 have the same machine ID: one is a copy of the other.',
    'error node1 and node2 have a network card with the same address 52:54:00:00:f1:00.',
    'error node1 and node2 have a network card with the same address 52:54:00:00:f1:01.',
    'error node1 and node2 have a network card with the same address 52:54:00:00:f1:02.',
  ])
})

test('a node that calls itself otherwise', () => {
  const named = other({ system: { ...other().system, nodename: 'debian' } })
  assert.match(sentences([node1, named])[0]!, /^warning node2 calls itself debian;/)
})

test('kernels, modules and programs that differ', () => {
  const old = other({
    system: { ...other().system, kernel: '6.1.0-40-amd64' },
    versions: { ...node1.versions, 'drbd-module': '9.2.10', corosync: '2.4.5', pacemaker: '2.0.5' },
  })
  assert.equal(sentences([node1, old]), [
    'warning The nodes run different kernels: 6.1.0-56-amd64 on node1 and 6.1.0-40-amd64 on node2.',
    'error The nodes have different DRBD modules: 8.4.11 on node1 and 9.2.10 on node2.',
    'error The nodes have different versions of corosync: 3.1.7 on node1 and 2.4.5 on node2.',
    'warning The nodes have different versions of pacemaker: 2.1.5 on node1 and 2.0.5 on node2.',
  ])
  const near = other({ versions: { ...node1.versions, 'drbd-module': '8.4.7' } })
  assert.match(sentences([node1, near])[0]!, /^warning The nodes have different DRBD modules/)
})

test('what is not known on one side says nothing', () => {
  const empty = assemble(
    'node2',
    { topics: new Map(), clock: [] },
    { sent: { beganMs: 0, endedMs: 1 }, tool: '0' },
  )
  assert.equal(sentences([node1, empty]), [])
})

test('clocks that differ by more than the way to the nodes explains', () => {
  const at = (offsetMs: number, uncertaintyMs: number) => ({ ...node1.clock, offsetMs, uncertaintyMs })
  const first = { ...node1, clock: at(0, 20) }
  assert.equal(sentences([first, other({ clock: at(400, 20) })]), [])
  assert.equal(sentences([first, other({ clock: at(3000, 4000) })]), [])
  assert.equal(sentences([first, other({ clock: at(3000, 30) })]), [
    'warning The clock of node2 is about 3.0 s ahead of that of node1.',
  ])
  assert.equal(sentences([first, other({ clock: at(-3_600_000 * 5, 30) })]), [
    'warning The clock of node1 is about 5 hours ahead of that of node2.',
  ])
})

test('processors and memory', () => {
  const amd = {
    ...node1,
    processor: { ...node1.processor, vendor: 'AuthenticAMD', flags: ['avx', 'avx2', 'pti'] },
  }
  const less = other({
    processor: { ...amd.processor, flags: ['avx', 'cpuid'] },
    memory: { ...node1.memory, totalBytes: node1.memory.totalBytes! / 2 },
  })
  assert.equal(sentences([amd, less]), [
    'info The processor of node2 lacks what another has: avx2.',
    'info node2 has 0.7 GiB of memory, another node 1.4 GiB.',
  ])
  const intel = other({ processor: { ...amd.processor, vendor: 'GenuineIntel' } })
  assert.match(
    sentences([amd, intel])[0]!,
    /different makers: AuthenticAMD on node1 and GenuineIntel on node2/,
  )
})

test('disks that are to hold the same data', () => {
  const disk = (change: Partial<Disk>): Disk => ({ ...node1.disks[1]!, ...change })
  const findings = compareFacts(
    [],
    [
      {
        of: 'DRBD resource r0',
        sides: [
          { node: 'node1', disks: [disk({ logicalSector: 512, rotational: false, sizeBytes: 1000 })] },
          { node: 'node2', disks: [disk({ logicalSector: 4096, rotational: true, sizeBytes: 2000 })] },
        ],
      },
    ],
  )
  assert.equal(
    findings.map(({ sentence }) => sentence),
    [
      'The disks of DRBD resource r0 have sectors of different sizes: 512 bytes on node1 and 4096 bytes on node2.',
      'The disks of DRBD resource r0 are of different kinds: flash on node1 and spinning disks on node2.',
      'The disks of DRBD resource r0 have different sizes: 1000 bytes on node1 and 2000 bytes on node2.',
    ],
  )
  const same = [
    { node: 'node1', disks: [disk({})] },
    { node: 'node2', disks: [disk({})] },
  ]
  assert.equal(compareFacts([], [{ of: 'r0', sides: same }]), [])
})

test('a fingerprint changes with the disks and the machine, and with nothing that a run changes', () => {
  const print = factsFingerprint(node1)
  const [nvme, sda, ...rest] = node1.disks
  const renamed = node1.disks.map((one) => ({
    ...one,
    name: `x${one.name}`,
    byId: [...one.byId, 'scsi-new'],
    uses: [],
    signatures: null,
  }))
  assert.is(factsFingerprint({ ...node1, disks: renamed.reverse() }).hash, print.hash)
  assert.is(
    factsFingerprint({ ...node1, disks: node1.disks.filter(({ transport }) => transport !== 'usb') }).hash,
    print.hash,
  )
  const swapped = { ...node1, disks: [nvme!, { ...sda!, serial: 'ZC1A9' }, ...rest] }
  assert.is.not(factsFingerprint(swapped).hash, print.hash)
  assert.equal(fingerprintChanges(print, factsFingerprint(swapped)), [
    'node1: the disk with serial ZC1A2 (268435456 bytes) is not there any more',
    'node1: the disk with serial ZC1A9 (268435456 bytes) is new',
  ])
  const larger = factsFingerprint({ ...node1, disks: [{ ...nvme!, sizeBytes: 1 }, sda!, ...rest] })
  assert.is.not(larger.hash, print.hash)
  const rebooted = factsFingerprint({ ...node1, system: { ...node1.system, bootId: 'x' } })
  assert.is(rebooted.hash, print.hash)
  assert.is(rebooted.bootId, 'x')
})

test('versions come from packages, else from the program, else from what could be installed', () => {
  const of = (manager: 'dpkg' | 'pkgtools' | null, installed: object, programs: object, candidates: object) =>
    versionsOf({
      system: { ...node1.system, kernel: '5.15.19-generic' },
      drbd: { module: null, utils: null },
      packages: { manager, installed, programs, candidates } as Facts['packages'],
    })
  assert.equal(
    of(
      'dpkg',
      {
        'qemu-system-x86': '1:7.2+dfsg-7+deb12u18+b3',
        heartbeat: '1:3.0.6-13+b2',
        corosync: '3.1.7-1+deb12u2',
      },
      { corosync: '9.9' },
      { pacemaker: '2.1.5-1+deb12u1', lvm2: '2.03.31-2', 'libvirt-daemon-system': '11.3.0-3+deb13u3' },
    ),
    {
      kernel: '5.15.19',
      corosync: '3.1.7',
      pacemaker: '2.1.5',
      heartbeat: '3.0.6',
      lvm2: '2.03.31',
      libvirt: '11.3.0',
      qemu: '7.2',
    },
  )
  assert.equal(
    of('pkgtools', { heartbeat: '20200423', corosync: '2.4.5', lvm2: '2.03.13' }, { heartbeat: '3.0.6' }, {}),
    { kernel: '5.15.19', corosync: '2.4.5', heartbeat: '3.0.6', lvm2: '2.03.13' },
    'a package named by a date says nothing where the program speaks',
  )
})

test('network cards of a plan are found by address, place or name', () => {
  const interfaces = JSON.parse(
    readFileSync('test/facts/topics/network/proxmox-bond-lldp-ifupdown2.json', 'utf8'),
  ).interfaces as Interface[]
  const found = matchCards(
    [
      { name: 'repl0', mac: '3C:EC:EF:00:00:11' },
      { name: 'repl1', pci: '41:00.0' },
      { name: 'eno2' },
      { name: 'lan0', mac: '3c:ec:ef:00:00:99' },
      { name: 'lan1', mac: '3c:ec:ef:00:00:10', pci: '0000:41:00.1' },
    ],
    interfaces,
  )
  assert.equal(
    found.map((match) => (match.found === 'one' ? `${match.name} is ${match.card.name}` : match.text)),
    [
      'repl0 is eno2',
      'repl1 is eno1',
      'eno2 is eno2',
      'there is no network card with address 3c:ec:ef:00:00:99; there are eno1 (3c:ec:ef:00:00:10), eno2 (3c:ec:ef:00:00:11) and wlp3s0 (9c:b6:d0:aa:bb:cc)',
      'there is no network card with address 3c:ec:ef:00:00:10 and PCI address 0000:41:00.1; there are eno1 (3c:ec:ef:00:00:10), eno2 (3c:ec:ef:00:00:11) and wlp3s0 (9c:b6:d0:aa:bb:cc)',
    ],
  )
})

const targets: readonly Target[] = [
  { network: 'lan', peer: 'node2', address: '192.168.1.12', mtu: 1500 },
  { network: 'replication', peer: 'node2', address: '10.0.0.2', mtu: 9000 },
  { network: 'six', peer: 'node2', address: 'fd00::2', mtu: 1500 },
]

test('probes are read by their mark', () => {
  const probed = '0'.repeat(32)
  const said = `${probed} 0 yes yes br0 52:54:00:00:F2:00\nnoise\n${probed} 1 yes no bond0 -\n${probed} 2 no unknown - -\n${'1'.repeat(32)} 2 yes yes x -\n`
  const reached = readProbe('node1', targets, said, probed)
  assert.equal(
    reached.map(({ network, interface: by, answers, whole, mac }) => ({ network, by, answers, whole, mac })),
    [
      { network: 'lan', by: 'br0', answers: true, whole: true, mac: '52:54:00:00:f2:00' },
      { network: 'replication', by: 'bond0', answers: true, whole: false, mac: null },
      { network: 'six', by: null, answers: false, whole: null, mac: null },
    ],
  )
  assert.equal(
    probeFindings(reached, [node1, other()]).map(({ severity, sentence }) => `${severity} ${sentence}`),
    [
      'warning Packets of 9000 bytes do not pass from node1 to node2 on the network replication, though small ones do.',
      'warning node1 gets no answer from node2 at fd00::2 (network six).',
    ],
  )
  const stolen = [{ ...reached[0]!, mac: '52:54:00:00:f1:01' }]
  assert.match(
    probeFindings(stolen, [node1, other()])[0]!.sentence,
    /^At 192\.168\.1\.12 node1 answers to node1, and not node2/,
  )
})

test('a large packet that is cut on the way is told from a small one that passes', async () => {
  assert.is(process.getuid!(), 0, 'this test makes a network of its own and has to be root')
  const probed = 'e'.repeat(32)
  const target: Target = { network: 'replication', peer: 'node2', address: '10.99.0.2', mtu: 9000 }
  const program = probeProgram([target, { ...target, mtu: 1500 }], probed).text
  // Two networks and a cable between them; the far end lives as long as somebody holds its network open.
  const cable = (mtu: number): string => `
set -e
mkfifo "$1/far$2"
unshare -n sh -c 'ip link set lo up; echo >"$0"; exec cat "$0"' "$1/far$2" & peer=$!
read -r ready <"$1/far$2"
trap 'kill $peer' EXIT
ip link add name near mtu 9000 type veth peer name far mtu ${mtu} netns $peer
ip addr add 10.99.0.1/24 dev near
ip link set near up
nsenter -t $peer -n sh -ec 'ip addr add 10.99.0.2/24 dev far; ip link set far up'
sh "$1/program"`
  const folder = mkdtempSync(join(tmpdir(), 'facts-cable-'))
  writeFileSync(join(folder, 'program'), program)
  const results = await Promise.all(
    [9000, 1500].map((mtu) => run(['unshare', '-n', 'sh', '-c', cable(mtu), 'sh', folder, String(mtu)])),
  )
  rmSync(folder, { recursive: true })
  const [whole, cut] = results.map(({ stdout, stderr }) => {
    assert.is(stderr, '')
    return readProbe('node1', [target, { ...target, mtu: 1500 }], stdout, probed)
  })
  const seen = (reached: typeof whole) =>
    reached!.map((one) => [one.mtu, one.interface, one.answers, one.whole, one.mac !== null])
  assert.equal(seen(whole), [
    [9000, 'near', true, true, true],
    [1500, 'near', true, true, true],
  ])
  assert.equal(seen(cut), [
    [9000, 'near', true, false, true],
    [1500, 'near', true, true, true],
  ])
})

test('probes say what is so: loopback carries what fits, and nobody is at an address of documentation', async () => {
  const probed = 'd'.repeat(32)
  const there: Target = { network: 'lo', peer: 'node2', address: '127.0.0.1', mtu: 1500 }
  const all: readonly Target[] = [there, { ...there, mtu: 65537 + 28 }, { ...there, address: '192.0.2.254' }]
  const program = probeProgram(all, probed)
  const shells = [['dash'], ['bash'], ['busybox', 'sh']]
  for (const { stdout } of await Promise.all(shells.map((shell) => run(shell, { input: program.text })))) {
    const reached = readProbe('node1', all, stdout, probed)
    assert.is(reached.length, 3, stdout)
    assert.equal([reached[0]!.answers, reached[0]!.interface], [true, 'lo'])
    assert.is(reached[2]!.answers, false)
    // busybox ping cannot forbid splitting, others must see both ends of it.
    if (reached[0]!.whole !== null) assert.equal([reached[0]!.whole, reached[1]!.whole], [true, false])
  }
  const { code } = await run(['shellcheck', '-s', 'sh', '-'], { input: program.text })
  assert.is(code, 0)
})

test.run()
