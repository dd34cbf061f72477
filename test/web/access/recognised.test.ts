import type { Request } from 'express'
import { expect, it } from 'vitest'
import type { Settings } from '../../../src/domain/settings/settings'
import { createRecognised } from '../../../src/web/access/recognised'
import { logInDigest } from '../../../src/web/access/sessions'

const DAY = 86_400_000
const LOGIN = { username: 'admin', passwordHash: 'hash' } as Settings['login']
const OTHER = { username: 'admin', passwordHash: 'another hash' } as Settings['login']

function opened() {
  const used: string[] = []
  const clock = { now: 10 * DAY }
  const ended = new Set<string>()
  const sessions = {
    find: (id: string) => (ended.has(id) ? undefined : JSON.stringify({ login: logInDigest(LOGIN) })),
    noteUse: (id: string) => void used.push(id),
  }
  const recognised = createRecognised(sessions, () => clock.now)
  const note = (cookie: string, sessionID: string) =>
    recognised.note({ headers: { cookie }, sessionID } as Request)
  return { recognised, note, used, clock, ended }
}

it('a cookie is recognised for a day, also by a clock that was set back', () => {
  const { recognised, note, clock } = opened()
  note('a', 'session a')
  for (const [after, isKnown] of [
    [DAY, true],
    [DAY + 1, false],
    [-DAY, true],
    [-DAY - 1, false],
  ] as const) {
    clock.now = 10 * DAY + after
    expect([after, recognised.has('a')]).toEqual([after, isKnown])
  }
  expect(recognised.has('b')).toBe(false)
  expect(recognised.has(undefined)).toBe(false)
})

it('of more than a hundred cookies the one that was noted longest ago is forgotten', () => {
  const { recognised, note } = opened()
  for (let n = 0; n < 100; n++) note(`cookie ${n}`, `session ${n}`)
  note('cookie 0', 'session 0')
  note('cookie 100', 'session 100')
  expect([0, 1, 2, 100].map(n => recognised.has(`cookie ${n}`))).toEqual([true, false, true, true])
})

it('a log-in counts while its session lasts and the INI has the same log-in, and its use is noted', () => {
  const { recognised, note, used, ended } = opened()
  note('a', 'session a')
  expect(recognised.isLoggedIn('a', OTHER)).toBe(false)
  expect(recognised.isLoggedIn('b', LOGIN)).toBe(false)
  expect(used).toEqual([])
  expect(recognised.isLoggedIn('a', LOGIN)).toBe(true)
  expect(used).toEqual(['session a'])
  ended.add('session a')
  expect([recognised.has('a'), recognised.isLoggedIn('a', LOGIN)]).toEqual([false, false])
  expect(used).toEqual(['session a'])
})
