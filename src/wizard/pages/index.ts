import type { Page } from '../question.ts'
import { cluster } from './cluster.ts'
import { fencing } from './fencing.ts'
import { kind } from './kind.ts'
import { machines } from './machines.ts'
import { network } from './network.ts'
import { nodes } from './nodes.ts'
import { services } from './services.ts'
import { storage } from './storage.ts'

/** All pages, in the order in which they are asked. */
export const pages: readonly Page[] = [nodes, kind, network, storage, cluster, fencing, services, machines]
