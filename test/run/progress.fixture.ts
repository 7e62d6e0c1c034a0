// Two nodes that are folders of this machine, three steps, the second of which fails on one node; shown on the terminal.
import { sh } from '../../src/core/sh.ts'
import { execute } from '../../src/run/execute.ts'
import { TerminalTelling } from '../../src/run/progress.ts'
import type { Step } from '../../src/run/step.ts'
import { ShellNode } from './shell-node.ts'

const nodes = [new ShellNode(0), new ShellNode(1)]
const names = nodes.map(({ plan }) => plan.name)
const step = (id: string, script: ReturnType<typeof sh>): Step => ({
  id,
  title: `Do ${id}`,
  on: 'every-node',
  danger: 'none',
  actions: () => [
    {
      do: 'run',
      why: `make ${id} ${'that is longer than the terminal is wide '.repeat(3)}`,
      unless: sh`test -e "$HA_ROOT/"${id}`,
      script: sh`${script}; : >"$HA_ROOT/"${id}`,
      progress: sh`echo "40 of it"`,
    },
  ],
})
const steps = [
  step('first', sh`sleep 3`),
  step('second', sh`[ "$ha_node" != ${names[0]!} ] || ha_fail 'There is no such disk.'`),
  step('third', sh`:`),
]
const telling = new TerminalTelling(steps.map(({ id, title }) => ({ id, title, nodes: names })))
const never = new AbortController().signal
await execute({
  nodes: nodes.map((node) => node.runNode(steps)),
  order: steps.map(({ id }) => id),
  who: 'test',
  onEvent: (node, event) => telling.event(node, event),
  onNotice: (node, sentence) => telling.notice(node, sentence),
  stop: never,
  leave: never,
})
await telling.end()
process.stdout.write('over\n')
for (const node of nodes) node.remove()
