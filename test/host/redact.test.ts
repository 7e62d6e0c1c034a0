import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { redacted, redactor } from '../../src/host/redact.ts'

const test = suite('redaction')
const secret = `p'a"ss<w&ord>/+`

const forms: { readonly [as: string]: string } = {
  'as it is': secret,
  'quoted for sh': `'p'\\''a"ss<w&ord>/+'`,
  'in the middle of a quoted word': `'--password=p'\\''a"ss<w&ord>/+ x'`,
  'in JSON': JSON.stringify({ secret }),
  'in XML': `<nvpair value="p'a&quot;ss&lt;w&amp;ord&gt;/+"/>`,
  'in a URL': `http://u:${encodeURIComponent(secret)}@host/`,
  'in base64': Buffer.from(secret).toString('base64'),
}
for (const [as, text] of Object.entries(forms)) {
  test(`a secret is not shown ${as}`, () => {
    const shown = redactor([secret])(`before ${text} after ${text}`)
    assert.is(shown.split(redacted).length, 3, shown)
    assert.match(shown, /^before .* after /)
    for (const form of [secret, 'ss<w', 'ss&lt;w', 'ss%3Cw']) assert.not.ok(shown.includes(form), shown)
  })
}

test('a secret that holds another one goes whole', () => {
  assert.is(redactor(['abcd', 'abcdef'])('x abcdef abcd'), `x ${redacted} ${redacted}`)
})

test('each line of a key goes by itself', () => {
  const redact = redactor(['-----BEGIN-----\nQUJDREVG\nR0hJSktM\n-----END-----\n'])
  assert.is(redact('R0hJSktM'), redacted)
  assert.is(redact('stderr: QUJDREVG'), `stderr: ${redacted}`)
})

test('without secrets and for short ones nothing changes', () => {
  assert.is(redactor([])('a b'), 'a b')
  assert.is(redactor(['', 'abc', '\n'])('abc is a word'), 'abc is a word')
})

test.run()
