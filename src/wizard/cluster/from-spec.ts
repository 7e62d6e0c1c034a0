import type { SpecSource } from '../../spec/spec.ts'
import type { Answer, Answers } from '../question.ts'
import { namesOf } from './ask-members.ts'

/** The answers by which the page would make what a spec says of its subject. */
export function clusterAnswers(spec: SpecSource): Answers {
  const answers: { [id: string]: Answer } = { 'cluster.plan': 'change' }
  const set = (id: string, answer: Answer | undefined): void => {
    if (answer !== undefined) answers[`cluster.${id}`] = answer
  }
  set('rings', spec.rings?.join(' '))
  const { quorum, heartbeat, time, dns } = spec
  const device = quorum?.device
  set(
    'quorum',
    device ? 'device' : quorum?.auto_tie_breaker ? 'tie-breaker' : quorum?.two_node ? 'two-node' : undefined,
  )
  const hosts = Object.entries(spec.hosts ?? {})
  const own = device && hosts.find(([, names]) => names.join(' ') === namesOf(device.host).join(' '))
  set('device-host', device?.host)
  if (device) {
    set('device-address', own?.[0] ?? '')
    set('device-heuristics', device.heuristics?.['gateway'] === undefined ? 'no' : 'yes')
  }
  const further = hosts.filter((entry) => entry !== own)
  if (further.length > 0)
    set('hosts', further.map(([address, names]) => `${address}=${names.join(',')}`).join(' '))
  set('hosts-network', spec['hosts-network'])
  if (heartbeat) {
    set('ping', (heartbeat.ping ?? []).join(' '))
    if (heartbeat.deadtime !== undefined) set('deadtime', String(heartbeat.deadtime).replace(/s$/, ''))
    set('failback', heartbeat.auto_failback === 'on' ? 'on' : 'off')
    set('dopd', heartbeat.dopd ? 'yes' : 'no')
  }
  set('config-version', spec.cman?.config_version?.toString())
  set('dns', (dns?.servers ?? []).join(' '))
  set('search', (dns?.search ?? []).join(' '))
  set('domain', spec['node-defaults']?.domain ?? '')
  if (time) set('time', [...(time.servers ?? []), ...(time.pools ?? [])].join(' '))
  set('zone', time?.zone)
  set('mail', spec.mail ?? 'root')
  return answers
}
