/**
 * Watches that share a heartbeat (heartbeatduty = group), while their workers die and come back at random, in a world whose time
 * is made: slots last five minutes. A judge looks at what the receiver got.
 */
import { expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Attempt } from '../../../src/domain/heartbeat/heartbeat'
import { heartbeatOfSlot } from '../../../src/domain/heartbeat/heartbeat'
import type { HttpClient } from '../../../src/domain/net/http-client'
import type { Asked } from '../../../src/domain/probes/peer-answer'
import { DUTY_MS, JOB_LOCK_MS } from '../../../src/domain/time/limits'
import { createSendHeartbeat } from '../../../src/operations/heartbeat/send-heartbeat'
import { createHeartDuty } from '../../../src/operations/peers/heart-duty'
import { createRandom } from '../../support/random'

const SLOT = 300_000
const START = Date.parse('2026-11-20T12:00:00Z')
const SLOTS = 60
const MOST_ATTEMPTS = 2
/** The time in which a heartbeat has to be there while a watch lives: that of the stand-by, and of the two tries after it. */
const LATEST = 120_000

interface Receipt {
  readonly slot: number
  readonly by: string
  readonly at: number
  /** Whether its sender died before it knew that it was delivered. */
  isUnknown: boolean
}

interface Watch {
  readonly id: string
  /** Counts its lives; even: it is dead. */
  life: number
  sentAt?: number
  isSending?: boolean
  /** Its heartbeat that is not finished. */
  job?: { readonly slot: number; started: number; standBys: number; attempts: readonly Attempt[] }
}

/** A world of so many watches, whose random choices follow from the seed. Returns what the receiver got, and who lived when. */
async function world(seed: number, size: number) {
  const random = createRandom(seed)
  const receipts: Receipt[] = []
  /** The attempts that the receiver refused. */
  const refusals: { readonly slot: number; readonly by: string }[] = []
  const events: { readonly at: number; readonly run: () => void }[] = []
  let time = START - SLOT / 2
  const now = () => time
  const at = (moment: number, run: () => void) => void events.push({ at: moment, run })
  const watches: Watch[] = Array.from({ length: size }, (_, n) => ({ id: `${n}`.repeat(12), life: 1 }))
  const deaths: { readonly id: string; readonly from: number; to: number }[] = []
  const isAlive = ({ life }: Watch) => life % 2 === 1
  /** Settles after that time, unless the watch has died by then. */
  const sleep = (watch: Watch, ms: number) => {
    const { life } = watch
    return new Promise<void>(resolve => at(time + ms, () => watch.life === life && resolve()))
  }
  const settings = parseSettings(
    '[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = http://receiver.example/ping\nheartbeatduty = group\n',
  )

  function askerOf(watch: Watch) {
    return async (answered?: readonly string[]) =>
      await Promise.all(
        watches
          .filter(other => other !== watch)
          .map(async (other): Promise<{ name: string; asked: Asked }> => {
            const answers = isAlive(other)
            const silence = (answered?.includes(other.id) ?? true) ? DUTY_MS.first : DUTY_MS.silent
            await sleep(watch, answers ? 50 : silence)
            if (!answers || !isAlive(other))
              return {
                name: other.id,
                asked: { kind: 'broken', breakdown: 'timeout', detail: '', at: time, phases: { total: 0 } },
              }
            const sent = other.sentAt !== undefined && { sentAgo: time - other.sentAt }
            const heart = {
              mark: 'm',
              isShared: true,
              ...sent,
              ...(other.isSending && { isSending: true as const }),
            }
            const answer = {
              id: other.id,
              boot: 'b',
              version: '1',
              name: 'n',
              troubles: [],
              isTwin: false,
              heart,
            }
            return {
              name: other.id,
              asked: {
                kind: 'answer',
                answer,
                took: 50,
                offset: 0,
                doubt: 1,
                isTwin: false,
                hearts: 'shared',
              },
            }
          }),
      )
  }

  function httpOf(watch: Watch, slot: number): HttpClient {
    return {
      send: async (_request, { notAfter = 0 }) => {
        const { life } = watch
        await sleep(watch, 100 + random() * 3_000)
        if (time >= notAfter) throw new Error('another worker has taken it over by now')
        const answer = { kind: 'answer', headers: {}, body: '', phases: { total: 5 } } as const
        if (random() < 0.1) {
          await sleep(watch, random() * 9_000)
          refusals.push({ slot, by: watch.id })
          return { ...answer, status: 503, at: time }
        }
        const receipt: Receipt = { slot, by: watch.id, at: time, isUnknown: true }
        receipts.push(receipt)
        await sleep(watch, random() * 2_000)
        receipt.isUnknown = watch.life !== life
        return { ...answer, status: 200, at: time }
      },
    }
  }

  /** Works on its job to the end, as a worker does with the queue. */
  async function work(watch: Watch): Promise<void> {
    const { job } = watch
    if (job === undefined) return
    const send = createSendHeartbeat({
      now,
      settings: {
        read: async () => ({ ...settings, revision: '', changedAt: 0 }) as never,
        edit: () => Promise.reject(new Error('not here')),
      },
      http: httpOf(watch, job.slot),
      noticeMissed: async () => {},
      gates: async () => [],
      duty: createHeartDuty({ ask: askerOf(watch), id: watch.id, now }),
      noteSending: async is => {
        await sleep(watch, 5)
        watch.isSending = is
        if (is)
          at(time + 20_000, () => {
            watch.isSending = false
          })
      },
      retryDelay: () => 5_000 + random() * 3_000,
    })
    job.started += 1
    const step = await send(heartbeatOfSlot(job.slot, 'due'), {
      attempts: job.attempts,
      attemptsLeft: MOST_ATTEMPTS + job.standBys - job.started + 1,
      standBys: job.standBys,
      leaseMs: JOB_LOCK_MS / 2,
      history: async () => [],
    })
    if (step.kind === 'done') {
      const { outcome, attempts } = step.end
      if (outcome === 'delivered' && attempts.at(-1)?.result !== 'Peer') watch.sentAt = time
      delete watch.job
      return
    }
    job.attempts = step.trail.attempts
    job.standBys = step.standBys ?? job.standBys
    await sleep(watch, step.retryInMs)
    await work(watch)
  }

  for (let slot = START; slot < START + SLOTS * SLOT; slot += SLOT)
    for (const watch of watches)
      at(slot + random() * 8_000, () => {
        if (!isAlive(watch)) return
        watch.job = { slot, started: 0, standBys: 0, attempts: [] }
        void work(watch)
      })
  for (let moment = START; moment < START + SLOTS * SLOT; moment += 20_000 + random() * 200_000) {
    const watch = watches[Math.floor(random() * size)]
    // Often in the midst of a heartbeat.
    const when = random() < 0.6 ? moment - ((moment - START) % SLOT) + random() * 40_000 : moment
    if (watch === undefined || when < START) continue
    at(when, () => {
      if (!isAlive(watch)) return
      watch.life += 1
      const death = { id: watch.id, from: time, to: Number.POSITIVE_INFINITY }
      deaths.push(death)
      at(time + 5_000 + random() * 400_000, () => {
        watch.life += 1
        watch.isSending = false
        death.to = time
        void work(watch)
      })
    })
  }
  while (events.length > 0) {
    // Whatever goes on without time.
    await new Promise(resolve => setImmediate(resolve))
    events.sort((a, b) => a.at - b.at)
    const next = events.shift()
    if (next === undefined) break
    time = Math.max(time, next.at)
    next.run()
  }
  return { receipts, refusals, deaths, watches }
}

it.each([1, 2, 3, 4, 5, 6])(
  'each slot has one heartbeat while a watch lives, and two only where the sender of the first one died (seed %i)',
  async seed => {
    const size = 2 + (seed % 2)
    const { receipts, refusals, deaths, watches } = await world(seed, size)
    const faults: string[] = []
    let owed = 0
    for (let slot = START; slot < START + SLOTS * SLOT; slot += SLOT) {
      const got = receipts.filter(receipt => receipt.slot === slot).sort((a, b) => a.at - b.at)
      const isRefused = ({ id }: Watch) =>
        refusals.filter(refusal => refusal.slot === slot && refusal.by === id).length === MOST_ATTEMPTS
      const lived = watches.filter(
        watch =>
          !isRefused(watch) &&
          deaths.every(death => death.id !== watch.id || death.to < slot || death.from > slot + LATEST),
      )
      if (lived.length > 0) owed += 1
      const [first] = got
      if (lived.length > 0 && (first === undefined || first.at > slot + LATEST))
        faults.push(`${new Date(slot).toISOString()}: none in time`)
      // Of one that dies after it has sent, nobody can learn that.
      const isExcused = ({ by, at, isUnknown }: Receipt, next: Receipt) =>
        isUnknown || deaths.some(({ id, from }) => id === by && from >= at && from <= next.at)
      for (const [index, next] of got.slice(1).entries()) {
        const before = got[index]
        if (before !== undefined && !isExcused(before, next))
          faults.push(`${new Date(slot).toISOString()}: by ${before.by} and ${next.by}`)
      }
    }
    expect(faults).toEqual([])
    // The world is one in which something happens.
    expect(owed).toBeGreaterThan(SLOTS / 4)
    expect(deaths.length).toBeGreaterThan(SLOTS / 4)
  },
)
