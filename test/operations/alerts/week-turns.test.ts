import { beforeEach, describe, expect, it } from 'vitest'
import type { Flip } from '../../../src/domain/watch/flip'
import type { Watched } from '../../../src/domain/watch/ports'
import type { DeafSpan } from '../../../src/domain/watch/state'
import { createReportWeek } from '../../../src/operations/alerts/report-week'
import { alertMemory, channelOf } from '../../support/alert-memory'
import { checkOf, NEW } from '../../support/check-states'
import { whileInZone } from '../../support/zone'

const HOUR = 3_600_000
const WEEK = 168 * HOUR
/** A Monday. */
const DUE = Date.parse('2026-12-07T07:00:00Z')
const LINE = 'The week from Mon 30 Nov 2026 07:00 UTC+00:00 to Mon 7 Dec 2026 07:00 UTC+00:00:'

let now: number
let channels: ReturnType<typeof channelOf>[]
/** In the batches in which they are read. */
let batches: Watched[][]
let flips: Record<string, Flip[]>
let away: Record<string, DeafSpan[]>
let marks: Map<string, number>
let noted: [string, number][]
let memory: ReturnType<typeof alertMemory>
let reads: unknown[][]

beforeEach(() => {
  now = DUE
  channels = [mail()]
  batches = []
  flips = {}
  away = {}
  marks = new Map([['mail Mon 07:00', DUE - HOUR]])
  noted = []
  memory = alertMemory()
  reads = []
})

const mail = (settings: object = {}, name = 'mail') =>
  channelOf(name, 'email', { settings: { weekly: 'Mon 07:00', ...settings } })

function check(name: string, names: readonly string[] = ['mail'], since = 0): Watched {
  const state = { ...NEW, status: 'up', since, signals: 1 } as const
  return { check: { ...checkOf({ name, channels: [...names] }), id: name }, state, version: '1' }
}
const flip = (seq: number, to: 'up' | 'down', at: number): Flip => ({
  ...{ seq, check: 'x', from: to === 'up' ? 'down' : 'up', to, at, due: at, reason: 'failure' },
})

const turn = async () =>
  await whileInZone(
    'UTC',
    createReportWeek({
      now: () => now,
      checks: {
        lists: {
          each: async function* (filter: object, when: number) {
            reads.push([filter, when])
            yield* batches
          },
        } as never,
        flips: async id => flips[id] ?? [],
        past: {
          statuses: async ({ check: { id } }: Watched) => ({ away: away[id] ?? [] }),
        } as never,
      },
      store: memory.store,
      channels: { list: async () => channels },
      marks: {
        since: async (report, at) => marks.get(report) ?? at,
        note: async (report, at) => {
          noted.push([report, at])
          marks.set(report, at)
        },
      },
    }),
  )
const reports = () => memory.commits.flatMap(({ planned }) => planned)
const texts = () =>
  Object.fromEntries(reports().map(({ channel, alert }) => [channel, alert.text.split('\n')]))

describe('a weekly report', () => {
  it('is one alert of its channel, told by no other queue, with the week before its moment', async () => {
    batches = [[check('disk')]]
    await turn()
    expect(memory.commits).toEqual([
      {
        changes: [],
        planned: [
          {
            id: `intvlm8r-week-mail-${DUE}-digest-mail`,
            ...{ channel: 'mail', after: {}, sources: ['weekly.mail'], at: DUE },
            alert: {
              ...{ kind: 'digest', status: 'up', isReport: true, tags: [], at: DUE, since: DUE - WEEK },
              ...{ key: `intvlm8r-week-mail-${DUE}`, name: 'the week' },
              subject: '[WEEK] nothing was down, 100 % up',
              text: `${LINE} 1 check, 100 % up.\nNothing was down, as far as is known.`,
            },
          },
        ],
      },
    ])
    expect(noted).toEqual([['mail Mon 07:00', DUE]])
    expect(reads).toEqual([[{}, DUE]])
  })

  it('counts what each check was, and leaves out when the watch was away', async () => {
    batches = [[check('disk', ['mail'], DUE - 83 * HOUR)], [check('nas')]]
    flips = { disk: [flip(2, 'up', DUE - 83 * HOUR), flip(1, 'down', DUE - 84 * HOUR)] }
    away = { nas: [{ from: DUE - 10 * HOUR, to: DUE - 8 * HOUR }] }
    await turn()
    expect(texts().mail).toEqual([
      `${LINE} 2 checks, 99.70 % up.`,
      'The watch itself was away 1 time, for 2 hours in all. What happened then is not known, and counts neither as up nor as down:',
      '- from Sun 6 Dec 2026 21:00 UTC+00:00 to Sun 6 Dec 2026 23:00 UTC+00:00',
      'These were down:',
      '- “disk”: 1 time, 60 minutes in all, 99.40 % up',
    ])
  })

  it('is of the checks that alert by its channel, or of all where its owner wants all', async () => {
    channels = [mail(), mail({ weeklyof: 'all' }, 'boss')]
    marks.set('boss Mon 07:00', DUE - HOUR)
    batches = [[check('disk'), check('nas', ['boss', 'other'])], [check('attic', [])]]
    await turn()
    expect(Object.entries(texts()).map(([channel, [line]]) => [channel, line])).toEqual([
      ['mail', `${LINE} 1 check, 100 % up.`],
      ['boss', `${LINE} 3 checks, 100 % up.`],
    ])
  })

  it('is planned once: its moment is noted, unless that could not be', async () => {
    memory.refusals = 1
    await turn()
    expect(noted).toEqual([])
    await turn()
    expect(noted).toEqual([['mail Mon 07:00', DUE]])
    await turn()
    expect(memory.commits).toHaveLength(2)
  })

  it('of an absence is the last one alone', async () => {
    now = DUE + 3 * WEEK + HOUR
    await turn()
    expect(reports().map(({ alert }) => [alert.since, alert.key])).toEqual([
      [DUE + 2 * WEEK, `intvlm8r-week-mail-${DUE + 3 * WEEK}`],
    ])
    expect(noted).toEqual([['mail Mon 07:00', DUE + 3 * WEEK]])
  })

  it.each([
    ['wished since', { weekly: 'Mon 06:30' }],
    ['not wished', { weekly: '' }],
    ['wished at no time', { weekly: 'Monday 07:00' }],
  ])('is none where it was %s, for which no check is read', async (_what, settings) => {
    channels = [mail(settings)]
    await turn()
    expect([memory.commits, reads, noted]).toEqual([[], [], []])
  })

  it('counts from now on after the clock was set back', async () => {
    marks.set('mail Mon 07:00', DUE + 1)
    await turn()
    expect([memory.commits, noted]).toEqual([[], [['mail Mon 07:00', DUE]]])
    now = DUE + WEEK
    await turn()
    expect(reports()).toHaveLength(1)
  })

  it('whose week is noted up to this moment needs no other note', async () => {
    marks.set('mail Mon 07:00', DUE)
    await turn()
    expect([memory.commits, noted]).toEqual([[], []])
  })
})

it.each([
  ['at the next report', DUE - 60_000, DUE],
  ['after ten minutes', DUE - 11 * 60_000, DUE - 60_000],
  ['after ten minutes', DUE, DUE + 600_000],
])('the next turn is %s', async (_when, at, next) => {
  now = at
  channels = [mail(), mail({ weekly: 'Tue 07:00' }, 'later')]
  expect(await turn()).toBe(next)
})

it('without any report it is after ten minutes', async () => {
  channels = [channelOf('hook')]
  expect(await turn()).toBe(DUE + 600_000)
})
