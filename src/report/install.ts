import { verifyTurn } from '../plan/drbd.ts'
import { movingFilesystems, sharedDevices } from '../plan/filesystems.ts'
import type { DrbdResourcePlan } from '../plan/drbd.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import {
  atBoot,
  createMetadata,
  drbdCommands,
  drbdIsManaged,
  forEach,
  fromNowOn,
  releaseGroups,
  sshTarget,
} from './commands.ts'
import { lateDaemons } from '../plan/daemons.ts'
import { bootLoader, createGroup, disks } from './disks.ts'
import { makeFilesystem, sharedDisks } from './filesystems.ts'
import { blocks, chapter, command, namesOf, sh } from './markdown.ts'

/** How the files of this bundle become a running cluster, once. */
export function installation(plan: Plan): string {
  return chapter(
    'First installation',
    'The guarded way is `sh install.sh` from this folder on every node (says what it would do), then `sh install.sh --apply` on all at about the same time: it looks at every disk before it writes, and a network that cannot be reached any more goes back by itself. By hand, on every node, as root, in this order; nothing looks over your shoulder then:',
    // SlackBuilds want the cluster's accounts while they build; on Debian the packages make groups that accounts may be in.
    ...plan.nodes.filter(isSlackware).map(accounts),
    ...packages(plan),
    ...files(plan),
    ...plan.nodes.filter((node) => !isSlackware(node)).map(accounts),
    ...plan.nodes.map((node) => services(node, plan)),
    ...plan.nodes.map(disks),
    ...plan.nodes.map(bootLoader),
    sharedDisks(plan),
    drbd(plan),
    firstStart(plan),
  )
}

const isSlackware = (node: NodePlan): boolean => node.platform.family === 'slackware'

function packages(plan: Plan): (string | undefined)[] {
  const platforms = new Map(plan.nodes.map(({ platform }) => [platform.id, platform]))
  return [...platforms.values()].flatMap((platform) => {
    const list = `packages-${platform.id}.txt`
    const absent = [
      ...new Set(
        plan.nodes
          .filter((node) => node.platform.id === platform.id)
          .flatMap((node) => node.software.packagesAbsent),
      ),
    ]
    if (platform.family === 'slackware')
      return [
        `### Packages (${platform.title})`,
        `Slackware has the base; the rest is built from SlackBuilds in the order of \`${list}\` and installed with \`installpkg\` on every node.`,
      ]
    return [
      `### Packages (${platform.title})`,
      'Debian would start the daemons at once with the configuration of their packages, so starting is forbidden meanwhile:',
      sh(
        "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d",
        `apt-get install --no-install-recommends $(cat ${list})`,
        ...(absent.length > 0 ? [`apt-get purge ${absent.join(' ')}`] : []),
        'rm /usr/sbin/policy-rc.d',
        ...(plan.cluster.stack === 'pacemaker' ? ['rm -f /var/lib/pacemaker/cib/cib*'] : []),
      ),
    ]
  })
}

function files(plan: Plan): string[] {
  return [
    '### Files',
    'From this folder. Compare before with what is there; `/etc/network/interfaces` and its like take effect at the next boot, or cut your connection when you restart the network.',
    sh(
      'sha256sum -c SHA256SUMS',
      ...plan.nodes.map(
        (node) =>
          `tar -C ${node.name} --owner=root --group=root -cf - . | ssh ${sshTarget(node)} tar -C / --no-overwrite-dir -xpf -`,
      ),
    ),
    'With `--archive` the same is `ssh root@NODE tar -C / -xzpf - < NODE.tar.gz`. Every `@SECRET:NAME@` in a file (`grep -rl @SECRET: .`) is a blank that wants its value first.',
  ]
}

function accounts(node: NodePlan): string | undefined {
  const lines = [
    ...node.software.groups.map(({ name, gid }) =>
      command('groupadd', ...(gid ? ['-g', String(gid)] : []), name),
    ),
    ...node.software.users.map(({ name, uid, group, comment, home, shell }) =>
      command(
        'useradd',
        ...(uid ? ['-u', String(uid)] : []),
        ...(group ? ['-g', group] : []),
        ...(comment ? ['-c', comment] : []),
        ...(home ? ['-d', home] : []),
        ...(shell ? ['-s', shell] : []),
        name,
      ),
    ),
  ]
  return lines.length === 0 ? undefined : blocks(`### Accounts on ${node.name}`, sh(...lines))
}

function services(node: NodePlan, plan: Plan): string {
  const mounts = movingFilesystems(plan).map(({ mount }) => mount)
  const late = new Set(lateDaemons(node))
  const early = node.software.enabled.filter((name) => !late.has(name))
  return blocks(
    `### Services on ${node.name}`,
    sh(
      ...(node.platform.init === 'systemd' ? ['systemctl daemon-reload'] : []),
      ...notAtBoot(node, [...node.software.disabled, ...late], plan),
      ...atBoot(node, 'enabled', early),
      ...(node.platform.init === 'systemd' && verifyTurn(plan, node)
        ? ['systemctl enable drbd-verify.timer']
        : []),
      ...dopd(node, plan),
      // Agents before 3.9.3 do not make a missing mount point.
      ...(mounts.length > 0 ? [command('mkdir', '-p', ...mounts)] : []),
      ...(node.platform.family === 'debian' && (node.storage.arrays.length > 0 || node.storage.lvmFilter)
        ? ['update-initramfs -u']
        : []),
    ),
    'Then boot once, so that names, network and modules are as they will always be. The cluster itself does not start yet.',
  )
}

/** Debian's packages start at the next boot unless told otherwise. Slackware starts what is executable, and so does the cluster: what the cluster starts stays so, and rc.M lets it be. */
function notAtBoot(node: NodePlan, disabled: readonly string[], plan: Plan): string[] {
  if (node.platform.init !== 'bsd') return atBoot(node, 'disabled', disabled)
  const ofCluster = new Set(
    plan.cib.bundles.flatMap(({ members }) =>
      members.flatMap((member) => (member.kind === 'daemon' ? [member.script] : [])),
    ),
  )
  return [
    ...atBoot(
      node,
      'disabled',
      disabled.filter((name) => !ofCluster.has(name)),
    ),
    ...disabled
      .filter((name) => ofCluster.has(name))
      .flatMap((name) => [
        `sed -i 's|^\\( *\\)\\. /etc/rc.d/${name} start|\\1: # the cluster starts ${name}|' /etc/rc.d/rc.M`,
        `chmod +x /etc/rc.d/${name}`,
      ]),
  ]
}

/** heartbeat's dopd outdates the peer as hacluster, so DRBD's programs must let it (drbd-peer-outdater). */
function dopd(node: NodePlan, plan: Plan): string[] {
  const group = plan.drbd?.group
  if (!group) return []
  const programs = '"$(command -v drbdsetup)" "$(command -v drbdmeta)"'
  const config = `chgrp ${group} /etc/drbd.conf /etc/drbd.d/*`
  if (node.platform.family !== 'debian')
    return [config, `chgrp ${group} ${programs}`, `chmod 4750 ${programs}`]
  return [
    config,
    `for program in ${programs}; do dpkg-statoverride --add --update root ${group} 4750 "$program"; done`,
  ]
}

/** What DRBD writes to on a node: devices below it and those of external metadata. */
const backingOf = (plan: Plan, node: string): string[] => [
  ...new Set(
    (plan.drbd?.resources ?? [])
      .flatMap(({ hosts }) => hosts.filter((host) => host.node === node))
      .flatMap(({ volumes }) => Object.values(volumes))
      .flatMap(({ disk, metaDisk }) => (metaDisk === 'internal' ? [disk] : [disk, metaDisk])),
  ),
]

/** The node whose copy is the first: what stands there survives. */
const sourceOf = (resource: DrbdResourcePlan): string => resource.hosts.find((host) => !host.diskless)!.node

/** Metadata on every node for what it has; where nodes have different resources each is named. */
function metadataOf(plan: Plan): string[] {
  const { dialect, resources } = plan.drbd!
  const of = plan.nodes.map(({ name }) => {
    const here = resources.filter(({ hosts }) => hosts.some(({ node }) => node === name))
    const isDiskless = (resource: DrbdResourcePlan): boolean =>
      resource.hosts.some((host) => host.node === name && host.diskless)
    return {
      name,
      disks: here.filter((resource) => !isDiskless(resource)),
      diskless: here.filter(isDiskless),
    }
  })
  if (of.every(({ disks: all }) => all.length === resources.length))
    return createMetadata(dialect, resources, 'up')
  return of.flatMap(({ name, disks: all, diskless }) =>
    all.length + diskless.length === 0
      ? []
      : [
          `# ${name}`,
          ...(all.length > 0 ? createMetadata(dialect, all, 'up') : []),
          ...(diskless.length > 0 ? [forEach(diskless, 'drbdadm up "$res"')] : []),
        ],
  )
}

/** What is made once on the devices of the resources that begin on a node; only a Primary can be written to. */
function makeOnDrbd(plan: Plan, source: string, own: readonly DrbdResourcePlan[]): string[] {
  const devices = new Set(own.flatMap(({ volumes }) => volumes.map(({ device }) => device)))
  const groups =
    plan.nodes
      .find(({ name }) => name === source)
      ?.storage.groups.filter(
        (group) => group.onDrbd && group.devices.some((device) => devices.has(device)),
      ) ?? []
  const shared = sharedDevices(plan)
  const filesystems = movingFilesystems(plan).filter(
    ({ device }) =>
      !shared.has(device) &&
      (devices.has(device) || groups.some(({ volumes }) => volumes.some(({ path }) => path === device))),
  )
  const make = [
    ...groups.filter((group) => !group.existing).flatMap(createGroup),
    ...filesystems.flatMap(makeFilesystem),
  ]
  return make.length === 0 ? [] : [forEach(own, 'drbdadm primary "$res"'), ...make]
}

function drbd(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const words = drbdCommands(plan.drbd.dialect)
  const { resources } = plan.drbd
  const released = [...new Set(plan.nodes.flatMap(releaseGroups))]
  const sources = [...new Set(resources.map(sourceOf))].map((source) => ({
    source,
    own: resources.filter((resource) => sourceOf(resource) === source),
  }))
  const survivors = sources
    .map(({ source, own }) => (sources.length > 1 ? `${source} (${namesOf(own)})` : source))
    .join(', ')
  return blocks(
    '### DRBD, once',
    `On every node, for ${namesOf(resources)}. **This destroys what is there, save on ${survivors}.** Look first; \`create-md\` asks before it overwrites what it knows, and does not know everything.`,
    sh(
      ...plan.nodes.flatMap(({ name }) => {
        const paths = backingOf(plan, name)
        return paths.length === 0
          ? []
          : [`for dev in ${command(...paths)}; do wipefs --no-act "$dev"; done    # ${name}`]
      }),
      'lsblk -o NAME,SIZE,SERIAL,FSTYPE,MOUNTPOINT',
    ),
    'Then:',
    sh('modprobe drbd', ...metadataOf(plan), words.status),
    ...sources.flatMap(({ source, own }) => {
      const full = own.filter(({ initialSync }) => initialSync === 'full')
      const skipped = own.filter(({ initialSync }) => initialSync === 'skip')
      const make = makeOnDrbd(plan, source, own)
      return [
        full.length > 0
          ? blocks(
              `When ${sources.length > 1 ? namesOf(full) : 'every resource'} is Connected and Inconsistent on both sides, on **${source}** alone, whose data (if any) survives, and never again:`,
              sh(forEach(full, words.makePrimary('"$res"'))),
            )
          : undefined,
        skipped.length > 0
          ? blocks(
              `Without initial synchronisation, only because both sides of ${namesOf(skipped)} were just zeroed, on ${source}:`,
              sh(forEach(skipped, words.skipSync('"$res"'))),
            )
          : undefined,
        make.length > 0
          ? blocks(`On ${source}, once, **only when there is no data yet**:`, sh(...make))
          : undefined,
      ]
    }),
    'The synchronisation goes on in the background; services may start meanwhile. Its progress:',
    sh(plan.drbd.dialect === '9' ? 'watch drbdadm status' : 'watch cat /proc/drbd'),
    drbdIsManaged(plan)
      ? blocks(
          'From now on Pacemaker starts DRBD. On every node:',
          sh(...released, 'drbdadm secondary all', 'drbdadm down all'),
        )
      : blocks('Back to where the cluster expects it:', sh(...released, 'drbdadm secondary all')),
  )
}

/** What has to be there before the first start, besides files. */
function once(plan: Plan): (string | undefined)[] {
  const { sbd, corosync } = plan.membership
  return [
    sbd && sbd.devices.length > 0
      ? blocks(
          'The shared disks of sbd, on one node; this overwrites their beginning, so never while any node runs with them:',
          sh(
            ...sbd.devices.map((device) =>
              command(
                'sbd',
                '-d',
                device,
                '-1',
                String(sbd.watchdogTimeoutS),
                '-4',
                String(sbd.msgwaitS),
                'create',
              ),
            ),
          ),
        )
      : undefined,
    corosync?.quorum.device
      ? 'The third vote: what the arbiter needs and how the nodes get its certificate is in `/etc/corosync/qdevice/ARBITER` on every node.'
      : undefined,
    plan.libvirt?.migrationTransport === 'ssh' && plan.machines.some(({ liveMigration }) => liveMigration)
      ? blocks(
          'Machines migrate over ssh: root of every node must reach the others without a question. On every node, when all are up; compare the keys it prints:',
          sh('/etc/ha-bootstrap/ssh-trust.sh'),
        )
      : undefined,
  ]
}

function firstStart(plan: Plan): string | undefined {
  const { stack } = plan.cluster
  const start = plan.nodes.flatMap((node) => {
    const commands = fromNowOn(node)
    return commands.length === 0
      ? []
      : [blocks(`On ${node.name}, from now on at every boot too:`, sh(...commands))]
  })
  if (stack === 'none') return start.length === 0 ? undefined : blocks('### What starts by itself', ...start)
  const networks = plan.libvirt?.networks ?? []
  return blocks(
    '### The cluster, for the first time',
    ...once(plan),
    ...start,
    stack === 'pacemaker'
      ? blocks(
          'When `crm_mon -1` shows all nodes online, on one of them:',
          sh(
            'cibadmin --replace -o configuration --xml-file /etc/ha-bootstrap/cib.xml',
            'crm_verify -L -V',
            'crm_mon -1 -r -f',
          ),
        )
      : undefined,
    networks.length > 0
      ? blocks(
          'On every node, the networks of the virtual machines:',
          sh(
            ...networks.flatMap(({ name }) => [
              `virsh net-define /etc/ha-bootstrap/net/${name}.xml`,
              `virsh net-autostart ${name}`,
              `virsh net-start ${name}`,
            ]),
          ),
        )
      : undefined,
    plan.cib.noFencingBecause === undefined
      ? 'Do not call it done before you have fenced each node once (see *Fencing by hand*) and pulled each cable once.'
      : 'Do not call it done before you have cut the power of each node once and pulled each cable once.',
  )
}
