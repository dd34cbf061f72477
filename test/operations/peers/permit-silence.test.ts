import { beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import { planNotice } from '../../../src/domain/alerts/plan'
import type { Member, MemberState } from '../../../src/domain/peers/group'
import { unheardText } from '../../../src/domain/peers/group-text'
import type { Told } from '../../../src/domain/peers/told'
import { createPermitSilence, type PermitPorts } from '../../../src/operations/peers/permit-silence'
import { createUnderWay } from '../../../src/operations/peers/under-way'

const TAKEOVER = 20_000
const NAME = 'silent id-shed 0 mail'
const SHED: Member = {
  ...{ name: 'shed', id: 'id-shed', isAble: true, silentFor: TAKEOVER / 2, sameFor: TAKEOVER / 2 },
}
const BARN: Member = {
  ...{
    name: 'barn',
    id: 'id-barn',
    rank: 2,
    state: 'standing by',
    isAble: true,
    silentFor: 0,
    sameFor: 90_000,
  },
}

let told: Told
let machine: number
/** Milliseconds since the report was planned. */
let waited: number
let state: MemberState
let holder: string | undefined
let members: readonly Member[]
let isGroup: boolean
let rank: number
let calls: unknown[][]
/** Happens at each look at the members. */
let onSync: (count: number) => void
let onNote: () => void
let syncs: number

beforeEach(() => {
  told = {}
  machine = 500_000
  waited = 0
  state = 'on duty'
  holder = 'id-attic'
  members = [SHED, BARN]
  isGroup = true
  rank = 1
  calls = []
  syncs = 0
  onSync = () => {}
  onNote = () => {}
})

/** A watch with the id `id-attic`. */
function open() {
  const sending = createUnderWay()
  const ports: PermitPorts = {
    self: 'id-attic',
    state: async () =>
      isGroup
        ? {
            ...{ state, members, at: 0, settings: { rank, takeover: TAKEOVER, members: [] } },
            ...(holder !== undefined && { holder }),
          }
        : undefined,
    sync: async since => {
      calls.push(['sync', since])
      onSync(++syncs)
      return new Set()
    },
    copies: {
      read: async ids => new Map(ids.map(id => [id, { told: id === 'group' ? told : {} }])),
      tell: async (id, more) => {
        calls.push(['tell', id, more])
        told = { ...told, ...more }
      },
      review: async id => void calls.push(['review', id]),
    },
    store: {
      remembered: async () => new Map(),
      commit: async (_changes, alerts) => {
        calls.push(...alerts.map(({ id, alert: { subject } }) => [id, subject]))
        return true
      },
    },
    noteSending: async () => {
      calls.push(['note', sending.names()])
      onNote()
    },
    now: () => 1_000_000 + waited,
    machine: () => machine,
  }
  const permit = createPermitSilence(ports, sending)
  return {
    sending,
    permit: (round = 0, channel = 'mail', id = 'id-shed', mayBeTaken = false) =>
      permit(reportOf(id, round, channel), id, round, mayBeTaken),
  }
}
const reportOf = (id: string, round: number, channel: string): PlannedAlert =>
  planNotice(
    unheardText('shed', 1),
    { key: `intvlm8r-silent-${id}-${round}`, name: 'shed', since: 0 },
    channel,
    1_000_000,
  )
const rival = (more: Partial<Member> = {}): Member => ({ ...BARN, sending: [NAME], ...more })

/** The permit to send it. */
async function permitted(watch: ReturnType<typeof open>) {
  const found = await watch.permit()
  if (found.kind !== 'send') throw new Error(`it is to be sent, not ${found.kind}`)
  return found
}

describe('the report of a silence', () => {
  it('is sent by the member on duty, once the others know that it will be', async () => {
    const watch = open()
    const found = await permitted(watch)
    expect(found).toEqual({
      ...{ kind: 'send', isOpened: false, withinMs: TAKEOVER / 2, done: expect.any(Function) },
    })
    expect(calls).toEqual([
      ['sync', 499_750],
      ['note', [NAME]],
      ['sync', 500_000],
    ])
    expect(watch.sending.names()).toEqual([NAME])
    calls = []
    await found.done(true)
    expect(calls).toEqual([['tell', 'group', { [NAME]: { by: 'id-attic', n: 1 } }]])
    expect(watch.sending.names()).toEqual([])
  })

  it('that could not be sent is told nowhere, and nothing of it is on its way', async () => {
    const watch = open()
    const found = await permitted(watch)
    calls = []
    await found.done(false)
    expect([calls, watch.sending.names()]).toEqual([[], []])
  })

  it('is on its way no more where its outcome cannot be noted', async () => {
    const watch = open()
    const found = await permitted(watch)
    Object.defineProperty(told, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('Redis is away')
      },
    })
    await expect(found.done(true)).rejects.toThrow('Redis is away')
    expect(watch.sending.names()).toEqual([])
  })

  it('is the watch’s own where the group has ended', async () => {
    isGroup = false
    expect(await open().permit()).toEqual({ kind: 'own' })
  })

  it('is also one that it may send where the group ends just then', async () => {
    onSync = count => {
      if (count === 2) isGroup = false
    }
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it.each<[string, string | undefined]>([
    ['barn', 'id-barn'],
    ['this watch', 'id-attic'],
    ['this watch', 'id-gone'],
  ])('that was told is told by %s', async (by, id) => {
    told = { [NAME]: { by: id ?? '', n: 1 } }
    expect(await open().permit()).toEqual({ kind: 'told', by })
    expect(await open().permit(0, 'sms')).toMatchObject({ kind: 'send' })
    expect(await open().permit(1)).toMatchObject({ kind: 'send' })
  })
})

describe('a silence that is over before it was told', () => {
  it.each<[string, readonly Member[]]>([
    ['answers', [{ ...SHED, silentFor: TAKEOVER / 2 - 1 }, BARN]],
    ['is no member any more', [BARN]],
  ])('is no news, and counts as one: the member %s', async (_what, present) => {
    members = present
    expect(await open().permit(3)).toEqual({ kind: 'void' })
    expect(calls.slice(1)).toEqual([['tell', 'group', { 'answers id-shed 3': { by: 'id-attic', n: 1 } }]])
  })

  it('has its end by the member on duty where somebody was told of it', async () => {
    members = [BARN]
    told = { 'silent id-shed 3 sms': { by: 'id-barn', n: 4 } }
    expect(await open().permit(3)).toEqual({ kind: 'void' })
    expect(calls).toEqual([['sync', 499_750]])
    told = { 'silent id-shed 33 sms': { by: 'id-barn', n: 4 } }
    expect(await open().permit(3)).toEqual({ kind: 'void' })
    expect(calls.at(-1)).toEqual(['tell', 'group', { 'answers id-shed 3': { by: 'id-attic', n: 5 } }])
  })

  it('has its end here where the service may have the report of this watch, which got no answer', async () => {
    members = [{ ...SHED, silentFor: 0 }, BARN]
    expect(await open().permit(3, 'mail', 'id-shed', true)).toEqual({ kind: 'void' })
    expect(calls.slice(1)).toEqual([
      ['intvlm8r-silent-id-shed-3-resolve-mail', '[ANSWERS] shed'],
      ['review', 'group'],
      ['tell', 'group', { 'answers id-shed 3': { by: 'id-attic', n: 1 } }],
    ])
    // The others have ended it, and it is silent again.
    members = [SHED, BARN]
    calls = []
    expect(await open().permit(3, 'sms', 'id-shed', true)).toEqual({ kind: 'void' })
    expect(calls.slice(1)).toEqual([
      ['intvlm8r-silent-id-shed-3-resolve-sms', '[ANSWERS] shed'],
      ['review', 'group'],
    ])
    members = [BARN]
    calls = []
    expect(await open().permit(4, 'mail', 'id-shed', true)).toEqual({ kind: 'void' })
    expect(calls[1]).toEqual(['intvlm8r-silent-id-shed-4-resolve-mail', '[REMOVED] shed'])
  })

  it('leaves its end to the member on duty, and ends for nobody else, where others were told of it', async () => {
    members = [{ ...SHED, silentFor: 0 }, BARN]
    told = { 'silent id-shed 3 sms': { by: 'id-barn', n: 4 } }
    expect(await open().permit(3, 'mail', 'id-shed', true)).toEqual({ kind: 'void' })
    expect(calls.slice(1).map(([what]) => what)).toEqual(['intvlm8r-silent-id-shed-3-resolve-mail', 'review'])
    expect(await open().permit(3, 'sms', 'id-shed', true)).toEqual({ kind: 'told', by: 'barn' })
  })

  it('is told with its end where the others found it over while it was sent', async () => {
    const found = await permitted(open())
    told = { 'answers id-shed 0': { by: 'id-barn', n: 1 } }
    calls = []
    await found.done(true)
    expect(calls).toEqual([
      ['tell', 'group', { [NAME]: { by: 'id-attic', n: 2 } }],
      ['intvlm8r-silent-id-shed-0-resolve-mail', '[ANSWERS] shed'],
      ['review', 'group'],
    ])
  })

  it('does not end as if it had answered where another member took it out of its INI', async () => {
    const found = await permitted(open())
    told = { 'answers id-shed 0': { by: 'id-barn', n: 1, at: 5_000 } }
    calls = []
    await found.done(true)
    expect(calls[1]).toEqual(['intvlm8r-silent-id-shed-0-resolve-mail', '[REMOVED] shed'])
    told = { 'answers id-shed 3': { by: 'id-barn', n: 1, at: 5_000 } }
    calls = []
    expect(await open().permit(3, 'mail', 'id-shed', true)).toEqual({ kind: 'void' })
    expect(calls[1]).toEqual(['intvlm8r-silent-id-shed-3-resolve-mail', '[REMOVED] shed'])
  })

  it('is waited for while another member sends a report of it', async () => {
    members = [{ ...SHED, silentFor: 0 }, rival({ sending: ['silent id-shed 0 sms'] })]
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 500 })
    expect(await open().permit(1)).toEqual({ kind: 'void' })
    members = [{ ...SHED, silentFor: 0 }, rival({ silentFor: TAKEOVER / 2 })]
    expect(await open().permit()).toEqual({ kind: 'void' })
  })

  it('is waited for while nobody knows whether it goes on', async () => {
    members = [{ ...SHED, silentFor: 0, isPresumed: true }]
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 500 })
  })

  it('is waited for while another report of it is being sent', async () => {
    const watch = open()
    const found = await permitted(watch)
    members = [{ ...SHED, silentFor: 0 }, BARN]
    expect(await watch.permit(0, 'sms')).toEqual({ kind: 'wait', ms: 500 })
    expect(await watch.permit(1, 'sms')).toEqual({ kind: 'void' })
    await found.done(true)
    expect(await watch.permit(0, 'sms')).toEqual({ kind: 'void' })
  })
})

describe('a report that another member may send', () => {
  const AGAIN = { kind: 'wait', ms: TAKEOVER / 10 }

  it('waits while that sends it', async () => {
    members = [SHED, rival()]
    expect(await open().permit()).toEqual(AGAIN)
    expect(calls).toEqual([['sync', 499_750]])
    members = [SHED, rival({ silentFor: TAKEOVER / 2 })]
    expect(await open().permit()).toMatchObject({ kind: 'send' })
    members = [SHED, rival({ sending: ['silent id-shed 0 sms'] })]
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it.each<[MemberState, number, boolean]>([
    ['catching up', 900_000, false],
    ['cut off', 900_000, false],
    ['standing by', 9_999, false],
    ['standing by', 10_000, true],
  ])('waits for its turn: %s, after %i ms, %s', async (own, ms, isSent) => {
    state = own
    holder = 'id-barn'
    waited = ms
    expect(await open().permit()).toMatchObject(isSent ? { kind: 'send' } : AGAIN)
  })

  it('waits for half of a take-over more for each member before it', async () => {
    state = 'standing by'
    holder = 'id-gone'
    rank = 3
    waited = 19_999
    expect(await open().permit()).toEqual(AGAIN)
    waited = 20_000
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it('leaves it the turn after an own try that failed', async () => {
    const watch = open()
    await (await permitted(watch)).done(false)
    waited = 10_000
    machine += 3_999
    expect(await watch.permit()).toEqual(AGAIN)
    machine += 1
    const second = await permitted(watch)
    await second.done(true)
    told = {}
    // It counts as one that did not fail.
    expect(await watch.permit()).toMatchObject({ kind: 'send' })
  })

  it('gives way to a member that comes to send it at the same moment', async () => {
    const watch = open()
    state = 'standing by'
    holder = 'id-gone'
    waited = 10_000
    onNote = () => {
      members = [SHED, rival({ rank: 1, id: 'id-aaa' })]
    }
    expect(await watch.permit()).toEqual(AGAIN)
    expect(calls.filter(([call]) => call === 'note')).toEqual([
      ['note', [NAME]],
      ['note', []],
    ])
    expect(watch.sending.names()).toEqual([])
    // Nothing of it is on its way: when it is over, it is.
    members = [{ ...SHED, silentFor: 0 }]
    expect(await watch.permit()).toEqual({ kind: 'void' })
  })

  it('goes first where it has the duty, once the other one has given way', async () => {
    onNote = () => {
      members = [SHED, rival()]
    }
    onSync = count => {
      if (count === 4) members = [SHED, BARN]
    }
    expect(await open().permit()).toMatchObject({ kind: 'send' })
    expect(syncs).toBe(4)
  })

  it('gives way where the other one does not in time', async () => {
    onNote = () => {
      members = [SHED, rival()]
    }
    onSync = count => {
      if (count === 3) machine += 7_500
    }
    expect(await open().permit()).toEqual(AGAIN)
    expect(syncs).toBe(3)
  })

  it('gives way where it was told just now', async () => {
    onSync = count => {
      if (count === 2) told = { [NAME]: { by: 'id-barn', n: 1 } }
    }
    const watch = open()
    expect(await watch.permit()).toEqual(AGAIN)
    expect(await watch.permit()).toEqual({ kind: 'told', by: 'barn' })
  })

  it('is on its way no more where the members cannot be asked', async () => {
    const watch = open()
    onSync = count => {
      if (count === 2) throw new Error('Redis is away')
    }
    await expect(watch.permit()).rejects.toThrow('Redis is away')
    expect(watch.sending.names()).toEqual([])
  })
})
