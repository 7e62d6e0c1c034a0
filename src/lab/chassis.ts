import { join } from 'node:path'
import { sh } from '../core/sh.ts'
import type { Lab, LabNode } from './lab.ts'
import { monitorSocket, nodeCommand, nodeFiles } from './qemu.ts'

/**
 * The power switch of a node, a program that both we and its BMC call: `get power`, `set power 1`, `set reset 1`, as
 * ipmi_sim's chassis_control has it (ipmi_lan(5)). Switching off is cutting the power: the machine is killed.
 */
export function chassisScript(lab: Lab, node: LabNode, folder: string): string {
  const pid = join(folder, nodeFiles.pid)
  const sockets = [monitorSocket(lab, node), ...node.nics.map(({ cable }) => join(lab.sockets, cable.here))]
  return sh`#!/bin/bash
# The power switch of ${node.name}. Made by ha-bootstrap; called by its BMC too.
cd ${folder} || exit 1
# The machine outlives whoever calls this, and must not keep its sockets open.
for fd in /proc/$$/fd/*; do
  fd=\${fd##*/}
  case $fd in 0 | 1 | 2 | 255) ;; *) eval "exec $fd>&-" ;; esac
done
echo "$(date '+%F %T') $*" >>chassis.log
exec 9>lock
flock 9

# A number alone may belong to another process by now.
running() {
  pid=$(cat ${pid} 2>/dev/null) && grep -qaF ${pid} "/proc/$pid/cmdline" 2>/dev/null
}
start() {
  running && return
  rm -f ${sockets}
  ${nodeCommand(lab, node, folder)} </dev/null >>qemu.log 2>&1 9>&-
}
stop() {
  running || return 0
  kill -9 "$pid"
  while running; do sleep 0.1; done
}

verb=$1
shift
if [ "$verb" = get ]; then
  for name; do
    [ "$name" = power ] || continue
    if running; then echo power:1; else echo power:0; fi
  done
  exit 0
fi
status=0
while [ $# -ge 2 ]; do
  case $1:$2 in
    power:0) stop ;;
    power:1) start || status=1 ;;
    reset:*) stop; start || status=1 ;;
  esac
  shift 2
done
exit $status
`.text
}

/** ipmi_sim's configuration: one BMC with one user who may switch, over RMCP+ (lanplus). */
export const bmcConfiguration = (lab: Lab, node: LabNode, chassis: string): string => `name "${node.name}"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${node.bmcPort}
    priv_limit admin
    allowed_auths_admin none md2 md5 straight
    guid ${bmcGuid(lab, node)}
  endlan
  chassis_control "${chassis}"
  user 1 true "" "" user 10 none md2 md5 straight
  user 2 true "${lab.bmc.user}" "${lab.bmc.password}" admin 10 none md2 md5 straight
`

const bmcGuid = (lab: Lab, node: LabNode): string =>
  `ha${lab.nodes.indexOf(node)}`
    .padEnd(4, '0')
    .split('')
    .map((c) => c.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '0')

/** What the BMC is made of: one management controller with an event log (ipmi_sim_cmd(5)). */
export const bmcCommands = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
`
