import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../host/exec.ts'
import { endProcess } from './control.ts'
import { livingPid } from './folder.ts'
import type { Accelerator } from './lab.ts'
import { acceleration, nodeFiles, qemu } from './qemu.ts'

/** With KVM that works a boot takes 10 s; what takes longer than this is no faster than emulation. */
const limitMs = 45_000

/**
 * Whether KVM runs a machine here, found by booting the image: there are hosts with /dev/kvm where a boot sector runs and
 * a guest gets stuck in its firmware or boot loader. The answer is kept beside the image for as long as the host runs.
 */
export async function findAccelerator(image: string, say: (line: string) => void): Promise<Accelerator> {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
  } catch {
    return 'tcg'
  }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const known = join(dirname(image), 'accelerator')
  try {
    const [accelerator, at] = readFileSync(known, 'utf8').split('\n')
    if (at === boot && (accelerator === 'kvm' || accelerator === 'tcg')) return accelerator
  } catch {
    // Asked for the first time.
  }
  say('trying KVM ...')
  const accelerator = (await boots(image)) ? 'kvm' : 'tcg'
  if (accelerator === 'tcg') say('KVM starts no machine here, so machines are emulated')
  mkdirSync(dirname(known), { recursive: true })
  writeFileSync(known, `${accelerator}\n${boot}\n`)
  return accelerator
}

/** Boots an image, without changing it, until its kernel speaks on the console. */
async function boots(image: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-probe-'))
  const pid = join(folder, nodeFiles.pid)
  const console = join(folder, nodeFiles.console)
  try {
    const { code } = await run([
      qemu,
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-m',
      '512',
      '-snapshot',
      ...acceleration('kvm'),
      '-drive',
      `file=${image},format=qcow2,if=none,id=system`,
      '-device',
      'virtio-blk-pci,drive=system,bootindex=0',
      '-serial',
      `file:${console}`,
      '-pidfile',
      pid,
      '-daemonize',
    ])
    if (code !== 0) return false
    const end = Date.now() + limitMs
    while (Date.now() < end && livingPid(pid) !== undefined) {
      // GRUB speaks on the screen; the first bytes here are the kernel's or systemd's.
      if (statSync(console).size > 0) return true
      await sleep(250)
    }
    return false
  } finally {
    await endProcess(() => livingPid(pid))
    rmSync(folder, { recursive: true, force: true })
  }
}
