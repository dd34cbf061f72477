import { expect, it } from 'vitest'
import { isFreeToSend, type Others } from '../../../src/operations/peers/free-to-send'

/** Whether a member is free to send by what it finds one after the other, and how often it looked. */
async function looks(found: readonly Others[], end = 1_000) {
  let machine = 0
  let count = 0
  const look = async () => {
    machine += 100
    return found[Math.min(count++, found.length - 1)] as Others
  }
  return [await isFreeToSend(look, end, () => machine), count]
}

it.each<[string, readonly Others[], boolean, number]>([
  ['nobody comes to send it', ['none'], true, 1],
  ['another one goes first', ['other', 'none'], false, 1],
  ['one that gives way has done so', ['rival', 'rival', 'none'], true, 3],
  ['one that gives way turns out to have told it', ['rival', 'other'], false, 2],
])('a member may send where %s: %o, %s', async (_what, found, isFree, count) => {
  expect(await looks(found)).toEqual([isFree, count])
})

it('a member may not send where one that gives way has not done so in time', async () => {
  expect(await looks(['rival'], 300)).toEqual([false, 3])
  expect(await looks(['rival', 'rival', 'none'], 201)).toEqual([true, 3])
})
