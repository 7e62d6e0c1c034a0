// The front door of the tests: runs uvu's suites and fails where uvu would be green without having tested anything.
// Usage: run-tests.ts [FOLDER|FILE]... [WORD]...   a WORD selects the files whose path holds it
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What uvu's runner of a suite returns: true or the errors as text, and how many tests passed, were skipped, exist. */
type SuiteResult = readonly [errors: true | string, passed: number, skipped: number, total: number]
type Suite = () => Promise<SuiteResult>

const globals = globalThis as unknown as { UVU_DEFER: number; UVU_QUEUE: Suite[][]; UVU_INDEX: number }

const problems: string[] = []
const count = { passed: 0, failed: 0, skipped: 0 }
let finished = false

/** Says what went wrong although no test said so; each counts as one failed test. */
function fault(sentence: string): void {
  problems.push(sentence)
  count.failed++
}

function testFiles(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .sort()
}

function selectFiles(words: readonly string[]): string[] {
  const places = words.filter((word) => existsSync(word))
  const filters = words.filter((word) => !existsSync(word))
  const all = (places.length > 0 ? places : ['test']).flatMap((place) =>
    statSync(place).isDirectory() ? testFiles(place) : [place],
  )
  return all.filter((file) => filters.length === 0 || filters.some((word) => file.includes(word)))
}

async function runFile(file: string, index: number): Promise<void> {
  const name = relative(process.cwd(), resolve(file))
  const suites: Suite[] = []
  globals.UVU_INDEX = index
  globals.UVU_QUEUE[index] = suites
  const began = performance.now()
  process.stdout.write(`${name}\n`)
  try {
    await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    fault(`${name}: could not be loaded: ${error instanceof Error ? error.stack : String(error)}`)
    return
  }
  if (suites.length === 0) fault(`${name}: registers no suite; is test.run() missing?`)
  for (const suite of suites) await runSuite(name, suite)
  const seconds = (performance.now() - began) / 1000
  if (seconds > 5) process.stdout.write(`  took ${seconds.toFixed(1)} s\n`)
}

async function runSuite(name: string, suite: Suite): Promise<void> {
  let result: SuiteResult
  try {
    result = await suite()
  } catch (error) {
    fault(`${name}: a hook threw: ${error instanceof Error ? error.stack : String(error)}`)
    return
  }
  const [errors, passed, skipped, total] = result
  count.passed += passed
  count.skipped += skipped
  count.failed += total - passed
  if (total === 0) fault(`${name}: has a suite without tests`)
  if (typeof errors === 'string') process.stdout.write(`\n${errors}\n`)
  else if (passed < total)
    problems.push(
      `${name}: ${total - passed} of ${total} tests did not run: a hook threw, or a test threw something that is no Error`,
    )
}

// A test that never settles or that ends the process leaves no other trace than this.
process.on('exit', (code) => {
  if (finished) return
  process.exitCode = code === 0 || code === 13 ? 1 : code
  fault('the tests ended before all had run: a test never settled, or something ended the process')
  report()
})

function report(): void {
  for (const problem of problems) process.stdout.write(`✘ ${problem}\n`)
  if (count.skipped > 0) process.stdout.write(`${count.skipped} skipped\n`)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
}

// Where scripts/install-programs unpacks what cannot be installed beside other programs.
process.env.HA_BOOTSTRAP_TOOLS ??= resolve('.tools')

const words = process.argv.slice(2)
const files = selectFiles(words)
globals.UVU_DEFER = 1
await import('uvu')
globals.UVU_QUEUE = []
if (files.length === 0)
  fault(`no test files match ${words.length > 0 ? words.join(' ') : 'test/**/*.test.ts'}`)
for (const [index, file] of files.entries()) await runFile(file, index)
finished = true
report()
process.exitCode = count.failed > 0 ? 1 : 0
