import type { BlockDevice } from './topics/block.ts'
import type { Disk } from './types.gen.ts'

/** What udev writes as one word: blanks are underscores there, and at the ends nothing. */
const plain = (text: string | null | undefined): string | null => text?.trim().replace(/\s+/g, ' ') || null

/** Names that a disk keeps over a reboot. Serial number and WWN as lsblk finds them, so that what it prints matches. */
export function identityOf(
  device: BlockDevice,
): Pick<Disk, 'serial' | 'serials' | 'wwn' | 'model' | 'vendor'> {
  const { udev, serial, wwid } = device
  const serials = [udev.ID_SCSI_SERIAL, udev.ID_SERIAL_SHORT, udev.ID_SERIAL, serial]
    .map(plain)
    .filter((text): text is string => text !== null)
  return {
    serial: serials[0] ?? null,
    serials: [...new Set(serials)],
    wwn: plain(udev.ID_WWN_WITH_EXTENSION) ?? plain(udev.ID_WWN) ?? wwnOf(wwid),
    model: plain(device.model) ?? plain(udev.ID_MODEL),
    // Of virtio it is a number.
    vendor: device.vendor?.startsWith('0x') ? null : plain(device.vendor),
  }
}

/** The kernel writes naa.5000c500a1b2c3d4 where udev writes 0x5000c500a1b2c3d4; t10. is no number but a text. */
function wwnOf(wwid: string | null): string | null {
  const text = plain(wwid)
  if (text === null || text.startsWith('t10.')) return null
  const [, naa] = /^naa\.([0-9a-f]{16}(?:[0-9a-f]{16})?)$/i.exec(text) ?? []
  return naa === undefined ? text : `0x${naa.toLowerCase()}`
}

/** How a disk is connected, from where it is in the tree of devices. */
export function transportOf({ name, place, udev, vendor, model }: BlockDevice): Disk['transport'] {
  const at = place ?? ''
  if (name.startsWith('nvme')) return 'nvme'
  if (name.startsWith('vd')) return 'virtio'
  if (name.startsWith('xvd')) return 'xen'
  if (name.startsWith('mmcblk')) return 'mmc'
  if (name.startsWith('dasd')) return 'dasd'
  if (name.startsWith('hd')) return 'ata'
  if (/^(cciss|ida)!/.test(name)) return 'raid'
  if (/\/usb[0-9]+\//.test(at) || udev.ID_BUS === 'usb') return 'usb'
  if (/\/session[0-9]+\//.test(at)) return 'iscsi'
  if (/\/rport-[0-9]/.test(at)) return 'fc'
  if (
    /\b(PERC|LOGICAL VOLUME|MegaRAID|MR9[0-9]|ServeRAID|AVAGO|RAID)\b/i.test(`${vendor ?? ''} ${model ?? ''}`)
  )
    return 'raid'
  const isAta = vendor === 'ATA' || /\/ata[0-9]+\//.test(at) || udev.ID_BUS === 'ata'
  if (isAta) return 'sata'
  if (/\/end_device-[0-9]/.test(at)) return 'sas'
  return name.startsWith('sd') && at !== '' ? 'scsi' : null
}
