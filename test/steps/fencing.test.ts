import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

// Real agents: fence_intelmodular against an snmpd that stands in for a modular server, and plugins of cluster-glue.
const test = suite('asking fence devices')

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-fencing-'))
const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]
const scripts = new URL('../../scripts/node/', import.meta.url).pathname
const bladePower = '.1.3.6.1.4.1.343.2.19.1.2.10.202.1.1.6'
const password = `a "secret" & more`

let agent: ReturnType<typeof spawn> | undefined
let port = 0

const freePort = async (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })

const nvpair = (id: string, name: string, value: string): string =>
  `<nvpair id="${id}.params.${name}" name="${name}" value="${value}"/>`
const device = (id: string, type: string, params: Readonly<Record<string, string>>): string =>
  `<primitive id="${id}" class="stonith" type="${type}"><instance_attributes id="${id}.params">${Object.entries(
    params,
  )
    .map(([name, value]) => nvpair(id, name, value))
    .join('')}</instance_attributes></primitive>`

function writeDevices(): void {
  const chassis = {
    pcmk_host_map: 'applejack:1;rainbowdash:2',
    pcmk_delay_base: '5s',
    ip: '127.0.0.1',
    ipport: String(port),
    username: 'fence',
    password: password.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    snmp_version: '3',
    snmp_auth_prot: 'SHA',
    snmp_sec_level: 'authNoPriv',
  }
  const text = `<cib><configuration><resources>
${device('ims', 'fence_intelmodular', chassis)}
${device('wrong', 'fence_intelmodular', { ...chassis, password: 'not the password' })}
${device('gone', 'fence_of_nobody', {})}
${device('glue', 'null', { hostlist: 'applejack' })}
</resources></configuration></cib>
`
  mkdirSync(join(folder, 'etc/ha-bootstrap'), { recursive: true })
  mkdirSync(join(folder, 'etc/ha.d'), { recursive: true })
  writeFileSync(join(folder, 'etc/ha-bootstrap/cib.xml'), text)
  writeFileSync(
    join(folder, 'etc/ha.d/ha.cf'),
    'keepalive 2\nstonith_host * external/ssh nobody\nstonith_host * null node1 node2\nstonith_host node1 null\n',
  )
}

test.before(async () => {
  port = await freePort()
  writeDevices()
  const blades = join(folder, 'blades')
  writeFileSync(
    blades,
    `#!/bin/sh
# Slot 1 is on, slot 2 is off, there are no others.
slot=\${2#${bladePower}.}
[ "$1" = -g ] || exit 0
case $slot in 1) value=2 ;; 2) value=0 ;; *) exit 0 ;; esac
printf '%s\\ninteger\\n%s\\n' "$2" "$value"
`,
  )
  chmodSync(blades, 0o755)
  // Backslashes: snmpd.conf(5) reads a quoted token so.
  const quoted = password.replaceAll('"', '\\"')
  writeFileSync(
    join(folder, 'snmpd.conf'),
    `agentAddress udp:127.0.0.1:${port}\ncreateUser fence SHA "${quoted}"\nrwuser fence auth\npass ${bladePower} ${blades}\n`,
  )
  agent = spawn(
    'snmpd',
    ['-f', '-Lf', join(folder, 'log'), '-C', '-c', join(folder, 'snmpd.conf'), '-I', '-smux'],
    {
      env: { ...process.env, SNMP_PERSISTENT_DIR: join(folder, 'persistent') },
      stdio: 'ignore',
    },
  )
  while (agent.exitCode === null && !readLog().includes('NET-SNMP version')) await sleep(50)
  assert.is(agent.exitCode, null, readLog())
})

const readLog = (): string => {
  try {
    return readFileSync(join(folder, 'log'), 'utf8')
  } catch {
    return ''
  }
}

test.after(async () => {
  if (agent?.kill()) await once(agent, 'exit')
  rmSync(folder, { recursive: true, force: true })
})

const inShell = (shell: readonly string[], text: string): { code: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(
    shell[0]!,
    [
      ...shell.slice(1),
      '-c',
      `HA_ROOT=${folder} HA_HOME=${folder}/home ha_node=rainbowdash
ha_fail() { printf '%s\\n' "$*" >&2; exit 1; }
ha_has() { command -v "$1" >/dev/null 2>&1; }
ha_try() { timeout "$@"; }
. ${scripts}cib.sh
. ${scripts}fencing.sh
${text}`,
    ],
    { encoding: 'utf8' },
  )
  return { code: status, said: stdout + stderr }
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`${name}: the agent gets its parameters as they are meant, and none of pacemaker's`, () => {
    const { said } = inShell(shell, 'ha_fence_params ims')
    assert.equal(said.trim().split('\n'), [
      'ip=127.0.0.1',
      `ipport=${port}`,
      'username=fence',
      `password=${password}`,
      'snmp_version=3',
      'snmp_auth_prot=SHA',
      'snmp_sec_level=authNoPriv',
    ])
  })

  test(`${name}: a modular server says that a blade is on`, () => {
    const { code, said } = inShell(shell, 'ha_fence_answers ims fence_intelmodular applejack 1 60')
    assert.is(code, 0, said)
  })

  test(`${name}: a plug that is off belongs to another machine`, () => {
    const { code, said } = inShell(shell, 'ha_fence_answers ims fence_intelmodular applejack 2 60')
    assert.is(code, 1)
    assert.ok(said.includes('says that applejack is off, and it runs: the address or the plug'), said)
  })

  test(`${name}: a wrong password is told with the words of the agent, and without the password`, () => {
    const { code, said } = inShell(shell, 'ha_fence_answers wrong fence_intelmodular applejack 1 60')
    assert.is(code, 1)
    assert.ok(
      said.includes('Fence device wrong (fence_intelmodular), asked from rainbowdash about applejack'),
      said,
    )
    assert.is(said.includes('not the password'), false, said)
  })

  test(`${name}: an agent that is not installed is told`, () => {
    const { code, said } = inShell(shell, 'ha_fence_answers gone fence_of_nobody applejack 1 60')
    assert.is(code, 1)
    assert.ok(said.includes('there is no program fence_of_nobody here'), said)
  })

  test(`${name}: an agent that hangs is ended and told`, () => {
    writeFileSync(join(folder, 'fence_hangs'), '#!/bin/sh\n[ "$1" = -o ] || exec sleep 300\n')
    chmodSync(join(folder, 'fence_hangs'), 0o755)
    const { code, said } = inShell(
      shell,
      `PATH=${folder}:$PATH; ha_fence_answers gone fence_hangs applejack 1 2`,
    )
    assert.is(code, 1)
    assert.ok(said.includes('did not answer within 2 seconds'), said)
  })

  test(`${name}: plugins of heartbeat are asked with the parameters of their own line`, () => {
    const good = inShell(shell, 'ha_stonith_answers null 60 1')
    assert.is(good.code, 0, good.said)
    const none = inShell(shell, 'ha_stonith_answers null 60 2')
    assert.is(none.code, 1)
    assert.ok(
      none.said.includes('number 2 in /etc/ha.d/ha.cf, asked from rainbowdash, did not answer'),
      none.said,
    )
  })
}

test.run()
