import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { daemonName } from '../src/platform/services.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'
import { readUnitsAgain } from './daemons.ts'

/** Names, time, kernel and what systemd is told: everything that is not network, storage or cluster. */
export const host: Step = {
  id: 'host',
  title: 'Set names, time, kernel and units',
  on: 'every-node',
  danger: 'none',
  actions: (input) => [
    ...names(input),
    ...time(input),
    ...kernel(input),
    ...units(input),
    ...putAll(input.files, '/etc/cron.', '/usr/local/'),
  ],
}

function names({ node, files }: StepInput): Action[] {
  return [
    ...putAll(files, '/etc/hostname', '/etc/HOSTNAME', '/etc/hosts'),
    {
      do: 'run',
      why: `call the running system ${node.name}`,
      unless: sh`test "$(uname -n)" = ${node.name}`,
      script: sh`ha_hostname ${node.name}`,
    },
    ...putAll(files, '/etc/resolv.conf').flatMap((put): Action[] => [
      {
        do: 'run',
        why: 'take /etc/resolv.conf from the program that it is a link to',
        unless: sh`test ! -L /etc/resolv.conf`,
        script: sh`ha_keep /etc/resolv.conf
cp -L /etc/resolv.conf /etc/.resolv.conf.ha-new 2>/dev/null || : >/etc/.resolv.conf.ha-new
mv -f /etc/.resolv.conf.ha-new /etc/resolv.conf`,
      },
      put,
    ]),
  ]
}

function time({ node, files }: StepInput): Action[] {
  const { timeZone } = node.software
  const put = putAll(files, '/etc/chrony/', '/etc/ntp.conf')
  const name = daemonName(node.platform, 'time')
  return [
    ...putAll(files, '/etc/timezone'),
    ...(timeZone === undefined
      ? []
      : [
          {
            do: 'run',
            why: `set the time zone ${timeZone}`,
            unless: sh`ha_zone_is ${timeZone}`,
            script: sh`ha_zone ${timeZone}`,
          } as const,
        ]),
    ...put,
    ...(name === undefined || !node.software.enabled.includes(name)
      ? []
      : [
          { do: 'service', why: `have ${name} keep the time at every boot`, name, want: 'enabled' } as const,
          {
            do: 'run',
            why: `run ${name} with this configuration`,
            unless: sh`ha_up_to_date ${name} ${put.flatMap((action) => (action.do === 'put' ? action.path : []))}`,
            script: sh`ha_is ${name} stopped || ha_make ${name} stopped; ha_make ${name} started`,
          } as const,
        ]),
  ]
}

function kernel({ node, files }: StepInput): Action[] {
  return [
    ...putAll(files, '/etc/modprobe.d/', '/etc/modules', '/etc/rc.d/rc.modules.local', '/etc/sysctl.d/'),
    ...node.software.modules.map((name): Action => ({
      do: 'run',
      why: `load the module ${name}`,
      unless: sh`ha_module_loaded ${name}`,
      script: sh`ha_module_load ${name}`,
    })),
    ...node.software.sysctl.map(([key, value]): Action => {
      const path = sysctlPath(key)
      const there = sh`[ -e ${`/proc/sys/${path}`} ]`
      return {
        do: 'run',
        why: `set ${key} to ${value}`,
        // Settings of bridges are there only while br_netfilter is loaded; without it they hold by themselves.
        unless: mayBeAbsent(node, key)
          ? sh`! ${there} || ha_sysctl_is ${path} ${value}`
          : sh`ha_sysctl_is ${path} ${value}`,
        script: sh`ha_sysctl ${path} ${value}`,
      }
    }),
  ]
}

/** Below /proc/sys: where the first separator is a slash, dots are part of a name (sysctl.d(5)). */
function sysctlPath(key: string): string {
  const separator = /[./]/.exec(key)?.[0]
  return separator === '/' ? key : key.replace(/[./]/g, (found) => (found === '.' ? '/' : '.'))
}

const mayBeAbsent = ({ platform }: NodePlan, key: string): boolean =>
  platform.init === 'systemd' && key.startsWith('net.bridge.')

function units({ node, files }: StepInput): Action[] {
  const logind = putAll(files, '/etc/systemd/logind.conf.d/')
  // The drop-ins of the cluster's daemons come with its configuration.
  const put = putAll(files, '/etc/systemd/system/drbd-verify.')
  const paths = put.flatMap((action) => (action.do === 'put' ? action.path : []))
  const changed = paths.map((path) => path.slice(path.lastIndexOf('/') + 1))
  const timers = changed.filter((name) => name.endsWith('.timer'))
  if (node.platform.init !== 'systemd') return []
  return [
    ...put,
    ...(changed.length === 0 ? [] : [readUnitsAgain(changed)]),
    ...timers.flatMap((name): Action[] => [
      { do: 'service', why: `start ${name} at every boot`, name, want: 'enabled' },
      { do: 'service', why: `start ${name}`, name, want: 'started' },
    ]),
    ...logind,
    ...logind.map((action): Action => ({
      do: 'run',
      why: 'have logind read its configuration',
      unless: sh`ha_is systemd-logind stopped || ha_up_to_date systemd-logind ${action.do === 'put' ? action.path : ''}`,
      script: sh`systemctl restart systemd-logind`,
    })),
  ]
}
