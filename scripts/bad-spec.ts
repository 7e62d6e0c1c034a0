// Prints what a bad spec gives, as the lines that stand at its top:
//
//   node --import tsx scripts/bad-spec.ts test/spec/bad/NET003-same-address.yaml
//
// Write the file with as many "# expect:" lines as you think it deserves (any text, so that the line numbers are right),
// run this, and judge what it prints: is this the place where you would change the file, and does the sentence say
// what is wrong? Only then paste the lines. With --write the lines that were printed replace those of the file.
// Lines that match are marked =, others +; expectations that did not come true are marked -.
import { readFileSync, writeFileSync } from 'node:fs'
import { expectation, malformed, problemsOf } from '../test/spec/bad-spec.ts'

const write = process.argv.includes('--write')
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (files.length === 0) {
  console.error('usage: node --import tsx scripts/bad-spec.ts [--write] FILE…')
  process.exitCode = 2
}
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const head = lines.findIndex((line) => !line.startsWith('# expect:'))
  const expected = lines.slice(0, head).map((line) => line.slice('# expect:'.length).trim())
  const problems = await problemsOf(file)
  const found = problems.map(expectation)
  console.log(file)
  for (const [i, line] of found.entries())
    console.log(`${expected.includes(line) ? '=' : '+'} # expect: ${line}\n    fix: ${problems[i]!.fix}`)
  for (const line of expected) if (!found.includes(line)) console.log(`- # expect: ${line}`)
  for (const fault of problems.flatMap(malformed)) console.log(`! ${fault}`)
  if (!write) continue
  // The number of lines at the top moves every place below it.
  const codes = new Set(expected.map((line) => line.split(' ')[2]))
  const wanted = problems.filter(({ severity, code }) => severity === 'error' || codes.has(code))
  const shift = wanted.length - head
  const top = wanted.map((problem) => `# expect: ${expectation({ ...problem, line: problem.line + shift })}`)
  writeFileSync(file, [...top, ...lines.slice(head)].join('\n'))
}
