import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of the runner, in the order in which they stand in a program. */
const parts = [
  'runner.sh',
  'run.sh',
  'seen.sh',
  'services.sh',
  'disks.sh',
  'destroys.sh',
  'drbd.sh',
  'storage.sh',
  'boot.sh',
  'files.sh',
  'membership.sh',
  'resources.sh',
  'preflight.sh',
  'apt.sh',
  'slackware.sh',
  'host.sh',
  'trust.sh',
  'cib.sh',
  'fencing.sh',
  'libvirt.sh',
]

/** The parts of netguard, a program of its own: it must go on when the run that started it is killed. */
const guardParts = [
  'netguard.sh',
  'netguard-look.sh',
  'netguard-refuse.sh',
  'netguard-back.sh',
  'netguard-change.sh',
]

/** Scripts that run on nodes, as texts to be sent there. */
export function nodeScriptFiles(root: string): [string, string][] {
  const text = (name: string): string => readFileSync(join(root, 'scripts/node', name), 'utf8')
  const joined = (names: readonly string[]): string =>
    JSON.stringify(names.map((name) => text(name)).join('\n'))
  return [
    [
      'src/run/node-scripts.gen.ts',
      `// Made by scripts/gen.ts from scripts/node/.\nexport const runner = ${joined(parts)}\n` +
        `export const netguard = ${joined(guardParts)}\nexport const install = ${JSON.stringify(text('install.sh'))}\n`,
    ],
  ]
}
