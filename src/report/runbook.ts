import type { BundleMember } from '../plan/cib.ts'
import type { Plan } from '../plan/plan.ts'
import { installation } from './install.ts'
import { blocks, chapter, names, sh, table } from './markdown.ts'
import { coldStart, looking, powerLoss, switchOver } from './operate.ts'
import { fencing, replaceDisk, replaceNode, resync, splitBrain } from './repair.ts'

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
    replaceDisk(plan),
    replaceNode(plan),
    resync(plan),
    secrets(plan),
    installation(plan),
    changing(plan),
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
  const bundles = plan.cib.bundles
    .slice(0, 40)
    .map(({ name, preferred, members }) => [name, preferred ?? 'any', members.map(memberText).join(' → ')])
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
    'Copy the files as in *First installation*; a running daemon reads them when it is told to:',
    plan.drbd ? sh('drbdadm --dry-run adjust all', 'drbdadm adjust all') : undefined,
    reload,
  )
}
