import * as assert from 'uvu/assert'

/** Whether all that is wanted is there; what is not named in it may be anything, and null is nothing. */
export function holds(found: unknown, wanted: unknown, path: string): void {
  if (wanted === null) return assert.is(found, undefined, `${path} is there: ${JSON.stringify(found)}`)
  // Mappings of a merged spec have no prototype.
  if (Array.isArray(wanted) && found !== undefined)
    return assert.equal(JSON.parse(JSON.stringify(found)), wanted, path)
  if (typeof wanted !== 'object') return assert.equal(found, wanted, path)
  assert.ok(typeof found === 'object' && found !== null, `${path} is missing`)
  for (const [key, value] of Object.entries(wanted))
    holds((found as { [key: string]: unknown })[key], value, `${path}.${key}`)
}
