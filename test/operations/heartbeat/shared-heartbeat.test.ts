import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { type Heartbeat, heartbeatOfSlot, type Occasion } from '../../../src/domain/heartbeat/heartbeat'
import { targetOf } from '../../../src/domain/heartbeat/target'
import type { HttpClient } from '../../../src/domain/net/http-client'
import { DUTY_MS, JOB_LOCK_MS } from '../../../src/domain/time/limits'
import { createSendHeartbeat, type Duty } from '../../../src/operations/heartbeat/send-heartbeat'

const AT = Date.parse('2026-11-20T12:10:02Z')
const DUE = Date.parse('2026-11-20T12:10:00Z')

/** A worker with this line in [Monitoring], and a peer with these answers, one after the other. */
function worker(line: string, ...answers: readonly (Duty | Error)[]) {
  const requests: string[] = []
  const asked: number[] = []
  const names: unknown[] = []
  /** Milliseconds that each request had. */
  const left: number[] = []
  const world = { now: AT, questionTakes: 0, silentTakes: 0, status: 200, canNote: true }
  /** What happened, in order. */
  const order: string[] = []
  const parsed = parseSettings(
    `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = http://receiver.example/ping\n${line}\n`,
  )
  const http: HttpClient = {
    send: async ({ url }, { notAfter = 0 }) => {
      requests.push(url)
      order.push('send')
      left.push(notAfter - world.now)
      return { kind: 'answer', status: world.status, headers: {}, body: 'OK', at: AT, phases: { total: 5 } }
    },
  }
  const send = createSendHeartbeat({
    now: () => world.now,
    settings: {
      read: async () => ({ ...parsed, revision: '', changedAt: 0 }) as never,
      edit: () => Promise.reject(new Error('not here')),
    },
    http,
    noticeMissed: async () => {},
    gates: async () => [],
    noteSending: async is => {
      order.push(is ? 'note' : 'end of the note')
      if (!world.canNote) throw new Error('Redis is away')
    },
    duty: async (slotStart, of) => {
      order.push('ask')
      asked.push(slotStart)
      names.push(of)
      world.now += of === undefined ? world.questionTakes : world.silentTakes
      const answer = answers[asked.length - 1]
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
      return answer
    },
    retryDelay: () => 5_000,
  })
  const step = (heartbeat: Heartbeat, attemptsLeft = 2, standBys = 0) =>
    send(heartbeat, {
      attempts: [],
      attemptsLeft,
      standBys,
      leaseMs: JOB_LOCK_MS / 2,
      history: async () => [],
    })
  return { step, requests, asked, names, left, world, order }
}
const OWN = { kind: 'own', sharing: ['office'] } as const
const UNDERWAY = { kind: 'underway', sharing: ['office'] } as const
const beat = (occasion: Occasion = 'due') => heartbeatOfSlot(AT, occasion)

describe('with heartbeatduty = group', () => {
  it('a heartbeat that the peer on duty has sent is delivered, and not sent again', async () => {
    const { step, requests, asked } = worker('heartbeatduty = group', { kind: 'sent', peer: 'office' })
    const reason = 'was called by the peer office, which has the duty'
    const target = targetOf({ frequency: 10, url: 'http://receiver.example/ping' })
    const attempt = { at: AT, delivered: true, result: 'Peer', detail: reason, phases: { total: 0 }, target }
    expect(await step(beat())).toEqual({
      kind: 'done',
      end: { outcome: 'delivered', attempts: [attempt], reason, receiver: 'Web address' },
    })
    expect(requests).toEqual([])
    expect(asked).toEqual([DUE])
  })

  it('it waits for the peer while that answers, for half a minute, then sends by itself', async () => {
    const answers = Array.from({ length: 5 }, () => UNDERWAY)
    const { step, requests } = worker('heartbeatduty = group', ...answers)
    for (let standBys = 0; standBys < 3; standBys++)
      expect(await step(beat(), 2, standBys)).toEqual({
        kind: 'retry',
        retryInMs: 10_000,
        standBys: standBys + 1,
        trail: {
          attempts: [],
          reason: 'waits for the peer that has the duty',
          receiver: 'Web address',
        },
      })
    expect(requests).toEqual([])
    expect(await step(beat(), 2, 3)).toMatchObject({ kind: 'done', end: { outcome: 'delivered' } })
    expect(requests).toEqual(['http://receiver.example/ping'])
  })

  it.each([
    [40_001, 'retry'],
    [40_000, 'done'],
  ])('with %i ms left, of which the waits take 40 s, the step is one of %s', async (left, kind) => {
    const { step } = worker('heartbeatduty = group', UNDERWAY, UNDERWAY)
    expect(await step({ ...beat(), notAfter: AT + left })).toMatchObject({ kind })
  })

  it.each<[string, Duty | Error, readonly string[]]>([
    ['the duty is its own', OWN, ['office']],
    ['nothing can be known of the peer', new Error('broken'), []],
  ])('it is sent when %s', async (_when, answer, answered) => {
    const { step, requests, names } = worker('heartbeatduty = group', answer)
    expect(await step(beat())).toMatchObject({ kind: 'done', end: { outcome: 'delivered' } })
    expect(requests).toHaveLength(1)
    expect(names).toEqual([undefined, answered])
  })

  const SENT = ['ask', 'note', 'ask', 'send']
  it.each<[string, number, number, string[]]>([
    ['is delivered, whose record ends the note', 200, 2, SENT],
    ['may be tried again', 503, 2, [...SENT, 'end of the note']],
    ['has failed', 503, 1, [...SENT, 'end of the note']],
  ])('the peers know that it is being sent, until it %s', async (_what, status, attemptsLeft, expected) => {
    const { step, order, world } = worker('heartbeatduty = group', OWN, OWN)
    world.status = status
    await step(beat(), attemptsLeft)
    expect(order).toEqual(expected)
  })

  it('it goes out, and waits, although the peers cannot be told of it', async () => {
    const failing = worker('heartbeatduty = group', OWN, OWN)
    failing.world.canNote = false
    failing.world.status = 503
    expect(await failing.step(beat())).toMatchObject({ kind: 'retry', retryInMs: 5_000 })
    const waiting = worker('heartbeatduty = group', OWN, UNDERWAY)
    waiting.world.canNote = false
    expect(await waiting.step(beat())).toMatchObject({ kind: 'retry', standBys: 1 })
  })

  it('of two that begin at the same moment each gives way, and the first of them tries again first', async () => {
    const { step, order } = worker('heartbeatduty = group', OWN, { ...UNDERWAY, isFirst: true })
    expect(await step(beat())).toMatchObject({ kind: 'retry', retryInMs: 3_000, standBys: 1 })
    expect(order).toEqual(['ask', 'note', 'ask', 'end of the note'])
  })

  it('peers that do not answer leave it nine seconds in which it may be sent', async () => {
    const silent = { kind: 'own', sharing: [] } as const
    const { step, left, names, world } = worker('heartbeatduty = group', silent, silent)
    world.questionTakes = DUTY_MS.first
    world.silentTakes = DUTY_MS.silent
    await step(beat())
    expect(names).toEqual([undefined, []])
    expect(left).toEqual([9_000])
  })

  it('it is asked again before it is sent, with the names of those that have answered', async () => {
    const { step, names, requests } = worker('heartbeatduty = group', OWN, OWN)
    await step(beat())
    expect(names).toEqual([undefined, ['office']])
    expect(requests).toHaveLength(1)
  })

  it('it waits no longer because other peers do not answer', async () => {
    const { step, world } = worker('heartbeatduty = group', UNDERWAY)
    world.questionTakes = 5_000
    expect(await step(beat())).toMatchObject({ kind: 'retry', retryInMs: 5_000 })
  })

  it('a later try is about the slot in which it was due', async () => {
    const { step, asked } = worker('heartbeatduty = group', OWN, OWN)
    const late = AT + 300_000
    await step({ ...heartbeatOfSlot(late, 'catch-up') })
    // Once more after the peers can know that it is being sent.
    expect(asked).toEqual([DUE, DUE])
  })

  it.each<[Occasion]>([['now'], ['boot']])('by the occasion %s each watch sends its own', async occasion => {
    const { step, requests, asked } = worker('heartbeatduty = group', { kind: 'sent', peer: 'office' })
    await step(beat(occasion))
    expect([requests.length, asked.length]).toEqual([1, 0])
  })
})

it('without it every watch sends, and no peer is asked', async () => {
  const { step, order } = worker('', { kind: 'sent', peer: 'office' })
  await step(beat())
  expect(order).toEqual(['send'])
})
