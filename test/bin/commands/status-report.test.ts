/** The words and the JSON of `intvlm8r status`, for each state of an appliance. */
import { describe, expect, test } from 'vitest'
import { type StatusReport, statusJson, statusLines } from '../../../src/bin/commands/status-report'
import type { Link } from '../../../src/domain/heartbeat/chain-link'

/** In local time, as the lines are. */
const AT = new Date(2026, 10, 20, 12, 5, 6).getTime()
const TIMER: Link = { organ: 'tick', name: 'Timer', state: 'ok', detail: 'ran', at: AT }
const DISK: Link = { organ: 'disk', name: 'Disk', state: 'ok', detail: 'has room' }
const ROOM = { memoryShare: 0, waiting: 0 } as never
const WATCH = { inTrouble: [], unalerted: [], behind: 0, looks: false, room: ROOM }
const ROWS = [
  'ok   Timer              2026/11/20 12:05:06  ran',
  'ok   Disk                                    has room',
]
const OVERDUE = { at: AT, late: false }

const report = (more: Partial<StatusReport> = {}): StatusReport => ({
  chain: [TIMER, DISK],
  liveness: 'alive',
  verdict: { state: 'ok', word: '', isWell: true, link: undefined },
  last: undefined,
  next: undefined,
  notices: [],
  answeredWithPage: false,
  watch: WATCH,
  notLooking: undefined,
  undelivered: [],
  room: [],
  rival: '',
  advice: undefined,
  zoneProblem: undefined,
  ...more,
})
const verdict = (state: 'ok' | 'warn' | 'bad' | 'unknown', link?: Partial<Link>) => ({
  verdict: { state, word: '', isWell: state === 'ok', link: link && { ...DISK, ...link } },
})

test('a link has a line with its mark, its name, its moment and its detail', () => {
  const chain = (['ok', 'warn', 'bad', 'unknown'] as const).map(state => ({ ...DISK, state }))
  expect(statusLines(report({ chain }))).toEqual([
    'ok   Disk                                    has room',
    'warn Disk                                    has room',
    'BAD  Disk                                    has room',
    '?    Disk                                    has room',
    '',
    'All is well.',
  ])
  expect(statusLines(report({ chain: [{ ...TIMER, overdue: OVERDUE }] }))[0]).toBe(
    'ok   Timer              2026/11/20 12:05:06  the 12:05 heartbeat did not go out; ran',
  )
})

test('the last heartbeat and the next one stand below the chain', () => {
  expect(statusLines(report({ last: { at: AT, result: '200' }, next: AT + 60_000 }))).toEqual([
    ...ROWS,
    '',
    'last heartbeat   2026/11/20 12:05:06 (200) Delivered',
    'next heartbeat   2026/11/20 12:06:06',
    '',
    'All is well.',
  ])
})

test('a second sender is told with its remedy, and is the summary only where all else is well', () => {
  const rival = 'heartbeat.timer calls the same URL'
  const lines = [
    ...ROWS,
    'BAD  Second sender                           heartbeat.timer calls the same URL',
    '',
    "Two senders hide each other's silence. To stop and mask the other one: sudo /usr/lib/intvlm8r-heartbeat/original-units replace",
  ]
  expect(statusLines(report({ rival }))).toEqual(lines)
  expect(statusLines(report({ rival, ...verdict('bad') }))).toEqual([
    ...lines,
    '',
    'The last heartbeat did not arrive.',
  ])
  const json = (more: Partial<StatusReport>) => statusJson(report({ rival, ...more }))
  expect(json({})).toMatchObject({ well: false, state: 'bad', summary: rival, secondSender: rival })
  expect(json(verdict('unknown'))).toMatchObject({ well: false, state: 'bad', summary: 'All is well.' })
})

test('everything that somebody should know is a paragraph, and then not all is called well', () => {
  const inTrouble = [
    { name: 'pump', status: 'down' },
    { name: 'nas', status: 'blind' },
  ] as const
  expect(
    statusLines(
      report({
        notices: [{ title: 'A channel', sentences: ['It does not deliver.', 'Since noon.'] }] as never,
        answeredWithPage: true,
        watch: { ...WATCH, inTrouble, unalerted: ['pump'], behind: 3 },
        notLooking: 'Nobody looks.',
        room: ['Two checks wait.'],
        advice: 'take a prefix',
      }),
    ),
  ).toEqual([
    ...ROWS,
    '',
    'A channel',
    'It does not deliver.',
    'Since noon.',
    '',
    'The last heartbeat was delivered, but answered with a web page: is its URL the ping URL?',
    '',
    'The watch: 1 down, 1 blind: pump, nas',
    '',
    'The time of 3 more checks has run out, and nobody has judged them yet: they are counted as they were.',
    '',
    'Nobody looks.',
    '',
    'Nobody is alerted by 1 check, as no channel of its exists: pump',
    '',
    'Two checks wait.',
    '',
    'Advice: take a prefix.',
    '',
    'The heartbeat is delivered.',
  ])
  expect(statusLines(report({ notLooking: 'Nobody looks.' })).at(-1)).toBe('The heartbeat is well.')
  expect(statusLines(report({ advice: 'take a prefix' })).at(-1)).toBe('All is well.')
  expect(statusLines(report({ watch: undefined, room: undefined }))).toEqual([...ROWS, '', 'All is well.'])
})

describe('the summary', () => {
  test.each<[Partial<StatusReport>, string]>([
    [verdict('bad', { state: 'bad' }), 'Heartbeats stop at: Disk: has room'],
    [
      verdict('bad', { state: 'bad', overdue: OVERDUE }),
      'Heartbeats stop at: Disk: the 12:05 heartbeat did not go out; has room',
    ],
    [
      verdict('warn', { state: 'warn', overdue: { at: AT, late: true } }),
      'Late: the 12:05 heartbeat has not gone out. It stands at: Disk: has room',
    ],
    [verdict('bad', { state: 'unknown' }), 'The last heartbeat did not arrive.'],
    [verdict('bad'), 'The last heartbeat did not arrive.'],
    [verdict('unknown', { state: 'unknown' }), 'Not all is known to be well: Disk: has room'],
    [{ liveness: 'off' }, 'Heartbeating is off.'],
    [{ liveness: 'waiting' }, 'The first heartbeat with these settings has not gone out yet.'],
    [{ answeredWithPage: true }, 'The heartbeat is delivered.'],
    [{ room: ['Two checks wait.'] }, 'The heartbeat is well.'],
    [{}, 'All is well.'],
  ])('of %j is %j', (more, words) => {
    expect(statusLines(report(more)).at(-1)).toBe(words)
    expect(statusJson(report(more)).summary).toBe(words)
  })
})

test('the JSON has everything, with moments in UTC', () => {
  const at = Date.UTC(2026, 10, 20, 11, 5, 6)
  const iso = '2026-11-20T11:05:06.000Z'
  expect(
    statusJson(
      report({
        chain: [{ ...TIMER, at, overdue: { at, late: true } }, DISK],
        last: { at, result: 'DNS error' },
        next: at,
        notices: [{ title: 'A', sentences: ['b.', 'c.'] }] as never,
        watch: { ...WATCH, inTrouble: [{ name: 'pump', status: 'down' }], unalerted: ['nas'] },
        notLooking: 'Nobody looks.',
        undelivered: [{ name: 'mail', since: at, detail: 'refused' }] as never,
        room: ['Two checks wait.'],
        advice: 'take a prefix',
        zoneProblem: 'no zone',
      }),
    ),
  ).toEqual({
    well: true,
    state: 'ok',
    heartbeat: 'alive',
    summary: 'The heartbeat is well.',
    lastHeartbeat: { at: iso, result: 'DNS error', delivered: false },
    nextHeartbeat: iso,
    chain: [
      { organ: 'tick', name: 'Timer', state: 'ok', detail: 'ran', at: iso, overdue: { at: iso, late: true } },
      { organ: 'disk', name: 'Disk', state: 'ok', detail: 'has room', at: null },
    ],
    secondSender: null,
    advice: 'take a prefix',
    notices: ['A b. c.'],
    zoneProblem: 'no zone',
    answeredWithPage: false,
    checksInTrouble: [{ name: 'pump', status: 'down' }],
    notLooking: 'Nobody looks.',
    alertsNobody: ['nas'],
    channelsInTrouble: [{ name: 'mail', since: iso, detail: 'refused' }],
    watchRoom: ['Two checks wait.'],
  })
  expect(
    statusJson(report({ chain: [], watch: undefined, undelivered: undefined, room: undefined })),
  ).toEqual({
    well: true,
    state: 'ok',
    heartbeat: 'alive',
    summary: 'All is well.',
    lastHeartbeat: null,
    nextHeartbeat: null,
    chain: [],
    secondSender: null,
    advice: null,
    notices: [],
    zoneProblem: null,
    answeredWithPage: false,
    checksInTrouble: null,
    notLooking: null,
    alertsNobody: null,
    channelsInTrouble: null,
    watchRoom: null,
  })
})
