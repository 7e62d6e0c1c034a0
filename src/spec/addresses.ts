import { addressesOn } from './effective.ts'
import type { Path, Spec } from './spec.ts'

/** An address as it is written somewhere in the spec. */
export interface WrittenAddress {
  /** Without prefix length. */
  readonly address: string
  /** The whole value. */
  readonly written: string
  readonly path: Path
  /** For messages: "the address of node1 on lan". */
  readonly what: string
  readonly role: 'node' | 'further' | 'gateway' | 'service' | 'fence' | 'server' | 'name' | 'target'
  readonly node?: string
  readonly network?: string
}

/** Parameters of fence agents that hold the address of the device. */
const fenceAddressParams = ['ip', 'ipaddr', 'ipaddress']

/** Every address of hosts and devices in the spec, in the order of the file's parts. */
export function writtenAddresses(spec: Spec): WrittenAddress[] {
  return [
    ...networkAddresses(spec),
    ...nodeAddresses(spec),
    ...Object.entries(spec.services ?? {}).flatMap(([name, service]): WrittenAddress[] =>
      service.address === undefined
        ? []
        : [
            {
              ...bare(service.address),
              path: ['services', name, 'address'],
              what: `the address of the service ${name}`,
              role: 'service',
            },
          ],
    ),
    ...Object.entries(spec.fencing?.devices ?? {}).flatMap(([name, device]) =>
      fenceAddressParams.flatMap((key): WrittenAddress[] => {
        const value = device.params?.[key]
        return typeof value === 'string' && /^[0-9.]+$|:/.test(value)
          ? [
              {
                ...bare(value),
                path: ['fencing', 'devices', name, 'params', key],
                what: `the address of the fence device ${name}`,
                role: 'fence',
              },
            ]
          : []
      }),
    ),
    ...(spec.dns?.servers ?? []).map((address, i) => ({
      ...bare(address),
      path: ['dns', 'servers', i],
      what: 'a name server',
      role: 'server' as const,
    })),
    ...Object.keys(spec.hosts ?? {}).map((address) => ({
      ...bare(address),
      path: ['hosts', address],
      what: 'an address of hosts',
      role: 'name' as const,
    })),
  ]
}

const bare = (written: string): { address: string; written: string } => ({
  address: written.split('/')[0]!,
  written,
})

const networkAddresses = (spec: Spec): WrittenAddress[] =>
  Object.entries(spec.networks ?? {}).flatMap(([network, value]) =>
    (['gateway', 'gateway6'] as const).flatMap((key): WrittenAddress[] =>
      value[key] === undefined
        ? []
        : [
            {
              ...bare(value[key]),
              path: ['networks', network, key],
              what: `the gateway of ${network}`,
              role: 'gateway',
              network,
            },
          ],
    ),
  )

const nodeAddresses = (spec: Spec): WrittenAddress[] =>
  Object.entries(spec.nodes).flatMap(([node, value]) => [
    ...Object.entries(value.addresses ?? {}).flatMap(([network, written]) =>
      addressesOn(value, network).map((address, i): WrittenAddress => ({
        ...bare(address),
        path: ['nodes', node, 'addresses', network, ...(Array.isArray(written) ? [i] : [])],
        what: `the address of ${node} on ${network}`,
        role: 'node',
        node,
        network,
      })),
    ),
    ...Object.entries(value.interfaces ?? {}).flatMap(([name, found]) => [
      ...(found.addresses ?? []).map((address, i): WrittenAddress => ({
        ...bare(address),
        path: ['nodes', node, 'interfaces', name, 'addresses', i],
        what: `a further address of ${name} of ${node}`,
        role: 'further',
        node,
      })),
      ...(found.routes ?? []).map((route, i): WrittenAddress => ({
        ...bare(route.via),
        path: ['nodes', node, 'interfaces', name, 'routes', i, 'via'],
        what: `the gateway of a route over ${name}`,
        role: 'target',
        node,
      })),
      ...(found.bond?.['arp-ip-target'] ?? []).map((address, i): WrittenAddress => ({
        ...bare(address),
        path: ['nodes', node, 'interfaces', name, 'bond', 'arp-ip-target', i],
        what: `an ARP target of ${name}`,
        role: 'target',
        node,
      })),
    ]),
  ])
