import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh, shVerbatim } from '../../src/core/sh.ts'
import { assemble, topics } from '../../src/facts/assemble.ts'
import { factsProgram, readAnswers } from '../../src/facts/program.ts'
import type { Topic } from '../../src/facts/topic.ts'
import type { Facts } from '../../src/facts/types.gen.ts'
import validate from '../../src/facts/validate.gen.js'
import { run } from '../../src/host/exec.ts'

const test = suite<{ folder: string }>('program of facts')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'facts-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const mark = 'b'.repeat(32)
const shells: readonly (readonly string[])[] = [['dash'], ['bash'], ['busybox', 'sh']]
const sent = { beganMs: 0, endedMs: 1000 }

const topic = (name: string, text: string, seconds = 30): Topic<string> => ({
  name,
  seconds,
  snippet: shVerbatim(text),
  parse: (output) => output,
})

async function answersOf(
  argv: readonly string[],
  all: readonly Topic<unknown>[],
  path = process.env.PATH ?? '',
) {
  const { stdout } = await run(argv, { input: factsProgram(all, mark).text, env: { PATH: path } })
  return readAnswers(stdout, mark)
}

test('every piece passes shellcheck', async () => {
  const folder = 'src/facts/topics'
  const files = readdirSync(folder).filter((name) => name.endsWith('.sh'))
  assert.ok(files.length >= topics.length)
  const { stdout, code } = await run(['shellcheck', '-s', 'sh', ...files.map((name) => join(folder, name))])
  assert.is(stdout, '')
  assert.is(code, 0)
  const whole = await run(['shellcheck', '-s', 'sh', '-'], {
    input: factsProgram([topic('x', 'echo x')], mark).text,
  })
  assert.is(whole.stdout, '')
})

/** What must be the same whichever shell asks, a moment later; what runs here is the affair of others. */
const lasting = (facts: Facts): unknown => ({
  ...facts,
  collected: { ...facts.collected, at: '' },
  clock: facts.clock.zone,
  services: facts.services.map(({ name, enabled }) => ({ name, enabled })),
  disks: facts.disks.map((disk) => ({ ...disk, uses: disk.uses.filter(({ kind }) => kind !== 'process') })),
  network: facts.network.managers,
})

for (const shell of shells) {
  test(`${shell.join(' ')} answers all topics, as dash does`, async () => {
    const answers = await answersOf(shell, topics)
    assert.equal(
      [...answers.topics.keys()],
      topics.map(({ name }) => name),
    )
    for (const [name, { code }] of answers.topics) assert.is(code, 0, name)
    assert.is(answers.clock.length, 2)
    const facts = assemble('node1', answers, { sent, tool: '0' })
    assert.ok(validate(facts), JSON.stringify(validate.errors))
    assert.equal(facts.collected.incomplete, [])
    assert.equal(
      lasting(facts),
      lasting(assemble('node1', await answersOf(['dash'], topics), { sent, tool: '0' })),
    )
    const { stdout } = await run(['uname', '-n'])
    assert.is(facts.system.nodename, stdout.trim())
  })
}

test('with the programs of busybox and nothing else, what is said is the same or unknown', async ({
  folder,
}) => {
  const { stdout } = await run(['busybox', '--list'])
  for (const applet of stdout.split('\n').filter(Boolean)) symlinkSync('/bin/busybox', join(folder, applet))
  const inFolder = factsProgram(topics, mark).text.replace(/^PATH=.*$/m, `PATH=${folder}`)
  const { stdout: said } = await run([join(folder, 'sh')], { input: inFolder, env: { PATH: folder } })
  const small = assemble('node1', readAnswers(said, mark), { sent, tool: '0' })
  const whole = assemble('node1', await answersOf(['dash'], topics), { sent, tool: '0' })
  assert.ok(validate(small), JSON.stringify(validate.errors))
  assert.equal(small.collected.incomplete, [])
  assert.is(small.system.kernel, whole.system.kernel)
  assert.is(small.system.machineId, whole.system.machineId)
  assert.equal(small.processor, whole.processor)
  assert.is(small.memory.totalBytes, whole.memory.totalBytes)
  assert.equal(
    small.disks.map(({ name, sizeBytes, serial, system }) => ({ name, sizeBytes, serial, system })),
    whole.disks.map(({ name, sizeBytes, serial, system }) => ({ name, sizeBytes, serial, system })),
  )
  const addresses = (facts: Facts): unknown =>
    facts.network.interfaces.map(({ name, mac, addresses: own }) => ({
      name,
      mac,
      own: own?.map(({ address }) => address),
    }))
  assert.equal(addresses(small), addresses(whole))
  assert.is(small.lvm, null)
})

test('a topic that takes too long is cut, and the others answer', async () => {
  for (const shell of shells) {
    const { topics: said } = await answersOf(shell, [
      topic('slow', 'echo begun; sleep 30; echo never', 1),
      topic('quick', 'echo here'),
    ])
    assert.is(said.get('slow')?.output.trim(), 'begun')
    assert.is.not(said.get('slow')?.code, 0)
    assert.equal(said.get('quick'), { output: 'here', code: 0 })
  }
})

test('without the program timeout all is asked all the same', async ({ folder }) => {
  for (const name of ['sh', 'date', 'echo']) symlinkSync(`/bin/${name}`, join(folder, name))
  const text = factsProgram([topic('one', 'echo 1'), topic('two', 'exit 3')], mark).text.replace(
    /^PATH=.*$/m,
    `PATH=${folder}`,
  )
  const { stdout } = await run(['/bin/dash'], { input: text, env: { PATH: folder } })
  const { topics: said } = readAnswers(stdout, mark)
  assert.equal(said.get('one'), { output: '1', code: 0 })
  assert.equal(said.get('two'), { output: '', code: 3 })
})

test("busybox's old timeout is understood", async ({ folder }) => {
  for (const name of ['sh', 'date', 'echo']) symlinkSync(`/bin/${name}`, join(folder, name))
  writeFileSync(join(folder, 'timeout'), '#!/bin/sh\n[ "$1" = -t ] || exit 1\nshift 2\nexec "$@"\n')
  chmodSync(join(folder, 'timeout'), 0o755)
  const text = factsProgram([topic('one', 'echo 1')], mark).text.replace(/^PATH=.*$/m, `PATH=${folder}`)
  const { stdout } = await run(['/bin/dash'], { input: text, env: { PATH: folder } })
  assert.equal(readAnswers(stdout, mark).topics.get('one'), { output: '1', code: 0 })
})

test('no topic can answer for another, nor end early what it does not know', async () => {
  const other = 'c'.repeat(32)
  const { topics: said } = await answersOf(
    ['dash'],
    [
      topic('liar', `echo; echo ${other} end liar 0; echo ${other} begin honest; echo lie; exit 7`),
      topic('honest', 'echo truth'),
    ],
  )
  assert.match(said.get('liar')!.output, /lie/)
  assert.is(said.get('liar')!.code, 7)
  assert.equal(said.get('honest'), { output: 'truth', code: 0 })
})

test('an answer that breaks off is no whole one', async () => {
  const { stdout } = await run(['dash'], {
    input: factsProgram([topic('a', 'echo 1'), topic('b', 'echo 2')], mark).text,
  })
  const { topics: said } = readAnswers(stdout.slice(0, stdout.indexOf('\n2\n') + 2), mark)
  assert.is(said.get('a')?.code, 0)
  assert.equal(said.get('b'), { output: '2', code: null })
})

test('what is shown on a terminal cannot command it', async () => {
  const { topics: said } = await answersOf(
    ['dash'],
    [topic('disk', "printf 'model \\033[2J\\302\\233x\\007 \\303\\204\\n'")],
  )
  assert.is(said.get('disk')?.output, 'model [2Jx Ä')
})

test('on a Slackware with nothing but busybox', ({ folder }) => {
  assert.is(process.getuid!(), 0, 'this test changes its root and has to be root')
  const root = join(folder, 'root')
  for (const name of [
    'bin',
    'proc',
    'sys',
    'dev',
    'etc/rc.d/init.d',
    'etc/ha.d',
    'var/log/packages',
    'tmp',
    'run',
    'sbin',
  ])
    mkdirSync(join(root, name), { recursive: true })
  const libraries = execFileSync('ldd', ['/bin/busybox'], { encoding: 'utf8' }).match(/\/\S+/g) ?? []
  for (const path of ['/bin/busybox', ...libraries.filter((name) => !name.endsWith(':'))]) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    copyFileSync(path, join(root, path))
  }
  for (const applet of execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean))
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet))
  const write = (path: string, text: string, mode = 0o644): void => {
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), mode)
  }
  write('etc/slackware-version', 'Slackware 14.2\n')
  write('etc/rc.d/rc.inet1', '', 0o755)
  write(
    'etc/rc.d/rc.inet1.conf',
    '# IPADDR[9]="10.9.9.9"\nIPADDR[0]="192.168.1.10"\nIPADDR[1]=""\nIFNAME[6]="bond0"\nIPADDRS[6]="10.0.0.1/24"\n',
  )
  write('etc/rc.d/rc.drbd', '', 0o644)
  write('etc/rc.d/rc.sshd', '', 0o755)
  write('etc/rc.d/init.d/heartbeat', '', 0o755)
  write(
    'etc/rc.d/rc.local',
    '#!/bin/sh\n[ -x /etc/rc.d/init.d/heartbeat ] && /etc/rc.d/init.d/heartbeat start\n',
    0o755,
  )
  write('etc/ha.d/ha.cf', 'bcast eth1\nnode alpha\nnode beta\ncrm no\n')
  write('etc/ha.d/haresources', '# first\nalpha 192.168.1.100 drbddisk::r0\n')
  for (const name of [
    'heartbeat-20200423-x86_64-1_SBo',
    'kernel-generic-4.4.14-x86_64-1',
    'lvm2-2.02.154-x86_64-1',
    'aaa_base-14.2-x86_64-2',
  ])
    write(`var/log/packages/${name}`, '')
  write('tmp/program', factsProgram(topics, mark).text)
  const script = `for place in proc sys; do mount --rbind /$place ${root}/$place; done; exec chroot ${root} /bin/sh /tmp/program`
  const stdout = execFileSync('unshare', ['-m', 'sh', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  const facts = assemble('alpha', readAnswers(stdout, mark), { sent, tool: '0' })
  assert.ok(validate(facts), JSON.stringify(validate.errors))
  assert.equal(facts.collected.incomplete, [])
  assert.is(facts.platform, 'slackware-14.2')
  assert.is(facts.system.init, 'bsd')
  assert.equal(facts.packages.installed, {
    heartbeat: '20200423',
    'kernel-generic': '4.4.14',
    lvm2: '2.02.154',
  })
  assert.is(facts.versions.lvm2, '2.02.154')
  assert.equal(
    facts.services.map(({ name, enabled }) => `${name} ${enabled}`),
    ['drbd false', 'heartbeat true', 'inet1 true', 'sshd true'],
  )
  assert.equal(facts.cluster.heartbeat, { nodes: ['alpha', 'beta'], crm: false, resources: 1 })
  const eth0 = facts.network.interfaces.find(({ name }) => name === 'eth0')
  if (eth0) assert.is(eth0.managedBy, 'rc.inet1')
  assert.is(facts.lvm, null)
  assert.is(facts.processor.threads, cpus().length)
})

test('who is not root finds out less, and nothing that is wrong', async () => {
  assert.is(process.getuid!(), 0, 'this test becomes another user and has to be root')
  const program = factsProgram(topics, mark).text
  const { stdout } = await run(['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh'], {
    input: program,
  })
  const facts = assemble('node1', readAnswers(stdout, mark), { sent, tool: '0' })
  assert.is(facts.system.root, false)
  assert.is(facts.lvm, null)
  assert.is(facts.management.bmc, null)
  assert.equal(
    facts.disks.filter(({ eligible }) => eligible),
    [],
  )
  assert.ok(validate(facts), JSON.stringify(validate.errors))
})

test('a mark is hexadecimal', () => {
  assert.throws(() => factsProgram([], 'x; rm'), /32 hexadecimal/)
})

test('standard input stays with who started the program', async () => {
  const program = sh`${shVerbatim(factsProgram([topic('reader', 'cat')], mark).text)}
cat`
  const { stdout } = await run(['dash', '-c', program.text], { input: 'mine\n' })
  assert.is(readAnswers(stdout, mark).topics.get('reader')?.output, '')
  assert.match(stdout, /\nmine\n$/)
})

test('looking leaves nothing behind: a file system laid over this one stays empty', ({ folder }) => {
  assert.is(process.getuid!(), 0, 'this test lays one file system over another and has to be root')
  writeFileSync(join(folder, 'program.sh'), factsProgram(topics, mark).text)
  const script = `
set -e
mount -t tmpfs none ${folder}/over
mkdir ${folder}/over/upper ${folder}/over/work ${folder}/over/root
mount -t overlay overlay -o lowerdir=/,upperdir=${folder}/over/upper,workdir=${folder}/over/work ${folder}/over/root
for place in proc sys dev; do mount --rbind /$place ${folder}/over/root/$place; done
chroot ${folder}/over/root sh <${folder}/program.sh >${folder}/said
find ${folder}/over/upper -mindepth 1 >${folder}/left
chroot ${folder}/over/root sh -c 'echo >/var/lib/something'
find ${folder}/over/upper -mindepth 1 >${folder}/control`
  mkdirSync(join(folder, 'over'))
  execFileSync('unshare', ['-m', 'sh', '-c', script], { stdio: 'pipe' })
  const said = readAnswers(readFileSync(join(folder, 'said'), 'utf8'), mark)
  assert.is(said.topics.size, topics.length)
  assert.is(readFileSync(join(folder, 'left'), 'utf8'), '')
  assert.match(
    readFileSync(join(folder, 'control'), 'utf8'),
    /var\/lib\/something/,
    'the check itself sees changes',
  )
})

test('secrets in the files that are read do not come out', ({ folder }) => {
  const files: { readonly [path: string]: string } = {
    'etc/drbd.d/r0.res': 'resource r0 {\n  net { shared-secret "geheim1"; }\n}\n',
    'etc/cluster/cluster.conf':
      '<cluster name="c1" config_version="3"><clusternodes><clusternode name="pve1"/></clusternodes><fencedevices><fencedevice agent="fence_ipmilan" name="f" passwd="geheim2"/></fencedevices></cluster>\n',
    'etc/corosync/corosync.conf': 'totem {\n  version: 2\n  # geheim3\n}\n',
    'etc/corosync/authkey': 'geheim4',
    'etc/ha.d/ha.cf': 'node a b\n# geheim5\n',
    'etc/ha.d/authkeys': 'auth 1\n1 sha1 geheim6\n',
    'etc/network/interfaces': 'iface wlan0 inet dhcp\n  wpa-psk geheim7\n  wireless-key geheim7\n',
    'etc/rc.d/rc.inet1.conf': 'IPADDR[0]="10.0.0.1"\nWLAN_WPAPSK[0]="geheim8"\n',
    'var/lib/pacemaker/cib/cib.xml':
      '<cib><nodes><node id="1" uname="n1"/></nodes><primitive id="f"><nvpair name="password" value="geheim9"/></primitive></cib>\n',
    'etc/libvirt/qemu/vm1.xml': "<domain><graphics passwd='geheim10'/><source dev='/dev/sdx'/></domain>\n",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  // The same pieces, with another root for the files of a system.
  const moved = topics.map((one) => ({
    ...one,
    snippet: shVerbatim(one.snippet.text.replace(/(?<![\w.$*}])\/(etc|var)\//g, `${folder}/$1/`)),
  }))
  const { stdout } = spawnSync('dash', { input: factsProgram(moved, mark).text, encoding: 'utf8' })
  assert.not.match(stdout, /geheim/)
  const facts = assemble('node1', readAnswers(stdout, mark), { sent, tool: '0' })
  assert.equal(facts.drbd.configured, ['r0'], 'the files were read')
  assert.equal(facts.cluster.cman, { name: 'c1', nodes: ['pve1'] })
  assert.equal(facts.cluster.heartbeat?.nodes, ['a', 'b'])
  assert.equal(facts.cluster.pacemaker, { nodes: ['n1'], resources: 1 })
})

test.run()
