import { readFileSync } from 'node:fs'
import { machines, rehearsal } from './rehearsal.ts'

rehearsal(
  'kvm-live-migration',
  readFileSync('examples/kvm-live-migration.yaml', 'utf8'),
  machines('moodle', 'alder', 'birch'),
)
