import { readFileSync } from 'node:fs'
import { machines, rehearsal } from './rehearsal.ts'

rehearsal('kvm', readFileSync('examples/kvm.yaml', 'utf8'), machines('mail', 'node1', 'node2'))
