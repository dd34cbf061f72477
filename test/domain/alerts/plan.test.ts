import { describe, expect, it } from 'vitest'
import type { Alerting } from '../../../src/domain/alerts/alerting'
import { type ChannelHealth, noteDelivery } from '../../../src/domain/alerts/channel-health'
import { type CheckDrafts, DIGEST_FROM, planAlerts, planNotice } from '../../../src/domain/alerts/plan'
import { GIVE_UP_AFTER, retryDelay } from '../../../src/domain/alerts/retry'
import { alertOf } from '../../contracts/notifier'

const NOW = 1_700_000_000_000

function telling(i: number, channels: readonly string[], last: Alerting['last'] = {}): CheckDrafts {
  const alert = alertOf('trigger', { key: `key-${i}`, check: `check-${i}`, name: `c${i}` })
  const alerting = {
    createdAt: 1,
    name: `c${i}`,
    routed: 1,
    lastFlipAt: 0,
    downs: [],
    flapping: false,
    count: 7,
    last,
  }
  return { source: `check-${i}`, alerting, drafts: [{ n: 7, alert, channels }] }
}

const plan = (tellings: readonly CheckDrafts[]) => planAlerts(tellings, channel => channel === 'pager', NOW)

describe('a plan', () => {
  it('is an alert for each channel, after the one before it', () => {
    const { planned, alertings } = plan([telling(1, ['mail', 'pager'], { mail: ['earlier'] })])
    expect(planned).toMatchObject([
      {
        id: 'key-1-7-mail',
        channel: 'mail',
        after: { 'check-1': ['earlier'] },
        sources: ['check-1'],
        at: NOW,
      },
      { id: 'key-1-7-pager', channel: 'pager', after: {}, sources: ['check-1'] },
    ])
    expect(alertings.get('check-1')?.last).toMatchObject({
      mail: ['key-1-7-mail'],
      pager: ['key-1-7-pager'],
    })
  })

  it('lets what follows wait for the last one that was no reminder, and for the last reminder', () => {
    const reminding = (last: readonly string[]) => {
      const { source, alerting, drafts } = telling(1, ['mail'], { mail: last })
      return {
        source,
        alerting,
        drafts: drafts.map(draft => ({ ...draft, alert: { ...draft.alert, kind: 'reminder' as const } })),
      }
    }
    const lastOf = ({ alertings }: ReturnType<typeof plan>) => alertings.get('check-1')?.last.mail
    const first = plan([reminding(['news'])])
    expect(first.planned[0]?.after).toEqual({ 'check-1': ['news'] })
    expect(lastOf(first)).toEqual(['news', 'key-1-7-mail'])
    const second = plan([reminding(['news', 'reminder'])])
    expect(second.planned[0]?.after).toEqual({ 'check-1': ['news', 'reminder'] })
    expect(lastOf(second)).toEqual(['news', 'key-1-7-mail'])
    expect(lastOf(plan([telling(1, ['mail'], { mail: ['news', 'reminder'] })]))).toEqual(['key-1-7-mail'])
  })

  it.each([DIGEST_FROM - 1, DIGEST_FROM, 1_000])(
    'of %i at once is a digest from ten on, but not for incidents',
    many => {
      const { planned, alertings } = plan(
        Array.from({ length: many }, (_, i) => telling(i, ['mail', 'pager'])),
      )
      const mails = planned.filter(({ channel }) => channel === 'mail')
      expect(mails).toHaveLength(many < DIGEST_FROM ? many : 1)
      expect(planned.filter(({ channel }) => channel === 'pager')).toHaveLength(many)
      expect(new Set(planned.map(({ id }) => id)).size).toBe(planned.length)
      expect(mails.flatMap(({ sources }) => sources)).toHaveLength(many)
      expect(alertings.get(`check-${many - 1}`)?.last.mail).toEqual([mails.at(-1)?.id])
      for (const { alert } of mails) expect(alert.text.split('\n').length).toBeLessThan(60)
    },
  )
})

describe('a notice about no check', () => {
  const notice = (kind: 'trigger' | 'resolve' | 'digest', source?: string) =>
    planNotice(
      { kind, status: 'down', subject: '[0MQ] away', text: 'It is away.' },
      { key: 'zmq', name: '0MQ', since: 5 },
      'mail',
      9,
      source,
    )

  it('is one, however often it is planned', () => {
    expect(notice('trigger')).toStrictEqual({
      id: 'zmq-trigger-mail',
      channel: 'mail',
      alert: {
        kind: 'trigger',
        status: 'down',
        subject: '[0MQ] away',
        text: 'It is away.',
        key: 'zmq',
        name: '0MQ',
        tags: [],
        since: 5,
        at: 9,
      },
      after: {},
      sources: ['watch'],
      at: 9,
    })
  })

  it('of an end waits for that of the begin', () => {
    expect(notice('resolve')).toMatchObject({
      id: 'zmq-resolve-mail',
      after: { watch: ['zmq-trigger-mail'] },
      sources: ['watch'],
    })
    expect(notice('resolve', 'c1')).toMatchObject({ after: { c1: ['zmq-trigger-mail'] }, sources: ['c1'] })
    expect(notice('digest').after).toStrictEqual({})
  })
})

describe('another attempt', () => {
  it('comes after a time that doubles, with jitter, up to a quarter of an hour', () => {
    expect([1, 2, 3, 9, 500].map(attempts => retryDelay(attempts, 0.5))).toEqual([
      5_000, 10_000, 20_000, 900_000, 900_000,
    ])
    expect(retryDelay(1, 0)).toBe(3_750)
    expect(retryDelay(1, 1)).toBe(6_250)
    expect(retryDelay(1, 1, 120_000)).toBe(120_000)
    expect(retryDelay(1, 1, 1e12)).toBe(GIVE_UP_AFTER)
    expect(GIVE_UP_AFTER).toBe(21_600_000)
  })
})

describe('the health of a channel', () => {
  const no = (permanent: boolean) => ({ ok: false, permanent, detail: 'answered 500' }) as const
  const yes = { ok: true, detail: '' } as const
  const MINUTE = 60_000

  it.each([
    ['a final failure is reported at once', [[0, no(true)]], ['failing']],
    [
      'and only once',
      [
        [0, no(true)],
        [1, no(true)],
        [2, no(true)],
      ],
      ['failing', undefined, undefined],
    ],
    [
      'a passing one only when it lasts',
      [
        [0, no(false)],
        [4, no(false)],
        [5, no(false)],
      ],
      [undefined, undefined, 'failing'],
    ],
    [
      'and not when it is seen seldom',
      [
        [0, no(false)],
        [60, no(false)],
      ],
      [undefined, undefined],
    ],
    [
      'what was not reported needs no all-clear',
      [
        [0, no(false)],
        [1, yes],
      ],
      [undefined, undefined],
    ],
    [
      'what was reported does, once',
      [
        [0, no(true)],
        [1, yes],
        [2, yes],
      ],
      ['failing', 'working', undefined],
    ],
  ] as const)('%s', (_what, deliveries, reports) => {
    let health: ChannelHealth | undefined
    const reported = deliveries.map(([minute, delivery]) => {
      const change = noteDelivery(health, delivery, 'alert', NOW + minute * MINUTE)
      health = change.health
      return change.report
    })
    expect(reported).toEqual(reports)
  })
})
