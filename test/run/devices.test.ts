import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runner } from '../../src/run/node-scripts.gen.ts'

const test = suite('what the runner says of devices')
const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-devices-'))
const mib = 1024 ** 2

writeFileSync(join(folder, 'runner'), `${runner}\nha_node=here\n`)

/** Runs sh with the functions of the runner, as an action would. */
function sh(
  text: string,
  shell: readonly string[] = ['dash'],
  env: Record<string, string> = {},
): { code: number; out: string } {
  const [command, ...options] = shell
  const { status, stdout, stderr } = spawnSync(
    command!,
    [...options, '-c', `. ${join(folder, 'runner')}\n${text}`, join(folder, 'program')],
    {
      encoding: 'utf8',
      env: { ...process.env, HA_HOME: join(folder, 'home'), HA_STEP: 'here', ...env },
    },
  )
  return { code: status ?? -1, out: `${stdout}${stderr}` }
}

const loops: string[] = []

/** A block device of its own for a test. */
function device(name: string, bytes = 16 * mib): string {
  const file = join(folder, name)
  writeFileSync(file, '')
  truncateSync(file, bytes)
  const { status, stdout, stderr } = spawnSync('losetup', ['--find', '--show', file], { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  loops.push(stdout.trim())
  return stdout.trim()
}

test.after(() => {
  for (const loop of loops) spawnSync('losetup', ['--detach', loop])
  rmSync(folder, { recursive: true, force: true })
})

const act = (
  path: string,
  rest = "false '' '' '' ''",
  env: Record<string, string> = {},
): { code: number; out: string } => sh(`set -- act; ha_destroys "$1" ${path} ${rest}`, ['dash'], env)

const run = (command: string, ...words: string[]): void => {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' })
  assert.is(status, 0, `${command}: ${stderr}`)
}

test('an empty device may be overwritten', () => {
  const path = device('empty')
  assert.equal(act(path), { code: 0, out: '' })
})

test('a file system is data, whoever made it, until its owner allows that it is lost', () => {
  const path = device('ext4')
  run('mkfs.ext4', '-q', '-L', 'photos', path)
  const { code, out } = act(path)
  assert.is(code, 1)
  assert.match(out, /is not empty: loop[0-9]+: ext4 "photos"\. .*--allow \/dev\/loop/)
  assert.is(act(path, "false '' '' '' ''", { HA_ALLOW: ` ${path}` }).code, 0)
  assert.is(act(path, "false '' '' '' ''", { HA_ALLOW: ` ${path}0` }).code, 1)
})

test('a path allows nothing on a disk that has a serial number, for it can lead elsewhere', () => {
  const path = device('numbered')
  run('mkfs.ext4', '-q', path)
  const asked = (allow: string, disk = path): { code: number; out: string } =>
    sh(
      `ha_disk_serials() { case /dev/$1 in ${path}) echo ZC1A1 ;; esac; }; ha_destroys act ${path} false '${disk}' '' '' ''`,
      ['dash'],
      {
        HA_ALLOW: ` ${allow}`,
      },
    )
  assert.match(asked(path).out, /--allow ZC1A1\.$/m)
  assert.is(asked(path).code, 1)
  assert.is(asked('ZC1A1').code, 0)
  assert.is(asked(path, '').code, 0, 'an array, a volume, a DRBD device')
})

test('the paths of a disk that NVMe joins by itself are no disks', () => {
  const sys = join(folder, 'nvme')
  for (const [name, hidden] of [
    ['nvme0n1', '0'],
    ['nvme0c0n1', '1'],
    ['nvme0c1n1', '1'],
  ] as const) {
    mkdirSync(join(sys, name), { recursive: true })
    writeFileSync(join(sys, name, 'hidden'), `${hidden}\n`)
  }
  mkdirSync(join(sys, 'sda'))
  const rewritten = runner.replaceAll('/sys/block/', `${sys}/`)
  writeFileSync(join(folder, 'nvme-runner'), `${rewritten}\nha_node=here\n`)
  const { out } = sh(`. ${folder}/nvme-runner; ha_disk_serials() { echo S1; }; ha_disks; ha_disk_with S1`)
  assert.is(out, 'nvme0n1\nsda\nnvme0n1\nsda\n')
})

test('what is behind the last whole mebibyte is looked at as it is overwritten', () => {
  const path = device('tail', 16 * mib + 512 * 1024)
  assert.is(act(path).code, 0)
  run('sh', '-c', `printf secret | dd of=${path} bs=1 seek=${16 * mib + 4096} conv=notrunc 2>&1`)
  assert.is(act(path).code, 1)
})

test('below DRBD its metadata are not looked at, which follow what is on it', () => {
  const path = device('drbd', 16 * mib + 512 * 1024)
  const below = device('below-drbd', 17 * mib)
  const look = (): number => sh(`ha_seen() { echo ${below}; }; ha_written ${path}`).code
  run('sh', '-c', `printf metadata | dd of=${below} bs=1 seek=${16 * mib + 512 * 1024} conv=notrunc 2>&1`)
  assert.is(look(), 1)
  run('sh', '-c', `printf secret | dd of=${below} bs=1 seek=${16 * mib + 512 * 1024 - 6} conv=notrunc 2>&1`)
  assert.is(look(), 0)
})

for (const [what, write] of [
  ['a GPT', (path: string) => run('sh', '-c', `echo 'label: gpt' | sfdisk -q ${path}`)],
  ['swap', (path: string) => run('mkswap', '-q', path)],
  [
    'a LUKS header',
    (path: string) => run('sh', '-c', `printf 'LUKS\\272\\276\\000\\001' | dd of=${path} conv=notrunc 2>&1`),
  ],
  [
    'something nobody knows at the beginning',
    (path: string) => run('sh', '-c', `printf secret | dd of=${path} bs=1 seek=70000 conv=notrunc 2>&1`),
  ],
  [
    'something nobody knows at the end',
    (path: string) =>
      run('sh', '-c', `printf secret | dd of=${path} bs=1 seek=${16 * mib - 4096} conv=notrunc 2>&1`),
  ],
] as const) {
  test(`${what} is not overwritten`, () => {
    const path = device(what.replaceAll(' ', '-'))
    write(path)
    const { code, out } = act(path)
    assert.is(code, 1, out)
    assert.match(out, /is not empty/)
  })
}

test('what is mounted is never overwritten, allowed or not', () => {
  const path = device('mounted')
  const at = join(folder, 'mnt')
  mkdirSync(at)
  run('mkfs.ext4', '-q', path)
  run('mount', path, at)
  try {
    const { code, out } = act(path, "true '' '' '' ''", { HA_ALLOW: ` ${path}` })
    assert.is(code, 1)
    assert.match(out, /in use, and what is in use is never overwritten: .*is mounted on .*\/mnt/)
  } finally {
    run('umount', at)
  }
})

test('what another name space has mounted is in use here too', () => {
  const path = device('elsewhere')
  run('mkfs.ext4', '-q', path)
  const { code, out } = sh(
    `mkdir -p ${folder}/other; unshare --mount sh -c 'mount ${path} ${folder}/other; echo ready; exec sleep 30' >${folder}/ready &
     ha_until 20 grep -q ready ${folder}/ready; (ha_destroys act ${path} true '' '' '' ''); code=$?; kill $!; wait $! 2>/dev/null; exit "$code"`,
    ['dash'],
    { HA_ALLOW: ` ${path}` },
  )
  assert.is(code, 1)
  assert.match(out, /is held by the kernel or a program for itself alone/)
})

test('what a program has open for writing is in use', () => {
  const path = device('open')
  const { code, out } = sh(
    `sleep 30 3<>${path} & sleep 0.2 2>/dev/null || sleep 1
     (ha_destroys act ${path} true '' '' '' ''); code=$?; kill $!; wait $! 2>/dev/null; exit "$code"`,
  )
  assert.is(code, 1)
  assert.match(out, /is open in process [0-9]+ \(sleep\)/)
})

test('what is below another device is in use', () => {
  const path = device('below')
  const { status, stdout } = spawnSync('losetup', ['--find', '--show', path], { encoding: 'utf8' })
  assert.is(status, 0)
  loops.unshift(stdout.trim())
  assert.match(act(path).out, /is behind a loop device/)
})

test('our unfinished work is known again, and only that', () => {
  const path = device('begun')
  const garbage = (): void => run('sh', '-c', `printf half | dd of=${path} bs=1 seek=5000 conv=notrunc 2>&1`)
  garbage()
  assert.is(act(path).code, 1)
  // Our note, from the moment before the first byte was written.
  assert.is(sh(`ha_destroys begin ${path} false '' '' '' ''`).code, 0)
  assert.is(act(path).code, 0)
  // A look before anything runs knows the step, too.
  const would = sh(`unset HA_STEP; ha_mode=check ha_contents=no ha_pending=0 ha_step_now=here ha_check_time=0
    d1() { ha_destroys "$1" ${path} false '' '' '' ''; }; ha_would 1 run 10 why`)
  assert.match(would.out, /\tours \/dev\/loop/)
  assert.is(sh(`HA_STEP=another; ha_destroys act ${path} false '' '' '' ''`).code, 1)
  run('mkfs.ext4', '-q', path)
  assert.is(act(path).code, 1, 'a signature is judged by itself')
  assert.is(sh(`ha_clear ${path}`).code, 0)
  garbage()
  assert.is(sh(`ha_destroys 'done' ${path} false '' '' '' ''`).code, 0)
  assert.is(act(path).code, 1, 'the note ends with the act')
})

test('a disk must be the one that the plan means', () => {
  const path = device('identity')
  const disk = (serial: string, wwn: string, bytes: string): { code: number; out: string } =>
    act(path, `false ${path} '${serial}' '${wwn}' '${bytes}'`)
  assert.is(disk('', '', String(16 * mib)).code, 0)
  // Makers count in powers of ten.
  assert.is(disk('', '', String(17 * mib)).code, 0)
  assert.match(disk('', '', String(1024 * mib)).out, /should have 1\.00 GiB, but it has 0\.02 GiB/)
  assert.is(disk('', '', String(20 * mib)).code, 1)
  assert.match(
    disk('WD-123', '', '').out,
    /should have the serial number WD-123, but loop[0-9]+ says nothing/,
  )
  assert.match(act('/dev/nowhere', "false /dev/nowhere '' '' ''").out, /There is no \/dev\/nowhere/)
  assert.is(act('/dev/nowhere', "false /dev/nowhere '' '' ''").code, 1)
})

test('clearing takes away every mark, and zeros stay', () => {
  const path = device('clear', 16 * mib + 1536)
  run('mkfs.ext4', '-q', '-F', path)
  run('sh', '-c', `printf tail | dd of=${path} bs=512 seek=${(16 * mib) / 512 + 2} conv=notrunc 2>&1`)
  assert.equal(sh(`ha_clear ${path} && ha_signatures ${path} && ! ha_written ${path}`), { code: 0, out: '' })
  assert.is(spawnSync('tail', ['-c', '1536', path]).stdout.toString().replaceAll('\0', ''), '')
})

test('a disk of an earlier installation is known by DRBD’s metadata', () => {
  const path = device('earlier')
  run('mkfs.ext4', '-q', path, '15M')
  assert.is(sh(`ha_drbd_marked ${path}`).code, 1)
  run('drbdmeta', '--force', '0', 'v08', path, 'internal', 'create-md')
  assert.is(sh(`ha_drbd_marked ${path}`).code, 0)
  assert.is(sh(`ha_drbd_marked ${folder}/nowhere`).code, 1)
})

test('metadata of DRBD for another device are something', () => {
  for (const version of ['v08', 'v09']) {
    const path = device(`external-${version}`, 256 * mib)
    run(
      'drbdmeta',
      '--force',
      '0',
      version,
      path,
      'flex-external',
      'create-md',
      ...(version === 'v09' ? ['1'] : []),
    )
    assert.match(sh(`ha_signatures ${path}`).out, 'metadata of DRBD for another device')
    assert.is(sh(`ha_clear ${path}; ha_signatures ${path}`).out, '')
  }
})

test('a file system that is not finished is not there', () => {
  const path = device('unfinished', 64 * mib)
  run('mkfs.ext4', '-q', '-L', 'ha-new', path)
  assert.is(sh(`ha_fs_is ${path} ext4`).code, 1)
  assert.is(sh(`ha_fs_unfinished ${path}`).code, 0)
  assert.equal(sh(`set -e; ha_fs_make ${path} ext4 www 'two words/below'`), { code: 0, out: '' })
  assert.is(sh(`ha_fs_is ${path} ext4`).code, 0)
  assert.is(sh(`ha_fs_unfinished ${path}`).code, 1)
  assert.is(sh(`ha_fs_is ${path} xfs`).code, 1)
  assert.match(
    spawnSync('debugfs', ['-R', 'ls -l /two\\ words', path], { encoding: 'utf8' }).stdout +
      spawnSync('debugfs', ['-R', 'ls -l /', path], { encoding: 'utf8' }).stdout,
    /www/,
  )
})

test('a file system in a volume of a group on DRBD is seen where neither is up', () => {
  const path = device('group-on-drbd', 32 * mib)
  const group = `ha-test-${process.pid}`
  run('lvm', 'vgcreate', '-q', '-y', group, path)
  try {
    // lvcreate wants a device mapper, which no volume that stays down needs.
    const backup = join(folder, 'group')
    run('lvm', 'vgcfgbackup', '-q', '-f', backup, group)
    const volume = `logical_volumes {
      volume {
        id = "aaaaaa-bbbb-cccc-dddd-eeee-ffff-gggggg"
        status = ["READ", "WRITE", "VISIBLE"]
        segment_count = 1
        segment1 { start_extent = 0 extent_count = 4 type = "striped" stripe_count = 1 stripes = ["pv0", 1] }
      }
    }`
    writeFileSync(backup, readFileSync(backup, 'utf8').replace(/\}\s*$/, `${volume}\n}\n`))
    run('lvm', 'vgcfgrestore', '-f', backup, group)
    // Behind all that LVM does, which takes signatures away.
    run('drbdmeta', '--force', '0', 'v08', path, 'internal', 'create-md')
    const isThere = (type: string): number =>
      sh(`ha_fs_in_volume ${group} volume ${type} /dev/drbd999 ${path}`).code
    assert.is(isThere('ext4'), 1)
    run('mkfs.ext4', '-q', '-E', `offset=${5 * mib}`, path, '16M')
    assert.is(isThere('ext4'), 0)
    assert.is(isThere('xfs'), 1)
  } finally {
    run('lvm', 'vgremove', '-q', '-ff', '-y', group)
  }
})

test('every shell reads the same', () => {
  const path = device('shells')
  run('mkfs.ext4', '-q', path)
  const [first, ...others] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].map((shell) =>
    sh(
      `ha_signatures ${path}; ha_size ${path}; ha_users ${path}; ha_written ${path} && echo written; ha_word ' a  b '`,
      shell,
    ),
  )
  assert.match(first!.out, /^loop[0-9]+: ext4 "[^"]*"\n16777216\nwritten\na_b\n$|ext4\n16777216/)
  for (const other of others) assert.equal(other, first)
})

test.run()
