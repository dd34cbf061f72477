import { expect, test } from 'vitest'
import { alertLinks } from '../../src/domain/alerts/alert'
import { digestText as dailyText, NO_CHECK_YET, withLine } from '../../src/domain/alerts/daily-digest'
import { escalationText } from '../../src/domain/alerts/escalation'
import { maintenanceText } from '../../src/domain/alerts/maintenance-text'
import { messagesAwayText, messagesBackText } from '../../src/domain/alerts/messages-text'
import { reportOf } from '../../src/domain/alerts/report'
import {
  roomAgainText,
  shortageText,
  waitingEndText,
  waitingFullText,
  waitingRoomText,
  waitingText,
} from '../../src/domain/alerts/room-text'
import { serverFaultEndText, serverFaultText } from '../../src/domain/alerts/server-text'
import { withReason } from '../../src/domain/alerts/stand-ins'
import { startText } from '../../src/domain/alerts/start-text'
import {
  type AlertText,
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
  testText,
  unseenText,
} from '../../src/domain/alerts/text'
import { NO_WEEK_YET, weekText, withCheck } from '../../src/domain/alerts/weekly-report'
import { german } from '../../src/domain/language/german/index'
import { inLanguage } from '../../src/domain/language/use-language'
import { heardText, otherKeyText, splitLine, unheardText } from '../../src/domain/peers/group-text'
import { SERVER_FAULTS, type ServerFacts, serverFaults } from '../../src/domain/redis/server-faults'
import type { Check } from '../../src/domain/watch/check'
import { planOf } from '../../src/domain/watch/check-plan'
import { newState } from '../../src/domain/watch/check-state'
import type { Flip, FlipReason } from '../../src/domain/watch/flip'
import { shortage } from '../../src/domain/watch/room'
import type { Status } from '../../src/domain/watch/status'
import { summaryOf } from '../../src/notifiers/pagerduty-words'
import { alertOf, failedAlert } from '../contracts/notifier'
import { inZone } from '../support/zone'
import { leftOut, marked, wordsOf } from './left-out'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const SINCE = NOW - 3 * HOUR

const check: Check = { ...planOf({ name: 'pumpe' }), id: 'p', origin: 'page', createdAt: SINCE }
const REASONS: readonly FlipReason[] = ['silence', 'failure', 'success', 'paused', 'resumed']
const flipTo = (to: Status): Flip => ({
  check: 'p',
  seq: 2,
  from: 'down',
  to,
  reason: 'success',
  at: NOW,
  due: NOW,
})
const signal = {
  kind: 'fail',
  at: SINCE,
  words: '',
  why: 'nas.lan:445 refuses connections',
} as const

/** Facts with each fault of a server. */
const FACTS: readonly Partial<ServerFacts>[] = [
  { version: '5.0.1' },
  { isPrimary: false },
  { policy: 'allkeys-lru' },
  { sync: 'no' },
  { sync: 'everysec' },
  { memory: { used: 95, max: 100 } },
  { mayPublish: false },
  { maySubscribe: false },
  { ahead: 5_000 },
  { ahead: -5_000 },
  { copies: 2 },
  { copies: 2, version: '6.2.0' },
]
const GOOD: ServerFacts = {
  server: 'valkey 8.1.4',
  version: '7.2.4',
  policy: 'noeviction',
  memory: { used: 1, max: 100 },
  sync: 'always',
  isPrimary: true,
  replicas: 0,
  mayPublish: true,
}

const daily = (status: Status, last?: number) =>
  withLine(NO_CHECK_YET, {
    check,
    state: { ...newState(SINCE), status, ...(last && { lastSuccessAt: last }) },
    expected: 2,
    arrived: status === 'up' ? 2 : 1,
    version: '1',
  })

const week = { from: NOW - 168 * HOUR, to: NOW }
const ofWeek = { name: 'pumpe', up: 100 * HOUR, down: 0, outages: 0, away: [] }
const badWeek = withCheck(NO_WEEK_YET, {
  ...ofWeek,
  down: HOUR,
  outages: 2,
  now: 'ofen',
  isPartly: true,
  away: Array.from({ length: 7 }, (_, i) => ({ from: SINCE + i * 1_000, to: SINCE + i * 1_000 + 500 })),
})

/** All texts of messages, by what they are about. */
function texts(): Readonly<Record<string, readonly AlertText[]>> {
  const down = downText(check, { since: SINCE, reason: 'failure', signal })
  const blind = { since: SINCE, isBlind: true } as const
  const [stoodIn] = withReason([{ n: 1, alert: { ...alertOf('trigger'), ...down }, channels: [] }], {
    broken: ['ofen'],
    working: [],
  })
  const alerts = (['down', 'blind', 'flapping', 'up', 'paused'] as const).map(status => ({
    ...alertOf('trigger'),
    ...down,
    status,
  }))
  return {
    down: [down, ...REASONS.map(reason => downText(check, { since: SINCE, reason }))],
    blind: [unseenText(check, SINCE), unseenText(check, SINCE, 'the name server does not answer')],
    flapping: [flappingText(check, 4, SINCE)],
    reminders: [reminderText(check, { since: SINCE }, NOW), reminderText(check, blind, NOW)],
    ends: (['up', 'paused', 'new'] as const).flatMap(to => [
      recoveryText('pumpe', { since: SINCE }, flipTo(to)),
      recoveryText('pumpe', blind, flipTo(to)),
    ]),
    gone: [goneText('pumpe')],
    digest: [digestText(alerts), digestText([])],
    'the watch was blind': (['web', 'messages'] as const).map(door =>
      blindText({ from: SINCE, to: NOW }, ['pumpe'], 60, door),
    ),
    losses: [
      lossSeenText(NOW),
      lossText(
        {
          at: NOW,
          damage: [],
          isPartial: false,
          checks: 2,
          channels: 1,
          windows: 2,
          notes: 1,
          apiKeys: 0,
          copy: 'last',
          savedAt: SINCE,
        },
        true,
      ),
      lossText(
        {
          at: NOW,
          damage: [],
          isPartial: false,
          since: SINCE,
          checks: 0,
          channels: 0,
          apiKeys: 0,
          copy: 'none',
        },
        false,
      ),
    ],
    network: [
      networkAwayText({ since: SINCE, why: 'no cable or WLAN is connected', channels: [] }),
      networkBackText({ since: SINCE, why: '', channels: [] }, NOW),
    ],
    channels: [
      channelDownText('phone', SINCE, 'answered 503'),
      channelUpText('phone', SINCE, NOW),
      channelGoneText('phone'),
      testText('phone'),
    ],
    escalation: [
      escalationText(down, { notified: [], firstNotifiedAt: SINCE } as never, NOW),
      escalationText(down, { notified: ['phone'], firstNotifiedAt: SINCE } as never, NOW),
    ],
    'e-mail in doubt': stoodIn === undefined ? [] : [stoodIn.alert],
    maintenance: [
      maintenanceText({
        window: { name: 'pumpe', origin: 'page', settings: { all: 'on' } },
        from: SINCE,
        to: NOW,
      }),
    ],
    messages: [
      messagesAwayText([{ title: 'Nothing is watched here at present', sentences: [] }]),
      messagesBackText(true),
      messagesBackText(false),
    ],
    server: FACTS.flatMap(facts =>
      serverFaults({ ...GOOD, ...facts }).map(({ words }) => serverFaultText('valkey 8.1.4', words)),
    ).concat(serverFaultEndText('valkey 8.1.4')),
    room: [
      waitingText(['pumpe']),
      waitingText(['pumpe', 'ofen']),
      waitingEndText(),
      waitingFullText(7),
      waitingRoomText(),
      ...[0.7, 0.8, 0.9, 0.99].flatMap(share => shortage(share) ?? []).map(shortageText),
      roomAgainText(),
    ],
    start: [
      startText(1, []),
      startText(2, []),
      startText(1, [], 2),
      startText(2, ['[Web] port: is not a port number from 1 to 65535'], 2),
    ],
    group: [
      otherKeyText('pumpe'),
      unheardText('ofen', 1),
      unheardText('ofen', 3),
      heardText('ofen'),
      ...[['ofen'], ['ofen', 'pumpe'], ['ofen', 'phone', 'pumpe']].flatMap(silent =>
        [true, false].map(isInPlace => {
          const members = silent.map(name => ({ name }))
          return { ...down, text: splitLine(members, isInPlace) ?? 'no line' }
        }),
      ),
    ],
    'daily digest': [
      dailyText({ name: 'pumpe', from: SINCE, at: SINCE + 86_400_000 }, daily('up', SINCE)),
      dailyText({ name: 'pumpe', from: SINCE, at: SINCE + 86_400_000 }, daily('down', SINCE)),
      dailyText({ name: 'pumpe', from: SINCE, at: SINCE + 86_400_000 }, daily('down')),
      dailyText({ name: 'pumpe', from: SINCE, at: SINCE + 86_400_000 }, { ...daily('up', SINCE), more: 3 }),
      dailyText({ name: 'pumpe', from: SINCE, at: SINCE + 86_400_000 }, { ...daily('up'), isWell: true }),
    ],
    'weekly report': [
      weekText(NO_WEEK_YET, week),
      weekText(withCheck(NO_WEEK_YET, ofWeek), week),
      weekText(badWeek, week),
      weekText({ ...badWeek, more: 3, wereDown: 20 }, week),
    ],
  }
}

const OURS = wordsOf(german)
/** Names, keys and figures, which are the same in each language. */
const SAME =
  /\b(?:pumpe|ofen|phone|backup|UTC[+-]\d\d:\d\d)\b|\[Web\] port|\{PREFIX\}|\(28\)|nas\.lan:445|12m4s|nas night|> no space left on device/g
const inHtml = (text: string) => text.replace(/[<>&]/g, sign => `&#${sign.charCodeAt(0)};`)
const leftOutOf = (text: string) => leftOut(inHtml(text.replace(SAME, '')), OURS, [])

const MARKED = marked(german)

test.each(Object.keys(texts()))('a message (%s) has no text outside of its language', about => {
  const all = inLanguage('de', MARKED, () => texts()[about] ?? [])
  expect(all.length).toBeGreaterThan(0)
  for (const { subject, text } of all) {
    expect(leftOutOf(subject)).toEqual([])
    for (const line of text.split('\n')) expect(leftOutOf(line.replace(/^- /, ''))).toEqual([])
  }
})

test('the facts below a message, its buttons and the summary of a pager have none either', () => {
  const alert = failedAlert({ subject: '', text: '', schedule: '' })
  const [facts, links, summary] = inLanguage('de', MARKED, () => [
    reportOf(alert, { tags: true }).split('\n'),
    alertLinks(alert, 'http://pi.lan').map(({ label }) => label),
    summaryOf(alert),
  ])
  const own = facts.filter(line => !line.startsWith('>'))
  expect(own.length).toBeGreaterThan(4)
  expect([links.length > 0, summary.includes('⟦')]).toEqual([true, true])
  for (const line of [...own, ...links, summary]) expect(leftOutOf(line)).toEqual([])
})

test('each fault of a server is among them', () => {
  const kinds = FACTS.flatMap(facts => serverFaults({ ...GOOD, ...facts }).map(({ kind }) => kind))
  expect(new Set(kinds)).toEqual(new Set(SERVER_FAULTS))
})

test('an alert is German as a German reads it', () => {
  const { subject, text } = inZone('Europe/Berlin', () =>
    inLanguage('de', german, () => downText(check, { since: SINCE, reason: 'failure', signal })),
  )
  expect(subject).toBe('[AUSGEFALLEN] pumpe')
  expect(text.split('\n')[0]).toBe('pumpe ist ausgefallen seit Fr, 20. Nov. 2026, 10:00 UTC+01:00.')
  expect(text).toContain('nas.lan:445 lehnt Verbindungen ab')
})

test('a message of a group is German as a German reads it', () => {
  const [line, { subject }] = inLanguage('de', german, () => [
    splitLine([{ name: 'keller' }, { name: 'dach' }], true),
    unheardText('keller', 2),
  ])
  expect(line).toBe(
    'Diese Wache meldet es anstelle von keller und dach, die nicht antworten; es kann auch noch von dort kommen.',
  )
  expect(subject).toBe('[VERSTUMMT] keller ist tot oder abgeschnitten: 2 Prüfungen sind ungehört')
})

test('the sentence of a look is German below a message, too, and the words of a sender stay as they are', () => {
  const look = { ...signal, words: `refuses connections\n\n${signal.why}` }
  const [down, up, own] = inLanguage('de', german, () => {
    const alert = { ...alertOf('resolve'), schedule: '', tags: [] }
    const since = { since: SINCE, reason: 'failure', signal: { ...signal, words: signal.why } } as const
    return [
      reportOf({ ...alert, ...downText(check, since), signal: since.signal }),
      reportOf({ ...alert, ...recoveryText('pumpe', since, flipTo('up')), signal: look }),
      reportOf({ ...alert, signal: { kind: 'fail', at: SINCE, words: signal.why } }),
    ]
  })
  expect(down).toContain('nas.lan:445 lehnt Verbindungen ab')
  expect(down).not.toContain('refuses connections')
  expect(down).not.toContain('> ')
  expect(up).toContain('> refuses connections\n>\n> nas.lan:445 lehnt Verbindungen ab')
  expect(own).toContain('> nas.lan:445 refuses connections')
})
