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

it('windows and their settings go to others in one order, so that the same ones are the same text', () => {
  const mixed = [own('b', SETTINGS), own('c', {}), own('a', { tags: 'nas', duration: '2h' })]
  expect(JSON.stringify(bareWindows(mixed, 'UTC'))).toBe(
    JSON.stringify([
      { name: 'a', settings: { duration: '2h', tags: 'nas', timezone: 'UTC' } },
      { name: 'b', settings: { duration: '2h', start: '2026-12-24 22:00', tags: 'nas', timezone: 'UTC' } },
      { name: 'c', settings: { timezone: 'UTC' } },
    ]),
  )
})

it('the windows of members come in the order of their ids, whatever their messages came in', () => {
  const list = (name: string, duration: string) => ({
    n: 1,
    windows: [{ name, settings: { ...SETTINGS, duration } }],
  })
  const names = (...ids: readonly string[]) =>
    withWindowsOf(new Map(ids.map(id => [id, list('nas', `${id === 'b1' ? 2 : 3}h`)])), [], 'UTC').map(
      ({ name, home, origin }) => `${name} ${home} ${origin}`,
    )
  expect(names('b1', 'a1')).toStrictEqual(['nas a1 ini', 'nas-b1 b1 ini'])
  expect(names('a1', 'b1')).toStrictEqual(['nas a1 ini', 'nas-b1 b1 ini'])
})

it('of a list 200 windows are taken, and nothing of what is none', () => {
  const good = { name: 'nas', settings: SETTINGS }
  expect(readWindows(Array(201).fill(good))).toHaveLength(200)
  for (const odd of [undefined, null, { 0: good }, [null], [7], [{ name: 7, settings: SETTINGS }]])
    expect(readWindows(odd)).toStrictEqual([])
  for (const settings of [null, 'x', undefined])
    expect(readWindows([{ name: 'nas', settings }])).toStrictEqual([])
})
