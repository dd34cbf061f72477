/** Reports about strangers and fullness: each occasion once, through the default channels. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { openWaitingStore } from '../../../src/io/watch/waiting-store'
import { createReportRoom } from '../../../src/operations/alerts/report-room'
import { startRedis, type TestRedis } from '../../support/redis'
import { MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const DAY = 1440 * MINUTE
const MB = 1024 * 1024

let redis: TestRedis
let admin: Redis
let watch: OpenStore
let now = START

const channel = (name: string, kind: Channel['kind'], isDefault?: boolean): Channel => ({
  name,
  kind,
  origin: 'ini',
  settings: {},
  ...(isDefault !== undefined && { isDefault }),
})
let channels: readonly Channel[]

beforeEach(async () => {
  now = START
  channels = [channel('phone', 'ntfy', true), channel('mail', 'email', true), channel('other', 'ntfy')]
  redis = await startRedis()
  admin = connectStore(redis.target)
  await once(admin, 'ready')
  watch = await openStore(redis)
})
afterEach(async () => {
  admin.disconnect()
  await watch.store.close()
  await redis.close()
})

/** A worker's turns. */
const worker = () =>
  createReportRoom({
    now: () => now,
    waiting: openWaitingStore(admin),
    store: openAlertStore(admin),
    channels: { list: async () => channels },
  })

async function make(name: string): Promise<string> {
  const given = plan(name, { slug: `slug-${name.length}-${now}-${Math.random()}`.replaceAll('.', '-') })
  const making = { waits: true, from: '192.0.2.7' }
  return (await watch.store.create(given, 'checkin', now, undefined, making)).check.id
}

/** The alerts that are planned since the last call, by channel and subject. */
async function planned(): Promise<string[]> {
  const store = openAlertStore(admin)
  const all = await store.planned(1_000)
  await store.queued(all.map(({ id }) => id))
  return all.map(({ channel, alert }) => `${channel}: ${alert.kind} ${alert.subject}`).sort()
}

describe('checks that wait', () => {
  test('are named once a day in one message, also where two workers report', async () => {
    const turns = [worker(), worker()]
    const everyTurn = async () => {
      for (const turn of turns) await turn()
    }
    await make('=?utf-8?Q?all_well?= http://evil.example')
    await everyTurn()
    expect(await planned()).toEqual([])
    now += 2 * MINUTE
    await make('Attic')
    now += 4 * MINUTE
    await Promise.all(turns.map(turn => turn()))
    const [first] = await openAlertStore(admin).planned(1)
    expect(first?.alert.text).toContain('- “= ?utf-8?Q?all_well?= hxxp://evil[.]example”\n- “Attic”')
    const both = [
      'mail: digest [WAITING] 2 checks wait to be adopted',
      'phone: digest [WAITING] 2 checks wait to be adopted',
    ]
    expect(await planned()).toEqual(both)
    now += DAY - MINUTE
    for (const { check } of await watch.store.waiting())
      await watch.store.record({ id: check.id }, signal('success', now))
    await everyTurn()
    expect(await planned()).toEqual([])
    now += 2 * MINUTE
    await everyTurn()
    expect(await planned()).toEqual(both)
  })

  test('are named also where the last message was by a clock that was ahead', async () => {
    await make('Attic')
    now += 400 * DAY
    await openWaitingStore(admin).note('toldAt', now)
    now -= 400 * DAY - 6 * MINUTE
    await worker()()
    expect(await planned()).toHaveLength(2)
  })

  test('open an incident that ends at once where nothing but incidents can be sent', async () => {
    channels = [channel('pager', 'pagerduty')]
    await make('Attic')
    now += 6 * MINUTE
    await worker()()
    expect(await planned()).toEqual([
      'pager: resolve [WAITING] This was a message, and nothing is down',
      'pager: trigger [WAITING] 1 check waits to be adopted',
    ])
  })

  test('go after a day without a ping, and those that ping stay', async () => {
    await make('never')
    const id = await make('pings')
    await watch.store.record({ id }, signal('success', now))
    const first = await make('begins only')
    await watch.store.record({ id: first }, { ...signal('success', now), isFirst: true })
    now += DAY + 1
    await worker()()
    expect((await watch.store.waiting()).map(({ check }) => check.name)).toEqual(['pings'])
  })

  test('that had to go for others are reported once, and again the end of that', async () => {
    for (let n = 0; n < 250; n++, now++) await make(`tag ${n}`)
    const turn = worker()
    for (let n = 0; n < 5; n++, now += MINUTE) await turn()
    const full = ['mail', 'phone'].map(
      name => `${name}: trigger [STRANGERS] The room for checks that wait is full`,
    )
    expect((await planned()).filter(text => !text.includes('[WAITING]'))).toEqual(full)
    now += DAY
    await turn()
    await worker()()
    const room = ['mail', 'phone'].map(
      name => `${name}: resolve [STRANGERS] There is room again for checks that wait`,
    )
    expect((await planned()).filter(text => !text.includes('[WAITING]'))).toEqual(room)
  })
})

test('a lack of memory is reported, and its end', async () => {
  await admin.config('SET', 'maxmemory', String(10 * MB))
  const { check } = await watch.store.create(plan('big'), 'page', now)
  const turn = worker()
  await turn()
  expect(await planned()).toEqual([])
  for (let n = 0; n < 5; n++) await admin.append('ballast', 'x'.repeat(MB))
  await turn()
  await turn()
  const short = ['mail', 'phone'].map(
    name => `${name}: trigger [MEMORY] The watch has used its share of the memory`,
  )
  expect(await planned()).toEqual(short)
  expect((await watch.store.record({ id: check.id }, signal('fail', now, { body: 'words' }))).kind).toBe(
    'accepted',
  )
  await admin.del('ballast')
  now += MINUTE
  // Channels that are no default any more have an incident all the same.
  channels = channels.map(one => ({ ...one, isDefault: false }))
  await turn()
  expect(await planned()).toEqual(
    short.map(text => text.replace(/trigger.*/, 'resolve [MEMORY] The watch has room again')),
  )
})
