/** One step of a heartbeat in memory: the settings, the checks and the receiver are what a test says they are. */
import { parseSettings } from '../../src/config/settings/settings'
import type { Gate } from '../../src/domain/heartbeat/gates'
import type { Attempt, Heartbeat, HeartbeatRecord, Occasion } from '../../src/domain/heartbeat/heartbeat'
import type { SendContext } from '../../src/domain/heartbeat/ports'
import { targetOf } from '../../src/domain/heartbeat/target'
import type { Breakdown, Exchange, HttpAnswer } from '../../src/domain/net/exchange'
import type { Reading } from '../../src/domain/settings/reading'
import { createSendHeartbeat } from '../../src/operations/heartbeat/send-heartbeat'
import { whileInZone } from './zone'

/** The step is at AT, in a slot that is over at NOT_AFTER. */
export const AT = Date.parse('2026-11-20T12:10:02Z')
export const SLOT = Date.parse('2026-11-20T12:10:00Z') / 300_000
export const NOT_AFTER = Date.parse('2026-11-20T12:15:00Z')

export const PLAIN = 'http://receiver.example/ping'
export const HEALTHCHECKS = 'https://hc-ping.com/6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'
export const KUMA = 'http://kuma.example/api/push/token'

export const answer = (status: number, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  ...{ kind: 'answer', status, headers: {}, body: '', at: AT + 900, phases: { total: 7 } },
  ...more,
})
export const broken = (breakdown: Breakdown, detail: string, at = AT + 900): Exchange => ({
  ...{ kind: 'broken', breakdown, detail, at, phases: { dns: 3, total: 4 } },
})
export const beat = (occasion: Occasion = 'due', more: Partial<Heartbeat> = {}): Heartbeat => ({
  ...{ slot: SLOT, occasion, notAfter: NOT_AFTER },
  ...more,
})
/** An attempt that was made before the step. */
export const FIRST: Attempt = {
  ...{ at: 5, delivered: false, result: 'HTTP error 503', detail: 'answered 503', phases: { total: 1 } },
}

export function openStep() {
  const scene = {
    now: AT,
    url: PLAIN,
    frequency: '5',
    /** Further lines, in [Monitoring] and after it. */
    lines: '',
    unreadable: undefined as string | undefined,
    /** What the requests meet, one after the other. */
    exchanges: [answer(200)] as Exchange[],
    gates: [] as readonly Gate[] | Error,
    history: [] as HeartbeatRecord[],
    canNotice: true,
    calls: [] as unknown[][],
    /** Of the last request. */
    withhold: undefined as (() => Promise<string | undefined>) | undefined,

    /** What the calls of that name were given. */
    given: (name: string) => scene.calls.filter(([call]) => call === name).map(([, ...given]) => given),
    requests: () => scene.given('send').map(([request]) => request),
    target: () => targetOf({ url: scene.url, frequency: Number(scene.frequency) as 5 }),
    /** The attempt that the step makes of a plain 200. */
    attempt: (more: Partial<Attempt> = {}): Attempt => ({
      ...{ at: AT + 900, delivered: true, result: '200', detail: 'answered 200', phases: { total: 7 } },
      target: scene.target(),
      ...more,
    }),

    async step(heartbeat = beat(), context: Partial<SendContext> = {}) {
      const { calls } = scene
      const monitoring = `[Monitoring]\nheartbeatfrequency = ${scene.frequency}\nheartbeaturl = ${scene.url}\n`
      const reading = {
        ...parseSettings(`${monitoring}${scene.lines}`),
        revision: '',
        changedAt: 0,
      } as Reading
      const { unreadable } = scene
      const send = createSendHeartbeat({
        now: () => scene.now,
        settings: {
          read: async () => (unreadable === undefined ? reading : { kind: 'unreadable', reason: unreadable }),
          edit: () => Promise.reject(new Error('not here')),
        },
        http: {
          send: async (request, { withhold, ...options }) => {
            calls.push(['send', request, options])
            scene.withhold = withhold
            const exchange = scene.exchanges.shift()
            if (exchange === undefined) throw new Error('sent too often')
            return exchange
          },
        },
        noticeMissed: async () => {
          calls.push(['notice'])
          if (!scene.canNotice) throw new Error('Redis is away')
        },
        gates: async (names, checks) => {
          calls.push(['gates', names, checks.map(({ key }) => key)])
          if (scene.gates instanceof Error) throw scene.gates
          return scene.gates
        },
        noteSending: async is => void calls.push(['note', is]),
        retryDelay: () => 5_000,
      })
      return await whileInZone('UTC', () =>
        send(heartbeat, {
          attempts: [],
          attemptsLeft: 2,
          leaseMs: 15_000,
          history: async limit => {
            calls.push(['history', limit])
            return scene.history.slice(0, limit)
          },
          ...context,
        }),
      )
    },
  }
  return scene
}
