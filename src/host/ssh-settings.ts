import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { cleanUpOnExit } from '../core/cleanup.ts'
import { HaError } from '../core/errors.ts'
import { posixQuote } from '../core/quote.ts'
import type { NodeAddress } from './connection.ts'
import { findProgram, run } from './exec.ts'
import { explainSsh } from './ssh-failure.ts'
import type { SshTarget } from './ssh-failure.ts'

export interface SshFiles {
  /** A file of known host keys to look into before the user's own, and to write accepted keys to. */
  readonly knownHosts?: string
  /** Instead of ~/.ssh/config. */
  readonly configFile?: string
}

/** Everything that is decided before the first connection to a node. */
export interface SshSettings {
  readonly target: SshTarget
  /** Options that every call shares. */
  readonly words: readonly string[]
  readonly destination: string
  /** For one login, in which nobody is asked, or somebody may be. */
  makeFolder(mode: 'quiet' | 'asking'): SshFolder
}

/** A folder of one login alone, 0700: configuration, control socket, pipes of questions. */
export interface SshFolder {
  readonly path: string
  readonly configFile: string
  readonly controlPath: string
  remove(): void
}

/** Longest path of a socket is 107 bytes (unix(7)), and ssh adds 17 to it while it makes one. */
const longestFolder = 75

const connectSeconds = 10
/** A node is lost after so long without an answer. */
const aliveSeconds = 5
const aliveCount = 4

/**
 * Reads what the user's own configuration of OpenSSH says about a node.
 * @throws HaError connection without an ssh, or with a broken configuration.
 */
export async function sshSettings(address: NodeAddress, files: SshFiles): Promise<SshSettings> {
  const { name: node, host, port, jump, identity } = address
  if (findProgram('ssh') === undefined)
    throw new HaError('connection', 'There is no ssh on this machine.', {
      where: node,
      hint: 'apt-get install openssh-client',
    })
  const words = [
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(jump === undefined ? [] : ['-J', jump]),
    ...(identity === undefined ? [] : ['-i', fromHome(identity), '-o', 'IdentitiesOnly=yes']),
  ]
  const own = await readOwn(address, words, files)
  const user = address.user ?? (own.user === userInfo().username ? 'root' : own.user)
  const shown = ['ssh', ...words.filter((word) => !/^(-o|Identities.*)$/.test(word)), `${user}@${host}`]
    .map(posixQuote)
    .join(' ')
  const target = { node, hostname: own.hostname, port: own.port, user, shown }

  return {
    target,
    words: [...words, '-l', user],
    destination: host,
    makeFolder: (mode) => makeFolder(configuration(own, files, mode)),
  }
}

function makeFolder(config: string): SshFolder {
  const temporary = tmpdir().length > longestFolder - 30 ? '/tmp' : tmpdir()
  const path = mkdtempSync(join(temporary, 'ha-bootstrap-ssh-'))
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  const forget = cleanUpOnExit(remove)
  const configFile = join(path, 'config')
  writeFileSync(configFile, config, { mode: 0o600 })
  writeFileSync(join(path, 'askpass'), askpass)
  chmodSync(join(path, 'askpass'), 0o700)
  return {
    path,
    configFile,
    controlPath: join(path, 'mux'),
    remove: () => {
      forget()
      remove()
    },
  }
}

interface OwnSettings {
  readonly hostname: string
  readonly port: number
  readonly user: string
  readonly strict: string
  readonly knownHosts: string
  readonly connectSeconds: number
}

/** ssh -G prints what the configuration comes to for one destination. */
async function readOwn(
  address: NodeAddress,
  words: readonly string[],
  files: SshFiles,
): Promise<OwnSettings> {
  const { name: node, host, user, port = 22 } = address
  const own = files.configFile === undefined ? [] : ['-F', files.configFile]
  const { code, stdout, stderr } = await run([
    'ssh',
    '-G',
    ...own,
    ...words,
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
  ])
  if (code !== 0)
    throw explainSsh(stderr, { node, hostname: host, port, user: user ?? '', shown: `ssh -G ${host}` })
  const said = new Map(
    stdout.split('\n').map((line): [string, string] => {
      const blank = line.indexOf(' ')
      return [line.slice(0, blank), line.slice(blank + 1)]
    }),
  )
  return {
    hostname: said.get('hostname') ?? host,
    port: Number(said.get('port') ?? port),
    user: said.get('user') ?? '',
    strict: said.get('stricthostkeychecking') ?? 'ask',
    knownHosts: said.get('userknownhostsfile') ?? '',
    connectSeconds: Number(said.get('connecttimeout')) || connectSeconds,
  }
}

/**
 * Ours come first because ssh takes the first value it finds; jump hosts read the same file. Who told ssh to take new keys
 * is not asked about them, but a changed key is refused even then.
 */
function configuration(own: OwnSettings, files: SshFiles, mode: 'quiet' | 'asking'): string {
  const takesNew = /^(accept-new|no|off|false)$/.test(own.strict)
  const strict = takesNew ? 'accept-new' : mode === 'quiet' ? 'yes' : 'ask'
  const include = [files.configFile ?? join(userInfo().homedir, '.ssh/config'), '/etc/ssh/ssh_config']
  return [
    'Host *',
    `BatchMode ${mode === 'quiet' ? 'yes' : 'no'}`,
    `StrictHostKeyChecking ${strict}`,
    `ConnectTimeout ${own.connectSeconds}`,
    `ServerAliveInterval ${aliveSeconds}`,
    `ServerAliveCountMax ${aliveCount}`,
    ...(files.knownHosts === undefined
      ? []
      : [`UserKnownHostsFile "${files.knownHosts}" ${own.knownHosts}`.trimEnd()]),
    ...include.map((file) => `Include "${file}"`),
    '',
  ].join('\n')
}

/** Runs for ssh when it has a question: leaves it in our folder, and waits for the answer in a pipe there. */
const askpass = `#!/bin/sh
[ "\${SSH_ASKPASS_PROMPT:-}" = none ] && exit 0
n=\${0%/*}/$$
mkfifo -m 600 "$n.answer" || exit 1
printf '%s\\n' "$1" >"$n.new" && mv "$n.new" "$n.question" || exit 1
{
  IFS= read -r verdict
  IFS= read -r answer
} <"$n.answer"
rm -f "$n.answer" "$n.question"
[ "$verdict" = answered ] || exit 1
printf '%s\\n' "$answer"
`

const fromHome = (path: string): string => path.replace(/^~(?=\/|$)/, userInfo().homedir)
