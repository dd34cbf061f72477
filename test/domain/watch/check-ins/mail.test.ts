import { describe, expect, test } from 'vitest'
import type { Check } from '../../../../src/domain/watch/check'
import {
  bodyOfMail,
  hasSubjectOf,
  kindOfMail,
  type MailTarget,
  targetsIn,
} from '../../../../src/domain/watch/check-ins/mail'
import { BARE, ID } from '../../../contracts/convention'

const KEY = 'abcdefghijklmnopqrst_-'
const OWN = 'Pi+checks@Example.org'

test.each<[recipient: string, target: MailTarget | undefined]>([
  [`${ID}@example.org`, { id: ID }],
  [`${BARE}@example.org`, { id: ID }],
  [`pi+${ID}@example.org`, { id: ID }],
  [`x${BARE}y@example.org`, { id: ID }],
  [`pi@${BARE}.example.org`, undefined],
  [`${KEY}+nas@example.org`, { key: KEY, slug: 'nas' }],
  [`pi+${KEY}+nas_2-x@elsewhere.org`, { key: KEY, slug: 'nas_2-x' }],
  ['pi+checks+nas@example.org', { slug: 'nas' }],
  ['pi+checks+nas@elsewhere.org', undefined],
  ['pi+nas@example.org', undefined],
  ['pi@example.org', undefined],
  ['nas', undefined],
  ['', undefined],
  [`${KEY}x+nas@example.org`, undefined],
  [`${KEY.slice(1)}+nas@example.org`, undefined],
  [`${KEY}+@example.org`, undefined],
  [`${KEY}+n.s@example.org`, undefined],
  [`${KEY}+${'x'.repeat(100)}@example.org`, { key: KEY, slug: 'x'.repeat(100) }],
  [`${KEY}+${'x'.repeat(101)}@example.org`, undefined],
  // The last @ divides.
  [`"${KEY}@a"+nas@example.org`, undefined],
])('a mail to %s is for %j', (recipient, target) => {
  expect(targetsIn([recipient], OWN)).toEqual(target === undefined ? [] : [target])
})

test('a mail to the account itself is for the slug also where its name looks as a key does', () => {
  expect(targetsIn(['heartbeat-of-the-nas-1+nas@example.org'], 'heartbeat-of-the-nas-1@example.org')).toEqual(
    [{ slug: 'nas' }],
  )
})

test('a mail to several is for each check once, in their order', () => {
  const to = [
    'pi+checks+b@example.org',
    `${ID}@example.org`,
    `x+${BARE}@example.org`,
    'pi+checks+b@example.org',
  ]
  expect(targetsIn(to, OWN)).toEqual([{ slug: 'b' }, { id: ID }])
})

describe('a subject', () => {
  const within = (pattern: RegExp, text: string) => pattern.test(text)

  test.each<[mailSubject: string | undefined, subject: string, isOne: boolean]>([
    ['^backup', 'backup done', true],
    ['^backup', 'no backup', false],
    ['/^BACKUP/i', 'backup done', true],
    ['', 'anything', false],
    [undefined, 'anything', false],
    // A longer subject is not looked through to its end.
    ['end$', `${'x'.repeat(997)}end`, true],
    ['end$', `${'x'.repeat(998)}end`, false],
  ])('by the pattern %j: %j is one of the check: %s', (mailSubject, subject, isOne) => {
    const check = mailSubject === undefined ? {} : { mailSubject }
    expect(hasSubjectOf(check, subject, within)).toBe(isOne)
  })

  test('that cannot be judged in time is none', () => {
    expect(hasSubjectOf({ mailSubject: 'x' }, 'x', () => undefined)).toBe(false)
  })
})

describe('a mail', () => {
  const mail = { subject: 'Backup DONE', text: 'one error, begun at noon' }
  const usual = { mailWordsIn: 'both', mailOther: 'ignore' } as const

  test.each<[rules: Partial<Check>, kind: string | undefined]>([
    [{}, 'success'],
    [{ mailOther: 'fail' }, 'success'],
    [{ mailFail: ' , ' }, 'success'],
    [{ mailFail: 'error' }, 'fail'],
    [{ mailFail: 'ERROR' }, undefined],
    [{ mailFail: 'ERROR', mailOther: 'fail' }, 'fail'],
    [{ mailSuccess: 'DONE' }, 'success'],
    [{ mailStart: 'begun' }, 'start'],
    [{ mailFail: 'bad, error ,worse', mailSuccess: 'DONE', mailStart: 'begun' }, 'fail'],
    [{ mailFail: 'bad', mailSuccess: 'DONE', mailStart: 'begun' }, 'success'],
    [{ mailFail: 'error', mailWordsIn: 'subject' }, undefined],
    [{ mailFail: 'error', mailWordsIn: 'body' }, 'fail'],
    [{ mailSuccess: 'DONE', mailWordsIn: 'subject' }, 'success'],
    [{ mailSuccess: 'DONE', mailWordsIn: 'body' }, undefined],
    [{ mailSuccess: 'DONE', mailWordsIn: 'body', mailOther: 'fail' }, 'fail'],
  ])('by the rules %j is the signal %s', (rules, kind) => {
    expect(kindOfMail({ ...usual, ...rules }, mail)).toBe(kind)
  })

  test('is judged by its letters, however their accents are written', () => {
    const [one, two] = ['Sto\u0308rung', 'St\u00f6rung']
    for (const [word, text] of [
      [one, two],
      [two, one],
    ] as const)
      expect(kindOfMail({ ...usual, mailFail: word, mailSuccess: 'DONE' }, { ...mail, text })).toBe('fail')
  })

  test('is judged by its HTML, too, as at Healthchecks', () => {
    const both = { ...mail, text: 'This mail is in HTML', html: 'all FAILED' }
    expect(kindOfMail({ ...usual, mailFail: 'FAILED', mailSuccess: 'DONE' }, both)).toBe('fail')
    expect(kindOfMail({ ...usual, mailFail: 'FAILED', mailWordsIn: 'subject' }, both)).toBeUndefined()
  })

  test('is kept with its subject before its text', () => {
    expect([bodyOfMail(mail), bodyOfMail({ subject: 'a', text: '' })]).toEqual([
      'Backup DONE\n\none error, begun at noon',
      'a',
    ])
  })
})
