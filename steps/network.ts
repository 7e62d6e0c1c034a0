import { sh, shLines } from '../src/core/sh.ts'
import type { InterfacePlan } from '../src/plan/network.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { RenderedFile } from '../src/render/files.ts'
import { putAll, refusal } from '../src/run/step.ts'
import type { Step } from '../src/run/step.ts'

/** Everything that says what links there are and how they are called. */
const places = [
  '/etc/network/',
  '/etc/systemd/network/',
  '/etc/udev/rules.d/70-persistent-net.rules',
  '/etc/rc.d/rc.inet1.conf',
]

/** How long a new network waits for somebody who comes over it; logging in takes its time on a slow machine. */
const confirmS = 120

/** Options of a bond that a live one is asked for; the kernel knows the others by numbers of its own. */
const bondOptions = ['mode', 'miimon', 'primary', 'lacp-rate', 'xmit-hash-policy'] as const

/** All of a node's network changes at once and under guard, or a machine could be out of reach half-way. */
export const network: Step = {
  id: 'network',
  title: 'Bring up the network',
  on: 'every-node',
  danger: 'interrupts-service',
  actions: ({ plan, node, files }) => {
    const own = files.filter(({ path }) => places.some((place) => path.startsWith(place)))
    const wanted = sh`printf '%s\\n' ${wantedNetwork(plan, node, own)}`
    // Somebody else makes the network. The files that name the cards count from the next boot on, when nobody takes it back.
    if (node.network.style === 'none' || node.network.interfaces.length === 0)
      return own.length === 0
        ? []
        : [
            refusal('see that every card keeps its name', sh`${wanted} | sh "$HA_GUARD" names`),
            ...putAll(own, '/'),
          ]
    return [
      {
        do: 'run',
        why: 'change the network, and back unless this machine can still be reached',
        puts: own.map(({ path }) => path),
        // Debian's example cluster is one node that nobody misses, and is stopped before.
        refuses: sh`${wanted} | if ha_example_runs; then grep -v '^ring '; else cat; fi | sh "$HA_GUARD" refuses`,
        unless: sh`{ ${wanted}; ha_seen_files; } | sh "$HA_GUARD" holds`,
        script: shLines(
          ...own.map(
            ({ path, mode }) => sh`ha_same ${path} ${mode.toString(8)} root:root || ha_keep ${path}`,
          ),
          sh`${wanted} | sh "$HA_GUARD" stale | while read -r ha_stale; do ha_keep "$ha_stale" || exit 1; done || exit 1`,
          sh`ha_code=0
${wanted} | sh "$HA_GUARD" change ${confirmS} || ha_code=$?`,
          // Killed: its watchdog is putting the old network back.
          sh`[ "$ha_code" -le 128 ] || { sh "$HA_GUARD" settle; ha_fail 'The change of the network was killed.'; }
exit "$ha_code"`,
        ),
        progress: sh`sh "$HA_GUARD" progress`,
        timeoutS: 1200,
        takesS: 20,
      },
    ]
  },
}

/** The network of a node as netguard reads it; the head of scripts/node/netguard.sh says what each line means. */
export function wantedNetwork(plan: Plan, node: NodePlan, files: readonly RenderedFile[]): string[] {
  return [
    `style ${node.network.style}`,
    ...plan.membership.rings.flatMap((ring) => ringInterface(node, ring)).map((name) => `ring ${name}`),
    ...(node.software.packagesAbsent.includes('network-manager') ? ['without NetworkManager'] : []),
    ...files.map(({ path, mode }) => `file ${path} ${mode.toString(8)}`),
    ...node.network.interfaces.flatMap(wantedInterface),
  ]
}

const ringInterface = ({ network: { interfaces }, addresses }: NodePlan, ring: string): string[] =>
  interfaces.flatMap(({ name, addresses: own }) =>
    own.some((address) => address.split('/')[0] === addresses[ring]) ? [name] : [],
  )

function wantedInterface(plan: InterfacePlan): string[] {
  const { name, kind, bond, vlan, bridge } = plan
  return [
    `link ${name} ${kind}`,
    ...(kind !== 'nic'
      ? []
      : plan.mac !== undefined
        ? [`mac ${name} ${plan.mac}`]
        : plan.pci !== undefined
          ? [`pci ${name} ${plan.pci}`]
          : []),
    ...(plan.hotplug ? [`hotplug ${name}`] : []),
    ...(bond
      ? bondOptions.flatMap((option) =>
          bond[option] === undefined ? [] : [`bond ${name} ${option.replaceAll('-', '_')} ${bond[option]}`],
        )
      : []),
    ...(vlan ? [`vlan ${name} ${vlan.id} ${vlan.on}`] : []),
    ...(bridge ? [`bridge ${name} stp ${bridge.stp ? 1 : 0}`] : []),
    ...(plan.master === undefined ? [] : [`part ${name} ${plan.master}`]),
    ...(plan.mtu === undefined ? [] : [`mtu ${name} ${plan.mtu}`]),
    ...(plan.dhcp ? [`dhcp ${name}`] : plan.addresses.map((address) => `address ${name} ${address}`)),
    ...(plan.dhcp ? [] : plan.gateways.map((gateway) => `gateway ${name} ${gateway}`)),
    ...plan.routes.map(({ to, via }) => `route ${name} ${to} ${via}`),
  ]
}
