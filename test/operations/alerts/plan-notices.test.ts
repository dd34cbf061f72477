import { expect, it } from 'vitest'
import type { AlertText } from '../../../src/domain/alerts/text'
import { planNotices } from '../../../src/operations/alerts/plan-notices'
import { alertMemory, channelOf, planned, recordOf } from '../../support/alert-memory'

const NOW = 10_000
const ABOUT = { key: 'k', name: 'the watch', since: 5_000 }

/** Plans it for `hook` and a channel that is gone; `phone` has got the trigger before. */
async function notices(kind: AlertText['kind']) {
  const { store } = alertMemory()
  await store.write(['watch'], recordOf(planned({}, { id: 'k-trigger-phone', channel: 'phone' })))
  const channels = ['hook', 'phone', 'other'].map(name => channelOf(name))
  const text: AlertText = { kind, status: 'down', subject: 'It is away', text: 'It is away since noon.' }
  return await planNotices(text, ABOUT, ['hook', 'gone'], { store, channels, now: NOW })
}

it('a notice goes to the channels that are chosen for it', async () => {
  expect(await notices('trigger')).toEqual([
    {
      ...{ id: 'k-trigger-hook', channel: 'hook', after: {}, sources: ['watch'], at: NOW },
      alert: {
        ...{ kind: 'trigger', status: 'down', subject: 'It is away', text: 'It is away since noon.' },
        ...{ key: 'k', name: 'the watch', since: 5_000, tags: [], at: NOW },
      },
    },
  ])
})

it.each([
  ['resolve', ['k-resolve-hook', 'k-resolve-phone']],
  ['digest', ['k-digest-hook']],
] as const)('of the kind %s it goes to %j: an end to whoever got the trigger, too', async (kind, ids) => {
  expect((await notices(kind)).map(({ id }) => id)).toEqual(ids)
})
