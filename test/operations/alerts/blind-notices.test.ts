import { describe, expect, it } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { OutboxEntry } from '../../../src/domain/watch/outbox'
import type { Watched } from '../../../src/domain/watch/ports'
import { blindNotices } from '../../../src/operations/alerts/blind-notices'
import { channelOf } from '../../support/alert-memory'
import { plan, START } from '../../support/watch'

const HOOK = { name: 'hook', kind: 'webhook', origin: 'ini', settings: {}, isDefault: true } as never

/** A check whose name has that number, in an order that is not that of the ids. */
function checkOf(id: string): Watched {
  const number = (Number(id) * 7) % 1_000
  const check = {
    ...plan(`check ${String(number).padStart(3, '0')}`, { channels: number < 600 ? ['hook'] : [] }),
    id,
    origin: 'page' as const,
    createdAt: START,
  }
  return { check, state: newState(START, check), version: '1' }
}

it('the notice of a gap reads its checks a few at a time, and names the first of them', async () => {
  const awaited = Array.from({ length: 1_000 }, (_, number) => `${number}`)
  const read: number[] = []
  const checks = {
    getAll: async (ids: readonly string[]) => {
      read.push(ids.length)
      return ids.map(checkOf)
    },
  }
  const gap = { from: START, to: START + 3_600_000 }
  const entry = { id: '1-0', record: { kind: 'blind' as const, gap, at: gap.to, awaited } }
  const [notice, ...others] = await blindNotices([entry], [HOOK], checks, gap.to)
  expect(others).toEqual([])
  expect(read).toEqual([200, 200, 200, 200, 200])
  const lines = notice?.alert.text.split('\n').slice(2) ?? []
  expect(lines).toHaveLength(51)
  expect([lines[0], lines[49], lines[50]]).toEqual(['- check 000', '- check 049', '- and 550 more'])
})

describe('the notices of gaps', () => {
  const HOUR = 3_600_000
  const END = START + HOUR
  const PAGER = channelOf('pager', 'pagerduty')
  const PHONE = channelOf('phone')
  let entries = 0

  /** A gap in hours from the start, in which these checks were awaited. */
  const gap = (from: number, to: number, awaited: readonly string[], more: object = {}): OutboxEntry => ({
    id: `${++entries}-0`,
    record: {
      ...{ kind: 'blind', gap: { from: START + from * HOUR, to: START + to * HOUR }, at: END, awaited },
      ...more,
    },
  })

  /** The channel, id, beginning and named checks of each notice; `c` and `d` alert by both, `waits` is not begun. */
  async function noticesOf(...some: readonly OutboxEntry[]) {
    const checks = {
      getAll: async (ids: readonly string[]) =>
        ids.map((id): Watched => {
          const channels = id === 'e' ? ['phone'] : ['hook', 'phone', 'pager', 'gone']
          const own = { id, origin: 'page', createdAt: START } as const
          const check = { ...plan(id, { channels }), ...own, ...(id === 'waits' && { waits: true as const }) }
          return { check, state: newState(START, check), version: '1' }
        }),
    }
    const found = await blindNotices(some, [HOOK, PHONE, PAGER], checks, END)
    return found.map(({ id, channel, at, alert }) => [
      ...[channel, id, at, alert.name, ((alert.since ?? 0) - START) / HOUR],
      alert.text.split('\n').slice(2).join(),
    ])
  }
  const idOf = (hours: number, channel: string, door = '') =>
    `intvlm8r-blind-${door}${START + hours * HOUR}-digest-${channel}`

  it('go to the channels of the checks that were awaited, and to no paging service', async () => {
    expect(await noticesOf(gap(0, 1, ['d', 'c', 'waits', 'e']))).toEqual([
      ['hook', idOf(1, 'hook'), END, 'the watch', 0, '- c,- d'],
      ['phone', idOf(1, 'phone'), END, 'the watch', 0, '- c,- d,- e'],
    ])
  })

  it('are none where no check alerts by a channel, and of no other entry', async () => {
    expect(await noticesOf(gap(0, 1, ['waits']), gap(3, 4, []))).toEqual([])
    expect(await noticesOf({ id: '0-1', record: { kind: 'gone', check: 'c' } })).toEqual([])
  })

  it('of one door that touch are one, and those apart are not', async () => {
    const rows = await noticesOf(
      ...[gap(5, 6, ['e']), gap(2, 3, ['c']), gap(3, 4, ['d']), gap(1, 2, ['e']), gap(7, 8, ['e'])],
    )
    expect(rows.filter(([channel]) => channel === 'phone')).toEqual([
      ['phone', idOf(6, 'phone'), END, 'the watch', 5, '- e'],
      ['phone', idOf(4, 'phone'), END, 'the watch', 1, '- c,- d,- e'],
      ['phone', idOf(8, 'phone'), END, 'the watch', 7, '- e'],
    ])
  })

  it('of different doors are told apart', async () => {
    const rows = await noticesOf(gap(0, 1, ['e']), gap(0, 1, ['e'], { door: 'messages' }))
    expect(rows.map(([, id]) => id)).toEqual([idOf(1, 'phone'), idOf(1, 'phone', 'messages-')])
  })
})
