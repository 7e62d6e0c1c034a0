import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { System } from '../types.gen.ts'

/** Who the machine is and what runs on it. */
export const system: Topic<System> = {
  name: 'system',
  seconds: 60,
  snippet: shVerbatim(snippets.system),
  parse(output) {
    const files = new Files(output)
    const said = (name: string): string | null =>
      lines(output)
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1)
        .trim() || null
    const is = (name: string): boolean => lines(output).includes(`is ${name}`)
    const dmi = (name: string): string | null => meaningful(files.text(`/sys/class/dmi/id/${name}`))
    const release = Object.fromEntries(
      files
        .all('/etc/os-release')
        .map((line) => [line.slice(0, line.indexOf('=')), unquoted(line.slice(line.indexOf('=') + 1))]),
    )
    const [nodename, kernel, architecture] = said('uname')?.split(' ') ?? []
    const debian = files.text('/etc/debian_version')
    const slackware = files.text('/etc/slackware-version')
    return {
      nodename: nodename ?? null,
      root: said('uid') === null ? null : said('uid') === '0',
      machineId: files.text('/etc/machine-id') ?? files.text('/var/lib/dbus/machine-id'),
      bootId: files.text('/proc/sys/kernel/random/boot_id'),
      platform: platformOf(release, debian, slackware),
      title: release.PRETTY_NAME ?? slackware ?? (debian === null ? null : `Debian ${debian}`),
      kernel: kernel ?? null,
      architecture: architecture ?? null,
      init: initOf(is('systemd'), files.text('/proc/1/comm'), slackware !== null, debian !== null),
      firmware: is('efi') ? 'uefi' : is('dmi') ? 'bios' : null,
      proxmox: is('proxmox'),
      virtual: virtualOf(
        [dmi('sys_vendor'), dmi('product_name'), dmi('board_vendor'), dmi('bios_vendor')],
        files.text('/sys/hypervisor/type'),
      ),
      vendor: dmi('sys_vendor'),
      product: dmi('product_name'),
      serial: dmi('product_serial'),
      uuid: dmi('product_uuid')?.toLowerCase() ?? null,
      board: dmi('board_name'),
      bios: dmi('bios_version'),
    }
  },
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2')

/** What boards say when their maker filled in nothing. */
const meaningful = (text: string | null): string | null =>
  text === null ||
  /^(to be filled by o\.?e\.?m\.?|default string|system (manufacturer|product name|serial number|version)|not (specified|applicable|available)|none|n\/a|unknown|x+|0+|[0-9f]{8}-0000-0000-0000-000000000000|0123456789|\.+)$/i.test(
    text,
  )
    ? null
    : text

/** A platform as cluster.yaml names it, of which this program need not know anything. */
function platformOf(
  release: { readonly [key: string]: string },
  debian: string | null,
  slackware: string | null,
): string | null {
  // A + is slackware-current, which is another system every week.
  const [, slackwareVersion] = /^Slackware ([0-9]+\.[0-9]+)(?:\.[0-9]+)?$/.exec(slackware ?? '') ?? []
  if (slackware !== null) return slackwareVersion === undefined ? null : `slackware-${slackwareVersion}`
  if (release.ID === 'debian' && /^[0-9]+$/.test(release.VERSION_ID ?? ''))
    return `debian-${release.VERSION_ID}`
  // Others derived from Debian have a debian_version too.
  if (release.ID !== undefined && release.ID !== 'debian') return null
  const [, major] = /^([0-9]+)(?:\.[0-9]+)*$/.exec(debian ?? '') ?? []
  return major === undefined ? null : `debian-${major}`
}

function initOf(systemd: boolean, first: string | null, slackware: boolean, debian: boolean): System['init'] {
  if (systemd) return 'systemd'
  if (slackware) return 'bsd'
  return debian && (first === null || first === 'init') ? 'sysv' : null
}

/** By what the firmware says, which is there without systemd-detect-virt too. */
function virtualOf(names: readonly (string | null)[], hypervisor: string | null): string | null {
  const text = names.filter((name) => name !== null).join(' ')
  if (hypervisor === 'xen') return 'xen'
  if (/\bQEMU\b|\bKVM\b|SeaBIOS|Bochs/i.test(text)) return 'qemu'
  if (/VMware/i.test(text)) return 'vmware'
  if (/VirtualBox|innotek/i.test(text)) return 'virtualbox'
  if (/Microsoft Corporation Virtual Machine/i.test(text)) return 'hyper-v'
  if (/Amazon EC2|Google Compute Engine|DigitalOcean|Hetzner vServer|OpenStack/i.test(text)) return 'cloud'
  if (/\bXen\b/i.test(text)) return 'xen'
  return text === '' ? null : 'none'
}
