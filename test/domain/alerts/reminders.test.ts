import { describe, expect, it } from 'vitest'
import { flapsUntil, noteDown, STEADY } from '../../../src/domain/alerts/flapping'
import { isReminder, reminderAt } from '../../../src/domain/alerts/reminders'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import { REMINDERS, type Reminders } from '../../../src/domain/watch/plan-fields'
import type { SignalKind } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'

const NOW = 1_700_000_000_000

const checkWith = (reminders: Check['reminders']): Check => ({
  ...planOf({ name: 'backup', reminders }),
  id: '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f',
  origin: 'page',
  createdAt: 1,
})
const down: CheckState = { ...newState(NOW), status: 'down' }

describe('a signal calls for a reminder', () => {
  const flip: Flip = { check: 'c', seq: 1, from: 'up', to: 'down', reason: 'failure', at: NOW, due: NOW }

  it('when it is one more failure of a check that is down and reminds always', () => {
    expect(isReminder(checkWith('always'), { state: down, flips: [] }, { kind: 'fail' })).toBe(true)
  })

  it.each((Object.keys(REMINDERS) as Reminders[]).filter(one => one !== 'always'))(
    'but not where reminders are %s',
    reminders => {
      expect(isReminder(checkWith(reminders), { state: down, flips: [] }, { kind: 'fail' })).toBe(false)
    },
  )

  it.each<SignalKind>(['success', 'start', 'log'])('but not when it is a %s', kind => {
    expect(isReminder(checkWith('always'), { state: down, flips: [] }, { kind })).toBe(false)
  })

  it('but not when it brings the check down, which is a trigger', () => {
    expect(isReminder(checkWith('always'), { state: down, flips: [flip] }, { kind: 'fail' })).toBe(false)
  })

  it('but not while the check is up', () => {
    const up: CheckState = { ...down, status: 'up' }
    expect(isReminder(checkWith('always'), { state: up, flips: [] }, { kind: 'fail' })).toBe(false)
  })
})

describe('the next reminder', () => {
  const incident = { key: 'k', since: NOW, reason: 'failure', notified: ['mail'], notifiedAt: NOW } as const

  it.each([
    ['5m', 300_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['change', Number.POSITIVE_INFINITY],
    ['always', Number.POSITIVE_INFINITY],
  ] as const)('with %s is due %i ms after the last alert', (reminders, ms) => {
    expect(reminderAt(checkWith(reminders), incident, down)).toBe(NOW + ms)
  })

  it('is due five seconds after the last alert when the check failed again since', () => {
    const failed: CheckState = { ...down, lastSignalKind: 'fail', lastSignalAt: NOW + 1 }
    expect(reminderAt(checkWith('always'), incident, failed)).toBe(NOW + 5_000)
    const reminded = { ...incident, signalWhenNotified: NOW + 1 }
    expect(reminderAt(checkWith('always'), reminded, failed)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('flapping', () => {
  it('begins with the fourth time down within an hour, and not before', () => {
    const times = [0, 20, 40, 60].map(minute => NOW + minute * 60_000)
    const within = times.map((at, i) => at - i).reduce(noteDown, STEADY)
    expect(within).toEqual({ downs: times.map((at, i) => at - i), flapping: true })
    expect(times.reduce(noteDown, STEADY).flapping).toBe(false)
  })

  it('ends once nothing has changed for half an hour', () => {
    const flapping = { downs: [NOW], flapping: true, lastFlipAt: NOW }
    expect(flapsUntil(flapping, NOW + 1_799_999)).toBe(NOW + 1_800_000)
    expect(flapsUntil(flapping, NOW + 1_800_000)).toBeUndefined()
    expect(flapsUntil({ ...flapping, flapping: false }, NOW)).toBeUndefined()
  })
})
