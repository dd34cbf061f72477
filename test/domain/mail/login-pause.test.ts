import { expect, it } from 'vitest'
import { afterRefusal, holds, type LoginPause, pauseWords } from '../../../src/domain/mail/login-pause'
import { inZone } from '../../support/zone'

const MINUTE = 60_000

it.each([
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 4],
  [7, 16],
  [8, 30],
  [40, 30],
])('after the refusal number %i in a row no log-in is tried for %i minutes', (refusals, minutes) => {
  const before = refusals === 1 ? undefined : { at: 0, until: 0, refusals: refusals - 1, detail: 'old' }
  expect(afterRefusal(before, 'no', 7)).toStrictEqual({
    at: 7,
    until: 7 + minutes * MINUTE,
    refusals,
    detail: 'no',
  })
})

it.each([
  [9, false],
  [10, true],
  [19, true],
  [20, false],
])('a pause from 10 to 20 holds at %i: %s', (now, isHeld) => {
  expect(holds({ at: 10, until: 20, refusals: 1, detail: '' }, now)).toBe(isHeld)
})

it('a pause says until when', () => {
  const pause: LoginPause = {
    at: 0,
    until: Date.parse('2026-12-08T07:05:00Z'),
    refusals: 1,
    detail: 'refused',
  }
  expect(inZone('UTC', () => pauseWords(pause))).toBe('refused; not tried again before 07:05')
})
