import { HaError } from '../core/errors.ts'
import { posixQuote } from '../core/quote.ts'
import type { Ask, NodeAddress } from './connection.ts'
import { run, start } from './exec.ts'
import type { Started } from './exec.ts'
import { answerQuestions, askingEnv } from './ssh-asking.ts'
import { explainLoss, explainSsh, mayAsk, plainLines } from './ssh-failure.ts'
import { sshSettings } from './ssh-settings.ts'
import type { SshFiles, SshFolder, SshSettings } from './ssh-settings.ts'
import type { Way } from './way.ts'

/** Said by ssh on our side when it has logged in. */
const upMark = '@ha-bootstrap-up@'

/** Longest that logging in may take while nobody is asked anything; ssh has no limit of its own after the key exchange. */
const loginTimeoutMs = 90_000

/**
 * Holds the one real connection to a node, over which all programs then go (ssh_config(5), ControlMaster): `$1` is its
 * folder, the rest its command. Standard input is ours; when we are gone, however that happened, so are they.
 */
const keeper = `exec 3<&0
folder=$1
shift
"$@" </dev/null &
ssh=$!
{ trap '' TERM; read -r _; rm -rf "$folder"; kill 0; } <&3 >/dev/null 2>&1 &
watch=$!
wait "$ssh"
code=$?
kill -9 "$watch"
rm -rf "$folder"
exit "$code"`

interface Master {
  readonly keeper: Started
  readonly folder: SshFolder
  /** What ssh said last. */
  said: string
  ended: boolean
}

/**
 * Connects to a node with the user's own OpenSSH, keys and configuration. Nobody is asked anything unless it is necessary
 * and `ask` is given.
 * @throws HaError connection with one sentence about what is in the way.
 */
export async function sshWay(address: NodeAddress, files: SshFiles, ask: Ask | undefined): Promise<Way> {
  const settings = await sshSettings(address, files)
  const way = new SshWay(settings, ask)
  try {
    await way.connect()
    return way
  } catch (error) {
    await way.close()
    throw error
  }
}

class SshWay implements Way {
  readonly transport = 'ssh'
  readonly node: string
  readonly shown: string
  readonly user: string
  readonly isRoot: boolean
  logins = 0
  readonly #settings: SshSettings
  readonly #ask: Ask | undefined
  #master: Promise<Master> | undefined
  #closed = false
  #doubted = false

  constructor(settings: SshSettings, ask: Ask | undefined) {
    const { target } = settings
    this.node = target.node
    this.shown = target.shown
    this.user = target.user
    this.isRoot = target.user === 'root'
    this.#settings = settings
    this.#ask = ask
  }

  /** Logs in, again where the connection that was there is gone. */
  async connect(): Promise<Master> {
    if (this.#closed) throw new Error(`the connection to ${this.node} was closed by us`)
    const before = this.#master
    if (before && (await this.#stands(await before))) return before
    // Somebody else may have been faster while we waited.
    if (this.#master === before) {
      this.#master = this.#logIn()
      this.#master.catch(() => (this.#master = undefined))
    }
    return this.#master!
  }

  doubt(): void {
    this.#doubted = true
  }

  /** What it carried hears of its end before we do. */
  async #stands(master: Master): Promise<boolean> {
    if (this.#doubted && !master.ended) {
      this.#doubted = false
      const { code } = await run(this.#ssh(master.folder, {}, ['-O', 'check']))
      if (code !== 0) {
        master.ended = true
        master.keeper.stdin.end()
      }
    }
    return !master.ended
  }

  async start(words: readonly string[]): Promise<Started> {
    const { folder } = await this.connect()
    return start([...this.#ssh(folder, sessionOptions, []), words.map(posixQuote).join(' ')])
  }

  #ssh(
    { configFile, controlPath }: SshFolder,
    options: { readonly [name: string]: string },
    flags: readonly string[],
  ): string[] {
    const { words, destination } = this.#settings
    const said = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`])
    return [
      'ssh',
      '-F',
      configFile,
      '-S',
      controlPath,
      '-T',
      '-a',
      '-x',
      ...flags,
      ...said,
      ...words,
      '--',
      destination,
    ]
  }

  explain({ began, before, here }: Parameters<Way['explain']>[0]): HaError {
    const { target } = this.#settings
    const said = plainLines(before)
    // Without a beginning and with another exit code than ssh's own, it was the login shell that answered.
    if (!began && here !== 255)
      return new HaError(
        'connection',
        `${target.node} lets ${target.user} in but runs no programs${said.length > 0 ? `: ${said.at(-1)!.replace(/\.$/, '')}` : ''}.`,
        { where: target.node, hint: `see the login shell of ${target.user} there (\`getent passwd\`)` },
      )
    return explainLoss(`${before}\n${this.#lastWords}`, target)
  }

  #lastWords = ''

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const master = await this.#master?.catch(() => undefined)
    if (!master) return
    master.keeper.stdin.end()
    await master.keeper.gone
    master.keeper.release()
    master.folder.remove()
  }

  async #logIn(): Promise<Master> {
    this.logins++
    try {
      return await this.#startMaster('quiet')
    } catch (error) {
      if (!this.#ask || !mayAsk(this.#lastWords)) throw error
    }
    return this.#startMaster('asking')
  }

  async #startMaster(mode: 'quiet' | 'asking'): Promise<Master> {
    const { target } = this.#settings
    const folder = this.#settings.makeFolder(mode)
    const keeping = start(
      ['sh', '-c', keeper, 'sh', folder.path, ...this.#ssh(folder, masterOptions, ['-v', '-M', '-N'])],
      mode === 'asking' ? { env: askingEnv(folder.path) } : {},
    )
    const master: Master = { keeper: keeping, folder, said: '', ended: false }
    const answering = mode === 'asking' ? answerQuestions(target.node, folder.path, this.#ask!) : undefined
    let tooLong = false
    const timer =
      mode === 'quiet'
        ? setTimeout(() => {
            tooLong = true
            keeping.kill()
          }, loginTimeoutMs)
        : undefined
    keeping.stderr.on('data', (chunk: Buffer) => {
      master.said = (master.said + chunk.toString()).slice(-32_768)
      this.#lastWords = master.said
    })
    const up = await new Promise<boolean>((resolve) => {
      let heard = ''
      keeping.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString()
        if (heard.includes(upMark)) resolve(true)
      })
      void keeping.gone.then(() => {
        master.ended = true
        folder.remove()
      })
      void whenSilent(keeping).then(() => resolve(false))
    })
    clearTimeout(timer)
    answering?.()
    if (up) return master
    if (tooLong)
      throw new HaError(
        'connection',
        `${target.node} did not finish the login in ${loginTimeoutMs / 1000} s.`,
        {
          where: target.node,
          hint: 'is the node overloaded, or does its sshd wait for a name server?',
        },
      )
    throw explainSsh(master.said, target)
  }
}

/** When it has said all it will; a master that the user's configuration made for a jump host may hold its output for long. */
const whenSilent = ({ gone, closed }: Started): Promise<unknown> =>
  Promise.race([closed, gone.then(() => new Promise((resolve) => setTimeout(resolve, 500)))])

/** Whatever the user's configuration wants of a login by hand has no place in ours. */
const sessionOptions = {
  BatchMode: 'yes',
  ControlMaster: 'no',
  LogLevel: 'INFO',
  RemoteCommand: 'none',
  ClearAllForwardings: 'yes',
  PermitLocalCommand: 'no',
}
const masterOptions = {
  ControlPersist: 'no',
  RemoteCommand: 'none',
  ClearAllForwardings: 'yes',
  PermitLocalCommand: 'yes',
  LocalCommand: `echo ${upMark}`,
}
