import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serviceName } from '../../steps/daemons.ts'
import { steps } from '../../steps/index.ts'
import { actionsOf, examples } from './plans.ts'

const test = suite('what starts at boot')

for (const example of examples)
  test(`${example.name}: every daemon that the plan wants at boot is enabled by a step`, () => {
    const enabled = steps
      .flatMap((step) => actionsOf(step, example))
      .flatMap((action) =>
        action.do === 'service' && action.want === 'enabled' ? [serviceName(action.name)] : [],
      )
    for (const daemon of example.node.software.enabled)
      assert.ok(enabled.includes(serviceName(daemon)), `${daemon} is not enabled`)
  })

test.run()
