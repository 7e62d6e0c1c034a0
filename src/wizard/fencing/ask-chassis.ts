import { enumerate } from '../../core/text.ts'
import { isHost } from '../cluster/ask-members.ts'
import { wordsOf } from '../words.ts'
import type { Value } from '../../spec/spec.ts'
import { whyNotUser } from './ask-boards.ts'
import { askDelay } from './ask-delay.ts'
import { plugsOf, whyNotPlugs } from './ask-outlets.ts'
import { askPassword } from './ask-password.ts'
import type { FencingGround, Made } from './ground.ts'

const device = 'chassis'

/** Asks for the management of a modular server that switches its slots over SNMP (fence_intelmodular). */
export function askChassis(ground: FencingGround): Made {
  const { asking, nodes, setting, taken } = ground
  const name = asking.text('rare', {
    id: 'fencing.prefix',
    kind: 'text',
    title: 'What is the fence device to be called?',
    found: [],
    proposal: { answer: device, because: 'that is what it is' },
    explanation: ['A name of letters.'],
    fields: ['fencing.devices'],
  })
  const host = asking.text('missing', {
    id: 'fencing.host',
    kind: 'text',
    title: "Which address does the chassis' management have?",
    found: [],
    explanation: [
      'The nodes ask it over SNMP, port 161. It is the one thing that both depend on: when it is away, ' +
        'nothing can be fenced, and nothing fails over.',
    ],
    check: (answer) => {
      const other = taken.find(({ address }) => address === answer)
      return other
        ? `${other.address} is ${other.what}.`
        : isHost(String(answer))
          ? undefined
          : 'This is no address.'
    },
    fields: ['fencing.devices.*.params'],
  })
  const slots = wordsOf(
    asking.text('missing', {
      id: 'fencing.plugs',
      kind: 'text',
      title: `In which slots are ${enumerate(nodes)}, in this order?`,
      found: [],
      explanation: [
        'The numbers printed at the slots, with blanks between. A wrong one kills another blade.',
      ],
      check: (answer) => whyNotPlugs(String(answer), nodes),
      fields: ['fencing.devices.*.plugs'],
    }),
  )
  const params = askSnmp(ground, name)
  const delay = askDelay(ground, { devices: [name], isShared: true })
  const ip = setting.stack === 'cman' ? 'ipaddr' : 'ip'
  return {
    fencing: {
      devices: {
        [name]: {
          agent: 'fence_intelmodular',
          ...(slots.length > 0 && { plugs: plugsOf(nodes, slots) }),
          ...(delay === 'random' && { 'delay-max': '10s' }),
          params: { ...(host !== '' && { [ip]: host }), ...params },
        },
      },
    },
    ...(delay === 'random' && {
      comments: {
        [`devices.${name}.delay-max`]: 'both nodes use it: a random wait keeps them from shooting at once',
      },
    }),
  }
}

function askSnmp(ground: FencingGround, name: string): { [param: string]: Value } {
  const { asking, setting } = ground
  const isOld = setting.stack === 'cman'
  const version = asking.text('missing', {
    id: 'fencing.snmp',
    kind: 'one',
    title: 'Which version of SNMP does it speak?',
    found: [],
    choices: [
      { name: '3', label: 'user and password, signed' },
      { name: '2c', label: 'community in clear text' },
      { name: '1', label: 'community in clear text, old' },
    ],
    proposal: { answer: '3', because: 'the others send the word that switches nodes off in clear text' },
    explanation: [
      'As it is set up at the chassis. With 2c and 1 anybody who listens can switch your nodes off.',
    ],
    fields: ['fencing.devices.*.params'],
  })
  if (version !== '3') {
    askPassword(ground, {
      id: 'fencing.password.chassis',
      title: 'What is the SNMP community that may write?',
      secret: name,
      tested: [name],
    })
    return { snmp_version: version, community: { secret: name } }
  }
  const user = asking.text('missing', {
    id: 'fencing.user',
    kind: 'text',
    title: 'As which SNMP user do the nodes log in?',
    found: [],
    proposal: { answer: 'fence', because: 'a user for this alone, which the chassis must have' },
    explanation: ['A user of the chassis that may write over SNMP.'],
    check: (answer) => whyNotUser(String(answer)),
    fields: ['fencing.devices.*.params'],
  })
  const level = asking.text('missing', {
    id: 'fencing.level',
    kind: 'one',
    title: 'How is SNMP protected?',
    found: [],
    choices: [
      { name: 'authNoPriv', label: 'signed' },
      { name: 'authPriv', label: 'signed and encrypted' },
      { name: 'noAuthNoPriv', label: 'not at all' },
    ],
    proposal: { answer: 'authNoPriv', because: 'what modular servers have by default' },
    explanation: ['As it is set up at the chassis for this user.'],
    fields: ['fencing.devices.*.params'],
  })
  const hash =
    level === 'noAuthNoPriv'
      ? ''
      : asking.text('missing', {
          id: 'fencing.hash',
          kind: 'one',
          title: 'Signed by what?',
          found: [],
          choices: [
            { name: 'SHA', label: '' },
            { name: 'MD5', label: 'older' },
          ],
          proposal: { answer: 'SHA', because: 'the better of the two' },
          explanation: ['As it is set up at the chassis for this user.'],
          fields: ['fencing.devices.*.params'],
        })
  if (level !== 'noAuthNoPriv')
    askPassword(ground, {
      id: 'fencing.password.chassis',
      title: `What is the password of ${user}?`,
      secret: name,
      tested: [name],
    })
  const privacy = level === 'authPriv'
  const cipher = !privacy
    ? ''
    : asking.text('missing', {
        id: 'fencing.cipher',
        kind: 'one',
        title: 'Encrypted by what?',
        found: [],
        choices: [
          { name: 'AES', label: '' },
          { name: 'DES', label: 'older' },
        ],
        proposal: { answer: 'AES', because: 'the better of the two' },
        explanation: ['As it is set up at the chassis for this user.'],
        fields: ['fencing.devices.*.params'],
      })
  if (privacy)
    askPassword(ground, {
      id: 'fencing.password.privacy',
      title: `With which password does ${user} encrypt?`,
      secret: `${name}-privacy`,
      tested: [name],
    })
  return {
    snmp_version: '3',
    snmp_sec_level: level,
    ...(hash !== '' && { snmp_auth_prot: hash }),
    ...(cipher !== '' && { snmp_priv_prot: cipher }),
    [isOld ? 'login' : 'username']: user,
    ...(level !== 'noAuthNoPriv' && { [isOld ? 'passwd' : 'password']: { secret: name } }),
    ...(privacy && { snmp_priv_passwd: { secret: `${name}-privacy` } }),
  }
}
