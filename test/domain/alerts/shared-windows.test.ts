import { expect, it } from 'vitest'
import { covers, type MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import { bareWindows, readWindows, withWindowsOf } from '../../../src/domain/alerts/shared-windows'
import { planOf } from '../../../src/domain/watch/check-plan'

const SETTINGS = { start: '2026-12-24 22:00', duration: '2h', tags: 'nas' }
const own = (name: string, settings: MaintenanceWindow['settings']): MaintenanceWindow => ({
  name,
  origin: 'page',
  settings,
})

it('a window goes to others with the time zone of its watch, and opens no gate there', () => {
  expect(bareWindows([own('nas', { ...SETTINGS, opengates: 'on' })], 'Asia/Kolkata')).toEqual([
    { name: 'nas', settings: { ...SETTINGS, timezone: 'Asia/Kolkata' } },
  ])
  const zoned = { ...SETTINGS, timezone: 'Europe/Berlin' }
  expect(bareWindows([own('nas', zoned)], 'UTC')).toEqual([{ name: 'nas', settings: zoned }])
  expect(bareWindows([{ ...own('nas', zoned), home: 'attic' }], 'UTC')).toEqual([])
})

it('a window that several members have counts once; another one of its name has the id behind it', () => {
  const there = bareWindows([own('nas', SETTINGS)], 'UTC')
  const lists = new Map([['a1', { n: 1, windows: there }]])
  const all = (mine: readonly MaintenanceWindow[]) =>
    withWindowsOf(lists, mine, 'UTC').map(({ name, home }) => [name, home])
  expect(all([])).toEqual([['nas', 'a1']])
  expect(all([own('nas', SETTINGS)])).toEqual([['nas', undefined]])
  expect(all([own('nas', { ...SETTINGS, duration: '3h' })])).toEqual([
    ['nas', undefined],
    ['nas-a1', 'a1'],
  ])
})

it('a window of another member is for shared checks alone', () => {
  const check = {
    ...planOf({ name: 'backup', tags: ['nas'] }),
    id: 'c1',
    origin: 'page',
    createdAt: 0,
  } as const
  const [window] = withWindowsOf(
    new Map([['a1', { n: 1, windows: [{ name: 'nas', settings: SETTINGS }] }]]),
    [],
    '',
  )
  if (window === undefined) throw new Error('there is no window')
  expect(covers(window, check)).toBe(true)
  expect(covers(window, { ...check, shared: 'off' })).toBe(false)
  expect(covers(own('nas', SETTINGS), { ...check, shared: 'off' })).toBe(true)
})

it('of a list that another version wrote only the windows without faults are taken', () => {
  const good = { name: 'nas', settings: SETTINGS }
  const odd = [
    { name: 'nas', settings: { ...SETTINGS, duration: 'long' } },
    { name: 'a b', settings: SETTINGS },
    { name: 'nas', settings: { ...SETTINGS, tags: 7 } },
    'nas',
  ]
  expect(readWindows([...odd, good])).toEqual([good])
  expect(readWindows('nas')).toEqual([])
})
