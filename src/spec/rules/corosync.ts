import { addressOn, ringNetworks, stackOf, versionsOf } from '../effective.ts'
import { linkPort, ourCorosync } from '../rings.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

export const rules: Rule[] = [
  {
    code: 'COR005',
    severity: 'error',
    title: 'There are no more rings than the transport has links.',
    why: 'corosync 1.4 and 2 have two rings; udp and udpu of corosync 3 have one ("too many configured interfaces for non-Knet transport").',
    example: {
      bad: 'rings: [a, b]\ncorosync: { transport: udpu }   # corosync 3',
      good: 'corosync: { transport: knet }',
    },
    source: 'measured: corosync -t, corosync 3.1.7; corosync.conf(5) of 2.4',
    check(spec, report) {
      const dialect = ourCorosync(spec)
      if (!dialect) return
      const transport = spec.corosync?.transport ?? (dialect === '3' ? 'knet' : 'udpu')
      const most = dialect !== '3' ? 2 : transport === 'knet' ? 8 : 1
      const rings = spec.rings ?? []
      if (dialect !== '3' && rings.length === 2 && spec.corosync?.rrp_mode === 'none')
        report(
          ['corosync', 'rrp_mode'],
          'rrp_mode is none, but there are two rings, which corosync refuses.',
          'write passive, or leave it out',
        )
      if (rings.length <= most) return
      report(
        ['rings', most],
        `corosync ${dialect} with ${transport} has ${most === 1 ? 'one ring' : `${most} rings`}, not ${rings.length}.`,
        dialect === '3' ? 'use transport knet, which has eight' : `leave ${most} networks in rings`,
      )
    },
  },
  {
    code: 'COR006',
    severity: 'error',
    title: 'Settings of a transport are for that transport and version.',
    why: 'corosync takes keys that it does not know without a word, so what they should do does not happen.',
    example: {
      bad: 'corosync: { transport: udpu, link_mode: passive }',
      good: 'corosync: { transport: knet, link_mode: passive }',
    },
    source: 'corosync.conf(5) of 1.4, 2.4 and 3.1; measured: corosync -t takes rrp_mode with knet',
    check(spec, report) {
      const dialect = ourCorosync(spec)
      const said = spec.corosync
      if (!dialect || !said) return
      const transport = said.transport ?? (dialect === '3' ? 'knet' : 'udpu')
      const fault = (key: string, needs: string, fix: string): void =>
        report(
          ['corosync', key],
          `${key} is for ${needs}, here it is corosync ${dialect} with ${transport}.`,
          fix,
        )
      if (said.transport === 'knet' && dialect !== '3')
        report(
          ['corosync', 'transport'],
          `knet came with corosync 3, the nodes have corosync ${versionOf(spec)}.`,
          'use udpu, or say the right version under versions',
        )
      if (said.link_mode !== undefined && transport !== 'knet')
        fault('link_mode', 'knet', dialect === '3' ? 'remove it, udpu and udp have one link' : 'use rrp_mode')
      if (said.rrp_mode !== undefined && dialect === '3')
        fault('rrp_mode', 'corosync 1.4 and 2', 'use link_mode, which is how knet uses several links')
      if (said.ip_version !== undefined && dialect === '1.4')
        fault('ip_version', 'corosync 2 and 3', 'remove it')
      if (said.token_coefficient !== undefined && dialect === '1.4')
        fault('token_coefficient', 'corosync 2 and 3', 'set token to what the nodes need in all')
      for (const key of ['secauth', 'compatibility', 'pacemaker-plugin'] as const)
        if (said[key] !== undefined && dialect !== '1.4')
          fault(key, 'corosync 1.4', key === 'secauth' ? 'use crypto_cipher and crypto_hash' : 'remove it')
      if (said.mcastaddr !== undefined && transport !== 'udp')
        fault('mcastaddr', 'the udp transport', 'remove it, the members are listed by address')
      for (const [network, link] of Object.entries(said.links ?? {})) {
        const key = Object.keys(link).find((name) => name.startsWith('knet_'))
        if (key !== undefined && transport !== 'knet')
          report(
            ['corosync', 'links', network, key],
            `${key} is for knet, here it is corosync ${dialect} with ${transport}.`,
            'remove it, or use transport knet',
          )
      }
    },
  },
  {
    code: 'COR007',
    severity: 'error',
    title: 'Encryption is said in a way that the transport and version have.',
    why: 'corosync 3 refuses crypto_cipher and crypto_hash without knet; corosync 1.4 knows secauth only and would send in the clear.',
    example: {
      bad: 'corosync: { transport: udpu, crypto_cipher: aes256, crypto_hash: sha256 }',
      good: 'corosync: { transport: knet, crypto_cipher: aes256, crypto_hash: sha256 }',
    },
    source: 'measured: "crypto_cipher & crypto_hash are only valid for the Knet transport", corosync 3.1.7',
    check(spec, report) {
      const dialect = ourCorosync(spec)
      const said = spec.corosync
      if (!dialect || !said) return
      const transport = said.transport ?? (dialect === '3' ? 'knet' : 'udpu')
      for (const key of ['crypto_cipher', 'crypto_hash'] as const) {
        if (said[key] === undefined || said[key] === 'none') continue
        if (dialect === '1.4')
          report(
            ['corosync', key],
            `corosync 1.4 has no ${key}.`,
            'write secauth: true, it signs and encrypts',
          )
        else if (dialect === '3' && transport !== 'knet')
          report(
            ['corosync', key],
            `${key} is ${said[key]}, but corosync 3 encrypts with knet only, and the transport is ${transport}.`,
            'use transport knet',
          )
      }
      if ((said.crypto_cipher ?? 'none') !== 'none' && said.crypto_hash === 'none')
        report(
          ['corosync', 'crypto_hash'],
          `crypto_cipher ${said.crypto_cipher} needs a crypto_hash other than none.`,
          'write crypto_hash: sha256',
        )
    },
  },
  {
    code: 'COR008',
    severity: 'warning',
    title: 'The traffic of the members is authenticated.',
    why: 'Anyone on the network can make a node leave, or join and shut the services down.',
    example: {
      bad: 'corosync: { crypto_hash: none, crypto_cipher: none }',
      good: '# say nothing: aes256 and sha256',
    },
    source: 'corosync.conf(5) crypto_hash, secauth',
    check(spec, report) {
      const dialect = ourCorosync(spec)
      const said = spec.corosync
      if (!dialect || !said) return
      const clear = (key: string): void =>
        report(
          ['corosync', key],
          'The traffic of corosync is neither signed nor encrypted.',
          dialect === '1.4'
            ? 'write secauth: true'
            : 'leave crypto_cipher and crypto_hash out: aes256 and sha256 are written',
        )
      if (dialect === '1.4' && said.secauth === false) clear('secauth')
      if (dialect !== '1.4' && said.crypto_hash === 'none') clear('crypto_hash')
      if (dialect === '3' && said.transport !== undefined && said.transport !== 'knet') clear('transport')
    },
  },
  {
    code: 'COR011',
    severity: 'error',
    title: 'Packets of corosync fit into the network.',
    why: 'Packets longer than the MTU are cut in pieces, and one lost piece loses the whole; a switch that drops them splits the cluster under load.',
    example: {
      bad: 'networks: { lan: { mtu: 1500 } }\nrings: [lan]\ncorosync: { netmtu: 9000 }',
      good: 'corosync: { netmtu: 1500 }',
    },
    source: 'corosync.conf(5) netmtu',
    check(spec, report) {
      const netmtu = spec.corosync?.netmtu
      if (netmtu === undefined) return
      for (const ring of ringNetworks(spec)) {
        const mtu = spec.networks![ring]!.mtu ?? 1500
        if (netmtu > mtu)
          report(
            ['corosync', 'netmtu'],
            `netmtu ${netmtu} is larger than the MTU ${mtu} of ring ${ring}.`,
            `write ${mtu} at most, or leave netmtu out`,
          )
      }
      if (ourCorosync(spec) === '3' && (spec.corosync?.transport ?? 'knet') === 'knet')
        report(
          ['corosync', 'netmtu'],
          'knet finds the MTU itself and does not read netmtu.',
          'leave netmtu out',
          'warning',
        )
    },
  },
  {
    code: 'COR012',
    severity: 'error',
    title: 'A multicast address is one.',
    why: 'corosync sends to this address; one that belongs to a machine reaches that machine alone.',
    example: {
      bad: 'corosync: { transport: udp, mcastaddr: 192.168.1.50 }',
      good: 'corosync: { transport: udp, mcastaddr: 239.192.1.1 }',
    },
    source: 'RFC 5771, RFC 4291 section 2.7',
    check(spec, report) {
      const address = spec.corosync?.mcastaddr
      if (address === undefined) return
      const ring = ringNetworks(spec)[0]
      const own = ring && addressOn(Object.values(spec.nodes)[0]!, ring)
      if (own && isMulticast(address) && own.includes(':') !== address.includes(':'))
        report(
          ['corosync', 'mcastaddr'],
          `${address} is of another family than ${own} on ring ${ring}.`,
          'write a group of the same family, or leave it out',
        )
      if (isMulticast(address)) return
      report(
        ['corosync', 'mcastaddr'],
        `${address} is no multicast address.`,
        'write one of 239.192.0.0/14 (IPv4) or ff15::/16 (IPv6), or leave it out',
      )
    },
  },
  {
    code: 'COR014',
    severity: 'warning',
    title: 'Settings are those of the stack that runs.',
    why: 'The settings of another stack are written nowhere.',
    example: {
      bad: 'stack: heartbeat\ncorosync: { token: 5000 }',
      good: 'stack: heartbeat\nheartbeat: { deadtime: 15s }',
    },
    source: 'stack decides which program keeps the members: corosync.conf(5), ha.cf(5), cman(5)',
    check(spec, report) {
      const stack = stackOf(spec)
      const belongs = {
        corosync: 'pacemaker',
        quorum: 'pacemaker',
        heartbeat: 'heartbeat',
        cman: 'cman',
      } as const
      for (const [key, owner] of Object.entries(belongs)) {
        const value = spec[key as keyof typeof belongs]
        if (value === undefined || owner === stack || Object.keys(value).length === 0) continue
        report(
          [key],
          `The stack is ${stack}, so ${key} does nothing.`,
          `remove ${key}, or write stack: ${owner}`,
        )
      }
    },
  },
  {
    code: 'COR015',
    severity: 'error',
    title: 'Every link has a port.',
    why: 'Each link takes the next port, up to corosync 2 the one below it as well; past the end of the range there is none.',
    example: { bad: 'corosync: { port: 65535 }   # two rings', good: 'corosync: { port: 5405 }' },
    source: 'corosync.conf(5) mcastport',
    check(spec, report) {
      const dialect = ourCorosync(spec)
      if (!dialect || !spec.corosync) return
      const { links, port } = spec.corosync
      ;(spec.rings ?? []).forEach((ring, number) => {
        const own = links?.[ring]?.mcastport
        const found = own ?? linkPort(spec, number, dialect)
        if (found <= 65535 && (dialect === '3' || found >= 2)) return
        if (own === undefined && port === undefined) return
        report(
          own === undefined ? ['corosync', 'port'] : ['corosync', 'links', ring, 'mcastport'],
          found > 65535
            ? `The link ${ring} would have port ${found}, and the last one is 65535.`
            : `The link ${ring} has port ${found}, and corosync ${dialect} needs the one below it too.`,
          'write 5405, or leave it out',
        )
      })
    },
  },
]

const isMulticast = (address: string): boolean =>
  /^(22[4-9]|23[0-9])\./.test(address) || /^ff[0-9a-f]{2}:/i.test(address)

const versionOf = (spec: Spec): string => versionsOf(Object.values(spec.nodes)[0] ?? {}).corosync
