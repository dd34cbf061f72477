import { describe, expect, test } from 'vitest'
import { planOf } from '../../src/domain/watch/check-plan'
import { newState, receive } from '../../src/domain/watch/check-state'
import type { Flip } from '../../src/domain/watch/flip'
import { pause } from '../../src/domain/watch/interventions'
import { checkInFaults, type Stored } from './verdict'

const CHECK = {
  ...planOf({ name: 'life-1-', schedule: { kind: 'period', period: 4_000 }, grace: 1_000 }),
  id: 'c0ffee',
  origin: 'page',
  slug: 'life-1',
  createdAt: 0,
} as const
const dueAfter = (at: number) => at + 4_000

interface Step {
  readonly what: 'success' | 'fail' | 'pause'
  readonly at: number
  readonly answered?: boolean
}

/** The faults of a check to which these things happened, in the order in which they were stored. */
function faultsOf(steps: readonly Step[], wrong: (stored: Stored) => Stored = stored => stored): string[] {
  let state = newState(0)
  const flips: Flip[] = []
  const signals = []
  const tried = []
  for (const [index, { what, at, answered = true }] of steps.entries()) {
    const rid = `rid-${index}`
    const signal = what === 'pause' ? undefined : { kind: what, at, detail: { rid } }
    const change = signal ? receive(state, signal, CHECK, dueAfter) : pause(state, CHECK, at)
    state = change.state
    flips.unshift(...change.flips.toReversed())
    if (!signal) continue
    signals.push({ ...signal, n: state.signals, verdict: 'accepted' as const, bodySize: 0 })
    tried.push({ rid, kind: signal.kind, answered })
  }
  const life = { id: CHECK.id, name: CHECK.name, tried, silences: [], periodic: true, endsDown: false }
  const watched = { check: CHECK, state, version: '1' }
  return checkInFaults(life, wrong({ watched, signals, flips, deliveries: [] }))
}

const success = (at: number, answered = true): Step => ({ what: 'success', at, answered })
const pauseAt = (at: number): Step => ({ what: 'pause', at })

describe('the verdict on check-ins', () => {
  test('finds nothing in a life in order', () => {
    expect(faultsOf([success(10), { what: 'fail', at: 20 }, success(30), pauseAt(40)])).toEqual([])
  })

  test('lets a ping whose client gave up end the pause, or come before it', () => {
    expect(faultsOf([success(10), pauseAt(20), success(30, false)])).toEqual([])
    // Both were asked for within a moment, and the ping was stored first.
    expect(faultsOf([success(10), success(30, false), pauseAt(20)])).toEqual([])
  })

  test('finds a pause that outlasts a ping whose client got its answer', () => {
    expect(faultsOf([success(10), success(30), pauseAt(20)])).toEqual(['life-1- was paused after a success'])
  })

  test('finds a status that a check-in did not bring', () => {
    const steps = [success(10), { what: 'fail', at: 20 }, success(30)] as const
    const withoutLast = (stored: Stored) => ({ ...stored, flips: stored.flips.slice(1) })
    expect(faultsOf(steps, withoutLast)).toEqual([
      'life-1- has a gap in its flips',
      'life-1- was down after a success',
    ])
  })
})
