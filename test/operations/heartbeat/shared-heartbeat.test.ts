import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { type Heartbeat, heartbeatOfSlot, type Occasion } from '../../../src/domain/heartbeat/heartbeat'
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
  const world = { now: AT, questionTakes: 0, silentTakes: 0 }
  const parsed = parseSettings(
    `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = http://receiver.example/ping\n${line}\n`,
  )
  const http: HttpClient = {
    send: async ({ url }, { notAfter = 0 }) => {
      requests.push(url)
      left.push(notAfter - world.now)
      return { kind: 'answer', status: 200, headers: {}, body: 'OK', at: AT, phases: { total: 5 } }
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
    duty: async (slotStart, of) => {
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
  return { step, requests, asked, names, left, world }
}
const OWN = { kind: 'own', sharing: ['office'] } as const
const UNDERWAY = { kind: 'underway', sharing: ['office'] } as const
const beat = (occasion: Occasion = 'due') => heartbeatOfSlot(AT, occasion)

describe('with heartbeatduty = group', () => {
  it('a heartbeat that the peer on duty has sent is delivered, and not sent again', async () => {
    const { step, requests, asked } = worker('heartbeatduty = group', { kind: 'sent', peer: 'office' })
    expect(await step(beat())).toMatchObject({
      kind: 'done',
      end: {
        outcome: 'delivered',
        reason: 'was called by the peer office, which has the duty',
        attempts: [{ at: AT, delivered: true, result: 'Peer' }],
      },
    })
    expect(requests).toEqual([])
    expect(asked).toEqual([DUE])
  })

  it('it waits for the peer while that answers, for half a minute, then sends by itself', async () => {
    const answers = Array.from({ length: 5 }, () => UNDERWAY)
    const { step, requests } = worker('heartbeatduty = group', ...answers)
    for (let standBys = 0; standBys < 3; standBys++)
      expect(await step(beat(), 2, standBys)).toMatchObject({
        kind: 'retry',
        retryInMs: 10_000,
        standBys: standBys + 1,
        trail: { attempts: [] },
      })
    expect(requests).toEqual([])
    expect(await step(beat(), 2, 3)).toMatchObject({ kind: 'done', end: { outcome: 'delivered' } })
    expect(requests).toEqual(['http://receiver.example/ping'])
  })

  it.each<[string, Duty | Error]>([
    ['the duty is its own', OWN],
    ['nothing can be known of the peer', new Error('broken')],
  ])('it is sent when %s', async (_when, answer) => {
    const { step, requests } = worker('heartbeatduty = group', answer)
    expect(await step(beat())).toMatchObject({ kind: 'done', end: { outcome: 'delivered' } })
    expect(requests).toHaveLength(1)
  })

  it('of two that begin at the same moment each gives way, and the first of them tries again first', async () => {
    const { step, requests } = worker('heartbeatduty = group', OWN, { ...UNDERWAY, isFirst: true })
    expect(await step(beat())).toMatchObject({ kind: 'retry', retryInMs: 3_000, standBys: 1 })
    expect(requests).toEqual([])
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
  const { step, requests, asked } = worker('', { kind: 'sent', peer: 'office' })
  await step(beat())
  expect([requests.length, asked.length]).toEqual([1, 0])
})
