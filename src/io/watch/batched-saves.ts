/** Changes of checks on their way to Redis: those that come at once go together. */
import { randomUUID } from 'node:crypto'
import type { Check } from '../../domain/watch/check'
import type { Signal } from '../../domain/watch/signal'
import type { Change, CheckState } from '../../domain/watch/state'
import { encodeBody, encodeSignal, encodeState } from './codec'
import { KEYS, type Saved, type Scripted } from './scripts'

/** The log is cut back at every so many signals only: that spares a write to the disk. */
const CUT_EVERY = 20

/** So many take a few milliseconds of Redis, in which it does nothing else. */
const MOST_TOGETHER = 100

/** A state to be written, with what it is to be called. */
export interface Next extends Change {
  readonly version: string
}

/** What is kept of a signal. */
export interface Entry {
  readonly signal: string
  readonly body: string
  readonly cut: boolean
}

/** 1, what is there instead ([plan, state]), or 0 when there is no such check. */
export type Save = (
  check: Check,
  expected: string,
  next: Next,
  entry?: Entry,
) => Promise<Exclude<Saved, string>>

/** What Redis says to one of them, named as the client names an error of Redis'. */
class Refusal extends Error {
  override name = 'ReplyError'
}

interface Waiting {
  readonly words: readonly string[]
  resolve(saved: Exclude<Saved, string>): void
  reject(error: Error): void
}

/**
 * A call of a script, its way through the client and, with `appendfsync always`, a write to the disk cost far more than
 * one change more in it. So what is to be saved waits for the end of this turn of the event loop and for the call that is
 * under way, and then goes in one, in the order in which it came. Each stands or falls by itself.
 */
export function createSave(redis: Scripted): Save {
  let waiting: Waiting[] = []
  let underWay = false

  function send(): void {
    if (underWay || waiting.length === 0) return
    const batch = waiting.slice(0, MOST_TOGETHER)
    waiting = waiting.slice(MOST_TOGETHER)
    underWay = true
    void call(batch)
  }

  async function call(batch: readonly Waiting[]): Promise<void> {
    const words = batch.flatMap(one => one.words)
    try {
      const answers = await redis.watchSave(KEYS.states, KEYS.deadlines, KEYS.outbox, KEYS.plans, ...words)
      done() // The next ones first: Redis works on them while these are answered.
      batch.forEach(({ resolve, reject }, index) => {
        const saved = answers[index] ?? 0
        if (typeof saved === 'string') reject(new Refusal(saved))
        else resolve(saved)
      })
    } catch (error) {
      // Those that waited for it too: else they would pile up behind a server that hangs, and be saved long after their senders gave up.
      const failed = [...batch, ...waiting]
      waiting = []
      done()
      for (const { reject } of failed) reject(error as Error)
    }
  }

  function done(): void {
    underWay = false
    send()
  }

  return ({ id }, expected, { version, state, flips }, entry) => {
    const deadline = `${state.deadline ?? ''}`
    const kept = [entry?.signal ?? '', entry?.cut ? '1' : '', entry?.body ?? '']
    const records = flips.map(flip => JSON.stringify(flip))
    const words = [
      id,
      expected,
      encodeState(version, state),
      deadline,
      ...kept,
      `${records.length}`,
      ...records,
    ]
    return new Promise((resolve, reject) => {
      if (waiting.push({ words, resolve, reject }) === 1) setImmediate(send)
    })
  }
}

/**
 * Like no other, also not one that another process makes at the same time from the same: what was built on a change
 * that did not take hold must not pass for built on the one that did.
 */
export function nextVersion(version: string): string {
  return `${Number.parseInt(version, 10) + 1}.${randomUUID().slice(0, 8)}`
}

export function entryOf({ signals }: CheckState, signal: Signal, duration: number | undefined): Entry {
  const { body = '' } = signal.detail
  return {
    signal: encodeSignal(signals, signal, duration),
    body: body === '' ? '' : encodeBody(signals, signal, body),
    cut: signals % CUT_EVERY === 0,
  }
}
