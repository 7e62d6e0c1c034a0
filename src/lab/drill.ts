import { HaError } from '../core/errors.ts'
import { sh } from '../core/sh.ts'
import { enumerate } from '../core/text.ts'
import type { ServiceBundle } from '../plan/cib.ts'
import type { MachinePlan } from '../plan/machines.ts'
import type { Plan } from '../plan/plan.ts'
import { nodeNamed, switchPower } from './control.ts'
import { nodePid } from './folder.ts'
import type { LabFolder } from './folder.ts'
import { onNode, waitUntil } from './guest.ts'
import type { Lab } from './lab.ts'
import { drbdInOrder, lookCommand, presence, readView } from './observe.ts'
import type { NodeView } from './observe.ts'
import { waitForSsh } from './raise.ts'
import { Witness, installWitness, witnessDisk } from './witness.ts'

export interface DrillInput {
  readonly folder: LabFolder
  readonly lab: Lab
  /** Of the spec that was applied inside. */
  readonly plan: Plan
  readonly say: (line: string) => void
  /** Takes what was shown, as soon as it was. */
  readonly record: (shown: Shown) => void
}

/** One thing that was shown, in the order in which it was. */
export interface Shown {
  readonly what: string
  readonly seconds: number
}

/** Limits for machines that are emulated on a busy host, in seconds. */
const limits = { start: 900, sync: 1800, failover: 600, migration: 600, back: 900 } as const

/**
 * Shows that the cluster does what it is for: everything runs once, copies are the same, a machine moves live, and the
 * death of a node costs nothing but time.
 * @throws HaError stepFailed for the first thing that does not happen in time, with what the nodes say.
 */
export async function drill(input: DrillInput): Promise<void> {
  const { plan, say, record } = input
  const show = async (what: string, limitS: number, holds: () => Promise<boolean>): Promise<void> => {
    say(`${what} ...`)
    const seconds = await waitUntil(input, what, limitS, holds)
    record({ what, seconds })
    say(`  after ${seconds} s`)
  }
  const names = plan.nodes.map(({ name }) => name)
  const bundles = plan.cib.bundles.filter(({ members }) => members.some(({ kind }) => kind !== 'agent'))
  const each = async (nodes: readonly string[], holds: (views: Views) => boolean): Promise<boolean> => {
    const views = await look(input, nodes)
    return views.size === nodes.length && holds(views)
  }

  if (bundles.length > 0)
    await show(
      `${enumerate(bundles.map(({ name }) => name))}: runs as a whole on one node`,
      limits.start,
      () => each(names, (views) => bundles.every((bundle) => placesOf(plan, bundle, views).length === 1)),
    )
  if (plan.drbd)
    await show('DRBD: every copy is up to date', limits.sync, () =>
      each(names, (views) => [...views].every(([name, view]) => drbdInOrder(plan, name, view))),
    )
  if (bundles.length === 0 || names.length < 2) return

  const witness = await engageWitness(input, names, show)
  try {
    await moveAndFail({ ...input, names, bundles, each, show, witness })
  } finally {
    witness?.end()
  }
}

interface Stage extends DrillInput {
  readonly names: readonly string[]
  readonly bundles: readonly ServiceBundle[]
  readonly each: (nodes: readonly string[], holds: (views: Views) => boolean) => Promise<boolean>
  readonly show: Show
  readonly witness: Witness | undefined
}

type Show = (what: string, limitS: number, holds: () => Promise<boolean>) => Promise<void>

/** Live migrations there and back, the death of a node, and its return. */
async function moveAndFail(input: Stage): Promise<void> {
  const { plan, lab, folder, record, names, bundles, each, show, witness } = input
  const moving =
    plan.cluster.stack === 'pacemaker' ? plan.machines.find(({ liveMigration }) => liveMigration) : undefined
  if (moving) {
    const from = await placeOf(input, names, moving.name)
    const to = names.find((name) => name !== from)!
    for (const [here, there] of [
      [from, to],
      [to, from],
    ] as const) {
      let asked: Promise<void> | undefined
      await show(`${moving.name} moves live from ${here} to ${there}`, limits.migration, async () => {
        if (!asked && !(await isSettledOn(input, moving, here))) return false
        await (asked ??= move(input, moving, here, there))
        const isThere = await each(
          names,
          (views) =>
            views.get(there)!.machines.has(moving.name) && !views.get(here)!.machines.has(moving.name),
        )
        return isThere && (await isSettledOn(input, moving, there))
      })
      if (movesByItself(plan, moving))
        await onNode(folder, { name: there }, sh`crm_resource --clear -r ${moving.name}`)
      if (witness?.machine === moving.name) await hearOn(witness, there, show)
    }
  }

  const victim = witness
    ? await placeOf(input, names, witness.machine)
    : (names.find((name) => name === bundles[0]!.preferred) ?? names[0]!)
  const survivors = names.filter((name) => name !== victim)
  const before = await look(input, names)
  const running = bundles.filter((bundle) => placesOf(plan, bundle, before).includes(victim))
  const marks = await leaveMarks(input, running, victim)
  const node = nodeNamed(lab, victim)
  const lives = (await witness?.record(victim))?.lives.length
  await switchPower(folder, lab, node, 'off')
  const cutAt = new Date()
  await show(`${victim} loses power: ${survivors.join(', ')} runs everything`, limits.failover, () =>
    each(survivors, (views) => bundles.every((bundle) => placesOf(plan, bundle, views).length === 1)),
  )
  for (const { mount, sum } of marks) {
    const holder = await placeOf(input, survivors, mount)
    const { stdout } = await onNode(folder, { name: holder }, sh`sha256sum <${`${mount}/${markName}`}`)
    if (!stdout.startsWith(sum))
      throw new HaError(
        'stepFailed',
        `What was written to ${mount} before the power cut is not what ${holder} has now.`,
      )
    record({ what: `${mount} on ${holder} holds what was written on ${victim}`, seconds: 0 })
  }
  if (witness && lives !== undefined) {
    const holder = await placeOf(input, survivors, witness.machine)
    const promised = witness.acknowledged
    await show(`${witness.machine} writes again, on ${holder}`, limits.start, async () => {
      const { lives: now, numbers } = await witness.record(holder)
      return now.length > lives && Math.max(...numbers) > now[lives]!
    })
    const found = (await witness.record(holder)).lives[lives]!
    if (found < promised)
      throw new HaError(
        'stepFailed',
        `${witness.machine} was told that write ${promised} is safe, and on ${holder} there are ${found} only.`,
      )
    record({
      what: `${witness.machine} lost no write: ${promised} were acknowledged before the power cut, ${found} are there`,
      seconds: 0,
    })
  }
  if (plan.cib.noFencingBecause === undefined && plan.cluster.stack === 'pacemaker')
    await show(`${victim} was fenced before others took over`, limits.failover, () =>
      wasFenced(folder, survivors[0]!, victim, cutAt),
    )

  if (nodePid(folder, node) === undefined) await switchPower(folder, lab, node, 'on')
  await waitForSsh(folder, node)
  await show(`${victim} is back, everything runs once and every copy is up to date`, limits.back, () =>
    each(
      names,
      (views) =>
        [...views].every(([name, view]) => drbdInOrder(plan, name, view)) &&
        bundles.every((bundle) => placesOf(plan, bundle, views).length === 1),
    ),
  )
}

/** The first machine that can, writes from now on without a pause, and says what its disk has acknowledged. */
async function engageWitness(
  input: DrillInput,
  names: readonly string[],
  show: Show,
): Promise<Witness | undefined> {
  const { plan, folder } = input
  const found = plan.machines
    .filter(({ name }) =>
      plan.cib.bundles.some(({ members }) =>
        members.some((member) => member.kind === 'vm' && member.name === name),
      ),
    )
    .sort((a, b) => Number(b.liveMigration) - Number(a.liveMigration))
    .flatMap((machine) => {
      const disk = witnessDisk(machine)
      return disk === undefined ? [] : [{ machine: machine.name, disk }]
    })[0]
  if (!found) return undefined
  const node = await placeOf(input, names, found.machine)
  await installWitness(folder, node, found.machine, found.disk)
  const witness = new Witness(folder, found.machine, found.disk)
  await hearOn(witness, node, show)
  return witness
}

/** @throws HaError stepFailed when the disk refused a write. */
async function hearOn(witness: Witness, node: string, show: Show): Promise<void> {
  const before = witness.acknowledged
  witness.hear(node)
  await show(`${witness.machine} writes to its disk on ${node}`, limits.start, () =>
    Promise.resolve(witness.acknowledged > before),
  )
  if (witness.failed !== undefined)
    throw new HaError(
      'stepFailed',
      `The disk of ${witness.machine} refused write ${witness.failed} on ${node}.`,
    )
}

/** With two primaries all the time pacemaker moves a machine; else our command opens the window for it. */
const movesByItself = (plan: Plan, { drbd }: MachinePlan): boolean => drbd.every((name) => isDual(plan, name))

/**
 * Whether pacemaker sees a machine on that node alone and has nothing left to do. libvirt is done with a migration before
 * pacemaker is: who changes the configuration in between, be it by taking back the wish to move, ends the transition, and the
 * next move stops the machine instead of migrating it.
 */
async function isSettledOn(
  { folder, plan }: DrillInput,
  machine: MachinePlan,
  node: string,
): Promise<boolean> {
  if (!movesByItself(plan, machine)) return true
  const { code, stdout } = await onNode(
    folder,
    { name: node },
    sh`crm_resource --wait --timeout=20s && crm_resource --locate -r ${machine.name}`,
  )
  return code === 0 && [...stdout.matchAll(/is running on: (\S+)/g)].map(([, on]) => on).join() === node
}

/**
 * Asks for a move; whether it takes place is for the caller to see.
 * @throws HaError stepFailed when it is refused.
 */
async function move(
  { folder, plan }: DrillInput,
  machine: MachinePlan,
  from: string,
  to: string,
): Promise<void> {
  const { code, stderr, stdout } = movesByItself(plan, machine)
    ? await onNode(folder, { name: from }, sh`crm_resource --move -r ${machine.name} -N ${to}`)
    : await onNode(
        folder,
        { name: from },
        sh`virsh -q domstate ${machine.name} | grep -q running || exit 0
HA_PATIENCE=300 ha-live-migrate ${machine.name} ${to}`,
        limits.migration * 1000,
      )
  if (code !== 0)
    throw new HaError(
      'stepFailed',
      `${machine.name} cannot be moved from ${from} to ${to}: ${stdout}${stderr}`,
    )
}

type Views = ReadonlyMap<string, NodeView>

/** The nodes that answer. */
async function look({ folder, plan }: DrillInput, nodes: readonly string[]): Promise<Views> {
  const views = await Promise.all(
    nodes.map(async (name): Promise<[string, NodeView] | undefined> => {
      const { code, stdout } = await onNode(folder, { name }, lookCommand(plan))
      return code === 0 ? [name, readView(stdout)] : undefined
    }),
  )
  return new Map(views.flatMap((view) => (view ? [view] : [])))
}

/** Where a bundle runs as a whole; nowhere as long as another node has a part of it. */
function placesOf(plan: Plan, bundle: ServiceBundle, views: Views): string[] {
  const found = [...views].map(([name, view]) => [name, presence(plan, bundle, view)] as const)
  const whole = found.filter(([, how]) => how === 'whole').map(([name]) => name)
  // Of a machine whose DRBD devices are primary on both nodes the other has a part, and that is as it should be.
  const shared = bundle.members.some((member) => member.kind === 'drbd' && isDual(plan, member.name))
  return shared || found.every(([, how]) => how !== 'partly') ? whole : []
}

const isDual = (plan: Plan, resource: string): boolean =>
  plan.drbd?.resources.find(({ name }) => name === resource)?.dualPrimary === 'always'

/** The node that has a machine or a mount. */
async function placeOf(input: DrillInput, nodes: readonly string[], what: string): Promise<string> {
  const views = await look(input, nodes)
  const place = [...views].find(([, { machines, mounts }]) => machines.has(what) || mounts.has(what))
  if (!place) throw new HaError('stepFailed', `${what} runs nowhere any more.`)
  return place[0]
}

const markName = '.ha-bootstrap-drill'

/** Writes something new into every file system that the victim has, as far as the disk. */
async function leaveMarks(
  { folder }: DrillInput,
  bundles: readonly ServiceBundle[],
  victim: string,
): Promise<{ mount: string; sum: string }[]> {
  const mounts = bundles.flatMap(({ members }) =>
    members.flatMap((member) => (member.kind === 'filesystem' ? [member.mount] : [])),
  )
  const marks: { mount: string; sum: string }[] = []
  for (const mount of mounts) {
    const file = `${mount}/${markName}`
    const { code, stdout, stderr } = await onNode(
      folder,
      { name: victim },
      sh`dd if=/dev/urandom of=${file} bs=64k count=16 conv=fsync 2>/dev/null && sha256sum <${file}`,
    )
    if (code !== 0) throw new HaError('stepFailed', `${victim} cannot write to ${mount}: ${stderr.trim()}`)
    marks.push({ mount, sum: stdout.split(' ')[0]! })
  }
  return marks
}

/** Whether the cluster knows of a fencing that succeeded since then; a device that finds the power off already is content. */
async function wasFenced(folder: LabFolder, survivor: string, victim: string, since: Date): Promise<boolean> {
  const { stdout } = await onNode(
    folder,
    { name: survivor },
    sh`stonith_admin --history ${victim} --verbose --output-as=xml`,
  )
  return [...stdout.matchAll(/<fence_event [^>]*>/g)].some(([event]) => {
    const at = / completed="([^"]+)"/.exec(event)?.[1]
    // Its times have no fractions.
    return event.includes(' status="success"') && at !== undefined && Date.parse(at) >= since.getTime() - 1000
  })
}
