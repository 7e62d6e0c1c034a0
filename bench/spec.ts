/** A cluster of pairs: `nodes` machines, `vms` virtual machines, each on a DRBD resource of its own between two nodes. */
export function bigSpec(nodes: number, vms: number): string {
  const name = (i: number): string => `node${i + 1}`
  const pairs = nodes / 2
  const list = Array.from({ length: vms }, (_, i) => ({ vm: `vm${i + 1}`, pair: i % pairs }))
  const volumes = (pair: number): string =>
    list
      .filter((entry) => entry.pair === pair)
      .map(({ vm }) => `${vm}: { size: 1G }`)
      .join(', ')
  const address = (i: number): string => `{ lan: 10.1.0.${i + 1}, replication: 10.2.0.${i + 1} }`
  const mac = (i: number, nic: number): string => `52:54:00:00:${hex(i)}:${hex(nic)}`
  return `version: 1
name: bench
profile: kvm
networks:
  lan: { subnet: 10.1.0.0/24, gateway: 10.1.0.254, interface: br0 }
  replication: { subnet: 10.2.0.0/24, interface: repl0, speed: 25000 }
rings: [replication, lan]
node-defaults:
  platform: debian-12
  memory: 2048G
  interfaces:
    br0: { bridge: { ports: [lan0] } }
nodes:
${Array.from(
  { length: nodes },
  (_, i) => `  ${name(i)}:
    addresses: ${address(i)}
    interfaces: { lan0: { mac: "${mac(i, 0)}" }, repl0: { mac: "${mac(i, 1)}" } }
    disks: { data: { by-id: nvme-bench_${name(i)} } }
    volume-groups: { vg0: { devices: [data], volumes: { ${volumes(Math.floor(i / 2))} } } }`,
).join('\n')}
drbd:
  network: replication
  resources:
${list.map(({ vm, pair }) => `    ${vm}: { disk: vg0/${vm}, nodes: [${name(2 * pair)}, ${name(2 * pair + 1)}] }`).join('\n')}
fencing:
  devices:
${Array.from({ length: nodes }, (_, i) => `    ipmi-${name(i)}: { agent: fence_ipmilan, targets: [${name(i)}], params: { ip: 10.1.0.${100 + i}, username: fence, lanplus: true, password: { secret: ipmi } } }`).join('\n')}
vms:
${list.map(({ vm, pair }) => `  ${vm}: { memory: 1G, cpus: 1, disks: [{ drbd: ${vm} }], nics: [{ bridge: br0 }], prefer: { ${name(2 * pair)}: 50 } }`).join('\n')}
`
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')
