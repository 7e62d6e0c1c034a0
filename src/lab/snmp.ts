import { join } from 'node:path'
import { sh } from '../core/sh.ts'
import type { LabFolder } from './folder.ts'
import type { Lab, LabChassis } from './lab.ts'

/** bladePowerLed of INTELCORPORATION-MULTI-FLEX-SERVER-BLADES-MIB, which fence_intelmodular reads and writes. */
const bladePower = '.1.3.6.1.4.1.343.2.19.1.2.10.202.1.1.6'

/** snmpd.conf(5) of a modular server: one user of SNMP v3 who may write, and our script behind the blades' power. */
export const snmpConfiguration = ({ port, user, password }: LabChassis, script: string): string =>
  `agentAddress udp:127.0.0.1:${port}
createUser ${user} SHA "${password}"
rwuser ${user} auth
pass ${bladePower} ${script}
`

/**
 * Answers as snmpd's pass wants it: -g OID, -n OID (the next one), -s OID TYPE VALUE. A blade's power reads 2 for on and 0
 * for off; written, 2 is on and 3 is off.
 */
export function snmpScript(folder: LabFolder, lab: Lab, { slots }: LabChassis): string {
  const cases = Object.entries(slots).map(([slot, name]) => {
    const node = lab.nodes.find((candidate) => candidate.name === name)!
    return sh`${slot}) power=${join(folder.node(node.name), 'chassis')} ;;`.text
  })
  const numbers = Object.keys(slots).sort((a, b) => Number(a) - Number(b))
  return `#!/bin/sh
# The power of the blades of a modular server. Made by ha-bootstrap; called by snmpd.
base=${bladePower}
slot=\${2#"$base"}
slot=\${slot#.}
if [ "$1" = -n ]; then
  next=
  for candidate in ${numbers.join(' ')}; do
    [ -z "$next" ] && [ "$candidate" -gt "\${slot:-0}" ] && next=$candidate
  done
  [ -n "$next" ] || exit 0
  slot=$next
fi
case $slot in
${cases.map((line) => `  ${line}`).join('\n')}
  *) exit 0 ;;
esac
if [ "$1" = -s ]; then
  case $4 in
    2) "$power" set power 1 ;;
    3) "$power" set power 0 ;;
    *) echo wrong-value ;;
  esac
  exit 0
fi
echo "$base.$slot"
echo integer
case $("$power" get power) in
  power:1) echo 2 ;;
  *) echo 0 ;;
esac
`
}
