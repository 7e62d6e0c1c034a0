import type { Command, Flag } from './command.ts'

const json: Flag = { type: 'boolean', help: 'print JSON for programs instead of text' }
const file: Flag = {
  type: 'string',
  short: 'f',
  value: 'FILE',
  help: 'the spec, - for stdin; else cluster.yaml',
}

const facts: Flag = {
  type: 'string',
  many: true,
  value: 'FILE',
  help: "a node's facts, one FILE for each node",
}

const secrets: Flag = { type: 'string', value: 'FILE', help: 'the file with the secrets' }

/** Which part of the bootstrap is meant, and what may be lost by it. */
const selection: { readonly [name: string]: Flag } = {
  only: { type: 'string', many: true, value: 'STEP', help: 'only this step; more than once for more' },
  skip: { type: 'string', many: true, value: 'STEP', help: 'all but this step' },
  'allow-destroy': {
    type: 'string',
    many: true,
    value: 'NODE:SERIAL',
    help: 'overwrite this disk although it is not empty',
  },
}

const sshConfig: Flag = {
  type: 'string',
  value: 'FILE',
  help: 'instead of ~/.ssh/config; a lab has its own',
}

const waitSync: Flag = { type: 'boolean', help: "wait until DRBD's copies are the same" }
const showCommands: Flag = { type: 'boolean', help: 'also show the commands that would be run' }
const detailed: Flag = { type: 'boolean', help: 'exit code 6 when there is something to do' }

/** All verbs, in the order of a first visit. */
export const commands: readonly Command[] = [
  {
    name: 'init',
    summary: 'ask what a cluster is to be, and write its cluster.yaml',
    usage: '',
    details: `Asks for the machines, looks at them, and asks one thing after the other, with a
proposal and its reason wherever the facts speak for one. Changes nothing on any
node. Answers are saved as they are given (cluster.answers.yaml), so that it can
be left at any question and goes on there. A cluster.yaml that is there is
opened: its comments stay, and only what is changed is changed in it.

In the questions: Enter takes the proposal, ? explains, < goes back, q leaves.
\`ha-bootstrap\` alone does the same at a terminal.`,
    flags: {
      file: { type: 'string', short: 'f', value: 'FILE', help: 'the file to write; cluster.yaml without it' },
      answers: { type: 'string', value: 'FILE', help: 'take the answers from FILE and ask nothing' },
      facts: {
        type: 'string',
        many: true,
        value: 'FILE',
        help: 'facts that were collected, instead of asking nodes',
      },
      'from-facts': { type: 'boolean', help: 'write what would be proposed, and ask nothing' },
      'ssh-config': sshConfig,
    },
    maximumWords: 0,
    load: () => import('./init.ts'),
  },
  {
    name: 'profiles',
    summary: 'list the presets, show one, or print its complete example',
    usage: '[NAME]',
    details: `Without NAME: every profile with its title. With NAME: its picture, what it is
for, its platforms. Begin a cluster of your own with

  ha-bootstrap profiles kvm --example > cluster.yaml`,
    flags: {
      example: { type: 'boolean', help: 'print the complete example cluster.yaml' },
      json,
    },
    maximumWords: 1,
    load: () => import('./profiles.ts'),
  },
  {
    name: 'facts',
    summary: 'look at the nodes: disks, network, software; change nothing',
    usage: '[NODE]...',
    details: `Asks every node of cluster.yaml (or the NODEs) in one round trip over ssh and
writes facts/NODE.json, which check, generate and simulate take with --facts.
Shows which disks can be used and why others cannot, and what does not fit
together between the nodes. A node that cannot be reached does not stop the
others; the exit code is 5 then. Without a cluster.yaml: --local.`,
    flags: {
      file,
      output: {
        type: 'string',
        short: 'o',
        value: 'DIR',
        help: 'folder for the files; facts without it',
      },
      'ssh-config': sshConfig,
      local: { type: 'boolean', help: 'look at this machine, as NODE or under its own name' },
      probe: { type: 'boolean', help: 'also try the ways between nodes, and their MTU' },
      json,
    },
    maximumWords: 32,
    load: () => import('./facts.ts'),
  },
  {
    name: 'check',
    summary: 'say everything that is wrong with a cluster.yaml',
    usage: '[FILE]',
    details: `Reads cluster.yaml (or FILE, or stdin for -) and prints every problem as
file:line:column severity CODE sentence, with what mends it. Exit code 3 when
one of them is an error.`,
    flags: {
      facts,
      tools: { type: 'boolean', help: 'also show every file to the program that will read it' },
      json,
    },
    maximumWords: 1,
    load: () => import('./check.ts'),
  },
  {
    name: 'explain',
    summary: 'tell a rule by its code, or a field by its name',
    usage: '[CODE|FIELD]',
    details: `CODE as check prints it (NET003): what must hold, why, an example, the source.
FIELD as in cluster.yaml (drbd.net.after-sb-0pri, nodes.*.disks, or just a key):
what it means and which values it takes. Without either: all codes.`,
    flags: {},
    maximumWords: 1,
    load: () => import('./explain.ts'),
  },
  {
    name: 'generate',
    summary: 'write the complete configuration of every node',
    usage: '',
    details: `Writes a folder with the files of every node at their places and with their
modes, packages, checksums, the plan and a runbook for this very cluster. Every
file is first shown to the program that will read it. Secrets come from a file
beside the spec (cluster.secrets.yaml), which is made when it is not there. A
folder that somebody has edited is left alone.`,
    flags: {
      file,
      output: { type: 'string', short: 'o', value: 'DIR', help: 'the folder; bundle-NAME without it' },
      facts,
      archive: { type: 'boolean', help: 'also write NODE.tar.gz, to be unpacked at /' },
      'without-secrets': { type: 'boolean', help: 'leave named blanks where secrets belong' },
      secrets,
      'no-prove': { type: 'boolean', help: 'do not run other programs over the files' },
      json,
    },
    maximumWords: 0,
    load: () => import('./generate.ts'),
  },
  {
    name: 'plan',
    summary: 'say what would change on the nodes, and change nothing',
    usage: '',
    details: `Looks at every node (one round trip, nothing is written) and prints what differs
from cluster.yaml: files with their differences, what would be done, which disks
would lose what is on them, what would be interrupted and how long it takes.
With --output the plan is bound to what was found: apply FILE refuses when
nodes, disks or files have changed meanwhile.
Exit code 4 when a node refuses something, 6 with --detailed-exitcode when there
is something to do.`,
    flags: {
      file,
      facts,
      secrets,
      output: { type: 'string', short: 'o', value: 'FILE', help: 'keep the plan for `apply FILE`' },
      'ssh-config': sshConfig,
      ...selection,
      'wait-sync': waitSync,
      commands: showCommands,
      'detailed-exitcode': detailed,
      json,
    },
    maximumWords: 0,
    load: () => import('./plan.ts'),
  },
  {
    name: 'apply',
    summary: 'make the nodes what cluster.yaml says',
    usage: '[PLAN]',
    details: `Looks at every node, shows what would change as plan does, asks, and does it:
nodes side by side, step by step. What is so already is left alone, so that it
can be run again at any time and goes on where it was. With PLAN (plan -o FILE)
it does exactly that or refuses. A lost connection loses the view, not the work.
Ctrl-C stops behind the running action; a second one leaves the nodes at work,
and the same command finds them again.`,
    flags: {
      file,
      facts,
      secrets,
      'ssh-config': sshConfig,
      yes: { type: 'boolean', short: 'y', help: 'do not ask' },
      ...selection,
      'wait-sync': waitSync,
      commands: showCommands,
      json: { type: 'boolean', help: 'print events as lines of JSON' },
    },
    maximumWords: 1,
    load: () => import('./apply.ts'),
  },
  {
    name: 'simulate',
    summary: 'say what happens when a node, a ring or a DRBD link is lost',
    usage: '[FILE]',
    details: `Reads cluster.yaml (or FILE, or stdin for -). Pacemaker clusters are started and
their nodes killed in crm_simulate, with the very CIB that generate writes; what
a lost link does follows from rings, fencing and DRBD's policies. Heartbeat
clusters: from haresources.`,
    flags: { facts, json },
    maximumWords: 1,
    load: () => import('./simulate.ts'),
  },
  {
    name: 'rehearse',
    summary: 'build the cluster in virtual machines and let it fail over',
    usage: '',
    details: `Raises a lab for cluster.yaml, applies the real plan in it, sees that a second
apply has nothing to do, and drills: everything runs once, copies are the same,
a virtual machine moves live and back, the node that runs most loses its power
and the others take over, it comes back and is resynchronised. Prints what was
shown with times. Packages are in the image already; with --bare, nodes are as
Debian installs them and apply installs everything.`,
    flags: {
      file,
      state: { type: 'string', value: 'DIR', help: 'the folder of the lab' },
      keep: { type: 'boolean', help: 'leave the lab running, and say how to log in' },
      bare: { type: 'boolean', help: 'install packages inside, as on bare machines' },
      memory: { type: 'string', value: 'MIB', help: 'memory of each machine; 1024 without it' },
      cpus: { type: 'string', value: 'N', help: 'processors of each machine; 1 without it' },
    },
    maximumWords: 0,
    load: () => import('./rehearse.ts'),
  },
  {
    name: 'lab',
    summary: 'raise virtual machines that stand in for the nodes, and handle them',
    usage: 'up|status|ssh|cut|power|down [NODE] ...',
    details: `up -f cluster.yaml         machines with the spec's disks (small), NICs, cables,
                           names and a BMC each; as Debian installs them, or
                           with all that the plan installs (--warm)
status                     processes, ports and console logs
ssh NODE [COMMAND...]      log in as root, or run a command
cut NODE NIC [--restore]   pull a cable, or plug it in again
power NODE on|off|reset|soft   off and reset cut the power
down                       end everything and remove the disks

A lab lies in one folder (--state). Its cluster.yaml there is the spec as it is
applied inside. Images are kept in ~/.cache/ha-bootstrap.`,
    flags: {
      file,
      state: { type: 'string', value: 'DIR', help: 'the folder of the lab' },
      warm: { type: 'boolean', help: 'install the packages of the plan into the image' },
      memory: { type: 'string', value: 'MIB', help: 'memory of each machine; 1024 without it' },
      cpus: { type: 'string', value: 'N', help: 'processors of each machine; 1 without it' },
      restore: { type: 'boolean', help: 'plug the cable in again' },
      json,
    },
    maximumWords: 64,
    load: () => import('./lab.ts'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of cluster.yaml, for editors',
    usage: '',
    details: `JSON Schema 2020-12. In cluster.yaml an editor finds it by the line
# yaml-language-server: $schema=cluster.schema.json`,
    flags: {},
    maximumWords: 0,
    load: () => import('./schema.ts'),
  },
  {
    name: 'help',
    summary: 'show this, or the help of a command',
    usage: '[COMMAND]',
    details: '',
    flags: {},
    maximumWords: 1,
    load: () => import('./help.ts'),
  },
]
