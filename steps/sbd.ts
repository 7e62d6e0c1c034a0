import { sh } from '../src/core/sh.ts'
import type { Action, Step } from '../src/run/step.ts'

/** Shared disks of sbd get their slots; what is on them is lost. */
export const sbd: Step = {
  id: 'sbd',
  title: 'Prepare the shared disks of sbd',
  on: 'first-node',
  danger: 'destroys-data',
  actions: ({ plan }) => {
    const { sbd } = plan.membership
    return (sbd?.devices ?? []).map((device): Action => ({
      do: 'run',
      why: `give ${device} the slots of sbd`,
      unless: sh`ha_try 30 sbd -d ${device} dump >/dev/null 2>&1`,
      script: sh`sbd -d ${device} -1 ${sbd!.watchdogTimeoutS} -4 ${sbd!.msgwaitS} create`,
      destroys: [{ path: device }],
      takesS: 5,
    }))
  },
}
