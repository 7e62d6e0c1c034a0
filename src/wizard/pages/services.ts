import { machineNames } from '../machines/lay.ts'
import type { Page } from '../question.ts'
import { servicesAnswers } from '../services/answers.ts'
import { layServices } from '../services/lay.ts'
import { servicesPart } from '../services/part.ts'
import { stackOf } from './kind.ts'

/** What moves from node to node beside virtual machines. */
export const services: Page = {
  id: 'services',
  title: 'Services',
  questions: (known) => layServices(known).questions,
  // A line of haresources has everything, the machines too.
  part: (known) => servicesPart(known, stackOf(known) === 'heartbeat' ? machineNames(known) : []),
  answersOf: servicesAnswers,
}
