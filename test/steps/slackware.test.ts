import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shells, withRoot } from './root.ts'
import type { Root } from './root.ts'

const test = suite('packages of Slackware')

/** What installpkg and upgradepkg leave behind: a record by the package's full name. */
const pkgtools = `#!/bin/sh
for last; do :; done
name=\${last##*/}
mkdir -p "$HA_ROOT/var/lib/pkgtools/packages"
rm -f "$HA_ROOT/var/lib/pkgtools/packages/\${name%-*-*-*}"-[0-9]*
echo "\${name%.t?z}" >"$HA_ROOT/var/lib/pkgtools/packages/\${name%.t?z}"
`

const inRoot = (body: (root: Root) => void): void =>
  withRoot((root) => {
    root.program('upgradepkg', pkgtools)
    mkdirSync(join(root.folder, 'bundle/packages'))
    body(root)
  })

const installed = (folder: string): string[] => readdirSync(join(folder, 'var/lib/pkgtools/packages'))

for (const shell of shells) {
  test(`${shell[0]}: a package that lies beside the bundle is installed, another version replaced`, () =>
    inRoot(({ folder, sh }) => {
      writeFileSync(join(folder, 'bundle/packages/cluster-glue-1.0.9-x86_64-1_SBo.txz'), '')
      // Names that begin alike are other packages.
      writeFileSync(join(folder, 'bundle/packages/cluster-glue-libs-2.0-x86_64-1_SBo.txz'), '')
      assert.is(sh(shell, 'ha_slack_installed cluster-glue').status, 1)
      assert.equal(sh(shell, 'ha_slack_install cluster-glue-1.0.9'), { status: 0, out: '' })
      assert.equal(installed(folder), ['cluster-glue-1.0.9-x86_64-1_SBo'])
      for (const name of ['cluster-glue', 'cluster-glue-1.0.9'])
        assert.equal(sh(shell, `ha_slack_installed ${name}`), {
          status: 0,
          out: 'cluster-glue-1.0.9-x86_64-1_SBo\n',
        })
      assert.is(sh(shell, 'ha_slack_installed cluster-glue-1.0.12').status, 1)
      assert.is(sh(shell, 'ha_slack_installed cluster').status, 1)
    }))

  test(`${shell[0]}: what is nowhere is said of all packages at once`, () =>
    inRoot(({ sh }) => {
      const { out } = sh(shell, 'ha_slack_look pacemaker libqb')
      assert.match(out, /neither a package pacemaker-\*\.t\?z nor pacemaker\/pacemaker\.SlackBuild/)
      assert.match(out, /neither a package libqb-\*\.t\?z nor libqb\/libqb\.SlackBuild/)
    }))

  test(`${shell[0]}: a build script runs with the sources that its .info names, and only with them`, () =>
    inRoot(({ folder, sh }) => {
      const recipe = join(folder, 'bundle/packages/libqb')
      mkdirSync(recipe)
      writeFileSync(
        join(recipe, 'libqb.SlackBuild'),
        'set -e\necho building\ncp libqb-2.0.0.tar.gz "$OUTPUT/libqb-2.0.0-x86_64-1_SBo.txz"\n',
      )
      const source = join(recipe, 'libqb-2.0.0.tar.gz')
      const sum = execFileSync('sh', ['-c', 'printf source | md5sum | cut -d " " -f 1'], {
        encoding: 'utf8',
      }).trim()
      writeFileSync(
        join(recipe, 'libqb.info'),
        `PRGNAM="libqb"\nDOWNLOAD="https://example.org/libqb-2.0.0.tar.gz"\nMD5SUM="${sum}"\nDOWNLOAD_x86_64=""\nMD5SUM_x86_64=""\n`,
      )
      const missing = sh(shell, 'ha_slack_install libqb')
      assert.is(missing.status, 1)
      assert.match(missing.out, /libqb-2\.0\.0\.tar\.gz is missing; it comes from https:\/\/example\.org\//)
      writeFileSync(source, 'something else')
      assert.match(sh(shell, 'ha_slack_install libqb').out, /is not what its \.info names/)
      writeFileSync(source, 'source')
      assert.equal(sh(shell, 'ha_slack_install libqb'), { status: 0, out: '' })
      assert.equal(installed(folder), ['libqb-2.0.0-x86_64-1_SBo'])
    }))

  test(`${shell[0]}: a build that fails says its last words`, () =>
    inRoot(({ folder, sh }) => {
      mkdirSync(join(folder, 'bundle/packages/corosync'))
      writeFileSync(
        join(folder, 'bundle/packages/corosync/corosync.SlackBuild'),
        'echo "configure: error: no libqb"\nexit 1\n',
      )
      const { status, out } = sh(shell, 'ha_slack_install corosync')
      assert.is(status, 1)
      assert.match(out, /configure: error: no libqb\ncorosync could not be built; the whole output is in /)
      assert.match(readFileSync(join(folder, 'home/run/build.log'), 'utf8'), /no libqb/)
    }))
}

test.run()
