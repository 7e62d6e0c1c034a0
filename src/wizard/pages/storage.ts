import type { Page } from '../question.ts'
import { storageAnswers } from '../storage/answers.ts'
import { layStorage } from '../storage/lay.ts'
import { storageComments, storagePart } from '../storage/part.ts'

/** The disks, what is made of them, and what DRBD keeps on both nodes. */
export const storage: Page = {
  id: 'storage',
  title: 'Storage',
  questions: (known) => layStorage(known).questions,
  part: storagePart,
  comments: storageComments,
  answersOf: storageAnswers,
}
