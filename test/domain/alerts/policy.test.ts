import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alerting, newAlerting, noteFlip } from '../../../src/domain/alerts/alerting'
import type { Circumstances, Decision } from '../../../src/domain/alerts/decision'
import { FLAPPING } from '../../../src/domain/alerts/flapping'
import { decideAlerts, isCurrent } from '../../../src/domain/alerts/policy'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { dedupKey, type Flip } from '../../../src/domain/watch/flip'
import { acknowledge } from '../../../src/domain/watch/interventions'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { CheckState } from '../../../src/domain/watch/state'
import { isTrouble, type Status } from '../../../src/domain/watch/status'
import { inZone } from '../../support/zone'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const CHANNELS = {
  isKnown: (name: string) => name !== 'unknown',
  opensIncidents: (name: string) => name === 'pager',
}

/** One check's alerting, with a clock of its own. */
function story(plan: Partial<CheckPlan> = {}) {
  let check: Check = {
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
    around: {} as Partial<Circumstances>,
    sent: [] as string[],
    texts: [] as string[],
    get alerting() {
      return alerting
    },
    get lookAt() {
      return lookAt
    },
    set(changes: Partial<CheckState>) {
      state = { ...state, ...changes }
    },
    /** Channels that the check has from now on. */
    give(...channels: string[]) {
      check = { ...check, channels }
      it.review()
    },
    acknowledge(by: string | undefined) {
      state = acknowledge(state, by, it.now).state
      it.review()
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
        reason: to === 'down' ? 'silence' : to === 'blind' || to === 'paused' ? to : 'success',
        at: it.now,
        due: it.now,
        ...(isTrouble(state.status) && downDue !== undefined && { ends: downDue }),
      }
      const begun = isTrouble(state.status) ? downDue : undefined
      const { acknowledged, ...rest } = state
      state = {
        ...rest,
        status: to,
        ...(isTrouble(to) && { downDue: begun ?? it.now, ...(acknowledged && { acknowledged }) }),
      }
      alerting = noteFlip(alerting, flip)
      it.review()
      return flip
    },
    review(gone = false): Decision {
      const routed = inZone('UTC', () =>
        decideAlerts(alerting, gone ? undefined : { check, state, version: '1' }, it.now, {
          ...CHANNELS,
          ...it.around,
        }),
      )
      alerting = routed.alerting
      lookAt = routed.reviewAt
      for (const { alert, channels } of routed.drafts) {
        it.sent.push(`${channels.join('+')} ${alert.kind} ${alert.status}`)
        it.texts.push(alert.text)
      }
      return routed
    },
    /** Lets time pass, with every review that is due. */
    pass(ms: number) {
      const end = it.now + ms
      for (let turns = 0; lookAt !== undefined && lookAt <= end; turns++) {
        expect(turns).toBeLessThan(20_000)
        expect(lookAt).toBeGreaterThan(it.now)
        it.now = lookAt
        it.review()
      }
      it.now = end
    },
    take() {
      const { sent } = it
      it.sent = []
      return sent
    },
  }
  return it
}

describe('the alerts of a check', () => {
  it('are one when it goes down, and one when it is up again', () => {
    const s = story()
    s.flip('up')
    s.flip('late')
    const down = s.flip('down')
    s.pass(5 * HOUR)
    const open = s.alerting.incident
    expect(open).toMatchObject({ key: dedupKey(down), notified: ['mail', 'pager'] })
    s.flip('up')
    s.pass(5 * HOUR)
    expect(s.sent).toEqual(['mail+pager trigger down', 'mail+pager resolve up'])
    expect(s.lookAt).toBeUndefined()
  })

  it('say that nothing can be seen, and why, and then that it can', () => {
    const s = story()
    s.flip('up')
    s.set({ unseen: { since: NOON - MINUTE, why: 'no network here leads to it' } })
    s.pass(2 * MINUTE)
    s.flip('blind')
    expect(s.texts).toEqual([
      'backup cannot be looked at since Fri 20 Nov 2026 11:59 UTC+00:00: no network here leads to it.\nWhether it works is not known.',
    ])
    s.pass(HOUR)
    s.flip('up')
    expect(s.sent).toEqual(['mail+pager trigger blind', 'mail+pager resolve up'])
  })

  it('say that it is down once it can be seen again, as the same incident', () => {
    const s = story({ reminders: '1h' })
    const blind = s.flip('blind')
    s.pass(90 * MINUTE)
    const down = s.flip('down')
    expect(dedupKey(down)).toBe(dedupKey(blind))
    s.pass(MINUTE)
    s.flip('up')
    s.pass(HOUR)
    expect(s.sent).toEqual([
      'mail+pager trigger blind',
      'mail+pager reminder blind',
      'mail+pager trigger down',
      'mail+pager resolve up',
    ])
  })

  it('say only that it is down when that comes out before anybody was told that it was blind', () => {
    const s = story({ quietHours: '11:00-13:00' })
    s.flip('blind')
    s.pass(30 * MINUTE)
    s.flip('down')
    s.pass(2 * HOUR)
    expect(s.sent).toEqual(['mail+pager trigger down'])
  })

  describe('for a channel that comes while it is down', () => {
    it('are one trigger, and those of what happens later', () => {
      const s = story({ reminders: '1h' })
      s.flip('down')
      s.pass(10 * MINUTE)
      s.give('mail', 'pager', 'phone')
      s.review()
      s.pass(HOUR)
      s.flip('up')
      expect(s.sent).toEqual([
        'mail+pager trigger down',
        'phone trigger down',
        'mail+pager+phone reminder down',
        'mail+pager+phone resolve up',
      ])
    })

    it('are no reminder at the moment of its trigger', () => {
      const s = story({ reminders: '1h' })
      s.flip('down')
      s.now += HOUR
      s.give('mail', 'pager', 'phone')
      expect(s.sent).toEqual(['mail+pager trigger down', 'mail+pager reminder down', 'phone trigger down'])
    })

    it('are no reminders any more once a channel is taken from the check, but the end', () => {
      const s = story({ reminders: '1h', escalateTo: ['phone'], escalateAfter: 30 * MINUTE })
      s.flip('down')
      s.pass(40 * MINUTE)
      s.give('mail')
      s.pass(HOUR)
      s.flip('up')
      expect(s.sent).toEqual([
        'mail+pager trigger down',
        'phone trigger down',
        'mail+phone reminder down',
        'mail+pager+phone resolve up',
      ])
    })

    it('are none of a turn for the worse, either, by a channel that was taken from the check', () => {
      const s = story()
      s.flip('blind')
      s.give('mail')
      s.flip('down')
      s.flip('up')
      expect(s.sent).toEqual(['mail+pager trigger blind', 'mail trigger down', 'mail+pager resolve up'])
    })

    it('are none where there is no such channel yet', () => {
      const s = story()
      s.flip('down')
      s.give('mail', 'pager', 'unknown')
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('are the first ones, where it had none', () => {
      const s = story({ channels: [] })
      s.flip('down')
      s.pass(10 * MINUTE)
      s.give('mail')
      s.pass(10 * HOUR)
      expect(s.sent).toEqual(['mail trigger down'])
    })

    it('wait for the end of quiet hours and of a silence', () => {
      const s = story({ quietHours: '13:00-14:00' })
      s.flip('down')
      s.pass(70 * MINUTE)
      s.give('mail', 'pager', 'phone')
      expect(s.take()).toEqual(['mail+pager trigger down'])
      s.silence(s.now + 2 * HOUR)
      s.pass(110 * MINUTE)
      expect(s.take()).toEqual([])
      s.pass(20 * MINUTE)
      expect(s.take()).toEqual(['phone trigger down'])
    })

    it('are one about its flapping, while it flaps', () => {
      const s = story()
      for (let i = 0; i < FLAPPING.downs; i++) {
        s.flip('down')
        s.pass(MINUTE)
        s.flip('up')
        s.pass(MINUTE)
      }
      s.flip('down')
      s.take()
      s.give('mail', 'pager', 'phone')
      expect(s.take()).toEqual(['phone trigger flapping'])
    })

    it('are none of an outage that is over', () => {
      const s = story({ quietHours: '12:30-14:00' })
      s.flip('down')
      s.pass(40 * MINUTE)
      s.flip('up')
      s.give('mail', 'pager', 'phone')
      s.pass(3 * HOUR)
      expect(s.sent).toEqual(['mail+pager trigger down', 'pager resolve up', 'mail resolve up'])
    })
  })

  describe('after the clock was set back', () => {
    it('come by the new clock: reminders, and those of the escalation', () => {
      const s = story({ reminders: '1h', escalateTo: ['phone'], escalateAfter: 90 * MINUTE })
      s.flip('down')
      s.now -= 10 * HOUR
      s.review()
      s.pass(70 * MINUTE)
      expect(s.take()).toEqual(['mail+pager trigger down', 'mail+pager reminder down'])
      s.pass(30 * MINUTE)
      expect(s.take()).toEqual(['phone trigger down'])
    })

    it('come once a flapping check has been calm by the new clock', () => {
      const s = story({ reminders: 'change' })
      for (let i = 0; i < FLAPPING.downs; i++) {
        s.flip('up')
        s.flip('down')
      }
      s.take()
      s.now -= 10 * HOUR
      s.review()
      s.pass(FLAPPING.calm + MINUTE)
      expect(s.take()).toEqual(['mail+pager reminder down'])
    })
  })

  it('are none of a flip that was routed before', () => {
    const s = story()
    const down = s.flip('down')
    expect(noteFlip(s.alerting, down)).toBe(s.alerting)
  })

  it('do not report that it is up again where that is not wanted, but its incident is closed', () => {
    const s = story({ recovery: false })
    s.flip('down')
    s.flip('up')
    expect(s.sent).toEqual(['mail+pager trigger down', 'pager resolve up'])
  })

  it('report the end also where the check is late again by then, as another member of a group had heard it in time', () => {
    const s = story()
    s.flip('down')
    s.flip('late')
    expect(s.sent).toEqual(['mail+pager trigger down', 'mail+pager resolve up'])
  })

  it('do not report that its plan was changed so that it is new, but its incident is closed', () => {
    const s = story()
    s.flip('down')
    s.flip('new')
    expect(s.sent).toEqual(['mail+pager trigger down', 'pager resolve paused'])
    expect(s.texts.at(-1)).toContain(
      'The plan of backup was changed, and nothing is known by the new one yet.',
    )
    s.pass(5 * HOUR)
    expect(s.sent).toHaveLength(2)
  })

  it('do not report that somebody paused it, but its incident is closed', () => {
    const s = story()
    s.flip('down')
    s.flip('paused')
    expect(s.sent).toEqual(['mail+pager trigger down', 'pager resolve paused'])
  })

  it('close the incident of a check that was removed', () => {
    const s = story()
    s.flip('down')
    s.review(true)
    expect(s.sent).toEqual(['mail+pager trigger down', 'pager resolve paused'])
    expect(s.alerting.incident).toBeUndefined()
  })

  it.each([
    ['5m', 12],
    ['10m', 6],
    ['1h', 1],
    ['1d', 0],
    ['change', 0],
    ['always', 0],
  ] as const)('remind every %s: %i times in an hour', (reminders, times) => {
    const s = story({ reminders })
    s.flip('down')
    s.take()
    s.pass(HOUR)
    expect(s.take()).toEqual(Array(times).fill('mail+pager reminder down'))
  })

  it('remind of every failing signal, and of nothing else, where every one is wanted', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    for (const kind of ['fail', 'fail', 'start', 'fail'] as const) {
      s.pass(MINUTE)
      s.set({ lastSignalAt: s.now, lastSignalKind: kind })
      s.review()
    }
    s.pass(MINUTE)
    expect(s.take()).toHaveLength(3)
  })

  it('remind once of failing signals that come within seconds', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    for (let i = 0; i < 10; i++) {
      s.pass(100)
      s.set({ lastSignalAt: s.now, lastSignalKind: 'fail' })
      s.review()
    }
    s.pass(MINUTE)
    expect(s.take()).toEqual(['mail+pager reminder down'])
  })

  it('remind once of a failing signal that came before the clock was set back', () => {
    const s = story({ reminders: 'always' })
    s.flip('down')
    s.take()
    s.pass(MINUTE)
    s.set({ lastSignalAt: s.now + 24 * HOUR, lastSignalKind: 'fail' })
    s.review()
    s.pass(HOUR)
    expect(s.take()).toEqual(['mail+pager reminder down'])
  })

  it.each<[string, Partial<CheckPlan>, CheckState['silenced']]>([
    ['silenced until recovery', {}, 'recovery'],
    ['silenced for a day', {}, NOON + 24 * HOUR],
    ['to be reported at every failure', { reminders: 'always' }, undefined],
  ])('are not reviewed more than once an hour while it is down and %s', (_, plan, silenced) => {
    const s = story(plan)
    s.silence(silenced)
    s.flip('down')
    expect(s.lookAt).toBe(NOON + HOUR)
    s.pass(HOUR)
    expect(s.lookAt).toBe(NOON + 2 * HOUR)
  })

  describe('in quiet hours', () => {
    it('wait for their end when it is still down then, and remind from then on', () => {
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

    it('are none of an outage that was over before their end', () => {
      const s = story({ quietHours: '22:00-07:00' })
      s.pass(11 * HOUR)
      s.flip('down')
      s.pass(HOUR)
      s.flip('up')
      s.pass(24 * HOUR)
      expect(s.sent).toEqual([])
    })

    it('report a recovery at their end, but close an incident at once', () => {
      const s = story({ quietHours: '22:00-07:00' })
      s.flip('down')
      s.pass(11 * HOUR)
      s.flip('up')
      expect(s.take()).toEqual(['mail+pager trigger down', 'pager resolve up'])
      s.pass(9 * HOUR)
      expect(s.take()).toEqual(['mail resolve up'])
    })

    it('are over with the end of an incident that nobody else was told of', () => {
      const s = story({ quietHours: '22:00-07:00', channels: ['pager'] })
      s.flip('down')
      s.pass(11 * HOUR)
      s.flip('up')
      expect(s.take()).toEqual(['pager trigger down', 'pager resolve up'])
      expect(s.alerting.incident).toBeUndefined()
      expect(s.lookAt).toBeUndefined()
    })

    it('open the incident again when it went down once more before its end was reported to all', () => {
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
    it('go out when the time is over and it is still down', () => {
      const s = story()
      s.silence(NOON + 2 * HOUR)
      s.flip('down')
      s.pass(2 * HOUR - 1)
      expect(s.take()).toEqual([])
      s.pass(1)
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('go out when the silence is lifted', () => {
      const s = story()
      s.silence('recovery')
      s.flip('down')
      s.pass(5 * HOUR)
      expect(s.take()).toEqual([])
      s.silence(undefined)
      s.review()
      expect(s.take()).toEqual(['mail+pager trigger down'])
    })

    it('are none of an outage that was silenced until it is up again', () => {
      const s = story()
      s.silence('recovery')
      s.flip('down')
      s.silence(undefined)
      s.flip('up')
      s.pass(24 * HOUR)
      expect(s.sent).toEqual([])
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

    it('say so once, and are no more until it is steady', () => {
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

    it('remind when it stays down in the end', () => {
      const s = story()
      flap(s, 5)
      s.flip('down')
      s.take()
      s.pass(FLAPPING.calm)
      expect(s.take()).toEqual(['mail+pager reminder down'])
      expect(s.alerting).toMatchObject({ name: 'backup', downs: [], flapping: false })
      s.flip('up')
      expect(s.take()).toEqual(['mail+pager resolve up'])
    })

    it('do not call it flapping when hours lie between', () => {
      const s = story()
      for (let i = 0; i < 10; i++) {
        s.flip('down')
        s.pass(30 * MINUTE)
        s.flip('up')
        s.pass(30 * MINUTE)
      }
      expect(s.take()).toEqual(Array(10).fill(['mail+pager trigger down', 'mail+pager resolve up']).flat())
    })
  })

  it('are as many ends as outages for every channel, in turn, whatever happens', () => {
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
    let ends = 0
    fc.assert(
      fc.property(steps, plans, (things, { reminders, quietHours }) => {
        const s = story({ reminders, ...(quietHours && { quietHours }) })
        let status = 'new'
        for (const { do: what, ms } of things) {
          s.pass(ms)
          if (what === 'silence') s.silence(s.now + ms)
          else if (what === 'lift') {
            s.silence(undefined)
            s.review()
          } else if (what !== 'wait' && what !== status && !(status === 'paused' && what === 'down')) {
            status = what
            s.flip(what)
          }
        }
        if (status === 'down') s.flip('up')
        s.pass(100 * HOUR)
        const pager = s.sent.filter(
          line => line.split(' ')[0]?.includes('pager') && !line.includes('reminder'),
        )
        pager.forEach((line, i) => {
          expect(line).toContain(i % 2 === 0 ? 'trigger' : 'resolve')
        })
        expect(pager.length % 2).toBe(0)
        ends += pager.length / 2
        expect(s.alerting.incident).toBeUndefined()
        expect(s.lookAt).toBeUndefined()
      }),
    )
    expect(ends).toBeGreaterThan(5)
  })

  it('still hold when their turn comes, or do not', () => {
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
    const twice = { ...s.alerting, last: { mail: ['first', 'second', 'third'] } }
    expect(isCurrent(twice, { ...alert, kind: 'reminder' }, 'mail', 'second')).toBe(false)
    expect(isCurrent(twice, { ...alert, kind: 'reminder' }, 'pager', 'second')).toBe(false)
    expect(isCurrent(undefined, { ...alert, kind: 'reminder' }, 'mail', 'second')).toBe(false)
    s.flip('up')
    expect(isCurrent(s.alerting, alert, 'mail', 'first')).toBe(false)
    expect(isCurrent(s.alerting, { ...alert, kind: 'resolve' }, 'mail', 'second')).toBe(true)
    expect(isCurrent(undefined, alert, 'mail', 'first')).toBe(false)
  })
})

describe('in maintenance', () => {
  const until = (end: number) => ({ maintenanceUntil: () => end })

  it('nobody is alerted, and what is still down at its end alerts then', () => {
    const s = story()
    s.flip('up')
    s.around = until(NOON + 3 * HOUR)
    s.pass(HOUR)
    s.flip('down')
    s.pass(2 * HOUR - 1)
    expect(s.take()).toEqual([])
    s.pass(1)
    expect(s.take()).toEqual(['mail+pager trigger down'])
    expect(s.texts.at(-1)).toContain('is down since Fri 20 Nov 2026 13:00')
  })

  it('an outage that is over by its end is not reported', () => {
    const s = story()
    s.flip('up')
    s.around = until(NOON + 3 * HOUR)
    s.flip('down')
    s.pass(HOUR)
    s.flip('up')
    s.pass(5 * HOUR)
    expect(s.sent).toEqual([])
  })

  it('an outage that began before is reminded of after it, and its end is reported at once where an incident is open', () => {
    const s = story({ reminders: '1h' })
    s.flip('up')
    s.flip('down')
    s.around = until(NOON + 150 * MINUTE)
    s.pass(149 * MINUTE)
    expect(s.take()).toEqual(['mail+pager trigger down'])
    s.pass(MINUTE)
    expect(s.take()).toEqual(['mail+pager reminder down'])
    s.around = until(s.now + HOUR)
    s.flip('up')
    expect(s.take()).toEqual(['pager resolve up'])
    s.pass(HOUR)
    expect(s.take()).toEqual(['mail resolve up'])
  })

  it('a window that is made shorter, or removed, holds nothing back at the next review', () => {
    const s = story()
    s.flip('up')
    s.around = until(NOON + 9 * HOUR)
    s.flip('down')
    s.pass(MINUTE)
    s.around = {}
    s.review()
    expect(s.take()).toEqual(['mail+pager trigger down'])
  })

  it('a window that is made longer holds back for longer', () => {
    const s = story()
    s.flip('up')
    s.around = until(NOON + HOUR)
    s.flip('down')
    s.pass(HOUR - 1)
    s.around = until(NOON + 2 * HOUR)
    s.pass(HOUR)
    expect(s.take()).toEqual([])
    s.pass(1)
    expect(s.take()).toEqual(['mail+pager trigger down'])
  })
})

describe('trouble that somebody has acknowledged', () => {
  it('is not reminded of until it is well again, and its end is reported', () => {
    const s = story({ reminders: '1h' })
    s.flip('up')
    s.flip('down')
    s.pass(HOUR)
    expect(s.take()).toEqual(['mail+pager trigger down', 'mail+pager reminder down'])
    s.acknowledge('Anna')
    s.pass(24 * HOUR)
    expect(s.take()).toEqual([])
    s.flip('up')
    s.flip('down')
    s.pass(HOUR)
    expect(s.take()).toEqual(['mail+pager resolve up', 'mail+pager trigger down', 'mail+pager reminder down'])
  })

  it('is reminded of again when that is taken back', () => {
    const s = story({ reminders: '1h' })
    s.flip('up')
    s.flip('down')
    s.acknowledge('Anna')
    s.pass(3 * HOUR)
    s.acknowledge(undefined)
    expect(s.take()).toEqual(['mail+pager trigger down', 'mail+pager reminder down'])
  })

  it('a reminder that waits behind a dead channel is outdated', () => {
    const s = story({ reminders: '1h', channels: ['mail'] })
    s.flip('up')
    s.flip('down')
    const key = s.alerting.incident?.key ?? ''
    const reminder = { kind: 'reminder', key } as never
    const remembered = () => ({ ...s.alerting, last: { mail: ['trigger', 'reminder'] } })
    expect(isCurrent(remembered(), reminder, 'mail', 'reminder')).toBe(true)
    s.acknowledge('Anna')
    expect(isCurrent(remembered(), reminder, 'mail', 'reminder')).toBe(false)
    expect(isCurrent(remembered(), { kind: 'trigger', key } as never, 'mail', 'trigger')).toBe(true)
  })

  it('a channel that the check gets later still learns of it', () => {
    const s = story({ channels: ['mail'] })
    s.flip('up')
    s.flip('down')
    s.acknowledge('Anna')
    s.give('mail', 'phone')
    expect(s.take()).toEqual(['mail trigger down', 'phone trigger down'])
  })
})

describe('trouble that nobody acknowledges', () => {
  const escalating = (plan: Partial<CheckPlan> = {}) => {
    const s = story({
      channels: ['mail'],
      escalateTo: ['phone', 'pager'],
      escalateAfter: 30 * MINUTE,
      ...plan,
    })
    s.flip('up')
    s.flip('down')
    return s
  }

  it('goes to one channel after the other, and all of them get its end', () => {
    const s = escalating()
    s.pass(30 * MINUTE - 1)
    expect(s.take()).toEqual(['mail trigger down'])
    s.pass(1)
    expect(s.take()).toEqual(['phone trigger down'])
    expect(s.texts.at(-1)).toContain('Nobody has acknowledged it for 30 minutes. Told before: mail.')
    s.pass(30 * MINUTE)
    expect(s.take()).toEqual(['pager trigger down'])
    s.pass(9 * HOUR)
    expect(s.take()).toEqual([])
    s.flip('up')
    expect(s.take()).toEqual(['mail+phone+pager resolve up'])
  })

  it('goes no further once somebody has', () => {
    const s = escalating()
    s.pass(30 * MINUTE)
    s.acknowledge('Anna')
    s.pass(9 * HOUR)
    expect(s.take()).toEqual(['mail trigger down', 'phone trigger down'])
  })

  it('waits until the first message was tried', () => {
    const s = escalating()
    s.around = { wasTried: () => false }
    s.pass(2 * HOUR)
    expect(s.take()).toEqual(['mail trigger down'])
    s.around = { wasTried: () => true }
    s.pass(MINUTE)
    expect(s.take()).toEqual(['phone trigger down'])
  })

  it('waits for the end of a silence, of quiet hours and of maintenance', () => {
    const s = escalating({ quietHours: '12:20-14:00' })
    s.pass(2 * HOUR - 1)
    expect(s.take()).toEqual(['mail trigger down'])
    s.silence(NOON + 3 * HOUR)
    s.around = { maintenanceUntil: () => NOON + 4 * HOUR }
    s.pass(2 * HOUR)
    expect(s.take()).toEqual([])
    s.pass(1)
    expect(s.take()).toEqual(['phone trigger down'])
  })

  it('counts from the first message, however many reminders there were', () => {
    const s = escalating({ reminders: '10m' })
    s.pass(30 * MINUTE)
    expect(s.take().filter(line => line.startsWith('phone'))).toEqual(['phone trigger down'])
  })

  it('goes where [Watch] says, unless the check has a choice of its own', () => {
    const usual = { escalation: { channels: ['phone'], after: HOUR } }
    const told = (plan: Partial<CheckPlan>) => {
      const s = story({ channels: ['mail'], ...plan })
      s.around = usual
      s.flip('up')
      s.flip('down')
      s.pass(HOUR)
      return s.take()
    }
    expect(told({})).toEqual(['mail trigger down', 'phone trigger down'])
    expect(told({ escalateTo: ['pager'] })).toEqual(['mail trigger down', 'pager trigger down'])
    expect(told({ escalateAfter: 2 * HOUR })).toEqual(['mail trigger down'])
    expect(told({ escalateTo: ['none'] })).toEqual(['mail trigger down'])
    // It alerts nobody on purpose.
    expect(told({ channels: [] })).toEqual([])
  })

  it('skips a channel that does not exist, or has it already', () => {
    const s = escalating({ escalateTo: ['unknown', 'mail', 'phone'] })
    s.pass(30 * MINUTE)
    expect(s.take()).toEqual(['mail trigger down', 'phone trigger down'])
  })
})
