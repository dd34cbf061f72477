/** Made-up runs, each with one fault: the judge names that one, and nothing in a run that is in order. */
import { describe, expect, it } from 'vitest'
import type { Attempt, History, Message, SentCheck, Shown } from './history'
import { judge } from './judge'

const S = 1_000
const ID = '0c0ffee0-0000-4000-8000-000000000001'
const KEY = `intvlm8r-${ID}-29000`
const MEMBERS = ['A', 'B', 'C']

/** A sender that checks in every two seconds at A, in these spans of seconds. */
function attemptsIn(...spans: readonly (readonly [number, number])[]): Attempt[] {
  return spans.flatMap(([from, to]) =>
    Array.from({ length: (to - from) / 2 + 1 }, (_, index) => success((from + 2 * index) * S)),
  )
}

function success(at: number, member = 'A', acknowledged = true): Attempt {
  const attempt = { rid: `rid-${at}-${member}`, kind: 'success', at, member } as const
  return acknowledged ? { ...attempt, acknowledgedAt: at + 100 } : attempt
}

function message(kind: 'trigger' | 'resolve', at: number, more: Partial<Message> = {}): Message {
  const text = kind === 'trigger' ? '[DOWN] life-1' : '[UP] life-1'
  return { channel: 'hook', member: 'A', kind, key: KEY, text, at: at * S, answered: true, ...more }
}

interface Told {
  readonly attempts?: readonly Attempt[]
  readonly messages?: readonly Message[]
  readonly status?: string
  readonly more?: Partial<History>
}

/** Silent from 20 s to 60 s, and told so: down from 29 s on. */
const SILENT = attemptsIn([0, 20], [60, 100])
const IN_ORDER = [message('trigger', 30), message('resolve', 61)]

function run({ attempts = SILENT, messages = IN_ORDER, status = 'up', more = {} }: Told = {}): History {
  const check: SentCheck = { id: ID, name: 'life-1', home: 'A', madeAt: 0, route: ['A', 'B'], attempts }
  const kept = attempts.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined)
  const lastSignalAt = kept.at(-1)?.at ?? 0
  const shown = MEMBERS.map((member): Shown => {
    const rids = kept.filter(one => one.member === member).map(({ rid }) => rid)
    return { member, check: ID, status, rids, lastSignalAt }
  })
  return {
    rules: { period: 6 * S, grace: 3 * S, takeover: 5 * S },
    members: MEMBERS,
    channels: ['hook'],
    run: { from: 0, to: 101 * S },
    strikes: [],
    cuts: [],
    checks: [check],
    messages,
    refusals: [],
    shown,
    ...more,
  }
}

const faultsOf = (told?: Told) => judge(run(told)).faults
const dead = (member: string, from: number, to: number) =>
  ({ member, part: 'all', how: 'dead', from: from * S, to: to * S }) as const
const cut = (source: string, target: string, from: number, to: number) => ({
  source,
  target,
  from: from * S,
  to: to * S,
})

it('a run in order has no fault, and the delay of its message', () => {
  expect(judge(run())).toEqual({ faults: [], owed: 1, delays: [900], proved: [], ofOneSide: 0 })
})

describe('an outage', () => {
  it('that nobody told', () => {
    expect(faultsOf({ messages: [] })).toEqual([
      'life-1: not told on hook by 44.1 s (silence from 29.1 s on, last heard by A)',
    ])
  })

  it('that was told later than takeover and ten seconds', () => {
    const late = [message('trigger', 45), message('resolve', 61)]
    expect(faultsOf({ messages: late })).toHaveLength(1)
    expect(faultsOf({ messages: [message('trigger', 44), message('resolve', 61)] })).toEqual([])
  })

  it('that was told on one of two channels', () => {
    expect(faultsOf({ more: { channels: ['hook', 'mail'] } })).toEqual([
      'life-1: not told on mail by 44.1 s (silence from 29.1 s on, last heard by A)',
    ])
  })

  it('that began by a failure', () => {
    const attempts = [
      ...attemptsIn([0, 18]),
      { ...success(20 * S), kind: 'fail' as const },
      ...attemptsIn([60, 100]),
    ]
    expect(faultsOf({ attempts, messages: [] })).toEqual([
      'life-1: not told on hook by 35.1 s (failure from 20.1 s on, last heard by A)',
    ])
  })

  it('counts from the last death or cut', () => {
    const messages = [message('trigger', 54, { member: 'B' }), message('resolve', 61, { member: 'B' })]
    const more = { strikes: [dead('A', 40, 100)] }
    expect(faultsOf({ messages, more })).toEqual([])
    expect(faultsOf({ messages: [], more })).toEqual([
      'life-1: not told on hook by 55.1 s (silence from 29.1 s on, last heard by A)',
    ])
  })

  it('is owed by nobody where none that knew of it could deliver', () => {
    const strikes = [dead('A', 33, 90), dead('B', 34, 90)]
    const cuts = [cut('C', 'channels', 33, 90)]
    expect(judge(run({ messages: [], more: { strikes, cuts } })).owed).toBe(0)
    // C lives, and has what B had: it owes the message.
    expect(judge(run({ messages: [], more: { strikes } })).owed).toBe(1)
    // C never got the last signal.
    const split = [cut('A', 'C', 19, 90), cut('C', 'B', 19, 90)]
    expect(judge(run({ messages: [], more: { strikes, cuts: split } })).owed).toBe(0)
  })

  it('is told by a message that its member is away and its checks are unheard', () => {
    const unheard = message('trigger', 40, {
      member: 'B',
      key: 'intvlm8r-peer-A',
      kind: 'digest',
      text: 'A is dead, 3 checks are unheard',
    })
    const more = { strikes: [dead('A', 32, 90)] }
    expect(faultsOf({ messages: [unheard], more })).toEqual([])
    expect(
      faultsOf({ messages: [{ ...unheard, text: 'B is dead, 3 checks are unheard' }], more }),
    ).toHaveLength(1)
  })
})

describe('a message', () => {
  const again = (second: Partial<Message>, more: Partial<History> = {}, first: Partial<Message> = {}) =>
    judge(
      run({
        messages: [message('trigger', 30, first), message('trigger', 38, second), message('resolve', 61)],
        more,
      }),
    )

  it('that is there twice', () => {
    expect(again({ member: 'B' }).faults).toEqual([`trigger ${KEY} on hook: doubled (A 30.0 s, B 38.0 s)`])
    expect(again({ member: 'A' }).faults).toHaveLength(1)
    // The death of another one proves nothing.
    expect(again({ member: 'B' }, { strikes: [dead('C', 31, 50)] }).faults).toHaveLength(1)
    // Nor does a cut between others.
    expect(again({ member: 'B' }, { cuts: [cut('A', 'C', 25, 50)] }).faults).toHaveLength(1)
    // Nor a death long after it was recorded.
    expect(again({ member: 'B' }, { strikes: [dead('A', 45, 50)] }).faults).toHaveLength(1)
  })

  it('that is there twice since its sender died, or the members were cut from each other', () => {
    expect(again({ member: 'B' }, { strikes: [dead('A', 31, 50)] })).toMatchObject({
      faults: [],
      proved: ['its sender died or stood still'],
    })
    expect(again({ member: 'B' }, { cuts: [cut('A', 'B', 25, 50)] })).toMatchObject({
      faults: [],
      proved: ['split'],
    })
    const unanswered = { faults: [], proved: ['the answer was cut'] }
    expect(again({ member: 'A' }, {}, { answered: false })).toMatchObject(unanswered)
    expect(again({ member: 'A' }, { cuts: [cut('channels', 'A', 31, 36)] })).toMatchObject(unanswered)
    expect(again({ member: 'A' }, { cuts: [cut('channels', 'B', 31, 36)] }).faults).toHaveLength(1)
  })

  it('by one member twice is no matter of a split', () => {
    expect(again({ member: 'A' }, { cuts: [cut('A', 'B', 25, 50)] }).faults).toHaveLength(1)
  })

  it('about nothing', () => {
    const attempts = attemptsIn([0, 100])
    expect(faultsOf({ attempts })).toEqual(['life-1: false alarm on hook by A at 30.0 s'])
  })

  it('about nothing, by a member that is apart from those that hear it since, cannot be avoided', () => {
    const others = attemptsIn([22, 100]).map(attempt => ({
      ...attempt,
      member: 'B',
      rid: `${attempt.rid}-B`,
    }))
    const attempts = [...attemptsIn([0, 20]), ...others]
    const more = (...cuts: ReturnType<typeof cut>[]) => ({ attempts, more: { cuts } })
    const split = (from: number, to: number) => [cut('A', 'B', from, to), cut('C', 'B', from, to)]
    const alarm = 'life-1: false alarm on hook by A at 30.0 s'
    expect(faultsOf(more(...split(21, 40)))).not.toContain(alarm)
    expect(judge(run(more(...split(21, 40)))).ofOneSide).toBe(1)
    // Two cuts of a way may be one.
    const parts = [cut('A', 'B', 21, 26), cut('B', 'A', 25, 40), cut('C', 'B', 21, 40)]
    expect(faultsOf(more(...parts))).not.toContain(alarm)
    // A dead member brings nothing.
    const bridge = { attempts, more: { cuts: [cut('A', 'B', 21, 40)], strikes: [dead('C', 20, 40)] } }
    expect(faultsOf(bridge)).not.toContain(alarm)
    // C brings it.
    expect(faultsOf(more(cut('A', 'B', 21, 40)))).toContain(alarm)
    // B had it, and had no time to tell it.
    expect(faultsOf(more(...split(22.05, 40)))).not.toContain(alarm)
    expect(faultsOf(more(...split(22.2, 40)))).toContain(alarm)
    // It was told by B before the cut, or after it.
    expect(faultsOf(more(...split(25, 40)))).toContain(alarm)
    expect(faultsOf(more(...split(21, 27)))).toContain(alarm)
    expect(faultsOf(more(cut('A', 'C', 21, 40)))).toContain(alarm)
    // It came to A as well.
    const both = [...attempts, success(26 * S)].sort((a, b) => a.at - b.at)
    expect(faultsOf({ ...more(...split(21, 40)), attempts: both })).toContain(alarm)
    // Another member of its side may tell what C heard last.
    const byC = (...cuts: ReturnType<typeof cut>[]) => ({
      ...more(...cuts),
      messages: [message('trigger', 30, { member: 'C' }), message('resolve', 61, { member: 'C' })],
    })
    expect(faultsOf(byC(...split(21, 40)))).not.toContain('life-1: false alarm on hook by C at 30.0 s')
    expect(faultsOf(byC(cut('A', 'B', 21, 40)))).toContain('life-1: false alarm on hook by C at 30.0 s')
  })

  it('about a check whose only members were dead is a false alarm', () => {
    const attempts = [
      ...attemptsIn([0, 20]),
      ...[22, 26, 30, 34, 38].map(at => success(at * S, 'A', false)),
      ...attemptsIn([42, 100]),
    ]
    const check = run({ attempts }).checks.map(one => ({ ...one, route: ['A'] }))
    const more = { checks: check, strikes: [dead('A', 21, 40)] }
    expect(
      faultsOf({
        attempts,
        messages: [message('trigger', 36, { member: 'B' }), message('resolve', 43)],
        more,
      }),
    ).toContain('life-1: false alarm on hook by B at 36.0 s')
    // Where its member lives and hears nothing, it is down.
    const alone = { checks: check }
    expect(
      faultsOf({ attempts, messages: [message('trigger', 36), message('resolve', 43)], more: alone }),
    ).toEqual([])
  })
})

describe('keys and order', () => {
  const other = `intvlm8r-${ID}-27000`

  it('two keys for one outage', () => {
    const messages = [
      message('trigger', 30),
      message('trigger', 40, { member: 'B', key: other }),
      message('resolve', 61),
      message('resolve', 61, { key: other }),
    ]
    expect(faultsOf({ messages })).toContain(`life-1: two keys for one outage, ${KEY} and ${other}`)
    // B had not heard the last signals.
    const cuts = [cut('A', 'B', 15, 90), cut('C', 'B', 15, 90)]
    expect(faultsOf({ messages, more: { cuts } })).toEqual([])
    // The same member has learnt of other signals in between, or not.
    // What A got at 20 s is known to B by 31 s.
    const byOne = messages.map(one => ({ ...one, member: 'B', at: Math.min(one.at + 5 * S, 61 * S) }))
    expect(faultsOf({ messages: byOne, more: { cuts } })).toEqual([])
    expect(faultsOf({ messages: byOne })).toContain(`life-1: two keys for one outage, ${KEY} and ${other}`)
  })

  it('two keys for one outage, where a member took a check-in late that had waited while it stood still', () => {
    const attempts = [...attemptsIn([0, 20]), success(24 * S, 'B', false), ...attemptsIn([60, 100])]
    const messages = [
      message('trigger', 30),
      message('resolve', 36),
      message('trigger', 48, { key: other }),
      message('resolve', 61, { key: other }),
    ]
    const still = (from: number, to: number) =>
      ({ member: 'B', part: 'web', how: 'still', from: from * S, to: to * S }) as const
    const twoKeys = `life-1: two keys for one outage, ${KEY} and ${other}`
    expect(faultsOf({ attempts, messages, more: { strikes: [still(23, 35)] } })).toEqual([])
    expect(faultsOf({ attempts, messages })).toEqual([twoKeys])
    expect(faultsOf({ attempts, messages, more: { strikes: [still(28, 35)] } })).toEqual([twoKeys])
    expect(faultsOf({ attempts, messages, more: { strikes: [still(23, 50)] } })).toEqual([twoKeys])
  })

  it('a resolve before its trigger', () => {
    expect(faultsOf({ messages: [message('resolve', 29), ...IN_ORDER] })).toContain(
      'life-1: resolve before its trigger, out of order on hook by A at 29.0 s',
    )
  })

  it('a resolve before its trigger by a member that was cut off then is in order, and by another one not', () => {
    const attempts = attemptsIn([0, 20], [31, 101])
    const messages = [
      message('resolve', 33),
      message('trigger', 40, { member: 'B' }),
      message('resolve', 41, { member: 'B' }),
    ]
    const fault = 'life-1: resolve before its trigger, out of order on hook by A at 33.0 s'
    expect(faultsOf({ attempts, messages })).toContain(fault)
    expect(faultsOf({ attempts, messages, more: { cuts: [cut('A', 'B', 28, 39)] } })).not.toContain(fault)
    expect(faultsOf({ attempts, messages, more: { cuts: [cut('A', 'C', 28, 39)] } })).toContain(fault)
  })

  it('a resolve without a trigger, since that was over before it could go out, is in order', () => {
    const attempts = attemptsIn([0, 20], [31, 101])
    expect(faultsOf({ attempts, messages: [message('resolve', 33)] })).toEqual([])
  })

  it('a trigger after its resolve', () => {
    const attempts = attemptsIn([0, 20], [50, 100])
    const messages = [
      message('trigger', 30),
      message('resolve', 51),
      message('trigger', 60, { member: 'B', answered: true }),
    ]
    const faults = faultsOf({ attempts, messages })
    expect(faults).toContain('life-1: trigger after its resolve, out of order on hook by B at 60.0 s')
  })

  it('a second incident while the first one is open', () => {
    const attempts = attemptsIn([0, 20], [40, 50], [80, 100])
    const next = `intvlm8r-${ID}-59000`
    const messages = [
      message('trigger', 30),
      message('trigger', 60, { key: next }),
      message('resolve', 62),
      message('resolve', 81, { key: next }),
    ]
    expect(faultsOf({ attempts, messages })).toEqual([
      'life-1: trigger before the resolve of the incident before it, out of order on hook by A at 60.0 s',
    ])
  })
})

describe('the end', () => {
  it('has an incident that nobody resolved', () => {
    expect(faultsOf({ messages: [message('trigger', 30)] })).toEqual([
      `life-1: never resolved on hook: ${KEY}`,
    ])
  })

  it('has a member that shows something else', () => {
    const [a, ...others] = run().shown as [Shown, ...Shown[]]
    expect(faultsOf({ more: { shown: [{ ...a, status: 'down' }, ...others] } })).toEqual([
      'life-1: down on A, and it is up',
    ])
    expect(faultsOf({ more: { shown: others } })).toContain('life-1: unknown on A, and it is up')
  })

  it('has a check-in that was acknowledged and is lost', () => {
    const spoilt = (member: string, more: Partial<Shown>) =>
      run().shown.map(one => (one.member === member ? { ...one, ...more } : one))
    const [a] = run().shown
    expect(faultsOf({ more: { shown: spoilt('A', { rids: a?.rids.slice(1) ?? [] }) } })).toEqual([
      'life-1: A lost 1 acknowledged check-ins, the first of 0.0 s',
    ])
    expect(faultsOf({ more: { shown: spoilt('B', { lastSignalAt: 20 * S }) } })).toEqual([
      'life-1: B lost the last acknowledged check-in, of 90.0 s at A; it has one of 20.0 s',
    ])
  })

  it('has a check that is silent and shown as up', () => {
    const attempts = attemptsIn([0, 20])
    expect(faultsOf({ attempts, messages: [message('trigger', 30)], status: 'down' })).toEqual([])
    expect(faultsOf({ attempts, messages: [message('trigger', 30)], status: 'up' })).toEqual(
      MEMBERS.map(member => `life-1: up on ${member}, and it is down`),
    )
  })
})

describe('a member that is away', () => {
  const beats = [...attemptsIn([0, 30]), ...attemptsIn([72, 100])]
  const named = (at: number, key = 'intvlm8r-silent-a-0') =>
    message('trigger', at, { member: 'B', key, text: '[SILENT] A: 1 check is unheard' })
  const away = (messages: readonly Message[], route = ['A']) => {
    const checks = run({ attempts: beats }).checks.map(check => ({ ...check, route }))
    return faultsOf({ attempts: beats, messages, more: { checks, strikes: [dead('A', 31, 70)] } })
  }

  it('is named, where some of its checks are heard nowhere else', () => {
    const back = message('resolve', 75, { member: 'B', key: 'intvlm8r-silent-a-0', text: '[ANSWERS] A' })
    expect(away([named(40), back])).toEqual([])
    expect(away([])).toContain('A: its checks are unheard, and it is not named on hook by 46.0 s')
    expect(away([named(47)])).toHaveLength(1)
    expect(away([named(33), { ...back, at: 35_000 }])).toHaveLength(1)
  })

  it('is named once', () => {
    expect(away([named(40), named(50, 'intvlm8r-silent-a-1')])).toEqual([
      'A: named as unheard twice on hook (40.0 s, 50.0 s)',
    ])
  })
})
