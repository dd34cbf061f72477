import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { openChannelStore } from '../../../src/io/alerts/channel-store'
import { drawVapidKeys } from '../../../src/notifiers/web-push'
import { shareRedis } from '../../support/shared-redis'

const { admin: connection } = await shareRedis()

const hook: Channel = { name: 'hook', kind: 'webhook', origin: 'page', settings: { url: 'http://pi/x' } }
const browser = (endpoint: string) => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } })

describe('the channels that were created in the page', () => {
  it('are kept, changed and removed', async () => {
    const store = openChannelStore(connection, drawVapidKeys)
    await store.save(hook)
    await store.save({ ...hook, name: 'other' })
    await store.save({ ...hook, settings: { url: 'http://pi/y' } })
    await store.remove('other')
    expect(await store.list()).toEqual([{ ...hook, settings: { url: 'http://pi/y' } }])
  })

  it('lose their browsers when they are removed', async () => {
    const store = openChannelStore(connection, drawVapidKeys)
    await store.save(hook)
    for (const endpoint of ['one', 'two', 'two']) await store.subscribe('hook', browser(endpoint))
    await store.unsubscribe('hook', 'one')
    expect(await store.subscriptions('hook')).toEqual([browser('two')])
    await store.remove('hook')
    expect(await store.subscriptions('hook')).toEqual([])
  })

  it('have one pair of keys, whoever requests it first', async () => {
    const stores = Array.from({ length: 5 }, () => openChannelStore(connection, drawVapidKeys))
    const pairs = await Promise.all(stores.map(store => store.vapidKeys()))
    expect(new Set(pairs.map(({ privateKey }) => privateKey)).size).toBe(1)
    expect(Buffer.from(pairs[0]?.publicKey ?? '', 'base64url')).toHaveLength(65)
  })
})
