import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { type Heartbeat, heartbeatOfSlot, type Occasion } from '../../../src/domain/heartbeat/heartbeat'
import type { HttpClient } from '../../../src/domain/net/http-client'
import { createSendHeartbeat, type Duty } from '../../../src/operations/heartbeat/send-heartbeat'

const AT = Date.parse('2026-11-20T12:10:02Z')
const DUE = Date.parse('2026-11-20T12:10:00Z')

/** A worker with this line in [Monitoring], and a peer with these answers, one after the other. */
function worker(line: string, ...answers: readonly (Duty | Error)[]) {
  const requests: string[] = []
  const asked: number[] = []
  const parsed = parseSettings(
    `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = http://receiver.example/ping\n${line}\n`,
  )
  const http: HttpClient = {
    send: async ({ url }) => {
      requests.push(url)
      return { kind: 'answer', status: 200, headers: {}, body: 'OK', at: AT, phases: { total: 5 } }
    },
  }
  const send = createSendHeartbeat({
    now: () => AT,
    settings: {
      read: async () => ({ ...parsed, revision: '', changedAt: 0 }) as never,
      edit: () => Promise.reject(new Error('not here')),
    },
    http,
    noticeMissed: async () => {},
    gates: async () => [],
    duty: async slotStart => {
      asked.push(slotStart)
      const answer = answers[asked.length - 1]
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
      return answer
    },
    retryDelay: () => 5_000,
  })
  const step = (heartbeat: Heartbeat, attemptsLeft = 2, standBys = 0) =>
    send(heartbeat, { attempts: [], attemptsLeft, standBys, leaseMs: 30_000, history: async () => [] })
  return { step, requests, asked }
}
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
    const answers = Array.from({ length: 5 }, () => ({ kind: 'underway' }) as const)
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
    ['the duty is its own', { kind: 'own' }],
    ['nothing can be known of the peer', new Error('broken')],
  ])('it is sent when %s', async (_when, answer) => {
    const { step, requests } = worker('heartbeatduty = group', answer)
    expect(await step(beat())).toMatchObject({ kind: 'done', end: { outcome: 'delivered' } })
    expect(requests).toHaveLength(1)
  })

  it('of two that begin at the same moment each gives way, and the first of them tries again first', async () => {
    const { step, requests } = worker(
      'heartbeatduty = group',
      { kind: 'own' },
      { kind: 'underway', isFirst: true },
    )
    expect(await step(beat())).toMatchObject({ kind: 'retry', retryInMs: 3_000, standBys: 1 })
    expect(requests).toEqual([])
  })

  it('a later try is about the slot in which it was due', async () => {
    const { step, asked } = worker('heartbeatduty = group', { kind: 'own' }, { kind: 'own' })
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
