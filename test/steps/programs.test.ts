import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { actionsOf, examples, programOf } from './plans.ts'
import { runner } from '../../src/run/node-scripts.gen.ts'
import { steps } from '../../steps/index.ts'

const test = suite('programs')
const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-programs-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]

const fileOf = (name: string, text: string): string => {
  const file = join(folder, name.replace('/', '-'))
  writeFileSync(file, text)
  return file
}

// Nodes of one cluster differ in values; one of each is enough.
const programs = examples
  .filter(({ plan, node }) => plan.nodes[0] === node)
  .map((example) => ({ name: example.name, program: programOf(example) }))

for (const [shell, ...options] of shells) {
  test(`${shell} reads the programs of all examples`, () => {
    for (const { name, program } of programs) {
      const { status, stderr, error } = spawnSync(shell!, [...options, '-n', fileOf(name, program.text)], {
        encoding: 'utf8',
      })
      assert.is(error, undefined)
      assert.is(status, 0, `${name}: ${stderr}`)
      assert.is(stderr, '', name)
    }
  })

  test(`${shell} lists the steps of every example's program`, () => {
    for (const { name, program } of programs) {
      const { stdout, stderr } = spawnSync(shell!, [...options, fileOf(name, program.text), '--list'], {
        encoding: 'utf8',
        env: { ...process.env, HA_HOME: folder },
      })
      assert.is(stderr, '', name)
      assert.is(stdout, program.steps.map(({ id, title }) => `${id}\t${title}\n`).join(''), name)
    }
  })
}

test('shellcheck finds nothing in what the steps of all examples add to the runner', () => {
  const files = programs.map(({ name, program }) => {
    assert.ok(program.text.includes(runner))
    return fileOf(name, program.text.slice(program.text.indexOf(runner) + runner.length))
  })
  // SC2034, SC2154: variables of the runner. SC2317, SC2329: functions that it calls by their numbers.
  const { status, stdout, error } = spawnSync(
    'shellcheck',
    ['-s', 'sh', '-f', 'gcc', '-e', 'SC2034,SC2154,SC2317,SC2329', ...files],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  assert.is(error, undefined)
  assert.is(status, 0, stdout.slice(0, 4000))
})

test('no function of the runner has the name of another', () => {
  const names = [...runner.matchAll(/^(ha_\w+)\(\)/gm)].map((match) => match[1]!)
  assert.ok(names.length > 100)
  assert.equal(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})

test('shellcheck finds nothing in the runner', () => {
  const { status, stdout } = spawnSync('shellcheck', ['-s', 'sh', '-f', 'gcc', fileOf('runner', runner)], {
    encoding: 'utf8',
  })
  assert.is(status, 0, stdout)
})

/** Commands that change something whatever their arguments are; a guard that has one is no guard. */
const changing =
  /(?:^|[\n;|&({!]|\b(?:if|then|else|do|while|until)\b)\s*(rm|mv|cp|ln|mkdir|rmdir|touch|chmod|chown|chgrp|truncate|tee|dd|mkfs\S*|mkswap|wipefs\s+(?:-q\s+)?-a|sgdisk|parted|modprobe(?!\s+-n)|rmmod|insmod|useradd|usermod|userdel|groupadd|apt-get|dpkg(?!\s+(?:-l|-s|--compare|--print|--audit))|installpkg|upgradepkg|removepkg|kill|reboot|shutdown|halt|mount(?=\s+\S)|umount|swapon|swapoff|ifup|ifdown|ifreload|vgcreate|lvcreate|pvcreate|lvremove|vgremove|pvremove|vgchange|lvchange|update-initramfs|update-grub|grub-install|update-rc\.d|ha_put|ha_make|ha_keep|ha_wipe|ha_share)(?=[\s;|&)]|$)/
const changingWords =
  /systemctl\s+(?:start|stop|restart|reload|enable|disable|mask|unmask|daemon-reload|reset-failed|kill|set-default)|drbdadm\s+(?:up|down|primary|secondary|create-md|connect|disconnect|attach|detach|adjust|new-current-uuid|invalidate|wipe-md)|mdadm\s+(?:--create|--assemble|--stop|--zero|--manage|--add|--fail|--remove|-C|-S)|cibadmin\s+(?:--replace|--modify|--create|--delete|-R|-M|-C|-D)|crm_attribute\s[^;|&]*--update|crm\s+(?:configure(?!\s+show)|resource\s+(?!status|show)|node\s+(?!show|status))|virsh\s+(?:\S+\s+)*?(?:define|undefine|start|destroy|shutdown|autostart|create|net-define|net-start|net-autostart)\b|sysctl\s[^;|&]*-w|ip\s+(?:link|addr|address|route)\s+(?:add|del|set|flush|change|replace)|sed\s+(?:-\S+\s+)*-i/

/** A redirection into a file; into a descriptor or nowhere is none. */
const writes = />{1,2}\s*(?!\s*(?:&|\/dev\/null))[^\s&>]/

test('guards hold no command that changes something', () => {
  const seen = new Set<string>()
  for (const example of examples)
    for (const step of steps)
      for (const action of actionsOf(step, example)) {
        const guard = action.do === 'run' ? action.unless : action.do === 'wait' ? action.until : undefined
        for (const piece of [guard, action.do === 'run' ? action.refuses : undefined]) {
          if (piece === undefined || seen.has(piece.text)) continue
          seen.add(piece.text)
          const bare = withoutQuoted(piece.text)
          assert.not.match(bare, changing, `${step.id}: ${piece.text}`)
          assert.not.match(bare, changingWords, `${step.id}: ${piece.text}`)
          assert.not.match(bare, writes, `${step.id}: ${piece.text}`)
        }
      }
  assert.ok(seen.size > 20)
})

/** Without what is in single quotes: values, and programs of awk and sed. */
const withoutQuoted = (text: string): string => text.replace(/'[^']*'/g, "''")

test('the look for changing commands is not blind', () => {
  for (const bad of [
    'rm -f x',
    '[ -e x ] || { touch x; }',
    'if mkdir x; then y; fi',
    'ha_is x started || ha_make x started',
    'systemctl enable x',
    'echo 1 > /proc/x',
    'modprobe drbd',
    "sed -i 's/a/b/' f",
  ])
    assert.ok(changing.test(bad) || changingWords.test(bad) || writes.test(bad), bad)
  for (const good of [
    'grep -q x f >/dev/null 2>&1',
    'ha_deb_installed parted mount kill',
    'modprobe -n -q x',
    'systemctl is-active --quiet x',
    'drbdadm dstate x',
  ])
    assert.not.ok(changing.test(good) || changingWords.test(good) || writes.test(good), good)
})

test.run()
