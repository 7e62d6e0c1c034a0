import { findProgram } from '../host/exec.ts'
import type { Plan } from '../plan/plan.ts'
import { simulateDeaths } from './crm.ts'
import { heartbeatSimulation } from './heartbeat.ts'
import type { Simulation } from './outcome.ts'
import { pacemakerSimulation } from './pacemaker.ts'

/** What must be installed to simulate a pacemaker cluster, and the Debian package that has it. */
export const simulator = { program: 'crm_simulate', package: 'pacemaker-cli-utils' } as const

/**
 * What happens when each node, each ring and each replication link is lost; undefined when crm_simulate is needed and not
 * installed.
 */
export async function simulate(plan: Plan): Promise<Simulation | undefined> {
  switch (plan.cluster.stack) {
    case 'heartbeat':
      return heartbeatSimulation(plan)
    case 'pacemaker':
      if (plan.nodes.some(({ proxmox }) => proxmox)) return nothing(plan, proxmoxNotes)
      return findProgram(simulator.program) === undefined
        ? undefined
        : pacemakerSimulation(plan, await simulateDeaths(plan))
    case 'cman':
      return nothing(plan, cmanNotes(plan))
    case 'none':
      return nothing(plan, ['There is no cluster manager: nothing is taken over by itself.'])
  }
}

const proxmoxNotes = [
  'Proxmox VE decides itself: its HA manager resets a node that has lost quorum for 60 s and starts its guests elsewhere.',
]

function cmanNotes(plan: Plan): string[] {
  const devices = plan.cib.primitives.filter((primitive) => primitive.class === 'stonith').map(({ id }) => id)
  const guests = (plan.membership.cman?.vms ?? []).map(({ id }) => id)
  return [
    'This is cman with rgmanager; there is no simulator for it, and nothing below is measured.',
    devices.length > 0
      ? `When a node dies, the other has it switched off by ${devices.join(', ')} and only then goes on.`
      : 'When a node dies, the other waits for ever: there is no fence device.',
    guests.length > 0
      ? `rgmanager then starts these guests of the dead node: ${guests.join(', ')}.`
      : 'rgmanager has no guests to look after (cman.vms is empty), so nothing is taken over.',
    'When the nodes no longer hear each other, both ask for the other to be fenced; with two_node the faster one goes on.',
  ]
}

const nothing = (plan: Plan, notes: readonly string[]): Simulation => ({
  stack: plan.cluster.stack,
  normally: [],
  outcomes: [],
  notes,
})
