import schema from '../../schema/cluster.schema.json' with { type: 'json' }
import type { CommandModule } from './command.ts'

export const run: CommandModule['run'] = async ({ io }) => {
  io.out(`${JSON.stringify(schema, null, 2)}\n`)
  return 'ok'
}
