import { sh, shLines } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'
import { refuseForeign } from './foreign.ts'

/** What the members prove themselves to each other with. */
export const keys: Step = {
  id: 'keys',
  title: 'Put keys in place and let the nodes know each other',
  on: 'every-node',
  danger: 'none',
  actions: (input) => [
    ...refuseForeign(input.plan),
    ...putAll(input.files, '/etc/corosync/authkey', '/etc/ha.d/authkeys', '/var/lib/pve-cluster/'),
    ...sshTrust(input),
  ],
}

const trustScript = '/etc/ha-bootstrap/ssh-trust.sh'

/** Where nobody controls all nodes a person has to let them know each other, which takes its time. */
const patienceS = 3600

/** Live migration goes from node to node over ssh as root (qemu+ssh://NODE/system). */
function sshTrust({ plan, node, files }: StepInput): Action[] {
  const script = files.find(({ path }) => path === trustScript)
  const others = plan.nodes.filter((other) => other !== node)
  if (script === undefined || others.length === 0) return []
  const type = /id_([a-z0-9]+)/.exec(script.text)?.[1] ?? 'rsa'
  const names = others.map(({ name }) => name)
  const listed = names.join(', ')
  return [
    ...putAll(files, trustScript),
    {
      do: 'run',
      why: 'make a key for root',
      unless: sh`[ -s ${`/root/.ssh/id_${type}.pub`} ]`,
      script: sh`ha_ssh_make_key ${type}`,
    },
    {
      do: 'run',
      why: `have root get to ${listed} over ssh without a question, and back`,
      unless: sh`ha_ssh_works ${names}`,
      script: shLines(
        sh`ha_ssh_exchange ${type} ${names}`,
        ...others.map((other) => sh`! ha_is_controlled || ha_ssh_enter ${other.name} ${namesOf(other)}`),
        // The others enter ours at the same time; a person needs longer.
        sh`patience=300; ha_is_controlled || patience=${patienceS}`,
        sh`ha_until "$patience" ha_ssh_works ${names} || { ha_ssh_why ${names}; ha_fail ${`root of ${node.name} does not get to all of ${listed} over ssh without a question, or not from there back here; machines migrate that way. Does sshd let root in with a key (PermitRootLogin), and do the names mean the nodes (/etc/hosts)? ${trustScript} shows what is missing.`}; }`,
      ),
      progress: sh`ha_is_controlled || echo ${`- run ${trustScript} on every node, and do what it says`}`,
      timeoutS: patienceS + 400,
      takesS: 5,
    },
  ]
}

/** Every name and address that the node answers to, as known_hosts has them. */
const namesOf = ({ name, fqdn, addresses }: NodePlan): string =>
  [...new Set([name, ...(fqdn === undefined ? [] : [fqdn]), ...Object.values(addresses)])].join(',')
