import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { steps } from '../../steps/index.ts'
import { actionsOf, examples } from './plans.ts'

const test = suite('files on nodes')

/** Files whose step is still to be written. Shrinks; is empty when the bootstrap is whole. */
const missing: readonly RegExp[] = [
  /^\/etc\/default\/(grub\.d\/|libvirt)/,
  /^\/etc\/drbd\.(conf$|d\/)/,
  /^\/etc\/ha-bootstrap\/(cib|debconf|fstab|grub|ssh-trust|vm\/)/,
  /^\/etc\/libvirt\//,
  /^\/etc\/(lvm|mdadm)\//,
  /^\/etc\/multipath/,
  /^\/etc\/network\/interfaces$/,
  /^\/etc\/rc\.d\/rc\.inet1\.conf$/,
  /^\/etc\/systemd\/network\//,
  /^\/etc\/udev\//,
]

for (const example of examples) {
  test(`${example.name}: every rendered file is put by exactly one step`, () => {
    const putBy = new Map<string, string[]>()
    for (const step of steps)
      for (const action of actionsOf(step, example))
        if (action.do === 'put') putBy.set(action.path, [...(putBy.get(action.path) ?? []), step.id])
    const wrong = example.files.flatMap(({ path }) => {
      const by = putBy.get(path) ?? []
      if (by.length === 1) return []
      if (by.length === 0 && missing.some((pattern) => pattern.test(path))) return []
      return [`${path}: ${by.length === 0 ? 'no step' : by.join(' and ')}`]
    })
    assert.equal(wrong, [])
  })
}

test('what no step puts yet is not put by one', () => {
  const put = new Set(
    examples.flatMap((example) =>
      steps.flatMap((step) =>
        actionsOf(step, example).flatMap((action) => (action.do === 'put' ? action.path : [])),
      ),
    ),
  )
  const all = new Set(examples.flatMap(({ files }) => files.map(({ path }) => path)))
  for (const pattern of missing) {
    const paths = [...all].filter((path) => pattern.test(path))
    assert.ok(
      paths.some((path) => !put.has(path)),
      `${pattern} is put: take it from the list of what is missing`,
    )
  }
})

test.run()
