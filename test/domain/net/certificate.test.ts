import { describe, expect, test } from 'vitest'
import { renewalSentences, renewalStep } from '../../../src/domain/net/certificate'

const DAY = 86_400_000
const END = new Date('2028-03-20T10:00').getTime()
const certificate = (fingerprint: string, until: number) => ({
  fingerprint,
  names: ['pi'],
  from: until - 825 * DAY,
  until,
})
const current = certificate('AA', END)
const next = { ...certificate('BB', END), from: END - 30 * DAY, until: END + 795 * DAY }

describe('a self-signed certificate', () => {
  test.each([
    [{}, 0, undefined],
    [{ current }, 31, undefined],
    [{ current }, 30, 'prepare'],
    [{ current, next }, 30, undefined],
    [{ current, next }, 8, undefined],
    [{ current, next }, 7, 'replace'],
    [{ current }, 7, 'replace'],
    [{ current }, -400, 'replace'],
  ] as const)('%j, %i days before its end: %s', (state, days, expected) => {
    expect(renewalStep(state, END - days * DAY)).toBe(expected)
  })

  test('of tomorrow, since the clock was wrong when it was made, is not renewed', () => {
    expect(renewalStep({ current }, current.from - DAY)).toBeUndefined()
  })

  test('has its new fingerprint shown before it changes, and for two weeks after its end', () => {
    const days = (count: number) => END - count * DAY
    expect(renewalSentences({ current }, days(20))).toEqual([])
    expect(renewalSentences({ current, next }, days(20))).toEqual([
      'It is renewed on 2028/03/13, and browsers warn then. Its new fingerprint (SHA-256) will be BB',
    ])
    const renewed = { current: next, before: current }
    expect(renewalSentences(renewed, days(6))).toEqual([
      'It was renewed. Its new fingerprint (SHA-256) is BB',
    ])
    expect(renewalSentences(renewed, days(-14) - 1)).toHaveLength(1)
    expect(renewalSentences(renewed, days(-14))).toEqual([])
    expect(renewalSentences({}, 0)).toEqual([])
  })
})
