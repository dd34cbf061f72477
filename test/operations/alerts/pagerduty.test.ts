import { describe, expect } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { eventually, alertingTest as it } from '../../support/alerting-test'
import { openAlerting } from '../../support/alerts'
import { answer } from '../../support/receiver'

const KEY = '0123456789abcdef0123456789abcdef'
const pager = (url: string, more: object = {}): Channel => ({
  name: 'pager',
  kind: 'pagerduty',
  origin: 'ini',
  settings: { routingkey: KEY, url, version: '1', ...more },
})

describe('PagerDuty with version = 1', () => {
  it('is delivered once, at the third attempt, when it answers 403 twice (R12)', async ({ place }) => {
    place.receiver.answerWith(
      answer(403, '', { 'retry-after': '0' }),
      answer(403, '', { 'retry-after': '0' }),
      answer(200),
    )
    const watch = place.open({ channels: [pager(place.receiver.url)] })
    const id = await watch.create({ name: 'job1' })
    await watch.signal(id, 'fail')
    await watch.turn()
    await eventually(async () =>
      expect(await watch.store.forCheck(id, 5)).toMatchObject([{ state: 'delivered', attempts: 3 }]),
    )
    expect(place.receiver.requests).toHaveLength(3)
  })

  it('is given up at once when it answers 400, and shows that (R12)', async ({ place }) => {
    place.receiver.answerWith(answer(400))
    const watch = place.open({ channels: [pager(place.receiver.url)] })
    const id = await watch.create({ name: 'job1' })
    await watch.signal(id, 'fail')
    await watch.turn()
    await eventually(async () =>
      expect(await watch.store.forCheck(id, 5)).toMatchObject([
        { state: 'failed', attempts: 1, detail: 'answered 400' },
      ]),
    )
    expect(place.receiver.requests).toHaveLength(1)
  })

  it('gets one incident of two watches on one Redis, one of which waits for the other (R14)', async ({
    place,
  }) => {
    place.receiver.answerWith(answer(200))
    const began = Date.now()
    const open = (prefix: string, more: object) => {
      const channels = [pager(place.receiver.url, more)]
      return openAlerting({ ...place.redis.target, prefix }, { channels, isCommon: true })
    }
    const [first, second] = [open('first', {}), open('second', { offset: '1s' })]
    const watches = await Promise.all(
      [second, first].map(async watch => ({ watch, id: await watch.create({ name: 'job1' }) })),
    )
    const pass = async (kind: 'fail' | 'success', count: number) => {
      for (const { watch, id } of watches) await watch.signal(id, kind)
      for (const { watch } of watches) await watch.turn()
      for (const { watch, id } of watches)
        await eventually(async () => {
          const states = (await watch.store.forCheck(id, 5)).map(({ state }) => state)
          expect(states).toEqual(Array(count).fill('delivered'))
        })
    }
    await pass('fail', 1)
    await pass('success', 2)
    const [late] = await second.store.forCheck(watches[0]?.id ?? '', 5)
    await Promise.all([first.close(), second.close()])
    const events = place.receiver.requests.map(({ body }) => JSON.parse(body))
    expect(events.map(({ event_type }) => event_type)).toEqual(['trigger', 'resolve'])
    expect(events[1].incident_key).toBe(events[0].incident_key)
    expect(events[0].incident_key).toMatch(/^job1-\d{8}-\d\d$/)
    expect(Date.now() - began).toBeGreaterThan(2_000)
    expect(late?.detail).toBe('not sent: this watch has no such incident open')
  })
})
