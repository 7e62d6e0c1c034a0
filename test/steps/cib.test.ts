import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

// The three sides of the configuration, met by pacemaker's own tools on a file that stands in for the running cluster.
const test = suite('configuration of pacemaker')

const script = new URL('../../scripts/node/cib.sh', import.meta.url).pathname
const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]

const head =
  '<cib crm_feature_set="3.0.14" validate-with="pacemaker-2.10" admin_epoch="0" epoch="7" num_updates="3" have-quorum="1" dc-uuid="1">'
const property = (name: string, value: string): string =>
  `<nvpair id="cib-bootstrap-options.${name}" name="${name}" value="${value}"/>`
const dummy = (id: string, params = ''): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy">${params}</primitive>`
const state = (id: string, value: string, extra = ''): string =>
  `<instance_attributes id="${id}.params"><nvpair id="${id}.params.state" name="state" value="${value}"/>${extra}</instance_attributes>`
const location = (id: string, rsc: string, attributes: string): string =>
  `<rsc_location id="${id}" rsc="${rsc}" ${attributes}/>`

interface Parts {
  readonly properties?: string
  readonly resources: string
  readonly constraints?: string
}

const cib = ({ properties = '', resources, constraints = '' }: Parts): string => `<?xml version="1.0"?>
<!-- a comment <with> brackets -->
${head}
  <configuration>
    <crm_config><cluster_property_set id="cib-bootstrap-options">${property('stonith-enabled', 'false')}${properties}</cluster_property_set></crm_config>
    <nodes><node id="1" uname="node1"/></nodes>
    <resources>${resources}</resources>
    <constraints>${constraints}</constraints>
  </configuration>
  <status/>
</cib>
`

interface Outcome {
  readonly code: number | null
  readonly said: string
  readonly live: string
  readonly loadedBefore: boolean
  readonly loadedAfter: boolean
}

function load(shell: readonly string[], live: string, ours: string, before?: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-cib-'))
  try {
    const path = 'etc/ha-bootstrap/cib.xml'
    for (const part of ['root/etc/ha-bootstrap', 'files/etc/ha-bootstrap', 'home'])
      mkdirSync(join(folder, part), { recursive: true })
    writeFileSync(join(folder, 'root', path), ours)
    writeFileSync(join(folder, 'files', path), ours)
    writeFileSync(join(folder, 'live.xml'), live)
    if (before !== undefined) writeFileSync(join(folder, 'home/cib.xml'), before)
    const sh = (text: string) =>
      spawnSync(
        shell[0]!,
        [
          ...shell.slice(1),
          '-c',
          `HA_ROOT=${folder}/root HA_HOME=${folder}/home HA_FILES=${folder}/files
ha_fail() { printf '%s\\n' "$*" >&2; exit 1; }
ha_try() { shift; "$@"; }
. ${script}
${text}`,
        ],
        { encoding: 'utf8', env: { ...process.env, CIB_file: join(folder, 'live.xml') } },
      )
    const loadedBefore = sh('ha_cib_is_loaded').status === 0
    const { status, stdout, stderr } = sh('ha_cib_load')
    const loadedAfter = sh('ha_cib_is_loaded').status === 0
    const now = spawnSync('cibadmin', ['--query'], {
      encoding: 'utf8',
      env: { ...process.env, CIB_file: join(folder, 'live.xml') },
    }).stdout
    assert.is(readFileSync(join(folder, 'root', path), 'utf8'), ours)
    return { code: status, said: stdout + stderr, live: now, loadedBefore, loadedAfter }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const pristine = cib({ properties: property('dc-version', '2.1.5'), resources: '' })
const first = cib({
  resources: `<group id="site">${dummy('a')}${dummy('b', state('b', 'x &amp; &lt;y&gt; "'.replace('"', '&quot;')))}</group>${dummy('c')}`,
  constraints: location('c.prefers.node1', 'c', 'node="node1" score="50"'),
})

for (const shell of shells) {
  const name = shell.join(' ')
  const ends = (outcome: Outcome): string => {
    assert.is(outcome.code, 0, outcome.said)
    assert.is(outcome.loadedBefore, false)
    assert.is(outcome.loadedAfter, true)
    return outcome.live
  }
  const places = (text: string, ...ids: readonly string[]): number[] =>
    ids.map((id) => text.indexOf(`id="${id}"`))

  test(`${name}: the first load gives an empty cluster everything and keeps what pacemaker wrote`, () => {
    const live = ends(load(shell, pristine, first))
    for (const at of places(live, 'site', 'a', 'b', 'c', 'c.prefers.node1')) assert.ok(at > 0)
    assert.ok(live.includes('name="dc-version" value="2.1.5"'))
  })

  test(`${name}: a second load changes nothing`, () => {
    const { loadedBefore, code, live } = load(shell, first, first, first)
    assert.is(loadedBefore, true)
    assert.is(code, 0)
    assert.ok(live.includes('epoch="7"'), 'nothing was written')
  })

  test(`${name}: what others put there stays, and so does what they set on ours`, () => {
    const theirs = first
      .replace('</resources>', `${dummy('theirs')}</resources>`)
      .replace(
        dummy('c'),
        dummy(
          'c',
          '<meta_attributes id="m"><nvpair id="m.t" name="target-role" value="Stopped"/></meta_attributes>',
        ),
      )
    const changed = first.replace('score="50"', 'score="70"')
    const live = ends(load(shell, theirs, changed, first))
    assert.ok(live.includes('id="theirs"'))
    assert.ok(live.includes('name="target-role" value="Stopped"'))
    assert.ok(live.includes('score="70"'))
  })

  test(`${name}: what was ours and is no more goes, a resource and an attribute alike`, () => {
    const before = first
      .replace('</constraints>', `${location('old', 'a', 'node="node1" score="1"')}</constraints>`)
      .replace('score="50"', 'score="50" resource-discovery="never"')
    const live = ends(load(shell, before, first, before))
    assert.is(live.includes('id="old"'), false)
    assert.is(live.includes('resource-discovery'), false)
    assert.ok(live.includes('id="c.prefers.node1"'))
  })

  test(`${name}: the same thing that is not known to be ours stays`, () => {
    const more = first.replace(
      '</constraints>',
      `${location('old', 'a', 'node="node1" score="1"')}</constraints>`,
    )
    const live = ends(load(shell, more, first))
    assert.ok(live.includes('id="old"'))
  })

  test(`${name}: members of a group get their new order, and a resource moves into a group`, () => {
    const turned = cib({
      resources: `<group id="site">${dummy('b')}${dummy('c')}${dummy('a')}</group>`,
      constraints: location('c.prefers.node1', 'c', 'node="node1" score="50"'),
    })
    const live = ends(load(shell, first, turned, first))
    const [b, c, a] = places(live, 'b', 'c', 'a')
    assert.ok(b! < c! && c! < a!, live)
    assert.is(live.split('id="c"').length, 2, 'c is there once')
  })

  test(`${name}: a configuration with errors is not loaded`, () => {
    const wrong = first
      .replace('rsc="c"', 'rsc="nobody"')
      .replace(
        '</constraints>',
        '<rsc_colocation id="wrong" rsc="a" with-rsc="not-there" score="INFINITY"/></constraints>',
      )
      .replace('type="Dummy"', 'type="Dummy" nonsense="1"')
    const { code, live, said } = load(shell, first, wrong, first)
    assert.is(code, 1)
    assert.ok(said.length > 0)
    assert.is(live.includes('nonsense'), false)
    assert.is(live.includes('not-there'), false)
  })
}

/** A cluster that runs, as crm_simulate sees it come up, with more that happens to it then. */
function cluster(folder: string, ...events: readonly (readonly string[])[]): string {
  const monitored = (id: string): string =>
    dummy(id, `<operations><op id="${id}.monitor" name="monitor" interval="10s"/></operations>`)
  const stateful = `<clone id="copies"><meta_attributes id="copies.meta"><nvpair id="copies.meta.p" name="promotable" value="true"/></meta_attributes><primitive id="copy" class="ocf" provider="pacemaker" type="Stateful"/></clone>`
  const text = cib({ resources: `${monitored('a')}${monitored('b')}${stateful}` }).replace(
    '</nodes>',
    '<node id="2" uname="node2"/></nodes>',
  )
  let file = join(folder, '0.xml')
  writeFileSync(file, text)
  const up = [['-u', 'node1', '-u', 'node2', '-q', 'true'], ...events]
  up.forEach((event, i) => {
    const next = join(folder, `${i + 1}.xml`)
    const { status, stdout, stderr } = spawnSync('crm_simulate', ['-x', file, ...event, '-S', '-O', next], {
      encoding: 'utf8',
    })
    assert.is(status, 0, stdout + stderr)
    file = next
  })
  return file
}

for (const shell of shells) {
  const name = shell.join(' ')
  const missing = (file: string, names: string): string[] => {
    const { stdout, stderr } = spawnSync(
      shell[0]!,
      [
        ...shell.slice(1),
        '-c',
        `HA_ROOT= HA_HOME=/nowhere; ha_try() { shift; "$@"; }; . ${script}; ha_resources_missing ${names}`,
      ],
      { encoding: 'utf8', env: { ...process.env, CIB_file: file } },
    )
    assert.is(stderr, '')
    return stdout.trim().split('\n').filter(Boolean)
  }

  test(`${name}: what runs is not missing, and what failed or never ran is`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-missing-'))
    try {
      const running = cluster(folder)
      assert.equal(missing(running, 'a b copy'), [])
      assert.equal(missing(running, 'a nobody --promoted copy'), ['nobody', 'copy (promoted nowhere)'])
      // Pacemaker fears that what failed to stop still runs: it has its role yet.
      const failed = cluster(folder, ['-i', 'a_monitor_10000@node1=1', '-F', 'a_stop_0@node1=1'])
      assert.equal(missing(failed, 'a b copy'), ['a'])
      assert.equal(missing(join(folder, '0.xml'), 'a b'), ['a', 'b'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test(`${name}: where pacemaker does not answer, nothing counts as running`, () => {
    assert.equal(missing('/nowhere/cib.xml', 'a'), ['a', 'all: pacemaker does not answer'])
  })
}

test.run()
