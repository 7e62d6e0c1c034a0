import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { examples } from './plans.ts'

// A real corosync in a network of its own: what its file says against what it does.
const test = suite('configuration of corosync')

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-corosync-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
const membership = new URL('../../scripts/node/membership.sh', import.meta.url).pathname

const example = examples.find(({ name, plan }) => name.startsWith('kvm/') && plan.membership.corosync)!
const addresses = example.plan.membership.corosync!.nodes.find(
  ({ name }) => name === example.node.name,
)!.addresses
const file = example.files.find(({ path }) => path === '/etc/corosync/corosync.conf')!

/** Changes of the file, one after the other, each followed by what corosync has not taken yet before and after a reload. */
function drive(
  changes: readonly (readonly [from: string, to: string])[],
): { before: string[]; after: string[] }[] {
  const conf = join(folder, 'corosync.conf')
  writeFileSync(join(folder, 'key'), Buffer.alloc(256, 7), { mode: 0o400 })
  writeFileSync(
    conf,
    file.text
      .replace('totem {', `totem {\n    keyfile: ${join(folder, 'key')}`)
      .replace(/ logfile: .*/, ` logfile: ${join(folder, 'log')}`),
  )
  // One link of each address; lo holds them all.
  const script = `ip link set lo up
${addresses.map((address) => `ip address add ${address}/24 dev lo`).join('\n')}
hostname ${example.node.name}
ha_try() { shift; "$@"; }
ha_is() { [ -e ${folder}/runs ]; }
HA_ROOT='' HA_HOME=${folder}
eval "$(sed 's,/etc/corosync/corosync.conf,${conf},g' ${membership})"
corosync -f -c ${conf} >${folder}/out 2>&1 &
pid=$!
trap 'kill $pid; wait $pid' EXIT
until corosync-cmapctl -b runtime.members 2>/dev/null | grep -q joined; do
  kill -0 $pid 2>/dev/null || { cat ${folder}/out; exit 1; }
  sleep 0.2
done
touch ${folder}/runs
show() { echo "## $1"; ha_corosync_pending; }
show start
ha_corosync_members ${example.node.id} && echo '## member'
ha_corosync_members ${example.node.id} ${example.node.id + 1} || echo '## alone'
ha_corosync_links || echo '## link'
${changes
  .map(
    ([from, to]) => `sed -i 's,${from},${to},' ${conf}
show before
corosync-cfgtool -R >/dev/null
# The members take it one after the other, and this is one only.
tries=0; while [ -n "$(ha_corosync_pending)" ] && [ $tries -lt 5 ]; do tries=$((tries + 1)); sleep 1; done
show after`,
  )
  .join('\n')}
echo '## end'
`
  const { stdout, stderr, status } = spawnSync('unshare', ['--net', '--uts', 'sh', '-c', script], {
    encoding: 'utf8',
    timeout: 300_000,
  })
  assert.is(status, 0, `${stdout}${stderr}`)
  const sections = stdout.split(/^## /m).slice(1)
  const lines = (section: string): string[] => section.trim().split('\n').slice(1)
  const named = (name: string): string[][] =>
    sections.filter((section) => section.startsWith(name)).map(lines)
  assert.equal(named('start'), [[]], 'what it was started with is what it does')
  for (const said of ['member', 'alone', 'link']) assert.is(named(said).length, 1, `${said}: ${stdout}`)
  return named('before').map((before, i) => ({ before, after: named('after')[i]! }))
}

const mayUnshare = spawnSync('unshare', ['--net', '--uts', 'true']).status === 0
const { tokenMs } = example.plan.membership.corosync!

if (mayUnshare)
  test('a reload takes times and ciphers, and not what needs a restart, which is named', () => {
    const [token, cipher, name] = drive([
      [`token: ${tokenMs}`, `token: ${tokenMs + 1000}`],
      ['crypto_cipher: aes256', 'crypto_cipher: aes128'],
      ['cluster_name: .*', 'cluster_name: another'],
    ])
    assert.equal(token, { before: [`totem.token ${tokenMs + 1000}`], after: [] })
    assert.equal(cipher, { before: ['totem.crypto_cipher aes128'], after: [] })
    assert.equal(name, { before: ['totem.cluster_name another'], after: ['totem.cluster_name another'] })
  })
else test('nobody may make namespaces here', () => console.log('  skipped: unshare --net is not allowed'))

test.run()
