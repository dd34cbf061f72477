import { describe, expect, it } from 'vitest'
import type { Member } from '../../../src/domain/peers/group'
import { type PermitFacts, permitOf, withoutRivals } from '../../../src/domain/peers/permit'
import {
  isSameTold,
  type Outcome,
  outcomeName,
  putTogether,
  type Told,
  withOutcome,
} from '../../../src/domain/peers/told'

const alive: Member = {
  name: 'attic',
  id: 'a',
  rank: 1,
  state: 'on duty',
  isAble: true,
  silentFor: 1_000,
  sameFor: 60_000,
}
const facts: PermitFacts = {
  self: 'b',
  rank: 2,
  takeover: 120_000,
  state: 'standing by',
  holder: 'a',
  members: [alive],
  told: {},
  waited: 0,
}
const trigger = { key: 'intvlm8r-c-1', kind: 'trigger', status: 'down', since: 1_000 } as const
const resolve = { key: 'intvlm8r-c-1', kind: 'resolve', status: 'up', since: 1_000, until: 9_000 } as const
const toldBy = (by: string, ...alerts: readonly Parameters<typeof outcomeName>[0][]) =>
  alerts.reduce((told, alert) => withOutcome(told, outcomeName(alert, 'mail') ?? '', { by }), {})
const permit = (alert: Parameters<typeof permitOf>[0], given: Partial<PermitFacts> = {}) =>
  permitOf(alert, 'mail', { ...facts, ...given })

describe('an alert of the group', () => {
  it('is sent by the member on duty alone', () => {
    expect(permit(trigger, { state: 'on duty' })).toStrictEqual({ kind: 'send', isSplit: false })
    expect(permit(trigger)).toStrictEqual({ kind: 'wait' })
  })

  it.each(['on duty', 'standing by', 'catching up', 'cut off'] as const)(
    'that some member has told is told, also for a member that is %s',
    state => {
      expect(permit(trigger, { state, told: toldBy('a', trigger), waited: 600_000 })).toStrictEqual({
        kind: 'told',
        by: 'a',
      })
    },
  )

  it('is not told by another channel', () => {
    expect(permitOf(trigger, 'pager', { ...facts, told: toldBy('a', trigger) })).toStrictEqual({
      kind: 'wait',
    })
  })

  it('is sent by the next one when the take-over is over, and by the one after it a take-over later', () => {
    expect(permit(trigger, { waited: 119_999 })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { waited: 120_000 })).toStrictEqual({ kind: 'send', isSplit: false })
    const second = { ...alive, id: 'b', rank: 2, name: 'barn', state: 'standing by' as const }
    const third = { self: 'c', rank: 3, members: [alive, second] }
    expect(permit(trigger, { ...third, waited: 239_999 })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { ...third, waited: 240_000 }).kind).toBe('send')
    const silent = { ...second, silentFor: 60_000 }
    expect(permit(trigger, { ...third, members: [alive, silent], waited: 120_000 }).kind).toBe('send')
  })

  it('that this member failed to send a moment ago is left to the others', () => {
    const standing = { waited: 500_000 }
    expect(permit(trigger, { ...standing, failedFor: 119_999 })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { ...standing, failedFor: 120_000 }).kind).toBe('send')
    const other = { ...alive, id: 'c', rank: 3, state: 'standing by' } as const
    const onDuty = { self: 'a', rank: 1, state: 'on duty', members: [other] } as const
    expect(permit(trigger, { ...onDuty, waited: 120_000, failedFor: 23_999 })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { ...onDuty, waited: 120_000, failedFor: 24_000 }).kind).toBe('send')
    // They have not had their turn yet.
    expect(permit(trigger, { ...onDuty, waited: 119_999, failedFor: 10 }).kind).toBe('send')
    // Nobody else is there that could.
    for (const members of [[], [{ ...other, isAble: false }], [{ ...other, silentFor: 60_000 }]])
      expect(permit(trigger, { ...onDuty, members, waited: 500_000, failedFor: 10 }).kind).toBe('send')
  })

  it('waits for the outcome while a member that answers is sending it', () => {
    const sending = { ...alive, sending: ['intvlm8r-c-1 trigger mail'] }
    expect(permit(trigger, { members: [sending], waited: 600_000 })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { members: [sending], state: 'on duty' })).toStrictEqual({ kind: 'wait' })
    expect(permit(trigger, { members: [{ ...sending, silentFor: 60_000 }], waited: 600_000 }).kind).toBe(
      'send',
    )
    expect(permit(resolve, { members: [sending], waited: 600_000 }).kind).toBe('send')
  })

  it.each(['catching up', 'cut off'] as const)('is held by a member that is %s, however long', state => {
    expect(permit(trigger, { state, waited: 9_999_999 })).toStrictEqual({ kind: 'wait' })
  })

  it('names the members that do not answer, and for whom it is told', () => {
    const silent = { ...alive, silentFor: 60_000 }
    expect(permit(trigger, { state: 'on duty', members: [silent] })).toStrictEqual({
      kind: 'send',
      isSplit: true,
      line: 'This watch tells it in place of attic, which does not answer; it may come from there, too.',
    })
    const others = [silent, { ...silent, name: 'barn' }]
    expect(permit(trigger, { self: '0', rank: 0, state: 'on duty', members: others })).toMatchObject({
      line: 'attic and barn do not answer this watch, and may tell it, too.',
    })
  })

  it('that a check is down is news after it could not be looked at', () => {
    const blind = { ...trigger, status: 'blind' } as const
    expect(permit(trigger, { state: 'on duty', told: toldBy('a', blind) }).kind).toBe('send')
  })

  it('of a time that was over before it began is nobody’s news, unless its beginning was told', () => {
    const never = { ...resolve, until: 900 }
    expect(permit(never, { state: 'on duty' })).toStrictEqual({ kind: 'void' })
    expect(permit(never, { state: 'on duty', told: toldBy('a', trigger) }).kind).toBe('send')
    expect(permit(resolve, { state: 'on duty' }).kind).toBe('send')
  })

  it('that ends what its service may have of this member, which got no answer, is sent at once', () => {
    const never = { ...resolve, until: 900 }
    for (const end of [never, resolve])
      expect(permit(end, { mayBeOpen: true })).toStrictEqual({ kind: 'send', isSplit: false })
    // Some member has told of its beginning: then the one on duty tells of its end.
    expect(permit(never, { mayBeOpen: true, told: toldBy('c', trigger) })).toStrictEqual({ kind: 'wait' })
    expect(permit(never, { mayBeOpen: true, told: toldBy('a', resolve) })).toStrictEqual({
      kind: 'told',
      by: 'a',
    })
    expect(permit(trigger, { mayBeOpen: true })).toStrictEqual({ kind: 'wait' })
  })

  describe('about the end of an incident, which a member told without knowing that this one had told of its beginning', () => {
    const began = (by: string, at: number, status: 'down' | 'blind' = 'down') =>
      withOutcome({}, outcomeName({ ...trigger, status }, 'mail') ?? '', { by, at })
    const ended = (end: Partial<Outcome>, told = began('b', 70_000)): Told => ({
      ...told,
      'intvlm8r-c-1 resolve mail': { by: 'a', n: 1, at: 60_000, after: {}, ...end },
    })
    const told = { kind: 'told', by: 'a' }

    it('is sent once more, at once, since the bad news came after the good', () => {
      expect(permit(resolve, { told: ended({}) })).toStrictEqual({ kind: 'send', isSplit: false })
      expect(permit(resolve, { told: ended({ after: { c: true } }) }).kind).toBe('send')
      expect(permit(resolve, { told: ended({}), state: 'catching up' })).toStrictEqual({ kind: 'wait' })
      expect(permit(resolve, { told: ended({}, began('b', 70_000, 'blind')) }).kind).toBe('send')
    })

    it('is told where the bad news came before, but for what the way of a message may hide', () => {
      expect(permit(resolve, { told: ended({}, began('b', 58_000)) })).toStrictEqual(told)
      expect(permit(resolve, { told: ended({}, began('b', 58_001)) }).kind).toBe('send')
      expect(permit(resolve, { told: ended({ others: { c: 72_000 } }) })).toStrictEqual(told)
      expect(permit(resolve, { told: ended({ others: { c: 71_999 } }) }).kind).toBe('send')
    })

    it('is sent by all that had told of it later', () => {
      const both = putTogether(began('a', 50_000), began('b', 70_000))
      expect(permit(resolve, { told: ended({ after: { a: true } }, both) }).kind).toBe('send')
      expect(permit(resolve, { told: ended({ after: { a: true } }, both), self: 'a' })).toStrictEqual(told)
    })

    it('is told where that was known, where this one told nothing, and by a member of an older version', () => {
      expect(permit(resolve, { told: ended({ after: { b: true } }) })).toStrictEqual(told)
      expect(permit(resolve, { told: ended({}, {}) })).toStrictEqual(told)
      expect(permit(resolve, { told: ended({}, began('c', 70_000)) })).toStrictEqual(told)
      expect(permit(resolve, { told: ended({}, toldBy('b', trigger)) })).toStrictEqual(told)
      const { after: _none, ...old } = ended({})['intvlm8r-c-1 resolve mail'] as Outcome
      expect(permit(resolve, { told: { ...ended({}), 'intvlm8r-c-1 resolve mail': old } })).toStrictEqual(
        told,
      )
      expect(permit(trigger, { told: ended({}) })).toStrictEqual({ kind: 'told', by: 'b' })
    })
  })

  it('reminds by the member on duty alone', () => {
    const reminder = { ...trigger, kind: 'reminder' } as const
    expect(permit(reminder, { state: 'on duty' }).kind).toBe('send')
    expect(permit(reminder, { waited: 600_000 })).toStrictEqual({ kind: 'void' })
  })

  it('that closes a second incident of one outage is sent by its opener', () => {
    const closing = { ...resolve, status: 'paused', isMerge: true } as const
    expect(permit(closing, { told: toldBy('b', trigger) }).kind).toBe('send')
    expect(permit(closing, { state: 'on duty', told: toldBy('a', trigger) })).toStrictEqual({ kind: 'wait' })
    expect(permit(closing, { state: 'on duty', told: toldBy('a', trigger), waited: 120_000 }).kind).toBe(
      'send',
    )
  })
})

describe('what was told', () => {
  it('is put together in any order', () => {
    const [one, other] = [toldBy('a', trigger), toldBy('b', trigger, resolve)]
    expect(putTogether(one, other)).toStrictEqual(putTogether(other, one))
    expect(Object.entries(putTogether(one, other)).map(([name, { by }]) => [name, by])).toStrictEqual([
      ['intvlm8r-c-1 trigger mail', 'a'],
      ['intvlm8r-c-1 resolve mail', 'b'],
    ])
    expect(putTogether(one, one)).toStrictEqual(one)
    expect(isSameTold(putTogether(one, other), one)).toBe(false)
  })

  it('names all that told the same, and whose beginnings they knew', () => {
    const name = 'intvlm8r-c-1 resolve mail'
    const AT: Readonly<Record<string, number>> = { a: 10, b: 20, c: 30 }
    const end = (by: string, ...after: readonly string[]): Told => ({
      [name]: { by, n: 1, at: AT[by] ?? 0, after: Object.fromEntries(after.map(id => [id, true as const])) },
    })
    const all = { by: 'a', n: 1, at: 10, others: { b: 20, c: 30 }, after: { b: true, c: true } }
    const [a, b, c] = [end('a'), end('b', 'b'), end('c', 'b', 'c')] as const
    expect(putTogether(putTogether(a, b), c)).toStrictEqual({ [name]: all })
    expect(putTogether(c, putTogether(b, a))).toStrictEqual({ [name]: all })
    expect(isSameTold(putTogether(a, b), a)).toBe(false)
    expect(isSameTold(putTogether(a, b), putTogether(b, a))).toBe(true)
    expect(isSameTold(putTogether(a, end('b')), putTogether(a, end('c')))).toBe(false)
    expect(isSameTold(end('a', 'b'), end('a', 'c'))).toBe(false)
  })

  it('is kept of the newest alerts', () => {
    let told = {}
    for (let n = 1; n <= 30; n++) told = withOutcome(told, `k${n} trigger mail`, { by: 'a' })
    const names = Object.keys(told)
    expect(names).toHaveLength(24)
    expect(names).toContain('k30 trigger mail')
    expect(names).not.toContain('k6 trigger mail')
  })
})

describe('members that come to send at the same moment', () => {
  const attempts = (self: Pick<PermitFacts, 'self' | 'rank' | 'state'>, members: readonly Member[]) =>
    withoutRivals({ ...self, members }).map(member => member.sending)
  const sending = ['k trigger mail']
  const attic = { ...alive, sending }
  const barn = { ...attic, id: 'b', rank: 2, state: 'standing by' } as const
  const cellar = { ...barn, id: 'c', rank: 3 }

  it('give way to the one on duty, and to a lower rank', () => {
    expect(attempts({ self: 'a', rank: 1, state: 'on duty' }, [barn, cellar])).toStrictEqual([
      undefined,
      undefined,
    ])
    expect(attempts({ self: 'b', rank: 2, state: 'standing by' }, [attic, cellar])).toStrictEqual([
      sending,
      undefined,
    ])
    expect(attempts({ self: 'c', rank: 3, state: 'standing by' }, [attic, barn])).toStrictEqual([
      sending,
      sending,
    ])
    const waiting = { ...attic, state: 'standing by' } as const
    expect(attempts({ self: 'c', rank: 3, state: 'on duty' }, [waiting, barn])).toStrictEqual([
      undefined,
      undefined,
    ])
    expect(
      attempts({ self: 'a', rank: 1, state: 'standing by' }, [{ ...cellar, state: 'on duty' }]),
    ).toStrictEqual([sending])
  })

  it('go by rank where both take themselves for the one on duty', () => {
    const both = { ...barn, state: 'on duty' } as const
    expect(attempts({ self: 'a', rank: 1, state: 'on duty' }, [both])).toStrictEqual([undefined])
    expect(attempts({ self: 'b', rank: 2, state: 'on duty' }, [attic])).toStrictEqual([sending])
  })
})
