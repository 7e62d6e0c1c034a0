import { enumerate } from '../../core/text.ts'
import { isHost } from '../cluster/ask-members.ts'
import { wordsOf } from '../words.ts'
import { whyNotUser } from './ask-boards.ts'
import { askDelay } from './ask-delay.ts'
import { plugsOf, whyNotPlugs } from './ask-outlets.ts'
import { askPassword } from './ask-password.ts'
import type { FencingGround, Made } from './ground.ts'

const device = 'host'

/** Asks for the host that the nodes are guests of: over ssh (fence_virsh), or by its fence_virtd (fence_xvm). */
export function askHypervisor(ground: FencingGround, how: 'libvirt' | 'xvm'): Made {
  const { asking, nodes } = ground
  const domains = wordsOf(
    asking.text('missing', {
      id: 'fencing.plugs',
      kind: 'text',
      title: `What does the host call ${enumerate(nodes)}, in this order?`,
      found: [],
      proposal: { answer: nodes.join(' '), because: 'most give a virtual machine the name of its system' },
      explanation: ['`virsh list --all` on the host prints the names. A wrong one kills another machine.'],
      check: (answer) => whyNotPlugs(String(answer), nodes),
      fields: ['fencing.devices.*.plugs'],
    }),
  )
  const params = how === 'libvirt' ? askSsh(ground) : askMulticast(ground)
  const delay = askDelay(ground, { devices: [device], isShared: true })
  return {
    fencing: {
      devices: {
        [device]: {
          agent: how === 'libvirt' ? 'fence_virsh' : 'fence_xvm',
          ...(domains.length > 0 && { plugs: plugsOf(nodes, domains) }),
          ...(delay === 'random' && { 'delay-max': '10s' }),
          params,
        },
      },
    },
    comments: {
      [`devices.${device}`]: 'when the host itself dies, all its guests die with it: this is for practice',
    },
  }
}

type Params = NonNullable<NonNullable<Made['fencing']['devices']>[string]['params']>

function askSsh(ground: FencingGround): Params {
  const { asking, taken } = ground
  const ip = asking.text('missing', {
    id: 'fencing.host',
    kind: 'text',
    title: 'Which address does their host have?',
    found: [],
    explanation: ['The nodes log in there by ssh and call virsh. It must be one that all nodes reach.'],
    check: (answer) => {
      const other = taken.find(({ address }) => address === answer)
      return other && !other.what.includes('gateway')
        ? `${other.address} is ${other.what}.`
        : isHost(String(answer))
          ? undefined
          : 'This is no name or address of a host.'
    },
    fields: ['fencing.devices.*.params'],
  })
  const user = asking.text('missing', {
    id: 'fencing.user',
    kind: 'text',
    title: 'As which user do they log in there?',
    found: [],
    proposal: {
      answer: 'root',
      because: 'others may not switch guests off, unless they are in the group libvirt',
    },
    explanation: ['A user who may call virsh destroy and virsh start.'],
    check: (answer) => whyNotUser(String(answer)),
    fields: ['fencing.devices.*.params'],
  })
  const key = asking.text('missing', {
    id: 'fencing.key',
    kind: 'text',
    title: 'Which private key do they log in with?',
    found: [],
    proposal: { answer: '/root/.ssh/id_ed25519', because: 'the usual place; it must be there on every node' },
    optional: true,
    explanation: [
      'A path on the nodes, of a key without passphrase that the host lets in. Empty: a password.',
    ],
    check: (answer) =>
      answer === '' || /^\/[A-Za-z0-9/._+@:,=-]*$/.test(String(answer))
        ? undefined
        : 'Write an absolute path without blanks.',
    fields: ['fencing.devices.*.params'],
  })
  if (key === '')
    askPassword(ground, {
      id: 'fencing.password.host',
      title: `What is the password of ${user} on the host?`,
      secret: device,
      tested: [device],
    })
  return {
    ...(ip !== '' && { ip }),
    username: user,
    ...(key === '' ? { password: { secret: device } } : { identity_file: key }),
  }
}

function askMulticast({ asking }: FencingGround): Params {
  const key = asking.text('missing', {
    id: 'fencing.key',
    kind: 'text',
    title: 'Where is the key of fence_virtd on the nodes?',
    found: [],
    proposal: { answer: '/etc/cluster/fence_xvm.key', because: 'where fence_xvm looks for it' },
    explanation: [
      'The same file on the host and on every node. fence_virtd must run on the host and listen on the ' +
        'bridge of the nodes (multicast 225.0.0.12, port 1229).',
    ],
    check: (answer) =>
      /^\/[A-Za-z0-9/._+@:,=-]+$/.test(String(answer)) ? undefined : 'Write an absolute path without blanks.',
    fields: ['fencing.devices.*.params'],
  })
  return { key_file: key }
}
