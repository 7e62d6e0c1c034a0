import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { netguard } from '../../src/run/node-scripts.gen.ts'

const test = suite('netguard')

const unshare = ['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child']

/** Whether this machine lets us make networks of our own of that kind; else why not. */
function lacks(...kinds: readonly string[]): string | undefined {
  const ways = kinds.map((kind) => `ip link add x${kind} type ${kind}`)
  if (process.getuid?.() !== 0) return 'only root can make networks'
  if (spawnSync('ifup', ['--version']).status !== 0) return 'ifupdown is not installed'
  const [command = '', ...rest] = unshare
  const tried = spawnSync(command, [...rest, 'sh', '-ec', ways.join('; ')])
  return tried.status === 0 ? undefined : `${kinds.join(', ')}: ${tried.stderr.toString().trim()}`
}

/** What a scenario prints in a room of its own, with that program as /bin/sh. */
async function play(scenario: string, shell: string): Promise<string[]> {
  const room = mkdtempSync(join(tmpdir(), 'ha-room-'))
  try {
    // Where nothing will ever answer, waiting shows nothing.
    writeFileSync(join(room, 'netguard'), netguard.replace(/^ng_patience=.*$/m, 'ng_patience=3'))
    const result = await run([...unshare, 'bash', 'test/network/room.sh', shell, room, scenario], {
      timeoutMs: 600_000,
    })
    return `${result.stdout}${result.stderr}`
      .trim()
      .split('\n')
      .filter((line) => !/Killed {2,}/.test(line))
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

const log = 'What was tried stands in ROOM/home/network/log.'
const back = `The network is again as it was before. ${log}`

interface Scenario {
  readonly says: string
  readonly needs?: readonly string[]
  readonly prints: readonly string[]
}

const scenarios: { readonly [name: string]: Scenario } = {
  confirmed: {
    says: 'changes names and addresses when somebody confirms, and touches nothing else',
    prints: [
      '/etc/network/interfaces is not as planned',
      '/etc/systemd/network/10-nic0.link is not as planned',
      'nic0 should be called nic1',
      'nic1 is not part of br0',
      'nic1 should be called nic0',
      'nic0 has no address 10.9.1.1/24',
      'br0 is not there',
      'holds',
      'confirm network 7 20',
      'br0 lo nic0 nic1 nic2 nic3',
      'nic2 10.77.0.1/24',
      '52:54:00:00:00:01',
      '52:54:00:00:00:00',
      '10-nic0.link',
      '0',
    ],
  },
  unconfirmed: {
    says: 'goes back when nobody confirms, when a probe fails and when the tools did something else',
    prints: [
      `Nobody could reach this machine over the new network within 3 seconds. ${back}`,
      'nobody confirmed: as before',
      `With the new network, the gateway 10.9.0.253 on br0 does not answer. ${back}`,
      'a gateway that is not there: as before',
      `The new network did not become as planned: nic1 is not part of br0. ${back}`,
      'a bridge without its port: as before',
    ],
  },
  killed: {
    says: 'goes back wherever it is killed, and leaves nothing running',
    prints: [
      'killed at: a change begins: as before',
      'killed at: changes : as before',
      'killed at: + ifdown: as before',
      'killed at: + ip address flush: as before',
      'killed at: name hatmp: as before',
      'killed at: + ifup nic: as before',
      'killed at: + ifup br0: as before',
      'killed while it waited to be confirmed: as before',
    ],
  },
  'both-killed': {
    says: 'goes back with the next run or the next boot when its watchdog is killed too',
    prints: [
      `An earlier change of the network was broken off. ${back}`,
      'both killed, and the next run: as before',
      'ha-bootstrap-netguard.service',
      'put back',
      'nothing to put back',
      '52:54:00:00:00:00',
      '52:54:00:00:00:01',
      'both killed, and a boot: as before',
    ],
  },
  hotplug: {
    says: 'brings back with the next boot what Debian’s installer calls allow-hotplug',
    prints: ['put back', 'nic0 10.9.0.1/24'],
  },
  'by-hand': {
    says: 'brings back what no tool knows',
    prints: [
      `Nobody could reach this machine over the new network within 3 seconds. ${back}`,
      'made by hand: as before',
    ],
  },
  refused: {
    says: 'does not even try what cannot go well',
    prints: [
      'br0 is configured in a file of /etc/network/interfaces.d as well as in the planned /etc/network/interfaces. Move that file away.',
      'br0 is configured in a file of /etc/network/interfaces.d as well as in the planned /etc/network/interfaces. Move that file away.',
      'The card nic0 is to be called nic1, but another card has that name, and the plan does not say what becomes of it.',
      'There is no network card for nic0 here: nothing has its MAC or PCI address.',
      'The card nic1 is to be called nic0, but another card has that name, and the plan does not say what becomes of it.',
      ...['nic3 nic1', 'nic1 nic0'].map((names) => {
        const [is, be] = names.split(' ')
        return `The card ${is} would be called ${be} from the next boot on, but with interface-style none the plan does not write the configuration of the network, which may know it as ${is}. Let it be called ${be} there first.`
      }),
    ],
  },
  restart: {
    says: 'restarts the machine when nothing else helps, but never under a cluster',
    prints: [
      `Nobody could reach this machine over the new network within 2 seconds. The old files are back, but the gateway 10.9.0.254 does not answer any more; the machine restarts with them. ${log}`,
      'reboot ',
      'gateway gone: as before',
      `Nobody could reach this machine over the new network within 2 seconds. The old files are back, but the gateway 10.9.0.254 does not answer any more; because a cluster runs here, the machine is not restarted. ${log}`,
    ],
  },
  gone: {
    says: 'does not restart the machine because somebody who was logged in has gone away',
    prints: [
      `Nobody could reach this machine over the new network within 2 seconds. The network is again as it was before, but 10.9.0.77, from where somebody is logged in, does not answer any more. ${log}`,
    ],
  },
  'no-route': {
    says: 'goes back when no route leads to somebody who is logged in',
    prints: [
      `With the new network, no route leads to 172.16.0.9 any more, from where somebody is logged in. ${back}`,
      'a forgotten gateway: as before',
    ],
  },
  'logged-in': {
    says: 'waits for a word where somebody is logged in of whom it hears nothing',
    prints: [
      `Nobody could reach this machine over the new network within 3 seconds. ${back}`,
      'a login over which nothing goes: as before',
      '- goes back in 20 s unless this reaches somebody who is logged in; else log in anew, or say: sh install.sh --confirm',
      'br0 10.9.0.1/24',
    ],
  },
  'logged-in-hears': {
    says: 'takes for a word that somebody who is logged in has got what was sent to him',
    prints: ['br0 10.9.0.1/24'],
  },
  'logged-in-deaf': {
    says: 'goes back when what is sent to somebody who is logged in is lost',
    prints: [`Nobody could reach this machine over the new network within 4 seconds. ${back}`],
  },
  'logged-in-here': {
    says: 'does not take for a word what a login from this machine itself hears',
    prints: [`Nobody could reach this machine over the new network within 4 seconds. ${back}`],
  },
  'taken-over': {
    says: 'goes by logins when a controller on the machine itself has taken the run over',
    prints: ['br0 10.9.0.1/24'],
  },
  'taken-over-alone': {
    says: 'goes by what answers when a controller on the machine itself has taken the run over and nobody is logged in',
    prints: ['br0 10.9.0.1/24'],
  },
  'next-boot': {
    says: 'is not begun when the next boot would not bring it up',
    prints: [
      'networking.service is switched off, so that the next boot would bring up nothing. Switch it on first: systemctl unmask networking && systemctl enable networking',
      'systemd-networkd does not run, but starts with the next boot and then does what /etc/systemd/network/50-dhcp.network says. Switch it off first: systemctl disable systemd-networkd',
      'refused: as before',
      'br0 10.9.0.1/24',
    ],
  },
  'spanning-tree': {
    says: 'waits as long as a switch may let nothing through',
    prints: ['br0 10.9.0.1/24'],
  },
  'stale-names': {
    says: 'takes away our own earlier names of cards, and refuses those of others',
    prints: [
      '/etc/systemd/network/05-own.link gives the card 52:54:00:00:00:01 another name than nic0, and would do so at the next boot. Take that out of it first.',
      `Nobody could reach this machine over the new network within 2 seconds. ${back}`,
      'not confirmed: as before',
      '10-nic0.link',
      '90-late.link',
      'holds',
      '/etc/systemd/network/10-lan9.link gives a card another name at the next boot',
    ],
  },
  ring: {
    says: 'takes nothing down that a running cluster talks over',
    prints: [
      'The members of the cluster that runs here talk over br0, which would go down and up: each would take the other for dead. Stop the cluster on all nodes first.',
      'running: as before',
    ],
  },
  bond: {
    says: 'makes bonds, VLANs and bridges on them, and takes them away again',
    needs: ['bond', 'dummy'],
    prints: [
      `Nobody could reach this machine over the new network within 3 seconds. ${back}`,
      'nobody confirmed: as before',
      'holds',
      `Nobody could reach this machine over the new network within 3 seconds. ${back}`,
      'from bond to bond: as before',
    ],
  },
}

/** Each in namespaces of its own, and waiting most of the time: that many go side by side. */
const lanes = Array.from({ length: 4 }, () => Promise.resolve<unknown>(undefined))
const plays: (() => void)[] = []

/** What it prints once it has had its turn; turns begin with the first test. */
function inTurn(name: string, shell: string): () => Promise<readonly string[]> {
  const lane = plays.length % lanes.length
  let printed: Promise<readonly string[]>
  plays.push(() => {
    printed = lanes[lane]!.then(() => play(name, shell))
    lanes[lane] = printed.catch(() => undefined)
  })
  return () => printed
}

test.before(() => plays.forEach((begin) => begin()))

for (const [name, { says, needs, prints }] of Object.entries(scenarios)) {
  const reason = lacks('veth', 'bridge', ...(needs ?? []))
  // Each shell once with everything that it is asked for; the others with what they are most likely to stumble over.
  const shells = ['confirmed', 'killed'].includes(name) ? ['dash', 'bash', 'busybox'] : ['dash']
  for (const shell of shells) {
    const title = `${says} (${shell})`
    if (reason !== undefined) {
      test.skip(`${title}: ${reason}`)
      console.log(`netguard: not tried, ${reason}: ${title}`)
      continue
    }
    const printed = inTurn(name, shell)
    test(title, async () => assert.equal(await printed(), prints))
  }
}

test('a card is known by its MAC and by its place, whichever the plan says', async () => {
  const parts = ['netguard.sh', 'netguard-look.sh'].map((part) => `. scripts/node/${part}\n`).join('')
  const facts = [
    'pci lan0 pci-0000:03:00.0',
    'mac lan1 52:54:00:00:00:01',
    'CARD eth0 nic 0 52:54:00:00:00:00',
    'PCI eth0 0000:03:00.0',
    'CARD eth1 nic 0 52:54:00:00:00:01',
    'PCI eth1 0000:04:00.0',
  ]
  const { stdout } = await run(['dash', '-c', `${parts}ng_judge keys`], { input: `${facts.join('\n')}\n` })
  assert.equal(stdout.trim().split('\n'), [
    'lan0 0000:03:00.0',
    'lan0 52:54:00:00:00:00',
    'lan1 52:54:00:00:00:01',
    'lan1 0000:04:00.0',
  ])
})

test('is POSIX sh as a whole', async () => {
  const result = await run(['shellcheck', '-s', 'sh', '-'], { input: netguard })
  assert.is(result.stdout, '')
})

test.run()
