import { proveXml } from './libvirt.ts'
import type { Finding, Prover } from './prove.ts'

/** The schema of libvirt, and that the machine's disks are the devices of the plan. */
export const prover: Prover = {
  proof: 'libvirt-domain',
  programs: ['virt-xml-validate', 'xmllint'],
  async prove(input) {
    const findings = await proveXml(input, 'domain')
    const devices = new Set(
      input.plan.drbd?.resources.flatMap(({ volumes }) => volumes.map(({ device }) => device)),
    )
    return [...findings, ...input.files.flatMap((file) => deviceFaults(file.path, file.text, devices))]
  },
}

function deviceFaults(file: string, text: string, devices: ReadonlySet<string>): Finding[] {
  const used = [...text.matchAll(/<source dev="([^"]*)"/g)].map(([, device]) => device!)
  return used
    .filter((device) => !devices.has(device))
    .map((device) => ({
      file,
      severity: 'error',
      sentence: `The disk ${device} is no DRBD device of the cluster.`,
      output: `DRBD devices: ${[...devices].join(' ')}`,
    }))
}
