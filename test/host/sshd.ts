// A real sshd on loopback with users of its own: it and what it starts live in a mount namespace in which /etc/passwd,
// /etc/shadow and /etc/sudoers are others, so that nothing of the machine changes, and in a namespace of processes, so that
// they see nobody else's and nothing of theirs stays behind.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../src/host/exec.ts'

export interface User {
  readonly name: string
  readonly shell?: string
  /** What sudo allows: all without a password, all with it, nothing. */
  readonly sudo?: 'free' | 'password' | 'none'
  /** Runs at each login (~/.bashrc, ~/.cshrc, config.fish). */
  readonly loginScript?: { readonly path: string; readonly text: string }
}

export interface Sshd {
  readonly port: number
  readonly folder: string
  /** Private key that all users take. */
  readonly key: string
  /** known_hosts with this server's key. */
  readonly knownHosts: string
  /** SHA256 fingerprint of its key. */
  readonly fingerprint: string
  /** Pids of the processes of its connections. */
  connections(): number[]
  /** Ends all its connections and all that runs there, as a node does that loses its power. */
  cut(): void
  /** Ends all its connections, and nothing that runs without them. */
  cutSessions(): void
  stop(): Promise<void>
}

export const password = "it's a Secret"

/** Why there is no sshd to test with, or undefined when there is one. */
export function whyNoSshd(): string | undefined {
  if (!findProgram('sshd')) return 'openssh-server is not installed'
  if (process.getuid?.() !== 0) return 'only root can start an sshd with users of its own'
  return spawnSync('unshare', ['-mpf', '--mount-proc', 'true']).status === 0
    ? undefined
    : 'no mount namespaces here'
}

/** @param before sh that runs as root in the namespace first, for mounts of its own. */
export async function startSshd(users: readonly User[] = [], more = '', before = ''): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-test-'))
  const file = (name: string, text: string, mode = 0o644): string => {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), mode)
    return join(folder, name)
  }
  chmodSync(folder, 0o755)
  must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host'))
  must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', join(folder, 'id'))
  const port = await freePort()
  const hash = must('openssl', 'passwd', '-6', password).trim()
  const lines = users.map(({ name, shell = '/bin/sh', loginScript }, i) => {
    const home = join(folder, 'home', name)
    mkdirSync(home, { recursive: true })
    if (loginScript) {
      mkdirSync(join(home, loginScript.path, '..'), { recursive: true })
      writeFileSync(join(home, loginScript.path), loginScript.text)
    }
    must('chown', '-R', String(64_001 + i), home)
    // busybox is the shell that it is called by.
    const called = shell.endsWith('/busybox') ? join(home, 'ash') : shell
    if (called !== shell) symlinkSync(shell, called)
    return `${name}:x:${64_001 + i}:65534::${home}:${called}\n`
  })
  // The login scripts of this machine's own root would run at every login, and be killed in the middle with the connections.
  mkdirSync(join(folder, 'home', 'root'), { recursive: true })
  const known = readFileSync('/etc/passwd', 'utf8').replace(
    /^(root:.*):[^:\n]*:([^:\n]*)$/m,
    `$1:${join(folder, 'home', 'root')}:$2`,
  )
  file('passwd', known + lines.join(''))
  file(
    'shadow',
    readFileSync('/etc/shadow', 'utf8') +
      users.map(({ name }) => `${name}:${hash}:19000:0:99999:7:::\n`).join(''),
    0o600,
  )
  const allowed = users.flatMap(({ name, sudo = 'none' }) =>
    sudo === 'none' ? [] : [`${name} ALL=(ALL:ALL) ${sudo === 'free' ? 'NOPASSWD: ' : ''}ALL\n`],
  )
  file('sudoers', `Defaults !lecture\n${allowed.join('')}`, 0o440)
  file('authorized_keys', readFileSync(join(folder, 'id.pub'), 'utf8'))
  const config = file(
    'sshd_config',
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PidFile none
LogLevel ERROR
${more}
`,
  )
  const binds = ['passwd', 'shadow', 'sudoers'].filter((name) => existsSync(`/etc/${name}`))
  const server = spawn(
    'unshare',
    [
      '-mpf',
      '--mount-proc',
      '--kill-child',
      'sh',
      '-ec',
      `${binds.map((name) => `mount --bind ${folder}/${name} /etc/${name};`).join(' ')}
mount -t tmpfs none /run; ${before || ':'}; mkdir -p /run/sshd; exec ${findProgram('sshd')!} -D -e -f ${config}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const publicKey = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
  const knownHosts = file(
    'known_hosts',
    `[127.0.0.1]:${port} ${publicKey}\n[localhost]:${port} ${publicKey}\n`,
  )
  await untilListening(port, server, () => said)
  // Of unshare's descendants the first is sshd itself.
  const connections = (): number[] => childrenOf(server.pid!).slice(1)
  return {
    port,
    folder,
    key: join(folder, 'id'),
    knownHosts,
    fingerprint: must('ssh-keygen', '-lf', join(folder, 'host.pub')).split(' ')[1]!,
    connections,
    cut: () => connections().forEach(kill),
    cutSessions: () => namedSshd(connections()).forEach(kill),
    stop: async () => {
      if (server.exitCode === null) {
        server.kill('SIGKILL')
        await new Promise((resolve) => server.once('exit', resolve))
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A port whose queue is full, so that further connections get no answer, as from a machine that is off. */
export async function deafListener(): Promise<{ port: number; stop(): void }> {
  const program = `import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)
held = [socket.socket() for _ in range(3)]
for c in held: c.setblocking(False); c.connect_ex(s.getsockname())
print(s.getsockname()[1], flush=True); sys.stdin.read()`
  const listener = spawn('python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) =>
    listener.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
  )
  return { port, stop: () => listener.stdin.end() }
}

export function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  const children = stdout.split('\n').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

function namedSshd(pids: readonly number[]): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,comm=', '-p', pids.join(',')], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => (line.endsWith(' sshd') ? [Number.parseInt(line, 10)] : []))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

function must(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
  return stdout
}

async function untilListening(port: number, server: ChildProcess, said: () => string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said()}`)
    const listens = must('ss', '-Hltn', `sport = :${port}`)
    if (listens.trim() !== '') return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
