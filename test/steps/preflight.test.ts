import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shells, withRoot } from './root.ts'

const test = suite('preflight')

const release = (id: string, version: string | undefined, pretty: string): string =>
  `PRETTY_NAME="${pretty}"\nNAME="${pretty}"\n${version === undefined ? '' : `VERSION_ID="${version}"\n`}ID=${id}\n`

/** Files of releases, and what a plan calls them. */
const releases: readonly {
  readonly file: string
  readonly text: string
  readonly is: string
  readonly said: string
}[] = [
  {
    file: 'etc/os-release',
    text: release('debian', '12', 'Debian GNU/Linux 12 (bookworm)'),
    is: 'debian-12',
    said: 'Debian GNU/Linux 12 (bookworm)',
  },
  {
    file: 'etc/os-release',
    text: release('debian', '13', 'Debian GNU/Linux 13 (trixie)'),
    is: 'debian-13',
    said: 'Debian GNU/Linux 13 (trixie)',
  },
  {
    file: 'etc/os-release',
    text: release('debian', undefined, 'Debian GNU/Linux forky/sid'),
    is: 'debian-',
    said: 'Debian GNU/Linux forky/sid',
  },
  {
    file: 'etc/os-release',
    text: release('ubuntu', '22.04', 'Ubuntu 22.04.5 LTS'),
    is: 'ubuntu-22.04',
    said: 'Ubuntu 22.04.5 LTS',
  },
  { file: 'etc/debian_version', text: '5.0.10\n', is: 'debian-5', said: 'Debian 5.0.10' },
  { file: 'etc/debian_version', text: '6.0.10\n', is: 'debian-6', said: 'Debian 6.0.10' },
  { file: 'etc/slackware-version', text: 'Slackware 15.0\n', is: 'slackware-15.0', said: 'Slackware 15.0' },
  {
    file: 'etc/slackware-version',
    text: 'Slackware 15.0+\n',
    is: 'slackware-15.0+',
    said: 'Slackware 15.0+',
  },
  {
    file: 'etc/slackware-version',
    text: 'Slackware 13.37.0\n',
    is: 'slackware-13.37',
    said: 'Slackware 13.37.0',
  },
]

/** As Debian's package of corosync 3.1.7 has it, without its comments. */
const example = `totem {
	version: 2
	cluster_name: debian
	crypto_cipher: none
	crypto_hash: none
}
nodelist {
	node {
		name: node1
		nodeid: 1
		ring0_addr: 127.0.0.1
	}
}
`

for (const shell of shells) {
  const [name] = shell

  test(`${name}: knows the release it runs on`, () => {
    for (const { file, text, is, said } of releases)
      withRoot((root) => {
        root.file(file, text)
        assert.is(root.sh(shell, 'ha_release').out, `${is}\n`, said)
        assert.is(root.sh(shell, 'ha_system').out, `${said}\n`)
      })
  })

  test(`${name}: says what was planned for and what is there`, () =>
    withRoot((root) => {
      root.file('etc/os-release', release('debian', '13', 'Debian GNU/Linux 13 (trixie)'))
      const look = "ha_init=systemd\nha_look_platform debian-12 'Debian 12 (bookworm)' systemd"
      assert.is(
        root.sh(shell, look).out,
        'The plan is for Debian 12 (bookworm), but this node runs Debian GNU/Linux 13 (trixie).\n',
      )
      assert.is(root.sh(shell, look.replace('debian-12', 'debian-13')).out, '')
      assert.match(
        root.sh(shell, "ha_init=sysv\nha_look_platform debian-13 'Debian 13 (trixie)' systemd").out,
        /was booted by systemd; this one was not/,
      )
    }))

  test(`${name}: another cluster's member is left alone, Debian's example is not one`, () =>
    withRoot((root) => {
      const look = 'ha_look_cluster prod1 pacemaker'
      assert.is(root.sh(shell, look).out, '')
      root.file('etc/corosync/corosync.conf', example)
      assert.is(root.sh(shell, look).out, '')
      assert.is(root.sh(shell, 'ha_example_cluster && echo yes').out, 'yes\n')
      root.file('etc/corosync/corosync.conf', example.replace('debian', 'prod1'))
      assert.is(root.sh(shell, look).out, '')
      assert.is(root.sh(shell, 'ha_example_cluster || echo no').out, 'no\n')
      root.file('etc/corosync/corosync.conf', example.replace('debian', 'other'))
      assert.match(root.sh(shell, look).out, /^This node belongs to the cluster other \(.*\), not to prod1\./)
      // Called like the example, but of real nodes.
      root.file('etc/corosync/corosync.conf', example.replace('127.0.0.1', '10.0.0.1'))
      assert.match(root.sh(shell, look).out, /belongs to the cluster debian/)
    }))

  test(`${name}: a manager of another kind that runs is left alone`, () =>
    withRoot((root) => {
      const runs = (...names: readonly string[]): string =>
        `ha_process_names() { printf '%s\\n' ${names.join(' ')}; }\n`
      const look = (stack: string, ...names: readonly string[]): string =>
        root.sh(shell, `${runs(...names)}ha_look_cluster prod1 ${stack}`).out
      assert.match(
        look('pacemaker', 'init', 'heartbeat', 'sshd'),
        /^heartbeat runs on this node, but the plan is for pacemaker/,
      )
      assert.match(
        look('heartbeat', 'init', 'corosync'),
        /^corosync runs on this node, but the plan is for heartbeat/,
      )
      // Names of others that hold theirs.
      assert.is(look('heartbeat', 'heartbeat', 'corosync-qnetd', 'sshd'), '')
      assert.is(root.sh(shell, `${runs('init', 'heartbeat')}ha_manager`).out, 'heartbeat\n')
      assert.is(root.sh(shell, `${runs('init', 'sshd')}ha_manager`).out, '')
    }))

  test(`${name}: what the example cluster wrote is put away, and kept`, () =>
    withRoot((root) => {
      root.file('etc/corosync/corosync.conf', example)
      root.file('var/lib/pacemaker/cib/cib.xml', '<cib/>')
      root.file('var/lib/pacemaker/cib/cib.xml.sig', 'x')
      root.file('var/lib/corosync/ringid_1', 'x')
      root.file('var/lib/pacemaker/cib/README', 'not ours')
      root.file('home/run/id', 'now\n')
      const count = 'ha_example_left | wc -l'
      assert.is(root.sh(shell, count).out.trim(), '3')
      assert.equal(root.sh(shell, 'set -eu\nha_example_forget'), { status: 0, out: '' })
      assert.is(root.sh(shell, count).out.trim(), '0')
      assert.is(root.sh(shell, 'cat "$HA_HOME/kept/now/files/var/lib/pacemaker/cib/cib.xml"').out, '<cib/>')
      // With a configuration of ours the same files are the cluster's own.
      root.file('var/lib/pacemaker/cib/cib.xml', '<cib/>')
      root.file('etc/corosync/corosync.conf', example.replace('debian', 'prod1'))
      assert.is(root.sh(shell, count).out.trim(), '0')
    }))

  test(`${name}: a disk that is missing, doubled or no disk gets a sentence of its own`, () =>
    withRoot((root) => {
      const { out } = root.sh(
        shell,
        `ln -s /dev/null ${root.folder}/a; ln -s a ${root.folder}/b
ha_look_disk gone /dev/disk/by-id/none; ha_look_disk odd /dev/null; ha_look_same ${root.folder}/a ${root.folder}/b`,
      )
      assert.equal(out.trimEnd().split('\n'), [
        'Disk gone is not here: there is no /dev/disk/by-id/none.',
        'Disk odd should be /dev/null, but that is no block device.',
        `${root.folder}/a and ${root.folder}/b are the same disk (/dev/null).`,
      ])
    }))

  test(`${name}: serial numbers are compared as udev writes them`, () =>
    withRoot((root) => {
      const disks = "ha_disks_and_serials() { printf '%s\\n' 'sda S1_2' 'sda ATA_S1_2' 'sdb S3' 'sdc S3'; }\n"
      assert.is(root.sh(shell, `${disks}ha_look_serial d 'S1  2'`).out, '')
      assert.match(root.sh(shell, `${disks}ha_look_serial d S9`).out, /no disk has the serial number S9/)
      assert.match(root.sh(shell, `${disks}ha_look_serial d S3`).out, /sdb sdc all have the serial number S3/)
    }))

  test(`${name}: a clock before the system was made is wrong`, () =>
    withRoot((root) => {
      root.file('etc/os-release', '')
      assert.is(root.sh(shell, 'ha_look_clock 1735689600').out, '')
      assert.match(root.sh(shell, 'ha_look_clock 99999999999').out, /which is past already/)
      assert.match(
        root.sh(
          shell,
          'touch -d 2099-01-01 "$HA_ROOT/etc/os-release" 2>/dev/null || touch -t 209901010000 "$HA_ROOT/etc/os-release"; ha_look_clock 1',
        ).out,
        /which is past already/,
      )
    }))

  test(`${name}: ports that the kernel joins are still the ports that were set`, () =>
    withRoot((root) => {
      const ranges = (text: string): string => root.sh(shell, `ha_ranges '${text}' | tr '\\n' ' '`).out
      assert.is(ranges('49152-49155,49156'), ranges('49152-49156'))
      assert.is.not(ranges('49152-49155'), ranges('49152-49156'))
    }))

  test(`${name}: an account is as the plan has it only in all that the plan says`, () =>
    withRoot((root) => {
      const line = 'hacluster:x:226:226:Cluster User:/var/lib/heartbeat:/bin/false'
      const known = `ha_entry() { case $1/$2 in passwd/hacluster) echo '${line}' ;; group/haclient) echo 'haclient:x:226:' ;; *) return 2 ;; esac; }\n`
      const is = (words: string): boolean => root.sh(shell, `${known}ha_user_is ${words}`).status === 0
      assert.ok(is("hacluster '' '' '' '' ''"))
      assert.ok(is("hacluster 226 haclient 'Cluster User' /var/lib/heartbeat /bin/false"))
      assert.not.ok(is("hacluster 227 '' '' '' ''"))
      assert.not.ok(is("hacluster '' wheel '' '' ''"))
      assert.not.ok(is("hacluster '' '' '' '' /bin/bash"))
      assert.not.ok(is("nobody '' '' '' '' ''"))
      assert.match(
        root.sh(shell, `${known}ha_user hacluster 227 '' '' '' ''`).out,
        /has the number 226 here, not 227/,
      )
      assert.match(root.sh(shell, `${known}ha_group haclient 300`).out, /has the number 226 here, not 300/)
    }))

  test(`${name}: while packages are installed nothing may be started that does not run`, () =>
    withRoot((root) => {
      const policy = `ha_policy=$HA_ROOT/policy-rc.d\n`
      const ask = (environment: string, words: string): number | null =>
        root.sh(shell, `${policy}${environment} "$ha_policy" ${words}`).status
      root.file('policy-rc.d', '#!/bin/sh\nexit 42\n')
      root.sh(shell, 'chmod 755 "$HA_ROOT/policy-rc.d"')
      assert.equal(root.sh(shell, `${policy}ha_deb_policy`), { status: 0, out: '' })
      assert.is(ask('HA_INSTALLS=yes', 'no-such-service start'), 101)
      assert.is(ask('HA_INSTALLS=yes', '--quiet no-such-service restart'), 101)
      assert.is(ask('HA_INSTALLS=yes', 'no-such-service stop'), 0)
      // Everybody else gets the answer of the one that was there before.
      assert.is(ask('', 'no-such-service start'), 42)
      assert.is(root.sh(shell, `${policy}ha_deb_policy_ended`).status, 1)
      assert.is(root.sh(shell, `${policy}ha_deb_policy; ha_deb_policy_end && ha_deb_policy_ended`).status, 0)
      assert.is(ask('HA_INSTALLS=yes', 'no-such-service start'), 42)
    }))
}

test.run()
