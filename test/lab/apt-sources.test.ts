import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { aptOptions, readAptSources, sourcesFor } from '../../src/lab/apt-sources.ts'

const test = suite('apt sources of a lab')

const stanzas = `Types: deb
# a snapshot
URIs: http://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb deb-src
URIs: http://mirror.example.org/debian-security
Suites: bookworm-security
Components: main contrib

Types: deb
URIs: http://mirror.example.org/off
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: http://vendor.example.com/node
Suites: nodistro
Components: main
`

test('the mirrors of the host serve another release', () => {
  assert.equal(sourcesFor('trixie', readAptSources(stanzas, 'sources')), [
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/debian trixie main',
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/debian trixie-updates main',
    'deb http://mirror.example.org/debian-security trixie-security main',
  ])
})

test('lines of sources.list, with options, remarks and the old name of security', () => {
  const list = `# comment
deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://m.example/debian buster main contrib # ours
deb-src http://m.example/debian buster main
deb http://m.example/debian-security buster/updates main
deb cdrom:[Debian]/ buster contrib
`
  assert.equal(sourcesFor('bookworm', readAptSources(list, 'list')), [
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://m.example/debian bookworm main',
    'deb http://m.example/debian-security bookworm-security main',
  ])
})

test('options about reaching mirrors are taken over, and loopback becomes the host as a guest sees it', () => {
  const dump = `Acquire "";
Acquire::http "";
Acquire::http::Proxy "http://127.0.0.1:3142/";
Acquire::https::Proxy "http://proxy.example.org:3128";
Acquire::Check-Valid-Until "false";
Acquire::cdrom::mount "/media/cdrom/";
Acquire::http::Proxy "";
`
  assert.equal(aptOptions(dump, '10.0.2.2'), [
    'Acquire::http::Proxy "http://10.0.2.2:3142/";',
    'Acquire::https::Proxy "http://proxy.example.org:3128";',
    'Acquire::Check-Valid-Until "false";',
  ])
})

test.run()
