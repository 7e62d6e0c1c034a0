import type { Colours } from '../core/colour.ts'
import type { Proved } from '../prove/prove.ts'

const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`

/** What was proved by which program, what was not and why, and what the programs said. */
export function provedText(proved: Proved, colour: Colours): string {
  const findings = proved.findings.map(({ node, file, severity, sentence, output, program }) => {
    const paint = severity === 'error' ? colour.red : colour.yellow
    const words = output.trim() === '' ? '' : `\n    ${output.trim().split('\n').join('\n    ')}`
    return `${colour.bold(`${node}:${file}`)} ${paint(severity)} ${program}: ${sentence}${words}\n`
  })
  const used = proved.used.map(({ program, files: count }) => `  ${program.padEnd(20)} ${files(count)}\n`)
  const packages = [...new Set(proved.missing.map((program) => program.package))].sort()
  const missing = proved.missing.map(
    ({ program, files: count }) => `  ${program.padEnd(20)} not installed, ${files(count)} not proved\n`,
  )
  return [
    ...findings,
    used.length + missing.length > 0 ? 'Proved by the programs that will read them:\n' : '',
    ...used,
    ...missing,
    proved.unproved > 0
      ? `  ${'(no program)'.padEnd(20)} ${files(proved.unproved)} that nothing can judge\n`
      : '',
    packages.length > 0 ? `  On Debian: apt-get install --no-install-recommends ${packages.join(' ')}\n` : '',
  ].join('')
}
