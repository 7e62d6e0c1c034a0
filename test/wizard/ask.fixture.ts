// Asks one question on the terminal and says what came of it.
import { ask } from '../../src/wizard/ask.ts'

const kind = process.argv[2] as 'yes-no' | 'secret'
const text = 'The key is SHA256:abc.\nIs it the right one?'
const answer = await ask({ node: 'node1', kind, text }, { input: process.stdin, output: process.stderr })
process.stdout.write(`\nanswer=${JSON.stringify(answer ?? null)}\n`)
