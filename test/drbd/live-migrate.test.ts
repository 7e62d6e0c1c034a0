import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { renderTemplate } from '../../src/render/engine.ts'

// The command runs in a world of two nodes that is a folder of files; its programs refuse what the real ones refuse:
// a second primary without the window, demotion under a running machine, closing the window over two primaries.
const test = suite('ha-live-migrate')

const script = renderTemplate('usr/local/sbin/ha-live-migrate', {
  machines: 'vm1',
  transport: 'ssh',
  list: [
    { name: 'vm1', primitive: 'vm1', clones: 'ms_drbd_r1', children: 'drbd_r1', resources: 'r1', both: '' },
  ],
  nodes: [
    { name: 'node1', address: '10.0.0.1' },
    { name: 'node2', address: '10.0.0.2' },
  ],
})

const programs: { readonly [name: string]: string } = {
  uname: 'echo "$NODE"',
  sleep: ':',
  ssh: 'while [ "${1#-}" != "$1" ]; do shift 2; done; NODE=${1#root@}; export NODE; shift; [ ! -e "$W/unreachable" ] || exit 255; exec "$@"',
  drbdadm: `
case $1 in
cstate) cat "$W/cstate" ;;
dstate) cat "$W/dstate" ;;
role) echo "$(cat "$W/role.$NODE")/Unknown" ;;
net-options) case $2 in
  *=yes) [ ! -e "$W/no-window.$NODE" ] || exit 10; echo yes >"$W/window.$NODE" ;;
  *) if [ "$(cat "$W/role.node1")$(cat "$W/role.node2")" = PrimaryPrimary ]; then echo "two primaries" >&2; exit 11; fi; echo no >"$W/window.$NODE" ;;
  esac ;;
primary)
  [ ! -e "$W/no-promotion" ] || exit 17
  [ -e "$W/run/two-primaries.r1" ] && [ -e "$W/maintenance.vm1" ] && [ -e "$W/maintenance.ms_drbd_r1" ] || { echo "pacemaker interferes" >>"$W/harm"; exit 11; }
  [ "$(cat "$W/window.node1")$(cat "$W/window.node2")" = yesyes ] || { echo "multiple primaries not allowed" >&2; exit 11; }
  echo Primary >"$W/role.$NODE" ;;
secondary)
  [ "$(cat "$W/vm")" != "$NODE" ] || { echo "device is held open" >&2; exit 11; }
  [ ! -e "$W/held.$NODE" ] || exit 11
  echo Secondary >"$W/role.$NODE" ;;
esac`,
  virsh: `
shift 2
case $1 in
domstate) [ "$(cat "$W/vm")" = "$NODE" ] && echo running || exit 1 ;;
migrate)
  [ ! -e "$W/no-migration" ] || { echo "error: operation failed" >&2; exit 1; }
  echo "$*" >>"$W/log"
  [ "$(cat "$W/role.node1")$(cat "$W/role.node2")" = PrimaryPrimary ] || exit 1
  echo node2 >"$W/vm" ;;
esac`,
  crm_resource: `
echo "crm_resource $*" >>"$W/log"
case "$*" in
*--set-parameter*) touch "$W/maintenance.$2" ;;
*--delete-parameter*) [ -z "$CIB_file" ] && rm -f "$W/maintenance.$2"; : ;;
*--refresh*) cat "$W/vm" >"$W/seen.vm"; [ -e "$W/blind" ] || { [ "$(cat "$W/role.node1")" = Primary ] && echo node1 || echo node2; } >"$W/seen.drbd" ;;
*vm1*--locate*) [ -s "$W/seen.vm" ] && [ "$(cat "$W/seen.vm")" != none ] && echo "resource vm1 is running on: $(cat "$W/seen.vm") " || echo "resource vm1 is NOT running" ;;
*--locate*) echo "resource ms_drbd_r1 is running on: node1 "; echo "resource ms_drbd_r1 is running on: $(cat "$W/seen.drbd") Promoted" ;;
esac`,
  crm_mon: 'echo "  * Online: [ node1 node2 ]"',
  crm_node:
    '[ "$(cat "$W/member")" = member ] && state=member || state=lost; echo "1 node1 $state"; echo "2 node2 member"',
  cibadmin: 'echo "<cib/>"',
  crm_simulate: 'echo "Transition Summary:"; cat "$W/plans"; echo; echo "Executing Cluster Transition:"',
}

interface World {
  readonly [file: string]: string | undefined
}

const peace: World = {
  vm: 'node1',
  'role.node1': 'Primary',
  'role.node2': 'Secondary',
  'window.node1': 'no',
  'window.node2': 'no',
  cstate: 'Connected',
  dstate: 'UpToDate/UpToDate',
  'seen.vm': 'node1',
  'seen.drbd': 'node1',
  member: 'member',
  plans: '',
}

async function play(argv: readonly string[], change: World = {}, node = 'node1') {
  const folder = mkdtempSync(join(tmpdir(), 'ha-migrate-'))
  try {
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    for (const [name, content] of Object.entries({ ...peace, ...change }))
      if (content !== undefined) writeFileSync(join(folder, name), `${content}\n`)
    if (change.plans === undefined) writeFileSync(join(folder, 'plans'), '')
    const file = join(folder, 'ha-live-migrate')
    writeFileSync(file, script)
    chmodSync(file, 0o755)
    const result = await run(['/bin/sh', file, ...argv], {
      env: {
        PATH: `${folder}:${process.env.PATH ?? ''}`,
        W: folder,
        NODE: node,
        HA_PATIENCE: '2',
        HA_RUN_DIR: join(folder, 'run'),
        CIB_file: '',
      },
    })
    const read = (name: string): string =>
      existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : ''
    return {
      ...result,
      said: result.stdout + result.stderr,
      vm: read('vm'),
      roles: `${read('role.node1')} ${read('role.node2')}`,
      windows: `${read('window.node1')} ${read('window.node2')}`,
      maintenance:
        existsSync(join(folder, 'maintenance.vm1')) || existsSync(join(folder, 'maintenance.ms_drbd_r1')),
      touched: read('log').includes('--set-parameter'),
      log: read('log'),
      harm: read('harm'),
      marked: existsSync(join(folder, 'run/two-primaries.r1')),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('moves the machine, and leaves one primary, a closed window and pacemaker in charge', async () => {
  const end = await play(['vm1', 'node2'])
  assert.is(end.code, 0, end.said)
  assert.is(end.vm, 'node2')
  assert.is(end.roles, 'Secondary Primary')
  assert.is(end.windows, 'no no')
  assert.is(end.maintenance, false)
  assert.is(end.harm, '')
  assert.is(end.marked, false)
  assert.match(end.log, 'migrate --live --abort-on-error vm1 qemu+ssh://node2/system tcp://10.0.0.2')
  const clones = end.log.lastIndexOf('ms_drbd_r1 --meta --delete-parameter')
  assert.ok(clones < end.log.lastIndexOf('vm1 --meta --delete-parameter'), 'the clones are handed over first')
})

test('all moves what runs here', async () => {
  const end = await play(['all', 'node2'])
  assert.is(end.code, 0, end.said)
  assert.is(end.vm, 'node2')
})

// Whatever goes wrong before or in the migration: the machine has stayed, and nothing is left open.
const refused: [string, World, RegExp][] = [
  ['is not connected', { cstate: 'WFConnection' }, /not connected/],
  ['has a copy that is behind', { dstate: 'UpToDate/Inconsistent' }, /not up to date/],
  ['has no way to the peer', { unreachable: '' }, /ssh/],
  ['does not run here', { vm: 'node2', 'seen.vm': 'node2' }, /does not run on node1/],
  ['is not where pacemaker sees it', { 'seen.vm': 'node2' }, /does not see/],
]
for (const [name, change, words] of refused)
  test(`touches nothing when the machine ${name}`, async () => {
    const end = await play(['vm1', 'node2'], change)
    assert.is(end.code, 1, end.said)
    assert.match(end.said, words)
    assert.is(end.touched, false)
    assert.is(end.windows, 'no no')
  })

const undone: [string, World][] = [
  ['the migration fails', { 'no-migration': '' }],
  ['the target cannot be promoted', { 'no-promotion': '' }],
  ['the window does not open there', { 'no-window.node2': '' }],
]
for (const [name, change] of undone)
  test(`puts everything back when ${name}`, async () => {
    const end = await play(['vm1', 'node2'], change)
    assert.is(end.code, 1, end.said)
    assert.is(end.vm, 'node1')
    assert.is(end.roles, 'Primary Secondary')
    assert.is(end.windows, 'no no')
    assert.is(end.maintenance, false)
    assert.is(end.marked, false)
  })

test('keeps pacemaker away when it would move the machine back', async () => {
  const end = await play(['vm1', 'node2'], { plans: '  * Move       vm1     ( node2 -> node1 )' })
  assert.is(end.code, 3)
  assert.is(end.maintenance, true)
  assert.is(end.windows, 'no no')
  assert.match(end.said, /recover vm1/)
})

test('does not mind what pacemaker plans for others', async () => {
  const end = await play(['vm1', 'node2'], { plans: '  * Move       vm10     ( node2 -> node1 )' })
  assert.is(end.code, 0, end.said)
})

test('keeps pacemaker away while the device is still in use here', async () => {
  const end = await play(['vm1', 'node2'], { 'held.node1': '' })
  assert.is(end.code, 3)
  assert.is(end.vm, 'node2')
  assert.is(end.maintenance, true)
})

test('recover ends what was left open, wherever the machine is', async () => {
  const left: World = {
    vm: 'node2',
    'role.node1': 'Primary',
    'role.node2': 'Primary',
    'window.node1': 'yes',
    'window.node2': 'yes',
    'maintenance.vm1': '',
    'maintenance.ms_drbd_r1': '',
  }
  const end = await play(['recover', 'vm1'], left)
  assert.is(end.code, 0, end.said)
  assert.is(end.roles, 'Secondary Primary')
  assert.is(end.windows, 'no no')
  assert.is(end.maintenance, false)
  const early = await play(['recover', 'vm1'], { ...left, vm: 'node1' })
  assert.is(early.code, 0, early.said)
  assert.is(early.roles, 'Primary Secondary')
})

test('recover on the survivor lets pacemaker start the machine', async () => {
  const dead: World = {
    vm: 'none',
    member: 'dead',
    unreachable: '',
    'role.node1': 'Unknown',
    'maintenance.vm1': '',
  }
  const end = await play(
    ['recover', 'vm1'],
    { ...dead, 'role.node2': 'Primary', 'window.node2': 'yes' },
    'node2',
  )
  assert.is(end.code, 0, end.said)
  assert.is(end.maintenance, false)
  assert.is(end.roles, 'Unknown Secondary')
  assert.match(end.windows, /no$/)
})

test('says how it is used', async () => {
  const end = await play(['vm1'])
  assert.is(end.code, 2)
  assert.match(end.said, /usage: ha-live-migrate MACHINE NODE/)
})

test.run()
