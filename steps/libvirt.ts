import { sh } from '../src/core/sh.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'
import { enabledDaemon, readUnitsAgain } from './daemons.ts'

/** What runs the machines, and how they migrate; pacemaker's agents ask it as soon as the cluster starts. */
export const libvirt: Step = {
  id: 'libvirt',
  title: 'Configure libvirt',
  on: 'every-node',
  danger: 'none',
  actions: (input) => {
    const { node, files, plan } = input
    if (plan.libvirt === undefined || node.proxmox) return []
    const puts = putAll(
      files,
      '/etc/libvirt/qemu.conf',
      '/etc/libvirt/libvirtd.conf',
      '/etc/default/libvirt',
      '/etc/systemd/system/libvirtd',
    )
    return [...puts, ...daemon(input, puts), ...networks(input)]
  },
}

/** Guests run on while libvirtd restarts. */
function daemon({ node }: StepInput, puts: readonly Action[]): Action[] {
  const name = enabledDaemon(node, 'libvirt')
  if (name === undefined) return []
  const configured = puts.flatMap((put) =>
    put.do === 'put' && put.path.startsWith('/etc/libvirt/') ? [put.path] : [],
  )
  const unit = puts.some((put) => put.do === 'put' && put.path.startsWith('/etc/systemd/'))
  return [
    { do: 'service', why: `start ${name} at every boot`, name, want: 'enabled' },
    ...(unit ? [readUnitsAgain(['libvirtd-tcp.socket'])] : []),
    ...(['libvirt-tcp', 'libvirt-tls'] as const).flatMap((daemon) => listen(node, daemon)),
    {
      do: 'run',
      why: `start ${name}`,
      // With systemd's sockets it comes when it is asked and goes when it has nothing to do.
      unless: sh`ha_is ${name} started || { [ "$ha_init" = systemd ] && ha_is libvirtd.socket started; }`,
      script: sh`ha_make ${name} started`,
      takesS: 3,
    },
    ...(configured.length === 0
      ? []
      : [
          {
            do: 'run' as const,
            why: `have ${name} read its changed configuration`,
            unless: sh`! ha_is ${name} started || ha_up_to_date ${name} ${configured}`,
            script: sh`ha_make ${name} stopped
ha_make ${name} started`,
            takesS: 3,
          },
        ]),
  ]
}

/** Sockets of systemd are taken only while the daemon does not run. */
function listen(node: StepInput['node'], daemon: 'libvirt-tcp' | 'libvirt-tls'): Action[] {
  const name = enabledDaemon(node, daemon)
  if (name === undefined) return []
  const certificates = [
    '/etc/pki/CA/cacert.pem',
    '/etc/pki/libvirt/servercert.pem',
    '/etc/pki/libvirt/clientcert.pem',
  ]
  return [
    ...(daemon === 'libvirt-tls'
      ? certificates.map((path): Action => ({
          do: 'run',
          why: `make sure that ${path} is there`,
          unless: sh`[ -s ${path} ]`,
          script: sh`ha_fail ${`${path} is missing: machines migrate over TLS, and both sides show certificates. See https://libvirt.org/kbase/tlscerts.html, or let them migrate over ssh.`}`,
        }))
      : []),
    { do: 'service', why: `start ${name} at every boot`, name, want: 'enabled' },
    {
      do: 'run',
      why: `start ${name}`,
      unless: sh`ha_is ${name} started`,
      script: sh`ha_make libvirtd stopped
ha_make ${name} started
ha_make libvirtd started`,
    },
  ]
}

function networks({ plan, files }: StepInput): Action[] {
  const networks = plan.libvirt?.networks ?? []
  return [
    ...putAll(files, '/etc/ha-bootstrap/net/'),
    ...networks.map(({ name, bridge, uuid }): Action => ({
      do: 'run',
      why: `have libvirt know the network ${name}`,
      unless: sh`ha_network_is ${name} ${uuid} ${bridge}`,
      script: sh`ha_network_free ${name} ${uuid}
ha_virsh net-define ${`/etc/ha-bootstrap/net/${name}.xml`} >/dev/null
ha_virsh net-autostart ${name} >/dev/null
ha_network_is ${name} ${uuid} ${bridge} || ha_virsh net-start ${name} >/dev/null`,
    })),
  ]
}
