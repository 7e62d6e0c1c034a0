import type { CmanPlan } from '../../plan/cman.ts'
import type { TextOrSecret } from '../../plan/heartbeat.ts'
import { escapeXml } from '../engine.ts'
import { secretToken } from '../template.ts'
import type { Template } from '../template.ts'

type Attribute = readonly [name: string, value: TextOrSecret | number | undefined]

/** An element with its attributes in order; `open` leaves it open for children. */
function element(name: string, attributes: readonly Attribute[], end: '/>' | '>'): string {
  const text = attributes
    .filter((attribute) => attribute[1] !== undefined)
    .map(([key, value]) => {
      const written = typeof value === 'object' ? secretToken(value.secret) : escapeXml(String(value))
      return ` ${key}="${written}"`
    })
  return `<${name}${text.join('')}${end}`
}

const indent = (texts: readonly string[]): string[] => texts.map((text) => `  ${text}`)

/** An element around its children, or an empty one. */
const around = (name: string, attributes: readonly Attribute[], children: readonly string[]): string[] =>
  children.length === 0
    ? [element(name, attributes, '/>')]
    : [element(name, attributes, '>'), ...indent(children), `</${name}>`]

const bit = (value: boolean): string => (value ? '1' : '0')

/** What stands in <cluster>: as pvecm writes it, and what HA adds. Nested five deep, so it is built as lines. */
function clusterLines(cman: CmanPlan): string[] {
  const disk = cman.quorumDisk
  return [
    element(
      'cman',
      [
        ['keyfile', cman.keyfile],
        ['transport', cman.transport],
        ['two_node', cman.twoNode ? '1' : undefined],
        ['expected_votes', cman.expectedVotes],
      ],
      '/>',
    ),
    ...(disk
      ? [
          element(
            'quorumd',
            [
              ['label', disk.label],
              ['votes', disk.votes],
              ['interval', disk.interval],
              ['tko', disk.tko],
              ['allow_kill', '0'],
            ],
            '/>',
          ),
        ]
      : []),
    ...(cman.postJoinDelayS === undefined
      ? []
      : [element('fence_daemon', [['post_join_delay', cman.postJoinDelayS]], '/>')]),
    ...(cman.fenceDevices.length === 0
      ? []
      : around(
          'fencedevices',
          [],
          cman.fenceDevices.map(({ name, agent, params }) =>
            element('fencedevice', [['agent', agent], ['name', name], ...params], '/>'),
          ),
        )),
    ...around(
      'clusternodes',
      [],
      cman.nodes.flatMap(({ name, id, votes, methods }) =>
        around(
          'clusternode',
          [
            ['name', name],
            ['nodeid', id],
            ['votes', votes],
          ],
          methods.length === 0
            ? []
            : around(
                'fence',
                [],
                methods.flatMap((method) =>
                  around(
                    'method',
                    [['name', method.name]],
                    method.devices.map((device) => element('device', device, '/>')),
                  ),
                ),
              ),
        ),
      ),
    ),
    ...around(
      'rm',
      [],
      [
        ...(cman.domains.length === 0
          ? []
          : around(
              'failoverdomains',
              [],
              cman.domains.flatMap((domain) =>
                around(
                  'failoverdomain',
                  [
                    ['name', domain.name],
                    ['ordered', bit(domain.ordered)],
                    ['restricted', bit(domain.restricted)],
                    ['nofailback', bit(domain.nofailback)],
                  ],
                  domain.nodes.map(({ name, priority }) =>
                    element(
                      'failoverdomainnode',
                      [
                        ['name', name],
                        ['priority', domain.ordered ? priority : undefined],
                      ],
                      '/>',
                    ),
                  ),
                ),
              ),
            )),
        ...cman.vms.map((vm) =>
          element(
            'pvevm',
            [
              ['vmid', vm.id],
              ['autostart', bit(vm.autostart)],
              ['domain', vm.domain],
              ['recovery', vm.recovery],
            ],
            '/>',
          ),
        ),
      ],
    ),
  ]
}

export const templates: readonly Template[] = [
  {
    id: 'etc/pve/cluster.conf',
    comment: 'xml',
    proof: 'cluster.conf',
    secrets: 'xml',
    place: (plan) => {
      const { cman } = plan.membership
      if (!cman) return []
      const view = {
        name: plan.cluster.name,
        configVersion: String(cman.configVersion),
        lines: indent(clusterLines(cman)).map((line) => ({ line })),
      }
      // /etc/pve is a file system of its own that hides what it holds from all but root and www-data.
      return [{ path: '/etc/pve/cluster.conf', mode: 0o640, view }]
    },
  },
  {
    id: 'etc/default/redhat-cluster-pve',
    comment: '#',
    proof: 'sh',
    place: ({ membership }) =>
      membership.cman
        ? [
            {
              path: '/etc/default/redhat-cluster-pve',
              mode: 0o644,
              view: { join: membership.cman.fenceJoin ? 'yes' : 'no' },
            },
          ]
        : [],
  },
]
