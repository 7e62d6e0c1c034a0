import type { Command, Flag } from './command.ts'

/** Flags that every command knows. */
export const commonFlags: { readonly [name: string]: Flag } = {
  help: { type: 'boolean', short: 'h', help: 'show this help' },
  'no-color': { type: 'boolean', help: 'no colours; NO_COLOR does the same' },
}

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

const flagText = ([name, flag]: [string, Flag]): [string, string] => [
  `${flag.short ? `-${flag.short}, ` : '    '}--${name}${flag.value ? ` ${flag.value}` : ''}`,
  flag.help,
]

/** Help of one command, at most 80 columns wide. */
export function commandHelp(command: Command): string {
  const usage = ['ha-bootstrap', command.name, '[options]', command.usage].filter(Boolean).join(' ')
  const flags = columns(Object.entries({ ...command.flags, ...commonFlags }).map(flagText))
  return [
    `Usage: ${usage}`,
    command.summary[0]!.toUpperCase() + command.summary.slice(1) + '.',
    command.details,
    `Options:\n${flags}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

/** What is shown without a command. */
export function programHelp(commands: readonly Command[], version: string): string {
  return `ha-bootstrap ${version}: from cluster.yaml to the configuration of a Linux HA cluster

Usage: ha-bootstrap COMMAND [options]

Commands:
${columns(commands.map((command) => [command.name, command.summary]))}

A first cluster:
  ha-bootstrap init
  ha-bootstrap plan
  ha-bootstrap apply

Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 errors in the
spec, 4 a file was refused or edited, 5 a node was not reached, 70 our bug,
130 interrupted.
\`ha-bootstrap help COMMAND\` tells more. --version prints the version.
`
}
