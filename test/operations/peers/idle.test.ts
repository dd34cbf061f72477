import { getActiveResourcesInfo } from 'node:process'
import { expect, it } from 'vitest'
import { idle } from '../../../src/operations/peers/idle'

/** The timers that keep this program from its end. */
const timers = () => getActiveResourcesInfo().filter(resource => resource === 'Timeout').length

it('a wait keeps no program from its end, and is over in time', async () => {
  const before = timers()
  void idle(60_000)
  expect(timers()).toBe(before)
  expect(await idle(1)).toBeUndefined()
})
