import { describe, expect, it, test } from 'vitest'
import type { Alert } from '../../../src/domain/alerts/alert'
import {
  blindText,
  channelDownText,
  channelGoneText,
  channelUpText,
  digestText,
  downText,
  flappingText,
  goneText,
  lossSeenText,
  lossText,
  networkAwayText,
  networkBackText,
  recoveryText,
  reminderText,
  some,
  testText,
  unseenText,
} from '../../../src/domain/alerts/text'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { Flip } from '../../../src/domain/watch/flip'
import { inZone } from '../../support/zone'

const SINCE = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const NOON = 'Fri 20 Nov 2026 12:00 UTC+00:00'
const FIVE = 'Fri 20 Nov 2026 17:00 UTC+00:00'

const CHECK: Check = { ...planOf({ name: 'backup' }), id: 'c1', origin: 'page', createdAt: 1 }
const PROBE = { kind: 'ping', target: 'nas', every: 60_000, settings: {} } as const
const LOOKED_AT: Check = { ...CHECK, probe: PROBE }

/** The text of an alert in the zone UTC. */
const utc = <T>(work: () => T): T => inZone('UTC', work)

describe('the trigger of a check that is down', () => {
  const text = (check: Check, more: Partial<Parameters<typeof downText>[1]> = {}) =>
    utc(() => downText(check, { since: SINCE, reason: 'failure', ...more }))

  it.each<[string, Check, Partial<Parameters<typeof downText>[1]>, string]>([
    ['a check-in', CHECK, {}, 'It reported a failure.'],
    ['a silence', CHECK, { reason: 'silence' }, 'No signal came in time.'],
    ['a look', LOOKED_AT, {}, 'The look failed.'],
    [
      'a look with its sentence',
      LOOKED_AT,
      { signal: { kind: 'fail', at: SINCE, why: 'no answer from www.x.org' } },
      'The look failed: no answer from www[.]x.org.',
    ],
    [
      'a check-in, of a check that is looked at now',
      LOOKED_AT,
      { signal: { kind: 'fail', at: SINCE } },
      'It reported a failure.',
    ],
    [
      'a look, of a check that is not looked at any more',
      CHECK,
      { signal: { kind: 'fail', at: SINCE, why: '' } },
      'The look failed.',
    ],
  ])('says what brought it down: %s', (_what, check, more, sentence) => {
    expect(text(check, more)).toStrictEqual({
      kind: 'trigger',
      status: 'down',
      subject: '[DOWN] backup',
      text: `backup is down since ${NOON}.\n${sentence}`,
    })
  })
})

test('the trigger of a check that cannot be looked at has the reason, where one is known', () => {
  const blind = { kind: 'trigger', status: 'blind', subject: '[BLIND] backup' }
  expect(utc(() => unseenText(CHECK, SINCE, 'the address has no host'))).toStrictEqual({
    ...blind,
    text: `backup cannot be looked at since ${NOON}: the address has no host.\nWhether it works is not known.`,
  })
  expect(utc(() => unseenText(CHECK, SINCE))).toStrictEqual({
    ...blind,
    text: `backup cannot be looked at since ${NOON}: no look has ended.\nWhether it works is not known.`,
  })
})

test('the trigger of a check that flaps counts how often it went down', () => {
  expect(utc(() => flappingText(CHECK, 4, SINCE))).toStrictEqual({
    kind: 'trigger',
    status: 'flapping',
    subject: '[FLAPPING] backup',
    text: `backup is flapping: it went down 4 times since ${NOON}.\nThe next alert comes when it is steady.`,
  })
})

test('a reminder says for how long it has been down, or not looked at', () => {
  expect(utc(() => reminderText(CHECK, { since: SINCE }, SINCE + 5 * HOUR))).toStrictEqual({
    kind: 'reminder',
    status: 'down',
    subject: '[STILL DOWN] backup',
    text: `backup is still down, for 5 hours now (since ${NOON}).`,
  })
  expect(utc(() => reminderText(CHECK, { since: SINCE, isBlind: true }, SINCE + 5 * HOUR))).toStrictEqual({
    kind: 'reminder',
    status: 'blind',
    subject: '[STILL BLIND] backup',
    text: `backup still cannot be looked at, for 5 hours now (since ${NOON}).`,
  })
})

const DOWN_FOR = `It was down for 5 hours, from ${NOON} to ${FIVE}.`
const BLIND_FOR = `It could not be looked at for 5 hours, from ${NOON} to ${FIVE}.`
const CHANGED = 'The plan of backup was changed, and nothing is known by the new one yet.'

test.each<[to: Flip['to'], isBlind: true | undefined, status: string, subject: string, text: string]>([
  ['up', undefined, 'up', '[UP] backup', `backup is up again.\n${DOWN_FOR}`],
  ['up', true, 'up', '[UP] backup', `backup is up.\n${BLIND_FOR}`],
  ['late', undefined, 'up', '[UP] backup', `backup is up again.\n${DOWN_FOR}`],
  ['paused', undefined, 'paused', '[PAUSED] backup', `backup is paused.\n${DOWN_FOR}`],
  ['paused', true, 'paused', '[PAUSED] backup', `backup is paused.\n${BLIND_FOR}`],
  ['new', undefined, 'paused', '[CHANGED] backup', `${CHANGED}\n${DOWN_FOR}`],
])('an outage that ends with %s (blind: %s) is resolved', (to, isBlind, status, subject, text) => {
  const at = SINCE + 5 * HOUR
  const end: Flip = { check: 'c1', seq: 2, from: 'down', to, reason: 'success', at, due: at }
  expect(utc(() => recoveryText('backup', { since: SINCE, ...(isBlind && { isBlind }) }, end))).toStrictEqual(
    {
      kind: 'resolve',
      status,
      subject,
      text,
    },
  )
})

test('of a check whose signal came before it was down, by a mail that was read late, no outage is told', () => {
  const at = SINCE - 30 * 60_000
  const end: Flip = { check: 'c1', seq: 2, from: 'down', to: 'up', reason: 'success', at, due: at }
  expect(utc(() => recoveryText('backup', { since: SINCE }, end)).text).toBe('backup is up again.')
})

test('an outage of a check that was removed is resolved', () => {
  expect(goneText('backup')).toStrictEqual({
    kind: 'resolve',
    status: 'paused',
    subject: '[REMOVED] backup',
    text: 'The check backup was removed.',
  })
})

describe('a digest', () => {
  const item = (status: Alert['status'], n: number): Alert => ({
    kind: 'trigger',
    key: `k${n}`,
    name: `c${n}`,
    status,
    tags: [],
    subject: `[${status}] c${n}`,
    text: '',
    at: SINCE,
  })

  it('counts each status that there is, and names the changes', () => {
    const items = (['up', 'paused', 'flapping', 'blind', 'down', 'down'] as const).map(item)
    expect(utc(() => digestText(items))).toStrictEqual({
      kind: 'digest',
      status: 'mixed',
      subject: '[DIGEST] 2 down, 1 blind, 1 flapping, 1 up again, 1 paused',
      text: `Many checks changed at once, by ${NOON}:\n- [up] c0\n- [paused] c1\n- [flapping] c2\n- [blind] c3\n- [down] c4\n- [down] c5`,
    })
    expect(utc(() => digestText([item('up', 1)]).subject)).toBe('[DIGEST] 1 up again')
    expect(digestText([]).text).toBe('Many checks changed at once:')
  })
})

test('of more than fifty names a text has the first, and the number of the others', () => {
  const names = Array.from({ length: 51 }, (_, i) => `n${i}`)
  expect(some(names.slice(0, 2))).toStrictEqual(['- n0', '- n1'])
  expect(some(names.slice(0, 50))).toHaveLength(50)
  expect(some(names)).toStrictEqual([...names.slice(0, 50).map(name => `- ${name}`), '- and 1 more'])
  expect(some(['n0'], 60)).toStrictEqual(['- n0', '- and 10 more'])
})

test.each([
  [
    'web',
    '[BLIND] The watch received nothing for 5 hours',
    `The watch was blind from ${NOON} to ${FIVE}. Checks that fell silent in that time were given more time and are not called down for it.`,
  ],
  [
    'messages',
    '[BLIND] The watch received nothing by 0MQ for 5 hours',
    `Messages by 0MQ were not received from ${NOON} to ${FIVE}. Checks that fell silent in that time were given more time and are not called down for it.`,
  ],
] as const)('a time in which nothing came by the door %s is a message', (door, subject, first) => {
  const gap = { from: SINCE, to: SINCE + 5 * HOUR }
  expect(utc(() => blindText(gap, ['a', 'b'], 2, door))).toStrictEqual({
    kind: 'digest',
    status: 'mixed',
    subject,
    text: `${first}\nNo signal yet from:\n- a\n- b`,
  })
})

test('a loss of data is an incident at a paging service, and a message elsewhere', () => {
  const loss = {
    at: SINCE,
    damage: [],
    isPartial: true,
    checks: 0,
    channels: 0,
    apiKeys: 0,
    copy: 'last',
  } as const
  const same = {
    subject: '[DATA LOST] The watch lost data',
    text: 'Single records in Redis were missing or damaged, as by a failing card.\nLost are the check-ins and states of the checks concerned.\nNo check, channel or API key was lost.\nIncidents that were open at a paging service may have to be resolved there by hand.',
  }
  expect(lossText(loss, true)).toStrictEqual({ kind: 'trigger', status: 'down', ...same })
  expect(lossText(loss, false)).toStrictEqual({ kind: 'digest', status: 'mixed', ...same })
  expect(utc(() => lossSeenText(SINCE))).toStrictEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[DATA LOST] acknowledged',
    text: `The loss of data of ${NOON} was acknowledged on the page.`,
  })
})

test('a network that is away is an incident, with the reason and the span', () => {
  const incident = { since: SINCE, why: 'no route', channels: [] }
  expect(utc(() => networkAwayText(incident))).toStrictEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[NO NETWORK] This watch has no network',
    text: `Since ${NOON} this watch has no network: no route.\nChecks that look over the network keep their status until it is back; what happened meanwhile is not known.`,
  })
  expect(networkBackText(incident, SINCE + 5 * HOUR)).toStrictEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[NETWORK] This watch has its network again',
    text: 'This watch has its network again; it had none for 5 hours.',
  })
})

test('a channel that does not deliver is reported by the others, and when it does again', () => {
  expect(utc(() => channelDownText('mail', SINCE, 'answered 503'))).toStrictEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[CHANNEL] mail does not deliver',
    text: `Alerts do not get through by the channel mail since ${NOON}: answered 503.`,
  })
  expect(channelUpText('mail', SINCE, SINCE + 5 * HOUR)).toStrictEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[CHANNEL] mail delivers again',
    text: 'The channel mail delivers again; it had not for 5 hours.',
  })
})

test('a channel that is removed ends its trouble, and nobody says that it delivers', () => {
  expect(channelGoneText('mail')).toStrictEqual({
    kind: 'resolve',
    status: 'paused',
    subject: '[CHANNEL] mail is removed',
    text: 'The channel mail was removed; it had not delivered.',
  })
})

test('a test says what it is', () => {
  expect(testText('mail')).toStrictEqual({
    kind: 'test',
    status: 'up',
    subject: '[TEST] mail',
    text: 'This is a test of the channel mail. Alerts would arrive like this.',
  })
})
