import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { Action } from '../src/run/step.ts'
import { accountActions } from './accounts.ts'

/** pacemaker on a machine of its time. */
const buildTimeoutS = 7200
const buildTakesS = 600

/** Packages of Slackware, one after the other: their order is that in which they are built on each other. */
export function slackwarePackages(node: NodePlan): Action[] {
  const { packages: wanted, packagesAbsent: unwanted } = node.software
  return [
    // The build scripts want the accounts.
    ...accountActions(node),
    {
      do: 'run',
      why: 'look whether every package or its build script is at hand',
      unless: sh`test -z "$(ha_slack_look ${wanted})"`,
      refuses: sh`ha_slack_look ${wanted}`,
      script: sh`:`,
    },
    ...wanted.map((name): Action => ({
      do: 'run',
      why: `install ${name}`,
      unless: sh`ha_slack_installed ${name}`,
      script: sh`ha_slack_install ${name}`,
      timeoutS: buildTimeoutS,
      takesS: buildTakesS,
    })),
    ...unwanted.map((name): Action => ({
      do: 'run',
      why: `remove ${name}`,
      unless: sh`! ha_slack_installed ${name}`,
      script: sh`removepkg "$(ha_slack_installed ${name})" >/dev/null`,
    })),
  ]
}
