import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { findProgram } from '../host/exec.ts'
import { heartbeatFaults } from './heartbeat-grammar.ts'
import type { Finding, ProveInput, Prover } from './prove.ts'

/**
 * heartbeat has no test of its configuration, so the real program is started with ours, in namespaces of its own: as the
 * node it is for, without network, with these files as /etc/ha.d, and with an empty /run, /dev, /var/lib/heartbeat and
 * /etc/init.d. It says whether it accepts the files before it does anything, and with its process namespace it ends.
 * What it takes without a word our own grammar finds.
 */
export const prover: Prover = {
  proof: 'heartbeat',
  programs: ['heartbeat', 'unshare'],
  async prove(input) {
    const context = {
      nodes: input.plan.nodes.map(({ name }) => name),
      scripts: input.allFiles
        .filter(({ path }) => path.startsWith('/etc/ha.d/resource.d/'))
        .map(({ path }) => basename(path)),
    }
    const findings: Finding[] = input.files.flatMap((file) =>
      heartbeatFaults(file, context).map(({ line, sentence }) => ({
        file: file.path,
        severity: 'error' as const,
        sentence: `Line ${line}: ${sentence}.`,
        output: 'grammar of ha.cf(5), haresources and authkeys',
      })),
    )
    if (input.files.some(({ path }) => path === '/etc/ha.d/ha.cf')) findings.push(...(await ask(input)))
    return findings
  },
}

/**
 * Runs inside the namespaces with the scratch folder, the node's name and heartbeat as arguments. The devices of this
 * machine are hidden: a watchdog that is opened and not fed again resets it.
 */
const inside = `
hostname "$2" || exit 90
mount --make-rprivate / || exit 91
mkdir -p "$1/dev/shm"
for device in null zero random urandom; do
  : >"$1/dev/$device"
  mount --bind "/dev/$device" "$1/dev/$device" || exit 92
done
mount -t tmpfs tmpfs "$1/dev/shm" || exit 93
for folder in /run /var/lib/heartbeat /var/log /etc/init.d; do
  [ ! -d "$folder" ] || mount -t tmpfs -o mode=755 tmpfs "$folder" || exit 94
done
mkdir -p /run/heartbeat /var/lib/heartbeat/crm /var/lib/heartbeat/cores/root
ip link set lo up 2>/dev/null
mount --bind "$1/ha.d" /etc/ha.d || exit 95
mount --rbind "$1/dev" /dev || exit 96
"$3" -f >"$1/said" 2>&1 &
tries=0
until grep -q 'not started' "$1/said" || [ -s /run/heartbeat.pid ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || break
  sleep 0.05
done
`

const namespaces = ['--uts', '--net', '--mount', '--ipc', '--pid', '--fork', '--kill-child', '--mount-proc']

async function ask(input: ProveInput): Promise<Finding[]> {
  const heartbeat = findProgram('heartbeat') ?? 'heartbeat'
  await mkdir(join(input.scratch, 'ha.d/resource.d'), { recursive: true })
  await mkdir(join(input.scratch, 'dev'))
  for (const file of input.files) {
    if (dirname(file.path) !== '/etc/ha.d') continue
    const text = file.path.endsWith('/ha.cf') ? stage(file.text, dirname(heartbeat)) : file.text
    await writeFile(join(input.scratch, 'ha.d', basename(file.path)), text, { mode: file.mode })
  }
  const program = ['sh', '-c', inside, 'sh', input.scratch, input.node.name, heartbeat]
  const asRoot = process.getuid?.() === 0
  const { code, stderr } = await input.run(
    ['unshare', ...(asRoot ? [] : ['--map-root-user']), ...namespaces, ...program],
    { timeoutMs: 20_000 },
  )
  const said = await readFile(join(input.scratch, 'said'), 'utf8').catch(() => '')
  if (said === '') {
    // A container may have no right to namespaces; on this machine itself heartbeat must not run.
    const refused = stderr.startsWith('unshare:')
    return [
      {
        file: '/etc/ha.d/ha.cf',
        severity: refused ? 'warning' : 'error',
        sentence: refused
          ? 'heartbeat could not be asked, because this machine lets us make no namespaces; only the grammar was checked.'
          : `heartbeat could not be asked (exit code ${code}).`,
        output: stderr,
      },
    ]
  }
  const errors = said.split('\n').flatMap((line) => /ERROR: (.*)/.exec(line)?.[1] ?? [])
  if (said.includes('Configuration validated') && !said.includes('not started')) return []
  const reasons = errors.filter((error) => !/not started/.test(error))
  return [
    {
      file: fileOf(reasons.join(' ')),
      severity: 'error',
      sentence: `heartbeat does not start: ${reasons.join('; ') || errors.join('; ') || 'it does not say why'}.`,
      output: said,
    },
  ]
}

const fileOf = (reasons: string): string =>
  /haresources|resources file/.test(reasons)
    ? '/etc/ha.d/haresources'
    : /authkeys|[Kk]eyfile|Auth Key|uthentication/.test(reasons)
      ? '/etc/ha.d/authkeys'
      : '/etc/ha.d/ha.cf'

/**
 * The copy that is judged: programs where this machine has them, no watchdog, the one interface of the empty network for
 * broadcasts and multicasts, whose addresses heartbeat asks for before it starts, and a serial line that is there.
 */
function stage(text: string, folder: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('watchdog '))
    .map((line) =>
      line
        .replace(/^bcast .*/, 'bcast lo')
        .replace(/^(mcast6?) \S+/, '$1 lo')
        .replace(/^serial .*/, 'serial /dev/null')
        .replace(/^(respawn \S+ )\/\S*\/(ipfail|dopd)$/, `$1${folder}/$2`)
        .replace(/^(respawn \S+ )\/(?!\S*\/(?:ipfail|dopd)$)\S+/, '$1/bin/true'),
    )
    .join('\n')
}
