import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram, run } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { prover as cib } from '../../src/prove/cib.ts'
import { prover as crmsh } from '../../src/prove/crmsh.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import type { NodeFinding, Prover } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import { fillSecrets } from '../../src/render/secrets.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('proofs of the CIB')

const specs = [
  'everything',
  'watchdog',
  'kvm',
  'kvm-live-migration',
  'seed-000',
  'seed-003-pacemaker',
  'slackware-pacemaker',
  'blade-fencing',
]

/** Proves the files of an example's first node after a change. */
async function proved(
  prover: Prover,
  example: string,
  change: (text: string) => string = (text) => text,
): Promise<NodeFinding[]> {
  const absent = prover.programs.filter((program) => !findProgram(program))
  assert.equal(absent, [], 'programs that this test needs')
  const folder = ['everything', 'watchdog'].includes(example) ? '.' : '../../examples'
  const name = new URL(`${folder}/${example}.yaml`, import.meta.url)
  const { spec, hash, problems } = await loadSpec(readFileSync(name), example)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  const whole = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  const files = renderNode(whole, whole.nodes[0]!).map((file) => {
    if (file.proof !== prover.proof) return file
    const text = change(file.text)
    return { ...file, text }
  })
  const { findings } = await proveFiles(whole, new Map([[whole.nodes[0]!.name, files]]), {
    provers: [prover],
  })
  return [...findings]
}

const errors = (findings: readonly NodeFinding[]): NodeFinding[] =>
  findings.filter(({ severity }) => severity === 'error')

for (const example of specs) {
  test(`${example}: schema and crm_verify accept the XML`, async () => {
    assert.equal(errors(await proved(cib, example)), [])
  })
  test(`${example}: crmsh loads the script, and it means what the XML means`, async () => {
    assert.equal(errors(await proved(crmsh, example)), [])
  })
}

/** Each takes something away or twists it; the replacement must have hit. */
const faults: readonly [prover: Prover, what: string, from: string | RegExp, to: string, says: RegExp][] = [
  [cib, 'an element is not closed', '</resources>', '', /does not conform/],
  [cib, 'an attribute is unknown', 'uname="node1"', 'name="node1"', /does not conform/],
  [
    cib,
    'a constraint refers to nothing',
    'rsc="mail" node',
    'rsc="male" node',
    /does not conform|crm_verify/,
  ],
  [cib, 'two monitors have one interval', 'interval="31s"', 'interval="29s"', /crm_verify/],
  [
    cib,
    'no device can fence',
    /class="stonith" type="fence_ipmilan"/g,
    'class="ocf" provider="heartbeat" type="Dummy"',
    /crm_verify/,
  ],
  [crmsh, 'a statement is unknown', 'primitive mail', 'primitve mail', /does not take/],
  [crmsh, 'a parameter is unknown', 'drbd_resource=mail', 'drbd_resorce=mail', /does not take/],
  [
    crmsh,
    'an interval differs',
    'interval=30s timeout=30s',
    'interval=33s timeout=30s',
    /do not mean the same/,
  ],
  [crmsh, 'a constraint is missing', /^order mail\.after.*$/m, '', /do not mean the same/],
  [crmsh, 'a quote is open', 'lanplus=true', 'lanplus="true', /does not take|do not mean/],
]

for (const [prover, what, from, to, says] of faults)
  test(`${prover.proof} sees that ${what}`, async () => {
    const found = await proved(prover, 'kvm', (text) => {
      const changed = text.replace(from, to)
      assert.is.not(changed, text, 'the fault was put in')
      return changed
    })
    assert.ok(
      found.some(({ sentence }) => says.test(sentence)),
      JSON.stringify(found),
    )
  })

test('a secret of any characters means the same in the script and in the XML', async () => {
  const name = new URL('../../examples/kvm.yaml', import.meta.url)
  const { spec, hash } = await loadSpec(readFileSync(name), 'kvm')
  const plan = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  const node = plan.nodes[0]!
  const value = 'a"b\\c $d`e` #;<&> (f) {g}'
  const values = Object.fromEntries(plan.secrets.map((secret) => [secret.name, value]))
  const allFiles = renderNode(plan, node)
    .filter(({ proof }) => proof === 'cib' || proof === 'crmsh')
    .map((file) => ({ ...file, text: fillSecrets(file, values, plan.secrets).toString('utf8') }))
  const files = allFiles.filter(({ proof }) => proof === 'crmsh')
  assert.ok(files[0]!.text.includes('password="a\\"b'))
  const scratch = mkdtempSync(join(tmpdir(), 'ha-bootstrap-test-'))
  try {
    const found = await crmsh.prove({ plan, node, files, allFiles, scratch, run })
    assert.equal(
      found.filter(({ severity }) => severity === 'error'),
      [],
    )
  } finally {
    rmSync(scratch, { recursive: true })
  }
})

test.run()
