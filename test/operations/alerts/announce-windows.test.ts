import { beforeEach, expect, it } from 'vitest'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import { createAnnounceWindows } from '../../../src/operations/alerts/announce-windows'
import { alertMemory, channelOf } from '../../support/alert-memory'

const MINUTE = 60_000
const NOON = Date.parse('2026-11-20T12:00:00Z')

let now: number
let memory: ReturnType<typeof alertMemory>
let windows: MaintenanceWindow[]
let turn: () => Promise<number>
beforeEach(() => {
  now = NOON
  memory = alertMemory()
  windows = []
  turn = createAnnounceWindows({
    now: () => now,
    windows: async () => windows,
    store: memory.store,
    channels: { list: async () => [channelOf('hook'), channelOf('phone'), channelOf('pager', 'pagerduty')] },
  })
})

/** A window that begins at that time of the day, for half an hour, for all checks. */
const window = (name: string, time: string, more: Record<string, string> = {}): MaintenanceWindow => ({
  name,
  origin: 'ini',
  settings: { start: `2026-11-20 ${time}`, duration: '30m', timezone: 'UTC', all: 'on', ...more },
})
const told = () => memory.commits.map(({ planned }) => planned.map(({ id }) => id))

it('a window that has begun is told once, by the channels that it names', async () => {
  windows = [window('nas', '12:00', { announce: 'phone, hook, gone' })]
  await turn()
  now += MINUTE
  await turn()
  const key = `intvlm8r-window-nas-${NOON}`
  expect(told()).toEqual([[`${key}-digest-hook`, `${key}-digest-phone`]])
  const [{ changes, planned } = { changes: undefined, planned: [] }] = memory.commits
  expect(changes).toEqual([])
  expect(planned[0]).toMatchObject({
    ...{ channel: 'hook', at: NOON, after: {}, sources: ['window.nas'] },
    alert: { kind: 'digest', status: 'paused', key, name: 'nas', since: NOON, at: NOON },
  })
})

it.each([
  ['names no channel', {}],
  ['names a paging service, which would open an incident', { announce: 'pager' }],
  ['names channels that are gone', { announce: 'gone' }],
])('a window that %s is not told', async (_what, more) => {
  windows = [window('nas', '12:00', more)]
  await turn()
  expect(memory.commits).toEqual([])
})

it('a window is told again as it begins again, also after it was away', async () => {
  windows = [window('nas', '12:00', { announce: 'hook', period: '1h' })]
  await turn()
  now += 60 * MINUTE
  await turn()
  windows = []
  await turn()
  windows = [window('nas', '13:00', { announce: 'hook' })]
  await turn()
  const ids = [NOON, NOON + 60 * MINUTE, NOON + 60 * MINUTE].map(
    from => `intvlm8r-window-nas-${from}-digest-hook`,
  )
  expect(told()).toEqual(ids.map(id => [id]))
})

it('windows that begin together are told each', async () => {
  windows = ['nas', 'router'].map(name => window(name, '11:45', { announce: 'hook' }))
  await turn()
  expect(told().flat()).toEqual(
    ['nas', 'router'].map(name => `intvlm8r-window-${name}-${NOON - 15 * MINUTE}-digest-hook`),
  )
})

it('the next turn is at the next beginning or end, and within ten minutes', async () => {
  expect(await turn()).toBe(NOON + 10 * MINUTE)
  windows = [window('nas', '12:04')]
  expect(await turn()).toBe(NOON + 4 * MINUTE)
  windows = [window('nas', '11:37')]
  expect(await turn()).toBe(NOON + 7 * MINUTE)
  windows = [window('nas', '12:30')]
  expect(await turn()).toBe(NOON + 10 * MINUTE)
})
