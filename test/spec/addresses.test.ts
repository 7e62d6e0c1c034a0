import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as fc from 'fast-check'
import { inSubnet, networkAddress, parseCidr, parseIp, subnetsOverlap } from '../../src/spec/effective.ts'

const test = suite('addresses')

test('addresses are four decimal parts or IPv6', () => {
  for (const good of ['0.0.0.0', '192.168.1.11', '255.255.255.255', '::', '::1', '2001:db8::1', 'fe80::5054:ff:fe12:3456', '::ffff:192.168.1.1'])
    assert.ok(parseIp(good), good)
  for (const bad of ['', '1', '1.2.3', '1.2.3.4.5', '256.1.1.1', '192.168.1.011', '0x7f.1.1.1', '1.2.3.', ':::', '2001:db8::1::', '12345::', 'a.b.c.d', '192.168.1.1/24', '::1%eth0'])
    assert.not(parseIp(bad), bad)
})

test('prefix lengths are within the family', () => {
  for (const good of ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.1/32', '::/0', '2001:db8::/128']) assert.ok(parseCidr(good), good)
  for (const bad of ['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '/24', '10.0.0.0/ 8', '10.0.0.0/1e1'])
    assert.not(parseCidr(bad), bad)
})

test('the network address', () => {
  const cases: [string, string | undefined][] = [
    ['192.168.1.11/24', '192.168.1.0'],
    ['192.168.1.255/25', '192.168.1.128'],
    ['192.168.1.11/32', '192.168.1.11'],
    ['255.255.255.255/1', '128.0.0.0'],
    ['10.1.2.3/0', '0.0.0.0'],
    ['172.16.99.1/12', '172.16.0.0'],
    ['10.1.2.3/31', '10.1.2.2'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::'],
    ['2001:db8::ff/64', '2001:db8::'],
    ['2001:db8::ff/127', '2001:db8::fe'],
    ['::1/0', '::'],
    ['nonsense', undefined],
  ]
  for (const [cidr, expected] of cases) assert.is(networkAddress(cidr), expected, cidr)
})

test('inside a subnet', () => {
  assert.ok(inSubnet('192.168.1.11', '192.168.1.0/24'))
  assert.ok(inSubnet('192.168.1.11', '192.168.1.99/24'), 'a subnet written with host bits')
  assert.not(inSubnet('192.168.2.11', '192.168.1.0/24'))
  assert.not(inSubnet('::1', '0.0.0.0/0'), 'another family')
  assert.not(inSubnet('192.168.1.11', '::/0'), 'another family')
  assert.not(inSubnet('x', '10.0.0.0/8'))
  assert.not(inSubnet('10.0.0.1', 'x'))
})

test('subnets overlap', () => {
  for (const [a, b] of [['10.0.0.0/8', '10.1.0.0/16'], ['10.1.0.0/16', '10.0.0.0/8'], ['0.0.0.0/0', '192.168.1.0/24'], ['10.0.0.1/32', '10.0.0.1/32'], ['2001:db8::/32', '2001:db8:1::/48']])
    assert.ok(subnetsOverlap(a!, b!), `${a} ${b}`)
  for (const [a, b] of [['10.0.0.0/24', '10.0.1.0/24'], ['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/8', '::/0'], ['x', '10.0.0.0/8'], ['2001:db8:1::/48', '2001:db8:2::/48']])
    assert.not(subnetsOverlap(a!, b!), `${a} ${b}`)
})

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'))
const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

test('IPv4 agrees with plain arithmetic', () => {
  fc.assert(
    fc.property(ipv4, fc.nat(32), ipv4, fc.nat(32), (a, bits, b, other) => {
      const size = 2 ** (32 - bits)
      const base = Math.floor(number(a) / size) * size
      const otherSize = 2 ** (32 - other)
      const otherBase = Math.floor(number(b) / otherSize) * otherSize
      assert.is(number(networkAddress(`${a}/${bits}`)!), base)
      assert.is(inSubnet(b, `${a}/${bits}`), number(b) >= base && number(b) < base + size)
      assert.is(subnetsOverlap(`${a}/${bits}`, `${b}/${other}`), base < otherBase + otherSize && otherBase < base + size)
    }),
    { numRuns: 2000 },
  )
})

test.run()
