import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'
import { notYet } from './not-yet.ts'
import { slackwarePackages } from './packages-slackware.ts'

/** A slow mirror, and a slow machine that makes a new initial ramdisk. */
const installTimeoutS = 3600
const installTakesS = 240

/** Others that keep the time: their packages exclude ours. */
const timeKeepers = ['systemd-timesyncd', 'ntp', 'ntpsec', 'ntpdate', 'ntpsec-ntpdate', 'openntpd']

/** Installs what the plan needs, without letting any of it run with the configuration that comes with it. */
export const packages: Step = {
  id: 'packages',
  title: 'Install packages, without letting them start anything',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node }) =>
    node.platform.family === 'debian' ? [...debian(node), ...notYet(plan, node)] : slackwarePackages(node),
}

function debian({ software }: NodePlan): Action[] {
  const { packages: wanted, packagesAbsent: unwanted } = software
  return [
    ...(wanted.includes('grub-pc') ? [noBootLoaderYet] : []),
    {
      do: 'run',
      why: `install ${wanted.length} packages and what they need`,
      unless: sh`ha_deb_installed ${wanted}`,
      script: sh`ha_deb_install ${replaced(wanted, unwanted).join(' ')} ${wanted}`,
      progress: sh`ha_deb_progress`,
      timeoutS: installTimeoutS,
      takesS: installTakesS,
    },
    ...(unwanted.length > 0
      ? [
          {
            do: 'run',
            why: `remove ${unwanted.join(', ')}`,
            unless: sh`ha_deb_absent ${unwanted}`,
            script: sh`ha_deb_remove ${unwanted}`,
            progress: sh`ha_deb_progress`,
            takesS: 20,
          } as const,
        ]
      : []),
    {
      do: 'run',
      why: 'let packages start their services again (policy-rc.d)',
      unless: sh`ha_deb_policy_ended`,
      script: sh`ha_deb_policy_end`,
    },
  ]
}

/** What may go because it excludes what is wanted. */
const replaced = (wanted: readonly string[], unwanted: readonly string[]): string[] => [
  ...(wanted.some((name) => name === 'chrony' || name === 'ntp')
    ? timeKeepers.filter((name) => !wanted.includes(name))
    : []),
  ...(wanted.includes('ifupdown2') ? ['ifupdown'] : []),
  ...(wanted.includes('ifupdown') ? ['ifupdown2'] : []),
  ...unwanted,
]

/** Its package would write to disks while it is installed; the step `boot` does that, on all of them. */
const noBootLoaderYet: Action = {
  do: 'run',
  why: 'keep the boot loader from being written while it is installed',
  unless: sh`ha_deb_installed grub-pc || { ha_has debconf-show && debconf-show grub-pc 2>/dev/null | grep -q 'install_devices_empty: true'; }`,
  script: sh`echo 'grub-pc grub-pc/install_devices_empty boolean true' | debconf-set-selections`,
}
