import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { storageRoot } from './storage-root.ts'

const test = suite('what the runner says of storage')
const { root, put, sh, ask, remove } = storageRoot()
test.after(remove)

test('RAID: a member whose array never ran holds nothing, but one without redundancy never says so', () => {
  // As mdadm prints them.
  const member = (level: string, events: string): void =>
    put(
      'bin/mdadm',
      `#!/bin/sh
cat <<'END'
/dev/sdb:
          Magic : a92b4efc
        Version : 1.2
     Array UUID : 0a1b2c3d:4e5f6071:8293a4b5:c6d7e8f9
     Raid Level : ${level}
   Raid Devices : 2
    Device UUID : 11111111:22222222:33333333:44444444
         Events : ${events}
END
`,
      0o755,
    )
  const uuid = '0a1b2c3d:4e5f6071:8293a4b5:c6d7e8f9'
  const answers = (): string[] => [
    ask(`ha_member_unborn /dev/sdb ${uuid}`),
    ask(`ha_array_known ${uuid} /dev/sdb`),
  ]
  member('raid1', '0')
  assert.equal(answers(), ['yes', 'no'])
  member('raid1', '17')
  assert.equal(answers(), ['no', 'yes'])
  member('raid0', '0')
  assert.equal(answers(), ['no', 'yes'])
  assert.is(ask('ha_array_known ffffffff:4e5f6071:8293a4b5:c6d7e8f9 /dev/sdb'), 'no')
  rmSync(join(root, 'bin'), { recursive: true })
})

test('LVM: tags of the owner are nobody’s business, only ours says that a volume is not finished', () => {
  const is = (line: string): string => {
    put('bin/lvm', `#!/bin/sh\necho '${line}'\n`, 0o755)
    return ask('ha_lv_is vg0 mail 1000')
  }
  const below = (tags: string, bytes = 2000): string => {
    put('bin/lvm', `#!/bin/sh\necho '  ${bytes} ${tags}'\n`, 0o755)
    return ask('ha_lv_below vg0 mail 1000')
  }
  assert.is(is('  2000 -wi-a----- '), 'yes')
  assert.is(is('  2000 -wi-a----- backup,tier1'), 'yes')
  assert.is(is('  2000 -wi-a----- backup,ha-new'), 'no')
  assert.is(is('  2000 -wi------- '), 'no')
  assert.is(is('  500 -wi-a----- '), 'no')
  assert.is(below(''), 'yes')
  assert.is(below('backup'), 'yes')
  assert.is(below('backup,ha-new'), 'no')
  assert.is(below('', 500), 'no')
  put('bin/lvm', '#!/bin/sh\nexit 5\n', 0o755)
  assert.is(ask('ha_lv_below vg0 mail 1000'), 'no')
  assert.is(sh('ha_lv_small vg0 mail 1000'), '')
  put('bin/lvm', '#!/bin/sh\necho "  1073741824"\n', 0o755)
  assert.is(sh('ha_lv_small vg0 mail 1073741824'), '')
  for (const small of ['ha_lv_small', 'ha_lv_small_below'])
    assert.match(sh(`${small} vg0 mail 2147483648`), '/dev/vg0/mail has 1.00 GiB, less than the 2.00 GiB')
  rmSync(join(root, 'bin'), { recursive: true })
})

const ours = `# These lines belong into /etc/fstab
# ha-bootstrap begin
/dev/vg0/vz /var/lib/vz ext4 defaults 0 2
tmpfs /tmp tmpfs size=1G 0 0
/dev/md1 / ext4 defaults 0 1
/dev/vg0/swap none swap sw 0 0
# ha-bootstrap end
`

test('fstab: the system keeps its own lines, what we mount becomes ours, and twice is once', () => {
  put('files/etc/ha-bootstrap/fstab', ours)
  put(
    'etc/fstab',
    `# /etc/fstab
UUID=abc / ext4 errors=remount-ro 0 1
UUID=def none swap sw 0 0
tmpfs /tmp tmpfs nosuid 0 0
UUID=ghi /home ext4 defaults 0 2
`,
  )
  const merged = sh('ha_fstab')
  assert.is(
    merged,
    `# /etc/fstab
UUID=abc / ext4 errors=remount-ro 0 1
UUID=def none swap sw 0 0
# replaced by ha-bootstrap: tmpfs /tmp tmpfs nosuid 0 0
UUID=ghi /home ext4 defaults 0 2
# ha-bootstrap begin
/dev/vg0/vz /var/lib/vz ext4 defaults 0 2
tmpfs /tmp tmpfs size=1G 0 0
/dev/vg0/swap none swap sw 0 0
# ha-bootstrap end
`,
  )
  put('etc/fstab', merged)
  assert.is(sh('ha_fstab'), merged)
})

test('lilo.conf: our lines in place of its own, before the first system only', () => {
  put(
    'files/etc/ha-bootstrap/lilo.conf',
    'boot = /dev/md0\nraid-extra-boot = "/dev/sda,/dev/sdb"\nappend = "panic=10"\n',
  )
  put(
    'etc/lilo.conf',
    'boot = /dev/sda\nprompt\nappend=" vt.default_utf8=0"\nimage = /boot/vmlinuz\n  root = /dev/md0\n  append = "single"\n',
  )
  const merged = sh('ha_lilo_new /etc/ha-bootstrap/lilo.conf')
  assert.is(
    merged,
    `# ha-bootstrap begin
boot = /dev/md0
raid-extra-boot = "/dev/sda,/dev/sdb"
append = "panic=10"
# ha-bootstrap end
# replaced by ha-bootstrap: boot = /dev/sda
prompt
# replaced by ha-bootstrap: append=" vt.default_utf8=0"
image = /boot/vmlinuz
  root = /dev/md0
  append = "single"
`,
  )
  put('etc/lilo.conf', merged)
  assert.is(
    sh('ha_lilo_new /etc/ha-bootstrap/lilo.conf'),
    merged.replace(/# replaced.*\n/g, (line) => line),
  )
})

test('lines between marks of a file', () => {
  put('files/etc/ha-bootstrap/grub.default', 'GRUB_DISABLE_OS_PROBER=true\n')
  put('etc/default/grub', 'GRUB_TIMEOUT=5\n')
  const text = (): string => readFileSync(join(root, 'etc/default/grub'), 'utf8')
  mkdirSync(join(root, 'home/run'), { recursive: true })
  put('home/run/id', 'x')
  assert.is(sh('ha_marked /etc/default/grub /etc/ha-bootstrap/grub.default || echo no'), 'no\n')
  assert.is(sh('ha_mark /etc/default/grub /etc/ha-bootstrap/grub.default'), '')
  assert.is(text(), 'GRUB_TIMEOUT=5\n# ha-bootstrap begin\nGRUB_DISABLE_OS_PROBER=true\n# ha-bootstrap end\n')
  assert.is(sh('ha_marked /etc/default/grub /etc/ha-bootstrap/grub.default && echo yes'), 'yes\n')
})

test.run()
