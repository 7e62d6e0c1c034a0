import { HaError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { CommandModule } from './command.ts'
import { commands } from './table.ts'
import { commandHelp, programHelp } from './usage.ts'

export const run: CommandModule['run'] = async ({ words: [name], io }) => {
  if (name === undefined) {
    io.out(programHelp(commands, toolVersion))
    return 'ok'
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) throw unknownCommand(name)
  io.out(commandHelp(command))
  return 'ok'
}

/** Says that there is no such command, and which one may be meant. */
export function unknownCommand(name: string): HaError {
  const names = commands.map((command) => command.name)
  const meant = nearest(name, names)
  return new HaError('usage', `There is no command ${name}.`, {
    hint: meant ? `did you mean ${meant}?` : `the commands are: ${names.join(', ')}`,
  })
}
