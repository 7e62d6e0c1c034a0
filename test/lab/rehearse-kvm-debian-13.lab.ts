import { readFileSync } from 'node:fs'
import { rehearsal } from './rehearsal.ts'

const kvm = readFileSync('examples/kvm.yaml', 'utf8')
rehearsal('kvm-debian-13', kvm.replace('platform: debian-12', 'platform: debian-13'), {
  machine: 'mail',
  nodes: ['node1', 'node2'],
  on: 'node1',
})
