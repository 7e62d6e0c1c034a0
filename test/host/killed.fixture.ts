// Connects, starts something that stays, says so, and waits to be killed.
import { sh } from '../../src/core/sh.ts'
import { connect } from '../../src/host/connect.ts'

const [port, identity, knownHosts] = process.argv.slice(2)
const node = await connect(
  { name: 'node1', host: '127.0.0.1', port: Number(port), user: 'root', identity: identity! },
  { knownHosts: knownHosts! },
)
node.open(sh`echo here; cat`, (line) => process.stdout.write(`${line}\n`))
