import { expect, it } from 'vitest'
import { createRecordSignal } from '../../src/operations/record-signal'
import { shareRedis } from '../support/shared-redis'
import { openStore, START, signal } from '../support/watch'

const redis = await shareRedis()

it('a first check-in makes its check, known to all channels, but not the ten thousand and first', async () => {
  const { store } = await openStore(redis)
  const channels = {
    list: async () => [{ name: 'phone', kind: 'ntfy', origin: 'page', settings: {} } as const],
  }
  let count = 9_999
  const recordSignal = createRecordSignal({ checks: { ...store, count: async () => count }, channels })
  const come = (slug: string) =>
    recordSignal({ slug }, signal('success', START), { admit: undefined, create: true })
  expect(await come('backup')).toMatchObject({
    kind: 'accepted',
    created: true,
    check: { channels: ['phone'], origin: 'checkin' },
    state: { status: 'up' },
  })
  count = 10_000
  expect(await come('backup')).toMatchObject({ kind: 'accepted', created: false })
  expect(await come('another')).toEqual({ kind: 'unknown', created: false })
  expect(await store.findBySlug('another')).toEqual([])
  await store.close()
})
