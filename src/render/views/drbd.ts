import { atLeast } from '../../core/version.ts'
import { resourcesOn } from '../../plan/drbd.ts'
import type { DrbdPlan, DrbdResourcePlan } from '../../plan/drbd.ts'
import type { NodePlan } from '../../plan/plan.ts'
import { hostLines, settingLines } from '../drbd-sections.ts'
import type { SettingLines } from '../drbd-sections.ts'
import { drbdWord } from '../drbd-words.ts'
import { renderTemplate } from '../engine.ts'
import type { ViewMap } from '../engine.ts'
import type { Placement, Template } from '../template.ts'

/** Only root may read a file with a shared secret, and the group that has to. */
const modeOf = ({ group }: DrbdPlan, secret: boolean): number => (secret ? (group ? 0o640 : 0o600) : 0o644)

/** drbdadm reads other files from 8.3.2 on; before, everything stands in drbd.conf. */
const includes = (node: NodePlan): boolean => atLeast(node.versions['drbd-utils'], '8.3.2')

const lines = ({ statements, sections }: SettingLines): ViewMap => ({
  statements,
  sections: sections.map(({ name, lines: own }) => ({ name, lines: own })),
})

const commonView = (drbd: DrbdPlan): ViewMap => ({
  usageCount: drbd.usageCount ? 'yes' : 'no',
  minorCount: drbd.minorCount === undefined ? '' : String(drbd.minorCount),
  ...lines(settingLines(drbd, drbd.common)),
})

function resourceView(drbd: DrbdPlan, resource: DrbdResourcePlan): ViewMap {
  const { volumes, hosts } = hostLines(drbd, resource)
  return {
    name: drbdWord(resource.name),
    ...lines(settingLines(drbd, resource.settings)),
    volumes: volumes.map(({ number, lines: own }) => ({ number, lines: own })),
    hosts: hosts.map(({ node, lines: own }) => ({ node, lines: own })),
    mesh: drbd.dialect === '9' ? resource.hosts.map((host) => drbdWord(host.node)).join(' ') : '',
  }
}

const commonId = 'etc/drbd.d/global_common.conf'
const resourceId = 'etc/drbd.d/resource.res'

function whole(drbd: DrbdPlan, resources: readonly DrbdResourcePlan[]): string[] {
  return [
    renderTemplate(commonId, commonView(drbd)),
    ...resources.map((resource) => renderTemplate(resourceId, resourceView(drbd, resource))),
  ]
}

const main: Template = {
  id: 'etc/drbd.conf',
  comment: '#',
  proof: 'drbdadm',
  secrets: 'double-quoted',
  place(plan, node): Placement[] {
    const resources = resourcesOn(plan, node)
    const { drbd } = plan
    if (!drbd || resources.length === 0) return []
    const parts = includes(node) ? [] : whole(drbd, resources)
    const secret = parts.length > 0 && [drbd.common, ...resources.map((r) => r.settings)].some((s) => s.auth)
    return [
      { path: '/etc/drbd.conf', mode: modeOf(drbd, secret), view: { parts, includes: parts.length === 0 } },
    ]
  },
}

const common: Template = {
  id: commonId,
  comment: '#',
  proof: 'drbdadm',
  secrets: 'double-quoted',
  place(plan, node): Placement[] {
    const { drbd } = plan
    if (!drbd || !includes(node) || resourcesOn(plan, node).length === 0) return []
    return [
      { path: `/${commonId}`, mode: modeOf(drbd, drbd.common.auth !== undefined), view: commonView(drbd) },
    ]
  },
}

const resource: Template = {
  id: resourceId,
  comment: '#',
  proof: 'drbdadm',
  secrets: 'double-quoted',
  place(plan, node): Placement[] {
    const { drbd } = plan
    if (!drbd || !includes(node)) return []
    return resourcesOn(plan, node).map((own) => ({
      path: `/etc/drbd.d/${own.name}.res`,
      mode: modeOf(drbd, own.settings.auth !== undefined),
      view: resourceView(drbd, own),
    }))
  },
}

export const templates: Template[] = [main, common, resource]
