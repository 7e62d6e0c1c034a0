import type { CorosyncDialect } from '../plan/corosync.ts'

/** A section of a file in corosync's grammar: keys with values, and sections in it. */
export interface Section {
  readonly name: string
  readonly line: number
  readonly keys: readonly { readonly key: string; readonly value: string; readonly line: number }[]
  readonly sections: readonly Section[]
}

export interface GrammarFault {
  readonly line: number
  readonly sentence: string
}

interface Grammar {
  readonly keys: readonly string[]
  readonly sections?: { readonly [name: string]: Grammar }
}

const words = (text: string): string[] => text.trim().split(/\s+/)

const logging: Grammar = {
  keys: words(`timestamp fileline function_name to_stderr to_logfile to_syslog logfile logfile_priority
    syslog_facility syslog_priority debug trace blackbox`),
  sections: { logger_subsys: { keys: words('subsys to_stderr to_logfile to_syslog logfile debug') } },
}

const totem =
  words(`version secauth clear_node_high_bit rrp_mode netmtu threads vsftype transport cluster_name
  config_version ip_version token token_warning token_retransmit hold token_retransmits_before_loss_const join
  send_join consensus merge downcheck fail_recv_const seqno_unchanged_const heartbeat_failures_allowed
  max_network_delay window_size max_messages miss_count_const nodeid`)

const modernTotem =
  words(`crypto_cipher crypto_hash crypto_model token_coefficient keyfile key knet_mtu link_mode
  knet_compression_model knet_compression_threshold knet_compression_level knet_pmtud_interval block_unlisted_ips
  cancel_token_hold_on_retransmit interface`)

const quorum: Grammar = {
  keys: words(`provider expected_votes two_node wait_for_all last_man_standing last_man_standing_window
    auto_tie_breaker auto_tie_breaker_node expected_votes_tracking allow_downscale device_timeout`),
  sections: {
    device: {
      keys: words('model votes timeout sync_timeout master_wins'),
      sections: {
        net: {
          keys: words(
            'host port algorithm tls tie_breaker connect_timeout force_ip_version keep_active_partition_tie_breaker',
          ),
        },
        heuristics: { keys: words('mode interval timeout sync_timeout') },
      },
    },
  },
}

const knetKeys = words(
  'knet_link_priority knet_ping_interval knet_ping_timeout knet_ping_precision knet_pong_count knet_transport',
)
const interfaceKeys = words('bindnetaddr broadcast mcastaddr mcastport ttl')
const modern = (interfaceMore: readonly string[], nodeMore: readonly string[]): Grammar => ({
  keys: [],
  sections: {
    totem: {
      keys: [...totem, ...modernTotem],
      sections: { interface: { keys: [...interfaceKeys, ...interfaceMore] } },
    },
    nodelist: {
      keys: [],
      sections: {
        node: {
          keys: [
            'nodeid',
            'quorum_votes',
            ...nodeMore,
            ...Array.from({ length: 8 }, (_, i) => `ring${i}_addr`),
          ],
        },
      },
    },
    quorum,
    logging,
    uidgid: { keys: ['uid', 'gid'] },
    system: {
      keys: words('qb_ipc_type sched_rr priority move_to_root_cgroup allow_knet_handle_fallback state_dir'),
    },
    nozzle: { keys: words('name ipaddr ipprefix macaddr') },
  },
})

/** Sections and keys of corosync.conf(5) of each generation; programs of corosync take any other without a word. */
const grammars: { readonly [dialect in CorosyncDialect]: Grammar } = {
  '1.4': {
    keys: ['compatibility'],
    sections: {
      totem: {
        keys: totem.filter((key) => !['cluster_name', 'config_version', 'ip_version'].includes(key)),
        sections: {
          interface: {
            keys: [...interfaceKeys, 'ringnumber'],
            sections: { member: { keys: ['memberaddr'] } },
          },
        },
      },
      logging,
      amf: { keys: ['mode'] },
      aisexec: { keys: ['user', 'group'] },
      service: { keys: ['name', 'ver'] },
      uidgid: { keys: ['uid', 'gid'] },
    },
  },
  '2': modern(['ringnumber'], ['name']),
  '3': modern(['linknumber', 'ringnumber', ...knetKeys], ['name']),
}

/** Parses as corosync's coroparse.c does: a line opens a section, closes one, or is KEY: VALUE. */
export function parseCorosync(text: string): { root: Section; faults: GrammarFault[] } {
  type Open = {
    name: string
    line: number
    keys: { key: string; value: string; line: number }[]
    sections: Open[]
  }
  const root: Open = { name: '', line: 0, keys: [], sections: [] }
  const stack = [root]
  const faults: GrammarFault[] = []
  text.split('\n').forEach((raw, index) => {
    const line = index + 1
    const trimmed = raw.trim()
    const top = stack.at(-1)!
    if (trimmed === '' || trimmed.startsWith('#')) return
    if (Buffer.byteLength(raw) > 510)
      faults.push({ line, sentence: 'the line is longer than the 511 bytes that corosync reads' })
    if (trimmed.includes('{')) {
      if (!/^[a-z_]+\s*\{$/.test(trimmed)) {
        faults.push({ line, sentence: `a brace stands in the middle of "${trimmed}"` })
        return
      }
      const section: Open = { name: trimmed.slice(0, -1).trim(), line, keys: [], sections: [] }
      top.sections.push(section)
      stack.push(section)
    } else if (trimmed === '}') {
      if (stack.length === 1) faults.push({ line, sentence: 'a closing brace closes nothing' })
      else stack.pop()
    } else {
      const match = /^([a-z0-9_A-Z-]+)\s*:\s*(.*)$/.exec(trimmed)
      if (!match || match[2] === '') faults.push({ line, sentence: `"${trimmed}" is no KEY: VALUE` })
      else top.keys.push({ key: match[1]!, value: match[2]!, line })
    }
  })
  if (stack.length > 1)
    faults.push({ line: stack.at(-1)!.line, sentence: `the section ${stack.at(-1)!.name} is not closed` })
  return { root, faults }
}

/** What a file says that corosync of this generation does not know, or lacks of what it needs. */
export function corosyncFaults(text: string, dialect: CorosyncDialect): GrammarFault[] {
  const { root, faults } = parseCorosync(text)
  const found = [...faults, ...unknown(root, grammars[dialect])]
  if (dialect === '1.4' && root.sections.some(({ name }) => name === 'totem')) found.push(...oldFaults(root))
  return found
}

function unknown(section: Section, grammar: Grammar): GrammarFault[] {
  const where = section.name === '' ? 'the file' : section.name
  const twice = new Set<string>()
  return [
    ...section.keys.flatMap(({ key, line }) => {
      if (!grammar.keys.includes(key) && !(section.name === 'heuristics' && key.startsWith('exec_')))
        return [{ line, sentence: `${where} has no key ${key}` }]
      if (twice.has(key)) return [{ line, sentence: `${key} stands twice in ${where}` }]
      twice.add(key)
      return []
    }),
    ...section.sections.flatMap((child) => {
      const known = grammar.sections?.[child.name]
      return known
        ? unknown(child, known)
        : [{ line: child.line, sentence: `${where} has no section ${child.name}` }]
    }),
  ]
}

/** What totemconfig.c of corosync 1.4 demands of totem{} and its interfaces. */
function oldFaults(root: Section): GrammarFault[] {
  const totemSection = root.sections.find(({ name }) => name === 'totem')!
  const value = (section: Section, key: string): string | undefined =>
    section.keys.find((entry) => entry.key === key)?.value
  const faults: GrammarFault[] = []
  const fault = (section: Section, sentence: string): void => {
    faults.push({ line: section.line, sentence })
  }
  if (value(totemSection, 'version') !== '2') fault(totemSection, 'totem needs version: 2')
  const interfaces = totemSection.sections.filter(({ name }) => name === 'interface')
  if (interfaces.length === 0) fault(totemSection, 'totem has no interface')
  if (interfaces.length > 2) fault(totemSection, 'corosync 1.4 has two rings at most')
  const mode = value(totemSection, 'rrp_mode') ?? 'none'
  if (interfaces.length > 1 && mode === 'none')
    fault(totemSection, 'two rings need rrp_mode: passive or active')
  if (!['none', 'passive', 'active'].includes(mode)) fault(totemSection, `there is no rrp_mode ${mode}`)
  const udpu = value(totemSection, 'transport') === 'udpu'
  interfaces.forEach((section, position) => {
    if (value(section, 'ringnumber') !== String(position))
      fault(section, `the interface in place ${position} needs ringnumber: ${position}`)
    for (const key of ['bindnetaddr', 'mcastport'])
      if (value(section, key) === undefined) fault(section, `interface has no ${key}`)
    const port = Number(value(section, 'mcastport') ?? 5405)
    if (!Number.isInteger(port) || port < 2 || port > 65535) fault(section, `${port} is no port`)
    const members = section.sections.filter(({ name }) => name === 'member')
    if (udpu && members.length === 0) fault(section, 'udpu needs a member block for each node')
    if (!udpu && value(section, 'mcastaddr') === undefined && value(section, 'broadcast') !== 'yes')
      fault(section, 'the udp transport needs mcastaddr')
    for (const member of members)
      if (value(member, 'memberaddr') === undefined) fault(member, 'member has no memberaddr')
  })
  const token = Number(value(totemSection, 'token') ?? 1000)
  const consensus = Number(value(totemSection, 'consensus') ?? token * 1.2)
  if (token < 30) fault(totemSection, `token ${token} is below the 30 ms that corosync allows`)
  if (consensus < 1.2 * token) fault(totemSection, `consensus ${consensus} is below 1.2 times token ${token}`)
  return faults
}
