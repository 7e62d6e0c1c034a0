import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'

/** Groups and users that the plan asks for. */
export const accounts: Step = {
  id: 'accounts',
  title: 'Make groups and users',
  on: 'every-node',
  danger: 'none',
  // SlackBuilds want the cluster's accounts while they build; there the step `packages` begins with them.
  actions: ({ node }) => (node.platform.family === 'slackware' ? [] : accountActions(node)),
}

export function accountActions({ software }: NodePlan): Action[] {
  return [
    ...software.groups.map(({ name, gid }): Action => {
      const words = [name, gid === undefined ? '' : String(gid)]
      return {
        do: 'run',
        why: `make the group ${name}`,
        unless: sh`ha_group_is ${words}`,
        script: sh`ha_group ${words}`,
      }
    }),
    ...software.users.map(({ name, uid, group, comment, home, shell }): Action => {
      const words = [name, uid === undefined ? '' : String(uid), group, comment, home, shell].map(
        (word) => word ?? '',
      )
      return {
        do: 'run',
        why: `make the user ${name}`,
        unless: sh`ha_user_is ${words}`,
        script: sh`ha_user ${words}`,
      }
    }),
  ]
}
