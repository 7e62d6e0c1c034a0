import { proveXml } from './libvirt.ts'
import type { Prover } from './prove.ts'

export const prover: Prover = {
  proof: 'libvirt-network',
  programs: ['virt-xml-validate', 'xmllint'],
  prove: (input) => proveXml(input, 'network'),
}
