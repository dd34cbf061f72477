import { describe, expect, it } from 'vitest'
import type { Contact } from '../../../src/domain/peers/group-ports'
import { contactAfter, memberOf } from '../../../src/domain/peers/members'

/** Silent after 60 seconds. */
const TAKEOVER = 120_000
const NOW = 1_000_000

const contact = (given: Partial<Contact> = {}): Contact => ({
  id: 'b',
  rank: 2,
  state: 'standing by',
  isAble: true,
  at: NOW - 1_000,
  since: NOW - 500_000,
  ...given,
})
const member = (ways: Parameters<typeof memberOf>[1]) => memberOf('barn', ways, NOW, TAKEOVER)

describe('a member', () => {
  it('that was never heard cannot deliver, and is not silent', () => {
    expect(member({})).toEqual({ name: 'barn', isAble: false, sameFor: 0 })
  })

  it('that has only asked has not answered', () => {
    expect(member({ in: contact() })).toEqual({
      name: 'barn',
      id: 'b',
      rank: 2,
      state: 'standing by',
      isAble: true,
      silentFor: 1_000,
      sameFor: 500_000,
    })
  })

  it('that has answered has all that its answer had', () => {
    const out = contact({
      at: NOW - 2_000,
      isAble: false,
      unableSince: NOW - 7_000,
      wholeAt: NOW - 3_000,
      took: 40,
      sending: ['x'],
    })
    expect(member({ out })).toEqual({
      name: 'barn',
      id: 'b',
      rank: 2,
      state: 'standing by',
      isAble: false,
      sending: ['x'],
      silentFor: 2_000,
      answeredFor: 2_000,
      sameFor: 500_000,
      unableFor: 7_000,
      lag: 3_000,
      took: 40,
    })
  })

  it('is as its last contact shows it, the answer of two at the same moment', () => {
    const [older, newer] = [contact({ rank: 1, at: NOW - 9_000 }), contact({ rank: 3, at: NOW - 8_000 })]
    expect(member({ out: older, in: newer })).toMatchObject({ rank: 3, silentFor: 8_000, answeredFor: 9_000 })
    expect(member({ out: newer, in: older })).toMatchObject({ rank: 3, silentFor: 8_000, answeredFor: 8_000 })
    expect(member({ out: contact({ rank: 1 }), in: contact({ rank: 3 }) })).toMatchObject({ rank: 1 })
  })

  it('lags behind by the time since either way had all of it', () => {
    const [out, asked] = [contact({ wholeAt: NOW - 4_000 }), contact({ wholeAt: NOW - 6_000 })]
    expect(member({ out, in: asked }).lag).toBe(4_000)
    expect(member({ out: contact(), in: asked }).lag).toBe(6_000)
    expect(member({ out: contact() })).not.toHaveProperty('lag')
  })

  it('is silent after half of the take-over, and was so since then', () => {
    expect(member({ in: contact({ at: NOW - 59_999 }) })).toMatchObject({
      silentFor: 59_999,
      sameFor: 500_000,
    })
    expect(member({ in: contact({ at: NOW - 60_000 }) })).toMatchObject({
      silentFor: 60_000,
      sameFor: 60_000,
    })
  })

  it('was heard just now where the clock was set back since', () => {
    expect(member({ out: contact({ at: NOW + 5_000 }) })).toMatchObject({ silentFor: 0, answeredFor: 0 })
  })
})

describe('the contact after a message', () => {
  const greeting = { rank: 2, pingKey: 'p', state: 'on duty', isAble: true } as const
  const after = (
    contacts: Parameters<typeof contactAfter>[0],
    given: Partial<Parameters<typeof contactAfter>[3]> = {},
    more: Partial<Parameters<typeof contactAfter>[2]> = {},
  ) =>
    contactAfter(
      contacts,
      'out',
      { ...greeting, ...more },
      { id: 'b', at: NOW, takeover: TAKEOVER, ...given },
    )

  it('begins where there was none', () => {
    expect(after({})).toEqual({ id: 'b', rank: 2, state: 'on duty', isAble: true, at: NOW, since: NOW })
  })

  it('goes on since the older of both ways, unless there was a silence', () => {
    const [out, asked] = [contact({ since: NOW - 5_000 }), contact({ since: NOW - 8_000 })]
    expect(after({ out, in: asked }).since).toBe(NOW - 8_000)
    expect(after({ out, in: contact({ at: NOW - 59_999, since: NOW - 70_000 }) }).since).toBe(NOW - 70_000)
    expect(after({ out, in: contact({ at: NOW - 60_000, since: NOW - 70_000 }) }).since).toBe(NOW - 5_000)
    expect(after({ out: contact({ at: NOW - 60_000 }) }).since).toBe(NOW)
  })

  it('begins anew where another appliance has the name', () => {
    expect(after({ out: contact() }, { id: 'c' })).toMatchObject({ id: 'c', since: NOW })
  })

  it('has not been able to deliver since the first of its messages that said so', () => {
    expect(after({}, {}, { isAble: false }).unableSince).toBe(NOW)
    const [out, asked] = [contact({ unableSince: NOW - 3_000 }), contact({ unableSince: NOW - 4_000 })]
    expect(after({ out, in: asked }, {}, { isAble: false }).unableSince).toBe(NOW - 4_000)
    expect(after({ out, in: asked })).not.toHaveProperty('unableSince')
  })

  it('keeps from the same way what the message does not tell', () => {
    const out = contact({ wholeAt: 7, took: 8 })
    expect(after({ out })).toMatchObject({ wholeAt: 7, took: 8 })
    expect(after({ out }, { wholeAt: 9, took: 10 })).toMatchObject({ wholeAt: 9, took: 10 })
    const other = after({ in: out })
    expect(other).not.toHaveProperty('wholeAt')
    expect(other).not.toHaveProperty('took')
  })

  it('has the alerts that are on their way now, and none of before', () => {
    expect(after({}, {}, { sending: ['x'] }).sending).toEqual(['x'])
    expect(after({ out: contact({ sending: ['x'] }) })).not.toHaveProperty('sending')
  })
})
