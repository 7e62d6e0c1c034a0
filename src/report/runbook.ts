import type { BundleMember } from '../plan/cib.ts'
import type { Plan } from '../plan/plan.ts'
import { grow } from './grow.ts'
import { installation } from './install.ts'
import { blocks, chapter, names, sh, table } from './markdown.ts'
import { coldStart, looking, switchOver } from './operate.ts'
import { powerLoss } from './power.ts'
import { failed, fencing, resync, splitBrain } from './repair.ts'
import { replaceDisk, replaceNode } from './replace.ts'

/** RUNBOOK.md: what to do with this very cluster, with the commands for its resources, nodes and versions. */
export function runbook(plan: Plan): string {
  return blocks(
    `# ${plan.cluster.name}: runbook`,
    plan.cluster.description,
    `Made by ha-bootstrap ${plan.tool} from spec ${plan.spec.hash.slice(0, 12)}. All commands are for root. Print this: you will want it when the machines are away.`,
    overview(plan),
    looking(plan),
    coldStart(plan),
    switchOver(plan),
    splitBrain(plan),
    powerLoss(plan),
    fencing(plan),
    failed(plan),
    replaceDisk(plan),
    replaceNode(plan),
    resync(plan),
    grow(plan),
    secrets(plan),
    installation(plan),
    changing(plan),
    unreachable(),
  ).concat('\n')
}

const stackTitles: { readonly [stack in Plan['cluster']['stack']]: string } = {
  pacemaker: 'Pacemaker on corosync',
  heartbeat: 'heartbeat with haresources',
  cman: 'cman with rgmanager',
  none: 'no cluster manager of ours',
}

function overview(plan: Plan): string {
  const nodes = plan.nodes.map(({ name, platform, addresses }) => [
    name,
    platform.title,
    Object.entries(addresses)
      .map(([network, address]) => `${network} ${address}`)
      .join(', '),
  ])
  // A line of haresources has to begin with a node.
  const anywhere = plan.cluster.stack === 'heartbeat' ? plan.nodes[0]!.name : 'any'
  const bundles = plan.cib.bundles
    .slice(0, 40)
    .map(({ name, preferred, members }) => [name, preferred ?? anywhere, members.map(memberText).join(' → ')])
  const drbd = plan.drbd
    ? `DRBD ${plan.drbd.dialect}: ${names(plan.drbd.resources.map(({ name, volumes }) => `${name} (${volumes.map(({ device }) => device).join(', ')})`))}.`
    : undefined
  return chapter(
    'The cluster',
    `${stackTitles[plan.cluster.stack]}.`,
    table(['Node', 'Platform', 'Addresses'], nodes),
    bundles.length > 0 ? table(['What moves as one', 'Rather on', 'In this order'], bundles) : undefined,
    plan.cib.bundles.length > bundles.length
      ? `And ${plan.cib.bundles.length - bundles.length} more; plan.json has them all.`
      : undefined,
    drbd,
  )
}

function memberText(member: BundleMember): string {
  switch (member.kind) {
    case 'address':
      return `${member.name} ${member.cidr}`
    case 'filesystem':
      return `${member.name} ${member.mount}`
    default:
      return `${member.kind} ${member.name}`
  }
}

function secrets(plan: Plan): string | undefined {
  if (plan.secrets.length === 0) return undefined
  const rows = plan.secrets.map(({ name, purpose, make }) => [
    `\`${name}\``,
    purpose,
    make.kind === 'given' ? 'yours' : 'made by ha-bootstrap',
  ])
  return chapter(
    'Secrets',
    'Their values are in the secrets file beside cluster.yaml and in the files of the nodes, nowhere else. Keep that file: with new values the nodes no longer understand each other until all have them.',
    table(['Name', 'For', 'Value'], rows),
    'To put in a value that was blank: write it into the secrets file, `ha-bootstrap generate`, and copy the files to the nodes again. To make a new one: take its line away and generate.',
  )
}

function changing(plan: Plan): string {
  const reload =
    plan.cluster.stack === 'pacemaker'
      ? blocks(
          'Resources and constraints, with the program of the bundle on every node: it keeps what DRBD’s handlers and administrators have put there. `cibadmin --replace` would take it away, and with it what keeps an old copy from being promoted.',
          sh(
            'crm_verify -x /etc/ha-bootstrap/cib.xml -V',
            'sh install.sh --apply --only fencing --only cluster',
          ),
        )
      : undefined
  return chapter(
    'Change something',
    'Change cluster.yaml, not the files here: what is edited by hand is noticed and kept, and then nothing more is generated over it.',
    sh(
      'ha-bootstrap check',
      'ha-bootstrap generate',
      'git diff --no-index OLD NEW    # two bundles compare well',
    ),
    'Then `sh install.sh` of the new bundle on every node says what it would change, and `sh install.sh --apply` does it: a changed network goes back by itself when the node is not reached any more, and what reads a changed file is told so. By hand, files are copied as in *First installation*, which nothing guards.',
    plan.drbd
      ? blocks('DRBD reads its own with:', sh('drbdadm --dry-run adjust all', 'drbdadm adjust all'))
      : undefined,
    reload,
  )
}

/** The way back at the console. */
function unreachable(): string {
  return chapter(
    'A node no longer answers after a change',
    'A change of the network by `apply` or `install.sh` goes back by itself when nobody has reached the node anew within minutes; a reset or a power cut brings the old one back, too. So wait first. What is wrong later is undone at the console, as root, from the bundle there or from its program:',
    sh('ls /var/lib/ha-bootstrap/kept    # the files as they were before', 'sh install.sh --undo'),
    'It puts back what the last run replaced there, line by line as it says, and takes away what was new. Then restart the network or the machine.',
  )
}
