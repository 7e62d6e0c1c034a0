import { createHash } from 'node:crypto'
import { sh, shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import { reproducibleArchive } from '../core/tar.ts'
import type { Connection } from '../host/connection.ts'
import type { SecretPlan } from '../plan/secrets.ts'
import type { RenderedFile } from '../render/files.ts'
import { fillSecrets } from '../render/secrets.ts'
import type { SecretValues } from '../render/secrets.ts'
import type { Program } from './compile.ts'
import { netguard } from './node-scripts.gen.ts'

/** What travels to a node: its program and its files, with secrets in them. */
export interface Payload {
  readonly node: string
  /** Of all that is in it. */
  readonly hash: string
  /** tar.gz */
  readonly archive: Buffer
}

export interface PayloadInput {
  readonly program: Program
  readonly files: readonly RenderedFile[]
  readonly secrets: SecretValues
  readonly secretPlans: readonly SecretPlan[]
}

export function payloadOf({ program, files, secrets, secretPlans }: PayloadInput): Payload {
  const archive = reproducibleArchive([
    { path: 'program', mode: 0o700, bytes: Buffer.from(program.text) },
    { path: 'netguard', mode: 0o700, bytes: Buffer.from(netguard) },
    ...files.map((file) => ({
      path: `files${file.path}`,
      mode: 0o600,
      bytes: fillSecrets(file, secrets, secretPlans),
    })),
  ])
  const hash = createHash('sha256').update(archive).digest('hex').slice(0, 16)
  return { node: program.node, hash, archive }
}

/** Which part of a program is meant. */
export interface Selection {
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly from?: string
  /** Serial numbers, or paths of devices that have none, whose content may be destroyed. */
  readonly allow?: readonly string[]
}

/** Where everything of ours is on a node; below another root for tests. */
const home = sh`ha_home="${shVerbatim('${HA_ROOT-}')}/var/lib/ha-bootstrap"`

/**
 * Runs all guards and changes nothing: the payload comes on standard input, lives in a folder of its own for that moment,
 * in memory where /run is there.
 */
export const checkCommand = (selection: Selection, contents: 'with-contents' | 'without-contents'): Sh =>
  sh`umask 077
ha_top=/run; [ -w /run ] || ha_top=\${TMPDIR:-/tmp}
ha_dir=$(mktemp -d "$ha_top/ha-bootstrap.XXXXXX") || exit 1
trap 'rm -rf "$ha_dir"' EXIT
trap 'exit 129' HUP INT TERM PIPE
tar -C "$ha_dir" -xzf - || exit 1
sh "$ha_dir/program" --check ${contents === 'with-contents' ? ['--contents'] : []} ${flagsOf(selection)}`

/** Puts the payload of standard input where it stays; an older one that nobody runs goes, because secrets are in it. */
export const uploadCommand = (payload: Payload): Sh =>
  sh`umask 077
${home}
mkdir -p "$ha_home/payload" && chmod 700 "$ha_home" || exit 1
[ -e "$ha_home/payload/"${payload.hash}/program ] && { cat >/dev/null; exit 0; }
ha_new=$ha_home/payload/.${shVerbatim(payload.hash)}.$$
trap 'rm -rf "$ha_new"' EXIT
trap 'exit 129' HUP INT TERM PIPE
mkdir "$ha_new" && tar -C "$ha_new" -xzf - && sync && mv "$ha_new" "$ha_home/payload/"${payload.hash} || exit 1
[ -d "$ha_home/lock" ] || for ha_old in "$ha_home/payload"/*; do
  [ "$ha_old" = "$ha_home/payload/"${payload.hash} ] || rm -rf "$ha_old"
done`

const callProgram = (payload: Payload, rest: Sh): Sh =>
  sh`${home}
exec sh "$ha_home/payload/"${payload.hash}/program ${rest}`

/** Starts the run detached and stays to tell its events; see the head of the runner for what it prints. */
export const startCommand = (
  payload: Payload,
  selection: Selection,
  who: string,
  transport: Connection['transport'],
): Sh =>
  callProgram(payload, sh`--start --controlled ${standing(transport)} --who ${who} ${flagsOf(selection)}`)

/** Goes on telling events of the run behind the first `lines`. */
export const attachCommand = (payload: Payload, lines: number, transport: Connection['transport']): Sh =>
  callProgram(payload, sh`--attach ${lines} ${standing(transport)}`)

/** What reaches a machine from itself confirms nothing. */
const standing = (transport: Connection['transport']): string[] =>
  transport === 'local' ? ['--from-here'] : ['--from-outside']

/** Over a new connection: proof that the node can be reached, so that its network may stay as it is now. */
export const confirmCommand = (payload: Payload): Sh => callProgram(payload, sh`--confirm`)

const flagsOf = ({ only = [], skip = [], from, allow = [] }: Selection): string[] => [
  ...only.flatMap((step) => ['--only', step]),
  ...skip.flatMap((step) => ['--skip', step]),
  ...(from === undefined ? [] : ['--from', from]),
  ...allow.flatMap((name) => ['--allow', name]),
]
