import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Services } from '../types.gen.ts'

/** Services that matter: whether they run now and whether they start at boot. */
export const services: Topic<Services> = {
  name: 'services',
  seconds: 60,
  snippet: shVerbatim(snippets.services),
  parse(output) {
    const all = lines(output)
    const runs = new Set(all.flatMap((line) => /^runs (\S+)$/.exec(line)?.[1] ?? []))
    const found = all.includes('init systemd')
      ? systemd(output)
      : all.includes('init bsd')
        ? bsd(all, runs)
        : sysv(all, runs)
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  },
}

/** Blocks of KEY=VALUE, one for each unit. Aliases appear under the name of their unit, so a name may come twice. */
function systemd(output: string): Services {
  const byName = new Map<string, Services[number]>()
  for (const block of output.split(/\n\s*\n/)) {
    const said = Object.fromEntries(
      lines(block).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    const name = said.Id?.replace(/\.service$/, '')
    if (name === undefined || said.LoadState === 'not-found') continue
    const file = said.UnitFileState ?? ''
    byName.set(name, {
      name,
      running:
        said.ActiveState === undefined ? null : /^(active|reloading|activating)$/.test(said.ActiveState),
      enabled: file === '' ? null : /^(enabled|enabled-runtime|alias|static|generated)$/.test(file),
      masked: said.LoadState === 'masked' || file.startsWith('masked'),
      failed: said.ActiveState === 'failed',
    })
  }
  return [...byName.values()]
}

/** Scripts of /etc/rc.d: what is executable starts, or what rc.local calls. */
function bsd(all: readonly string[], runs: ReadonlySet<string>): Services {
  const called = new Set(all.flatMap((line) => /^local (\S+)$/.exec(line)?.[1] ?? []))
  return all.flatMap((line) => {
    const [, mode, script] = /^rc (-\S+) (\S+)$/.exec(line) ?? []
    const name =
      script === undefined ? undefined : /^(?:rc\.|init\.d\/)([a-z][a-z0-9_-]*)$/i.exec(script)?.[1]
    if (mode === undefined || script === undefined || name === undefined || !known.has(name)) return []
    const isExecutable = mode[3] === 'x'
    return [
      {
        name,
        running: running(name, runs),
        enabled: isExecutable && (!script.startsWith('init.d/') || called.has(script)),
        masked: false,
        failed: false,
      },
    ]
  })
}

function sysv(all: readonly string[], runs: ReadonlySet<string>): Services {
  const starts = new Set(all.flatMap((line) => /^start (\S+)$/.exec(line)?.[1] ?? []))
  return all.flatMap((line) => {
    const name = /^script (\S+)$/.exec(line)?.[1]
    return name !== undefined && known.has(name)
      ? [{ name, running: running(name, runs), enabled: starts.has(name), masked: false, failed: false }]
      : []
  })
}

/** Programs by the names of their services; of others it is not known whether they run. */
const programs: { readonly [service: string]: string } = {
  chrony: 'chronyd',
  chronyd: 'chronyd',
  corosync: 'corosync',
  pacemaker: 'pacemakerd',
  heartbeat: 'heartbeat',
  logd: 'ha_logd',
  libvirtd: 'libvirtd',
  libvirt: 'libvirtd',
  'libvirt-bin': 'libvirtd',
  'multipath-tools': 'multipathd',
  multipathd: 'multipathd',
  ntp: 'ntpd',
  ntpd: 'ntpd',
  lldpd: 'lldpd',
  sbd: 'sbd',
  ssh: 'sshd',
  sshd: 'sshd',
  networkmanager: 'NetworkManager',
  'network-manager': 'NetworkManager',
  keepalived: 'keepalived',
  iscsid: 'iscsid',
}
const known = new Set([
  ...Object.keys(programs),
  'cman',
  'drbd',
  'rgmanager',
  'mdadm',
  'lvm2',
  'networking',
  'inet1',
  'csync2',
])

const running = (name: string, runs: ReadonlySet<string>): boolean | null => {
  const program = programs[name]
  return program === undefined ? null : runs.has(program)
}
