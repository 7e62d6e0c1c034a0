import { hasSystemd } from '../kind/hardware.ts'
import { whyNotName, wordsOf } from '../words.ts'

/** Something that starts a program: a unit of systemd or a start script, with the name of its service. */
export interface Unit {
  readonly unit: string
  /** What it is called in cluster.yaml, where that was said. */
  readonly name: string | undefined
}

/** Whether programs are started by scripts: heartbeat knows nothing else, and neither do systems without systemd. */
export const areScripts = (stack: string, platforms: readonly string[]): boolean =>
  stack === 'heartbeat' || platforms.some((platform) => !hasSystemd(platform))

/** `samba`, or several with blanks between; a name for the service may stand before it: `zone=zoneserver`. */
export const parseUnits = (text: string): Unit[] =>
  wordsOf(text).map((word) => {
    const [, name, unit = ''] = /^(?:([^=]*)=)?(.*)$/.exec(word)!
    return { unit, name }
  })

export function whyNotUnits(text: string, isSlackware: boolean): string | undefined {
  const units = parseUnits(text)
  if (units.length === 0) return 'Say one at least.'
  for (const { unit, name } of units) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.@-]*$/.test(unit))
      return `${unit} is neither a unit nor a script: letters, digits, and . _ @ -.`
    if (isSlackware && !unit.startsWith('rc.'))
      return `Start scripts of Slackware begin with rc., as rc.${unit} does.`
    const fault = name === undefined ? undefined : whyNotName(name)
    if (fault !== undefined) return fault
  }
  const names = units.map(nameOfUnit)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  return twice === undefined ? undefined : `${twice} stands twice.`
}

/** What the service of a unit is called without saying. */
export const plainName = (unit: string): string => unit.replace(/^rc\./, '').replace(/[^A-Za-z0-9_-]/g, '-')

export const nameOfUnit = ({ unit, name }: Unit): string => name ?? plainName(unit)
