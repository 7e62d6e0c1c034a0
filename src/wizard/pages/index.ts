import type { Page } from '../question.ts'
import { network } from './network.ts'
import { nodes } from './nodes.ts'

/** All pages, in the order in which they are asked. */
export const pages: readonly Page[] = [nodes, network]
