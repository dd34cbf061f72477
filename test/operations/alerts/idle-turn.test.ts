import { expect, it, onTestFinished } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { openAlerting, plannedAt, webhookTo } from '../../support/alerts'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('a turn in which nothing happens sends three commands, one of them a script', async () => {
  const alerting = openAlerting(redis.target, { channels: [] })
  await alerting.turn()
  const commands = await commandsDuring(redis.admin, () => alerting.turn())
  await alerting.close()
  expect(commands).toEqual({ evalsha: 1, hlen: 1, zrange: 1, xautoclaim: 1, xreadgroup: 1 })
})

it('channels and windows are read again when they may have changed, and after a turn that routed something', async () => {
  let mayHaveChanged = true
  let reads = 0
  const alerting = openAlerting(redis.target, {
    channels: [],
    mayHaveChanged: () => mayHaveChanged,
    windows: async () => {
      reads++
      return []
    },
  })
  const readsOfTurn = async () => {
    const before = reads
    await alerting.turn()
    return reads - before
  }
  expect(await readsOfTurn()).toBe(1)
  mayHaveChanged = false
  expect(await readsOfTurn()).toBe(0)
  mayHaveChanged = true
  expect(await readsOfTurn()).toBe(1)
  mayHaveChanged = false
  await alerting.signal(await alerting.create({ name: 'backup' }), 'fail')
  await alerting.turn()
  expect(await readsOfTurn()).toBe(1)
  expect(await readsOfTurn()).toBe(0)
  await alerting.close()
})

it('it is told once when the channels by which new checks alert have become others', async () => {
  const channels: Channel[] = [webhookTo('hook', 'http://127.0.0.1:9')]
  let told = 0
  const alerting = openAlerting(redis.target, { channels, onDefaults: () => void told++ })
  onTestFinished(alerting.close)
  const toldAfter = async (name: string) => {
    channels.push(webhookTo(name, 'http://127.0.0.1:9'))
    await alerting.turn()
    await alerting.turn()
    return told
  }
  await alerting.turn()
  expect(told).toBe(0)
  // Where none is marked, it is the first by name.
  expect([await toldAfter('second'), await toldAfter('first'), await toldAfter('last')]).toEqual([0, 1, 1])
})

it('a channel that nobody knows is left once its alerts have ended, though nothing has changed since', async () => {
  let now = Date.now()
  let mayHaveChanged = true
  const alerting = openAlerting(redis.target, {
    channels: [],
    now: () => now,
    mayHaveChanged: () => mayHaveChanged,
  })
  onTestFinished(alerting.close)
  const lost = plannedAt(now, 'lost')
  await alerting.store.commit([], [lost])
  await alerting.turn()
  mayHaveChanged = false
  await alerting.turn()
  now += 600_000
  const left = async () => {
    await alerting.turn()
    return await redis.admin.keys('{intvlm8r}:alerts-hook:*')
  }
  await expect.poll(left).toEqual([])
  expect(await alerting.store.record('book', 'lost')).toMatchObject({ state: 'dropped' })
})
