import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Alerting,
  type Decision,
  decideAlerts,
  FLAPPING,
  isCurrent,
  newAlerting,
  noteFlip,
} from '../../../src/domain/alerts/policy'
import type { Check, CheckPlan } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { dedupKey, type Flip } from '../../../src/domain/watch/flip'
import type { CheckState } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'
import { inZone } from '../../support/zone'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** One check's alerting, with a clock of its own. */
function story(plan: Partial<CheckPlan> = {}) {
  const check: Check = {
    ...planOf({ name: 'backup', channels: ['mail', 'pager'], ...plan }),
    id: '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f',
    origin: 'page',
    createdAt: 1,
  }
  let alerting: Alerting = newAlerting(check)
  let state: CheckState = newState(NOON)
  let seq = 0
  let lookAt: number | undefined
  const it = {
    now: NOON,
    heard: [] as string[],
    get alerting() {
      return alerting
    },
    get lookAt() {
      return lookAt
    },
    set(changes: Partial<CheckState>) {
      state = { ...state, ...changes }
    },
    silence(until: CheckState['silenced']) {
      const { silenced: _old, ...rest } = state
      state = until === undefined ? rest : { ...rest, silenced: until }
    },
    flip(to: Status): Flip {
      const { downDue } = state
      const flip: Flip = {
        check: check.id,
        seq: ++seq,
        from: state.status,
        to,
        reason: to === 'down' ? 'silence' : to === 'paused' ? 'paused' : 'success',
        at: it.now,
        due: it.now,
        ...(state.status === 'down' && downDue !== undefined && { ends: downDue }),
      }
      state = { ...state, status: to, ...(to === 'down' && { downDue: it.now }) }
      alerting = noteFlip(alerting, flip)
      it.look()
      return flip
    },
    look(gone = false): Decision {
      const routed = inZone('UTC', () =>
        decideAlerts(alerting, gone ? undefined : { check, state, version: '1' }, it.now, c => c === 'pager'),
      )
      alerting = routed.alerting
      lookAt = routed.reviewAt
      for (const { alert, channels } of routed.drafts)
        it.heard.push(`${channels.join('+')} ${alert.kind} ${alert.status}`)
      return routed
    },
    /** Lets time pass, looking whenever it was asked for. */
    pass(ms: number) {
      const end = it.now + ms
      for (let turns = 0; lookAt !== undefined && lookAt <= end; turns++) {
        expect(turns).toBeLessThan(20_000)
        expect(lookAt).toBeGreaterThan(it.now)
        it.now = lookAt
        it.look()
      }
      it.now = end
    },
    take() {
      const heard = it.heard
      it.heard = []
      return heard
    },
  }
  return it
}

describe('who hears what', () => {
  it('hears once that it is down, and once that it is up again', () => {
    const s = story()
    s.flip('up')
    s.flip('late')
    const down = s.flip('down')
    s.pass(5 * HOUR)
    const open = s.alerting.incident
    expect(open).toMatchObject({ key: dedupKey(down), notified: ['mail', 'pager'] })
    s.flip('up')
    s.pass(5 * HOUR)
    expect(s.heard).toEqual(['mail+pager trigger down', 'mail+pager resolve up'])
    expect(s.lookAt).toBeUndefined()
  })

  it('hears nothing of a flip that was dealt with before', () => {
    const s = story()
    const down = s.flip('down')
    expect(noteFlip(s.alerting, down)).toBe(s.alerting)
  })

  it('does not hear that it is up again where that is not wanted, but its incident is closed', () => {
    const s = story({ recovery: false })
    s.flip('down')
    s.flip('up')
    expect(s.heard).toEqual(['mail+pager trigger down', 'pager resolve up'])
  })

  it('is not told that somebody paused it, but its incident is closed', () => {
    const s = story()
    s.flip('down')
    s.flip('paused')
    expect(s.heard).toEqual(['mail+pager trigger down', 'pager resolve paused'])
  })

  it('closes the incident of a check that was removed', () => {
    const s = story()
    s.flip('down')
    s.look(true)
    expect(s.heard).toEqual(['mail+pager trigger down', 'pager resolve paused'])
    expect(s.alerting.incident).toBeUndefined()
  })

  it.each([
    ['5m', 12],
    ['10m', 6],
    ['1h', 1],
    ['1d', 0],
    ['change', 0],
    ['always', 0],
  ] as const)('is reminded every %s: %i times in an hour', (reminders, times) => {
    const s = story({ reminders })
    s.flip('down')
    s.take()
    s.pass(HOUR)
    expect(s.take()).toEqual(Array(times).fill('mail+pager reminder down'))
  })

  it('is reminded of every failing signal, and of nothing else, where every one is wanted', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    for (const kind of ['fail', 'fail', 'start', 'fail'] as const) {
      s.pass(MINUTE)
      s.set({ lastSignalAt: s.now, lastSignalKind: kind })
      s.look()
    }
    s.pass(MINUTE)
    expect(s.take()).toHaveLength(3)
  })

  it('is reminded once of failing signals that come within seconds', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    for (let i = 0; i < 10; i++) {
      s.pass(100)
      s.set({ lastSignalAt: s.now, lastSignalKind: 'fail' })
      s.look()
    }
    s.pass(MINUTE)
    expect(s.take()).toEqual(['mail+pager reminder down'])
  })

  it('is reminded once of a failing signal that came before the clock was set back', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    s.pass(MINUTE)
    s.set({ lastSignalAt: s.now + 24 * HOUR, lastSignalKind: 'fail' })
    s.look()
    s.pass(HOUR)
    expect(s.take()).toEqual(['mail+pager reminder down'])
  })

  it.each<[string, Partial<CheckPlan>, CheckState['silenced']]>([
    ['silenced until recovery', {}, 'recovery'],
    ['silenced for a day', {}, NOON + 24 * HOUR],
    ['to be told of at every failure', { reminders: 'always' }, undefined],
  ])('is not looked at more than once an hour while it is down and %s', (_, plan, silenced) => {
    const s = story(plan)
    s.silence(silenced)
    s.flip('down')
    expect(s.lookAt).toBe(NOON + HOUR)
    s.pass(HOUR)
    expect(s.lookAt).toBe(NOON + 2 * HOUR)
  })

  describe('in quiet hours', () => {
    it('is told at their end what is still down, and reminded from then on', () => {
      const s = story({ quietHours: '22:00-07:00', reminders: '1h' })
      s.pass(11 * HOUR)
      s.flip('down')
      s.pass(7 * HOUR + 59 * MINUTE)
      expect(s.take()).toEqual([])
      s.pass(2 * MINUTE)
      expect(s.take()).toEqual(['mail+pager trigger down'])
      s.pass(HOUR)
      expect(s.take()).toEqual(['mail+pager reminder down'])
    })

    it('hears nothing of what was over before their end', () => {
      const s = story({ quietHours: '22:00-07:00' })
      s.pass(11 * HOUR)
      s.flip('down')
      s.pass(HOUR)
      s.flip('up')
      s.pass(24 * HOUR)
      expect(s.heard).toEqual([])
    })

    it('hears at their end of a recovery, but an incident is closed at once', () => {
      const s = story({ quietHours: '22:00-07:00' })
      s.flip('down')
      s.pass(11 * HOUR)
      s.flip('up')
      expect(s.take()).toEqual(['mail+pager trigger down', 'pager resolve up'])
      s.pass(9 * HOUR)
      expect(s.take()).toEqual(['mail resolve up'])
    })

    it('opens the incident again when it went down once more before everybody had heard of its end', () => {
      const s = story({ quietHours: '22:00-07:00' })
      s.flip('down')
      s.pass(11 * HOUR)
      s.flip('up')
      s.pass(HOUR)
      s.flip('down')
      s.take()
      s.pass(9 * HOUR)
      expect(s.take()).toEqual(['pager trigger down'])
      s.flip('up')
      expect(s.take()).toEqual(['mail+pager resolve up'])
    })
  })

  describe('while it is silenced', () => {
    it('hears of it when the time is over and it is still down', () => {
      const s = story()
      s.silence(NOON + 2 * HOUR)
      s.flip('down')
      s.pass(2 * HOUR - 1)
      expect(s.take()).toEqual([])
      s.pass(1)
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('hears of it when the silence is lifted', () => {
      const s = story()
      s.silence('recovery')
      s.flip('down')
      s.pass(5 * HOUR)
      expect(s.take()).toEqual([])
      s.silence(undefined)
      s.look()
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('hears nothing of an outage that was silenced until it is up again', () => {
      const s = story()
      s.silence('recovery')
      s.flip('down')
      s.silence(undefined)
      s.flip('up')
      s.pass(24 * HOUR)
      expect(s.heard).toEqual([])
    })
  })

  describe('when it flaps', () => {
    function flap(s: ReturnType<typeof story>, times: number) {
      for (let i = 0; i < times; i++) {
        s.flip('down')
        s.pass(MINUTE)
        s.flip('up')
        s.pass(MINUTE)
      }
    }

    it('is told so once, and nothing more until it is steady', () => {
      const s = story()
      flap(s, 30)
      const before = FLAPPING.downs - 1
      const usual = Array(before).fill(['mail+pager trigger down', 'mail+pager resolve up']).flat()
      expect(s.take()).toEqual([...usual, 'mail+pager trigger flapping'])
      s.pass(FLAPPING.calm)
      expect(s.take()).toEqual(['mail+pager resolve up'])
      s.flip('down')
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('is told that it stays down in the end', () => {
      const s = story()
      flap(s, 5)
      s.flip('down')
      s.take()
      s.pass(FLAPPING.calm)
      expect(s.take()).toEqual(['mail+pager reminder down'])
      s.flip('up')
      expect(s.take()).toEqual(['mail+pager resolve up'])
    })

    it('is no flapping when hours lie between', () => {
      const s = story()
      for (let i = 0; i < 10; i++) {
        s.flip('down')
        s.pass(30 * MINUTE)
        s.flip('up')
        s.pass(30 * MINUTE)
      }
      expect(s.take().filter(line => line.endsWith('flapping'))).toEqual([])
    })
  })

  it('tells every channel as many ends as outages, in turn, whatever happens', () => {
    const steps = fc.array(
      fc.record({
        do: fc.constantFrom('down', 'up', 'paused', 'silence', 'lift', 'wait'),
        ms: fc.integer({ min: 1_000, max: 8 * HOUR }),
      }),
      { maxLength: 40 },
    )
    const plans = fc.record({
      reminders: fc.constantFrom('always', '1h', 'change'),
      quietHours: fc.constantFrom('22:00-07:00', '11:00-12:30', undefined),
    })
    fc.assert(
      fc.property(steps, plans, (things, { reminders, quietHours }) => {
        const s = story({ reminders, ...(quietHours && { quietHours }) })
        let status = 'new'
        for (const { do: what, ms } of things) {
          s.pass(ms)
          if (what === 'silence') s.silence(s.now + ms)
          else if (what === 'lift') {
            s.silence(undefined)
            s.look()
          } else if (what !== 'wait' && what !== status && !(status === 'paused' && what === 'down')) {
            status = what
            s.flip(what)
          }
        }
        if (status === 'down') s.flip('up')
        s.pass(100 * HOUR)
        const pager = s.heard.filter(
          line => line.split(' ')[0]?.includes('pager') && !line.includes('reminder'),
        )
        pager.forEach((line, i) => {
          expect(line).toContain(i % 2 === 0 ? 'trigger' : 'resolve')
        })
        expect(pager.length % 2).toBe(0)
        expect(s.alerting.incident).toBeUndefined()
        expect(s.lookAt).toBeUndefined()
      }),
    )
  })

  it('knows what of an alert still holds when its turn comes', () => {
    const s = story()
    s.flip('down')
    const alert = {
      kind: 'trigger',
      key: s.alerting.incident?.key ?? '',
      name: '',
      status: 'down',
      tags: [],
      subject: '',
      text: '',
      at: 0,
    } as const
    expect(isCurrent(s.alerting, alert, 'mail', 'first')).toBe(true)
    expect(isCurrent(s.alerting, alert, 'other', 'first')).toBe(false)
    const reminded = { ...s.alerting, last: { mail: ['first', 'second'] } }
    expect(isCurrent(reminded, alert, 'mail', 'first')).toBe(true)
    expect(isCurrent(reminded, { ...alert, kind: 'reminder' }, 'mail', 'first')).toBe(false)
    expect(isCurrent(reminded, { ...alert, kind: 'reminder' }, 'mail', 'second')).toBe(true)
    s.flip('up')
    expect(isCurrent(s.alerting, alert, 'mail', 'first')).toBe(false)
    expect(isCurrent(s.alerting, { ...alert, kind: 'resolve' }, 'mail', 'second')).toBe(true)
    expect(isCurrent(undefined, alert, 'mail', 'first')).toBe(false)
  })
})
