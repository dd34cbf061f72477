import { expect, it } from 'vitest'
import type { Watched } from '../../../src/domain/watch/ports'
import { createJudgeMail } from '../../../src/operations/alerts/judge-mail'
import { alertMemory, CHECK, channelOf } from '../../support/alert-memory'

const loop = (status: 'up' | 'down' | 'blind') => ({ check: CHECK, state: { status } }) as Watched

/** The verdict, and what was asked for it. */
async function verdict(loops: Watched[], undelivered: string[]) {
  const asked: string[] = []
  const memory = alertMemory()
  for (const name of undelivered) memory.health.set(name, {} as never)
  const canMail = await createJudgeMail({
    mailLoops: async () => loops,
    store: { failing: memory.store.failing },
    channels: {
      list: async () => {
        asked.push('channels')
        return [channelOf('hook'), channelOf('mail', 'email'), channelOf('office', 'email')]
      },
    },
  })()
  return [canMail, asked.length]
}

it.each<[string, Watched[], string[], [boolean, number]]>([
  ['nothing is known of it', [], [], [true, 0]],
  ['its loop works, or cannot look', [loop('up'), loop('blind')], [], [true, 0]],
  ['one of its loops is down', [loop('up'), loop('down')], [], [false, 0]],
  ['alerts by e-mail are undelivered', [loop('up')], ['office'], [false, 1]],
  ['alerts by other channels are undelivered', [], ['hook'], [true, 1]],
  ['alerts of a channel that is gone are undelivered', [], ['gone'], [true, 1]],
])('whether e-mail works where %s', async (_what, loops, undelivered, expected) => {
  expect(await verdict(loops, undelivered)).toEqual(expected)
})
