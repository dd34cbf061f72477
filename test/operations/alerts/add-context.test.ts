import { beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/domain/alerts/alert'
import type { CheckDrafts } from '../../../src/domain/alerts/plan'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { KeptBody, Watched } from '../../../src/domain/watch/ports'
import type { KeptSignal } from '../../../src/domain/watch/signal'
import { addContext } from '../../../src/operations/alerts/add-context'
import { alertingOf, CHECK, TRIGGER } from '../../support/alert-memory'

let history: KeptSignal[]
let bodies: KeptBody[]
let reads: string[]
let words: unknown[][]

beforeEach(() => {
  history = [kept(3, 9_000), kept(2, 5_000), kept(1, 4_000)]
  bodies = [3, 2, 1].map(n => ({ n, kind: 'fail', at: 0, body: `words ${n}` }))
  reads = []
  words = []
})

function kept(n: number, at: number): KeptSignal {
  return { n, kind: 'fail', at, detail: { exitCode: n }, bodySize: 0 }
}
const drafted = (...alerts: readonly Alert[]): CheckDrafts => ({
  ...{ source: 'c', alerting: alertingOf('c', 'k', []) },
  drafts: alerts.map((alert, n) => ({ n, alert, channels: ['hook'] })),
})
const watched = (check: Partial<Check> = {}): Watched => ({
  ...{ check: { ...CHECK, ...check }, state: newState(0), version: '1' },
})

const add = (all: readonly CheckDrafts[], known: ReadonlyMap<string, Watched | undefined>) =>
  addContext(
    {
      checks: {
        history: async id => {
          reads.push(id)
          return history
        },
        bodies: async () => bodies,
      },
      scheduleWords: async (...given) => {
        words.push(given)
        return 'every hour'
      },
    },
    all,
    known,
  )

async function contextOf(alert: Partial<Alert>, check: Partial<Check> = {}): Promise<Alert | undefined> {
  const [found] = await add([drafted({ ...TRIGGER, ...alert })], new Map([['c', watched(check)]]))
  return found?.drafts[0]?.alert
}
const excerpt = (n: number, at: number) => ({ kind: 'fail', at, exitCode: n, words: `words ${n}` })

describe('an alert about a check', () => {
  it('gets its schedule in words, and the signal that it is about', async () => {
    expect(await contextOf({ reason: 'failure' }, { job: 'nas/backup' })).toStrictEqual({
      ...{
        ...TRIGGER,
        reason: 'failure',
        schedule: 'every hour',
        job: 'nas/backup',
        signal: excerpt(2, 5_000),
      },
    })
    expect(words).toEqual([[CHECK.schedule, CHECK.grace]])
    expect(await contextOf({})).not.toHaveProperty('job')
  })

  it('keeps the rest of its draft, and those of others', async () => {
    const all = [drafted(TRIGGER, { ...TRIGGER, key: 'other' }), { ...drafted(), source: 'd' }]
    const found = await add(all, new Map([['c', watched()]]))
    expect(
      found.map(({ source, drafts }) => [
        source,
        drafts.map(({ n, channels, alert }) => [n, channels, alert.key]),
      ]),
    ).toEqual([
      [
        'c',
        [
          [0, ['hook'], 'k'],
          [1, ['hook'], 'other'],
        ],
      ],
      ['d', []],
    ])
    expect(found[0]?.alerting).toBe(all[0]?.alerting)
  })

  it.each<[string, Partial<Alert>, number | undefined]>([
    ['that failed has the failure', { reason: 'failure', since: 5_000 }, 2],
    ['that succeeded has the success that ended it', { reason: 'success', since: 4_000, until: 9_000 }, 3],
    ['that succeeded has no later one', { reason: 'success', since: 4_000, until: 5_000 }, 2],
    ['that was silent has the last one before the alert', { reason: 'silence', since: 5_000, at: 8_999 }, 2],
    ['that was silent has one of the same moment', { reason: 'silence', since: 5_000, at: 9_000 }, 3],
    [
      'that reminds has the last one, whatever brought it down',
      { kind: 'reminder', reason: 'failure', since: 4_000, at: 9_500 },
      3,
    ],
    ['whose failure is kept no more has none', { reason: 'failure', since: 4_500 }, undefined],
    ['that was silent from the beginning has none', { reason: 'silence', at: 3_999 }, undefined],
  ])('%s', async (_what, alert, n) => {
    expect((await contextOf(alert))?.signal?.exitCode).toBe(n)
  })

  it('has the signal without words where those are kept no more', async () => {
    bodies = [{ n: 1, kind: 'fail', at: 0, body: 'words of another' }]
    expect((await contextOf({ reason: 'failure' }))?.signal).toEqual({ kind: 'fail', at: 5_000, exitCode: 2 })
  })

  it('keeps the signal that it has, and looks for none where the check is paused', async () => {
    const signal = { kind: 'fail', at: 1 } as const
    expect((await contextOf({ signal }))?.signal).toBe(signal)
    const paused = await contextOf({ status: 'paused' })
    expect(paused).toMatchObject({ schedule: 'every hour' })
    expect(paused).not.toHaveProperty('signal')
    expect(reads).toEqual([])
  })
})

describe('an alert about no check that there is', () => {
  it('stays as it is', async () => {
    const { check: _none, ...notice } = TRIGGER
    const [found] = await add([drafted(TRIGGER, notice)], new Map([['c', undefined]]))
    expect(found?.drafts.map(({ alert }) => alert)).toStrictEqual([TRIGGER, notice])
    expect([reads, words]).toEqual([[], []])
  })
})

it('of many alerts at once two hundred get their last signals, and all their schedules', async () => {
  const alerts = Array.from({ length: 201 }, () => TRIGGER)
  const [found] = await add([drafted(...alerts)], new Map([['c', watched()]]))
  expect(found?.drafts.filter(({ alert }) => alert.signal !== undefined)).toHaveLength(200)
  expect(found?.drafts.every(({ alert }) => alert.schedule === 'every hour')).toBe(true)
  expect(reads).toHaveLength(200)
})
