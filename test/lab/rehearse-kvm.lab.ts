import { readFileSync } from 'node:fs'
import { rehearsal } from './rehearsal.ts'

rehearsal('kvm', readFileSync('examples/kvm.yaml', 'utf8'), {
  machine: 'mail',
  nodes: ['node1', 'node2'],
  on: 'node1',
})
