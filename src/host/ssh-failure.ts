import { HaError } from '../core/errors.ts'

/** What ssh was asked to reach, for telling it apart from jump hosts on the way. */
export interface SshTarget {
  readonly node: string
  /** Name or address that ssh connects to, after its own configuration. */
  readonly hostname: string
  readonly port: number
  readonly user: string
  /** `ssh -p 2222 admin@192.168.1.11`: reaches the same by hand. */
  readonly shown: string
}

type Found = readonly [sentence: string, hint: string]

interface Kind {
  readonly match: RegExp
  readonly say: (found: RegExpExecArray, target: SshTarget, said: string) => Found
}

const onConsole = (keyType: string): string =>
  `on its console \`ssh-keygen -lf /etc/ssh/ssh_host_${keyType.toLowerCase()}_key.pub\` must print the same`

/** Messages of OpenSSH 8 to 10, in the order in which they decide. */
const kinds: readonly Kind[] = [
  {
    match: /^(.+): line (\d+): (Bad configuration option.*|.*bad .*)$|^Bad owner or permissions on (.+)$/im,
    say: ([line, file]) => [`ssh refuses its configuration: ${line}.`, `mend ${file ?? 'that file'} first`],
  },
  {
    match: /Host key for (\S+) has changed and you have requested strict checking/,
    say: ([, name = ''], target, said) => {
      const [, type = 'ed25519', file = 'known_hosts', line = '?'] =
        /Offending (\S+) key in (.+):(\d+)/.exec(said) ?? []
      const print = /key sent by the remote host is\s+(SHA256:\S+?)\.?\s/.exec(said)?.[1] ?? ''
      return [
        `The key of ${place(name, target)} is not the one that ${file}:${line} holds: it was installed anew, or something in between answers for it.`,
        `it shows ${type} ${print}; ${onConsole(type)}; then \`ssh-keygen -f ${file} -R '${name}'\``,
      ]
    },
  },
  {
    match: /REVOKED HOST KEY DETECTED|Host key \S+ \S+ revoked/i,
    say: (_, target) => [
      `The key of ${target.node} is marked as revoked.`,
      'never connect to it with this key',
    ],
  },
  {
    match: /No (\S+) host key is known for (\S+) and you have requested strict checking/,
    say: ([sentence = '', type = '', name = ''], target, said) => {
      const prints = said.slice(0, said.indexOf(sentence)).match(/Server host key: \S+ SHA256:\S+/g)
      const print = prints?.at(-1)?.split(' ').at(-1) ?? 'not shown'
      const by = isTarget(name, target) ? target.shown : `ssh ${byHand(name)}`
      return [
        `The key of ${place(name, target)} is not known yet: ${type} ${print}`,
        `${onConsole(type)}; then accept it with \`${by} exit\``,
      ]
    },
  },
  {
    match: /Host key verification failed/,
    say: (_, target) => [
      `The key of ${target.node} was not accepted.`,
      'compare its fingerprint on its console',
    ],
  },
  {
    match: /Could not resolve hostname (\S+): (.+)/,
    say: ([, name = ''], target) => [
      `The name ${name} of ${place(name, target)} does not resolve.`,
      `set ${isTarget(name, target) ? `nodes.${target.node}.ssh.host to its address` : 'it'}, or add it to /etc/hosts here`,
    ],
  },
  {
    match: /connect to (?:host|address) (\S+) port (\d+): (.+)/,
    say: ([, name = '', port = '', reason = ''], target) => unreachable(name, port, reason.trim(), target),
  },
  {
    match: /channel \d+: open failed: ([^:\n]+): ?(.*)/,
    say: ([, kind = '', reason = ''], target) =>
      kind.startsWith('administratively')
        ? [
            `The jump host to ${target.node} does not let connections through (AllowTcpForwarding in its sshd_config).`,
            'allow it there, or reach the node another way',
          ]
        : [
            `The jump host does not reach ${target.node} at ${target.hostname} port ${target.port}: ${reason || kind}.`,
            'is the node on, sshd running there, and the address right as the jump host sees it?',
          ],
  },
  {
    match: /Unable to negotiate with \S+ port \d+: (no matching .+?)\.(?: Their offer: (.+))?$/m,
    say: ([, what = '', offer = ''], target) => [
      `${target.node} and this machine share no dialect of SSH: ${what} (it offers ${offer.trim()}).`,
      'an old one is allowed for one host alone in ~/.ssh/config, for example `HostKeyAlgorithms +ssh-rsa`',
    ],
  },
  {
    match: /(?:^(\S+)@(\S+): )?Permission denied \(([^)]*)\)|Too many authentication failures/m,
    say: ([, user, name, methods], target, said) => refusedLogin(user, name, methods, target, said),
  },
  {
    match:
      /kex_exchange_identification: banner line contains invalid characters|Protocol major versions differ/,
    say: (_, target) => [
      `What answers at ${target.hostname} port ${target.port} is no sshd.`,
      `is nodes.${target.node}.ssh.port right?`,
    ],
  },
  {
    match:
      /Connection timed out during banner exchange|banner exchange: Connection to \S+ port \d+: .*timed? ?out|Connection to \S+ port \d+ timed out/i,
    say: (_, target) => [
      `${target.node} took the connection at ${target.hostname} port ${target.port} but sshd said nothing.`,
      'is the node overloaded, or does something else listen there?',
    ],
  },
  {
    match: /kex_exchange_identification: (.+)|Connection (?:closed|reset) by (\S+) port \d+/,
    say: ([, reason], target) => [
      `${target.node} closed the connection before anybody could log in${reason ? ` (${reason.replace(/^read: /, '')})` : ''}.`,
      'see the log of sshd there: MaxStartups, PerSourcePenalties, fail2ban and hosts.deny do that',
    ],
  },
]

/**
 * What ssh's messages mean, in one sentence with the place and what to do.
 * @param said what ssh printed with -v, as one text.
 */
export function explainSsh(said: string, target: SshTarget): HaError {
  for (const { match, say } of kinds) {
    const found = match.exec(said)
    if (!found) continue
    const [sentence, hint] = say(found, target, said)
    return new HaError('connection', sentence.replace(/^the /, 'The '), { where: target.node, hint })
  }
  const last = plainLines(said).at(-1)
  return new HaError(
    'connection',
    `ssh did not reach ${target.node}${last === undefined ? ' and does not say why' : `: ${last}`}.`,
    { where: target.node, hint: `try by hand: \`${target.shown} true\`` },
  )
}

/** Whether a person could help: with a key's fingerprint, a passphrase or a password. */
export const mayAsk = (said: string): boolean =>
  /No \S+ host key is known for \S+ and you have|Permission denied \(/.test(said)

/** Why a connection that worked is gone. */
export function explainLoss(said: string, target: SshTarget): HaError {
  const reason = /Timeout, server \S+ not responding/.test(said)
    ? 'it does not answer any more'
    : /Broken pipe|Connection reset|closed by remote host/.test(said)
      ? 'it was closed from there'
      : 'ssh ended'
  return new HaError('connection', `The connection to ${target.node} broke: ${reason}.`, {
    where: target.node,
    hint: 'what was started there goes on; the same command again finds out how far it came',
  })
}

export const plainLines = (said: string): string[] =>
  said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(debug\d|OpenSSH_)/.test(line))

function unreachable(name: string, port: string, reason: string, target: SshTarget): Found {
  const isTheNode = isTarget(name, target) && Number(port) === target.port
  const who = isTheNode ? target.node : jumpHost(name, target)
  const at = `${name} port ${port}`
  if (/refused/.test(reason))
    return [`${who} is there, but nothing listens at ${at}.`, 'start sshd there, or say which port it uses']
  if (/timed out/.test(reason))
    return [
      `${who} does not answer at ${at}.`,
      'is it on, the cable in, the address right, a firewall between?',
    ]
  if (/No route|unreachable/.test(reason))
    return [
      `There is no way from here to ${who} at ${at}: ${reason}.`,
      'is it on, and in a network we are in?',
    ]
  return [`${who} cannot be reached at ${at}: ${reason}.`, `try by hand: \`${target.shown} true\``]
}

function refusedLogin(
  user: string | undefined,
  name: string | undefined,
  methods: string | undefined,
  target: SshTarget,
  said: string,
): Found {
  const who = name === undefined ? target.node : place(name, target)
  const keys = [
    ...new Set([...said.matchAll(/Offering public key: (.+?) \S+ SHA256:/g)].map(([, key]) => key!)),
  ]
  const login = user ?? target.user
  const unusable = /Load key "([^"]+)": (.+)/.exec(said)
  if (unusable)
    return [`The key ${unusable[1]} cannot be used: ${unusable[2]}.`, 'mend it, or give another one']
  const missing = /Identity file (\S+) not accessible: (.+?)\.?$/m.exec(said)
  if (missing)
    return [`The key ${missing[1]} is not there: ${missing[2]}.`, `see nodes.${target.node}.ssh.identity`]
  if (methods === undefined)
    return [
      `${who} refused ${login} after too many keys: ${keys.join(', ')}.`,
      `say which one with nodes.${target.node}.ssh.identity`,
    ]
  return [
    keys.length > 0
      ? `${who} does not let ${login} in with ${keys.join(', ')}.`
      : `${who} does not let ${login} in: there was no key to show (it takes ${methods}).`,
    isTarget(name ?? target.hostname, target)
      ? `put your key there: \`${target.shown.replace(/^ssh /, 'ssh-copy-id ')}\``
      : 'put your key there with ssh-copy-id',
  ]
}

/** Host keys are known as `name` or, away from port 22, as `[name]:port`. */
const knownName = ({ hostname, port }: SshTarget): string =>
  port === 22 ? hostname : `[${hostname}]:${port}`

const isTarget = (name: string, target: SshTarget): boolean =>
  name === target.hostname || name === knownName(target) || name === target.node

const place = (name: string, target: SshTarget): string =>
  isTarget(name, target) ? target.node : jumpHost(name, target)

const jumpHost = (name: string, { node }: SshTarget): string =>
  `the jump host ${name} (on the way to ${node})`

function byHand(name: string): string {
  const [, host, port] = /^\[(.+)\]:(\d+)$/.exec(name) ?? []
  return host === undefined ? name : `-p ${port} ${host}`
}
