import { readFileSync } from 'node:fs'
import { rehearsal } from './rehearsal.ts'

rehearsal('kvm-live-migration', readFileSync('examples/kvm-live-migration.yaml', 'utf8'), {
  machine: 'moodle',
  nodes: ['alder', 'birch'],
})
