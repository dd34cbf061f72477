import { describe, expect, test } from 'vitest'
import {
  certificateTroubles,
  kindOfCertificate,
  renewalSentences,
  renewalStep,
} from '../../../src/domain/net/certificate'

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
    for (const state of [{}, { current: next }, { before: current }, { next }])
      expect(renewalSentences(state, days(6))).toEqual([])
  })
})

describe('the troubles with a certificate', () => {
  const shortLived = { ...certificate('CC', END), from: END - 6 * DAY }
  test.each([
    ['there is none', 'none', undefined, 0, []],
    ['it cannot be read', 'own', undefined, 0, [/^It cannot be used, as \[Web\] tlscert and tlskey name it/]],
    ['it ends in 15 days', 'own', current, 15, []],
    ['it ends in 14 days', 'own', current, 14, [/^It ends on 2028\/03\/20 10:00: renew it\.$/]],
    ['it ends now', 'own', current, 0, [/^It ended on 2028\/03\/20 10:00: browsers refuse/]],
    ['it ends in 13 days', 'own', current, 13, [/^It ends on 2028\/03\/20 10:00: renew it\.$/]],
    ['one of six days ends in two', 'own', shortLived, 2, []],
    ['one of six days ends in less than one', 'own', shortLived, 0.9, [/^It ends on 2028\/03\/20 10:00/]],
    ['it has ended', 'own', current, -1, [/^It ended on 2028\/03\/20 10:00: browsers refuse/]],
    ['a self-signed one is still to be renewed', 'self-signed', current, 7, []],
    ['a self-signed one was not renewed', 'self-signed', current, 5, [/and could not be renewed by itself/]],
  ] as const)('where %s', (_name, kind, facts, days, words) => {
    const found = certificateTroubles(kind, facts, true, END - days * DAY)
    expect(found).toEqual(words.map(word => expect.stringMatching(word)))
  })

  test('where the INI names none, the own one of the appliance, or one of the owner', () => {
    const kinds = ['', 'self-signed.pem', '/etc/ssl/self-signed.pem'].map(kindOfCertificate)
    expect(kinds).toEqual(['none', 'self-signed', 'own'])
  })

  test('where its key does not fit', () => {
    expect(certificateTroubles('own', current, false, current.from)).toEqual([
      'It cannot be used, as [Web] tlscert and tlskey name it. Type: intvlm8r logs',
    ])
  })
})
