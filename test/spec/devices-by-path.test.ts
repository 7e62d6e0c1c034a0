import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findDevice } from '../../src/spec/devices.ts'
import type { Node, Spec } from '../../src/spec/spec.ts'

const test = suite('devices by their paths')

const node: Node = {
  disks: { a: { 'by-id': 'ata-A', partitions: { p: {}, q: {} } }, b: { path: '/dev/sdb', partitions: { p: {} } } },
  raid: { md0: { level: 1, devices: ['a/p', 'b/p'] } },
  'volume-groups': { vg0: { devices: ['md0'], volumes: { x: { size: '1G' } } } },
}
const spec: Spec = {
  version: 1,
  name: 'c',
  nodes: { n: node },
  drbd: { resources: { r0: { disk: 'vg0/x', minor: 3 }, r1: { volumes: { '0': { disk: 'a' }, '1': { disk: 'b' } } } } },
}

const same: readonly [path: string, name: string][] = [
  ['/dev/drbd3', 'r0'],
  ['/dev/drbd/by-res/r0/0', 'r0'],
  ['/dev/drbd1', 'r1/1'],
  ['/dev/md0', 'md0'],
  ['/dev/vg0/x', 'vg0/x'],
  ['/dev/disk/by-id/ata-A', 'a'],
  ['/dev/disk/by-id/ata-A-part2', 'a/q'],
  ['/dev/sdb', 'b'],
  ['/dev/sdb1', 'b/p'],
]
for (const [path, name] of same) {
  test(`${path} is ${name}`, () => {
    const found = findDevice(spec, node, path)
    assert.is.not(found?.kind, 'path')
    assert.equal(found, findDevice(spec, node, name))
  })
}

for (const path of ['/dev/drbd9', '/dev/md7', '/dev/vg0/y', '/dev/sdc', '/dev/disk/by-id/ata-B', '/dev/drbd/by-res/r7/0', '/']) {
  test(`${path} is only a path`, () => {
    assert.equal(findDevice(spec, node, path), { kind: 'path', path })
  })
}

test.run()
