import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LastResult } from '../../../src/domain/heartbeat/result-line'
import { decideTick, type LastTick, stillOwed } from '../../../src/domain/heartbeat/tick'
import {
  dueSlots,
  FREQUENCIES,
  type Frequency,
  lastDueSlot,
  SLOT_MS,
  slotOf,
  slotStart,
} from '../../../src/domain/time/slot'
import { inZone } from '../../support/zone'

const DAYS = 60
const SLOTS_A_DAY = 288

/** The fate of one tick of the timer. */
interface Fate {
  readonly lost: boolean
  /** Milliseconds after the slot's start at which it runs. */
  readonly late: number
  readonly ini: boolean
  readonly web: boolean
  readonly receiver: boolean
}

/** Small and repeatable (mulberry32): a month of fates from one number. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function fates(seed: number): Fate[] {
  const chance = random(seed)
  return Array.from({ length: DAYS * SLOTS_A_DAY }, () => ({
    lost: chance() < 0.03,
    late: Math.floor(chance() * SLOT_MS),
    ini: chance() > 0.02,
    web: chance() > 0.05,
    receiver: chance() > 0.1,
  }))
}

/** Runs the ticks as they would run, and returns the slots in which a heartbeat was delivered. */
function live(first: number, frequency: Frequency, catchup: boolean, month: readonly Fate[]): number[] {
  const delivered: number[] = []
  let lastResult: LastResult | undefined
  let lastTick: LastTick | undefined
  month.forEach((fate, index) => {
    if (fate.lost) return
    const slot = first + index
    const now = slotStart(slot) + fate.late
    const end = run()
    const owedSince = stillOwed(end, slot, lastDueSlot(slot, frequency), lastTick?.owedSince)
    lastTick = { at: now, end, line: '', ...(owedSince !== undefined && { owedSince }) }

    function run(): LastTick['end'] {
      if (!fate.ini) return 'ini'
      const decision = decideTick({
        now,
        boot: false,
        ini: { frequency, catchup },
        lastResult,
        lastTick,
      })
      if (!decision.send) return 'nothing'
      if (!fate.web) return 'web'
      if (fate.receiver) delivered.push(slotOf(now))
      lastResult = { at: now, result: fate.receiver ? '200' : 'Timeout error' }
      return 'queued'
    }
  })
  return delivered
}

/**
 * Checks the deliveries of every due slot, up to the next one, without looking at how the ticks decide: a due slot
 * whose tick ran is delivered exactly once, by the first tick that finds INI, web app and receiver working. One whose
 * tick was lost left no trace: it may be followed up when trouble from before it lasts, but never twice.
 */
function check(
  delivered: readonly number[],
  first: number,
  frequency: Frequency,
  catchup: boolean,
  month: readonly Fate[],
): void {
  const due = dueSlots(first, first + month.length, frequency, month.length)
  const wrong: unknown[] = []
  let seen = 0
  due.forEach((slot, index) => {
    const end = due[index + 1] ?? first + month.length
    const deliveries: number[] = []
    for (; seen < delivered.length && (delivered[seen] ?? 0) < end; seen++)
      deliveries.push(delivered[seen] ?? 0)
    const ticks = month.slice(slot - first, catchup ? end - first : slot - first + 1)
    const works = ticks.findIndex(fate => !fate.lost && fate.ini && fate.web && fate.receiver)
    const expected = works === -1 ? [] : [slot + works]
    const isRight = month[slot - first]?.lost
      ? deliveries.length <= 1
      : isDeepStrictEqual(deliveries, expected)
    if (!isRight) wrong.push({ slot, deliveries, expected })
  })
  expect(wrong).toEqual([])
  expect(seen).toBe(delivered.length)
  if (due.length > 0) expect(Math.min(...delivered, due[0] ?? 0)).toBe(due[0])
}

describe.each([
  ['Europe/Berlin', '2026-02-27T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-09-01T00:00:00Z'],
  ['Asia/Kolkata', '2026-01-01T00:00:00Z'],
])('60 days of late, lost and failing ticks in %s', (zone, start) => {
  it.each(FREQUENCIES)(
    'deliver one heartbeat a due slot that could be delivered, and none otherwise: every %s',
    frequency => {
      inZone(zone, () => {
        const first = slotOf(Date.parse(start))
        fc.assert(
          fc.property(fc.integer(), fc.boolean(), (seed, catchup) => {
            const month = fates(seed)
            check(live(first, frequency, catchup, month), first, frequency, catchup, month)
          }),
          { numRuns: 6 },
        )
      })
    },
  )
})
