import { beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Member, MemberState } from '../../../src/domain/peers/group'
import type { Told } from '../../../src/domain/peers/told'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import type { CheckState, CopiedState } from '../../../src/domain/watch/state'
import { createTellUnheard } from '../../../src/operations/peers/tell-unheard'
import { CHECK, channelOf } from '../../support/alert-memory'

const NOW = 1_000_000
const TAKEOVER = 20_000

let told: Told
let checks: Watched[]
let channels: Channel[]
let calls: unknown[][]
let planned: PlannedAlert[]
let tell: ReturnType<typeof createTellUnheard>

beforeEach(() => {
  told = {}
  checks = [checkBy('id-barn')]
  channels = ['hook', 'phone'].map(name => channelOf(name))
  calls = []
  planned = []
  tell = createTellUnheard({
    ...{ self: 'id-attic', now: () => NOW },
    checks: {
      scan: async function* () {
        calls.push(['scan'])
        for (const check of checks) yield [check]
      },
    },
    copies: {
      read: async ids => new Map(ids.map(id => [id, { told }])),
      tell: async (id, more) => {
        calls.push(['tell', id, more])
        told = { ...told, ...more }
      },
      review: async id => void calls.push(['review', id]),
    },
    store: {
      commit: async (_changes, alerts) => {
        planned.push(...alerts)
        return true
      },
    },
    channels: { list: async () => channels },
  })
})

function checkBy(by: string, check: Partial<Check> = {}, state: Partial<CheckState> = {}): Watched {
  const copied = { by, own: 0 } as CopiedState
  return { check: { ...CHECK, ...check }, state: { ...newState(0), copied, ...state }, version: '1' }
}
/** What is planned at that state of the group. */
async function at(silentFor: number | undefined, more: Partial<Member> = {}, state: MemberState = 'on duty') {
  planned = []
  calls = []
  const member: Member = {
    ...{ name: 'barn', id: 'id-barn', isAble: true, sameFor: 0 },
    ...(silentFor !== undefined && { silentFor }),
    ...more,
  }
  const settings = { rank: 1, takeover: TAKEOVER, members: [] }
  await tell({ state, settings, members: [{ name: 'new', isAble: false, sameFor: 0 }, member], at: 0 })
  return planned.map(({ id }) => id)
}
const KEY = 'intvlm8r-silent-id-barn-0'

describe('a member that is silent for the time of a take-over', () => {
  it('is told with the number of its checks that nobody hears, by their channels', async () => {
    checks = [
      checkBy('id-barn', { channels: ['hook', 'gone'] }),
      checkBy('id-barn', { channels: ['hook'] }),
      checkBy('id-barn', { channels: ['phone'] }, { status: 'paused' }),
      checkBy('id-shed', { channels: ['phone'] }),
      checkBy('id-barn', { channels: ['phone'] }, { signals: 1 }),
    ]
    expect(await at(TAKEOVER - 1)).toEqual([])
    expect(await at(TAKEOVER)).toEqual([`${KEY}-trigger-hook`])
    expect(planned[0]).toMatchObject({
      ...{ channel: 'hook', at: NOW },
      alert: {
        key: KEY,
        name: 'barn',
        since: NOW,
        subject: '[SILENT] barn is dead or cut off: 2 checks are unheard',
      },
    })
    expect(calls).toEqual([['scan'], ['review', 'group']])
  })

  it('is told by the default channels where no channel of its checks is here', async () => {
    checks = [checkBy('id-barn', { channels: ['gone'] })]
    channels = [channelOf('hook'), channelOf('phone', 'webhook', { isDefault: true })]
    expect(await at(TAKEOVER)).toEqual([`${KEY}-trigger-phone`])
  })

  it('is no news where all of its checks are heard', async () => {
    checks = [checkBy('id-shed')]
    expect(await at(TAKEOVER)).toEqual([])
    expect(calls).toEqual([['scan']])
  })

  it('is looked for once, and again after it has answered', async () => {
    expect(await at(TAKEOVER)).toHaveLength(1)
    expect(await at(TAKEOVER + 1)).toEqual([])
    expect(calls).toEqual([])
    await at(0)
    expect(await at(TAKEOVER)).toHaveLength(1)
  })

  it('is told once, whatever watch did', async () => {
    told = { 'silent id-barn 0 sms': { by: 'id-shed', n: 1 } }
    expect(await at(TAKEOVER)).toEqual([])
    expect(calls).toEqual([])
  })

  it('is another silence after each return', async () => {
    told = {
      'silent id-barn 4 hook': { by: 'id-attic', n: 1 },
      'answers id-barn 4': { by: 'id-attic', n: 2 },
      'answers id-barn 3': { by: 'id-attic', n: 1 },
      'answers id-shed 9': { by: 'id-attic', n: 3 },
    }
    expect(await at(TAKEOVER)).toEqual(['intvlm8r-silent-id-barn-5-trigger-hook'])
  })

  it.each<[MemberState, number]>([
    ['on duty', 1],
    ['standing by', 1],
    ['catching up', 0],
    ['cut off', 0],
  ])('is planned by a watch that is %s: %i', async (state, count) => {
    expect(await at(TAKEOVER, {}, state)).toHaveLength(count)
  })

  it('is unknown before it has answered once', async () => {
    expect(await at(undefined)).toEqual([])
    expect(await at(TAKEOVER, { id: undefined as never })).toEqual([])
  })
})

describe('a silence whose end was told, as another member has the silent one in its INI no more', () => {
  const endedAt = (at: number | undefined, by = 'id-shed') => {
    told = {
      'silent id-barn 0 hook': { by: 'id-shed', n: 1 },
      'answers id-barn 0': { by, n: 2, ...(at !== undefined && { at }) },
    }
  }

  it('is told no more here, also after a pause of this program', async () => {
    endedAt(NOW - 1_000)
    expect(await at(TAKEOVER)).toEqual([])
    expect(calls).toEqual([])
    endedAt(NOW - TAKEOVER)
    expect(await at(TAKEOVER, { isPresumed: true })).toEqual([])
  })

  it.each<[string, number | undefined, string]>([
    ['the member has answered since', NOW - TAKEOVER, 'id-shed'],
    ['it ended by an answer', undefined, 'id-shed'],
    ['this INI had been without it, and has it again', NOW - 1_000, 'id-attic'],
  ])('is told where %s', async (_what, moment, by) => {
    endedAt(moment, by)
    expect(await at(TAKEOVER)).toEqual(['intvlm8r-silent-id-barn-1-trigger-hook'])
  })
})

describe('a member that answers again', () => {
  beforeEach(() => {
    told = {
      'silent id-barn 0 hook': { by: 'id-shed', n: 1 },
      'silent id-barn 0 sms': { by: 'id-shed', n: 2 },
      'silent id-barn 1 phone': { by: 'id-shed', n: 2 },
    }
  })

  it('is told by the channels that told its silence, and that is noted', async () => {
    expect(await at(TAKEOVER / 2)).toEqual([])
    expect(await at(TAKEOVER / 2 - 1)).toEqual([`${KEY}-resolve-hook`, `${KEY}-resolve-sms`])
    expect(planned[0]).toMatchObject({
      after: { watch: [`${KEY}-trigger-hook`] },
      alert: { since: NOW, name: 'barn' },
    })
    expect(calls[0]).toEqual(['review', 'group'])
    expect(calls[1]).toMatchObject(['tell', 'group', { 'answers id-barn 0': { by: 'id-attic', n: 3 } }])
  })

  it('is told once', async () => {
    told = { 'silent id-barn 0 hook': { by: 'id-shed', n: 1 } }
    expect(await at(0)).toHaveLength(1)
    expect(await at(0)).toEqual([])
  })

  it('is told, too, where its silence is known as told only after that', async () => {
    told = {}
    expect(await at(0)).toEqual([])
    told = { 'silent id-barn 0 hook': { by: 'id-shed', n: 1 } }
    expect(await at(0)).toEqual([`${KEY}-resolve-hook`])
  })

  it('is not told before every member has sent what it sends of the silence', async () => {
    const settings = { rank: 3, takeover: TAKEOVER, members: [] }
    const barn = { name: 'barn', id: 'id-barn', rank: 1, isAble: true, silentFor: 0, sameFor: 0 }
    const shed = { name: 'shed', id: 'id-shed', isAble: true, silentFor: 0, sameFor: 0 }
    const told = async (sending: readonly string[]) => {
      await tell({ state: 'on duty', settings, members: [barn, { ...shed, sending }], at: 0 })
      return planned.length
    }
    expect(await told(['silent id-barn 0 phone'])).toBe(0)
    expect(await told(['silent id-barn 1 phone', 'silent id-shed 0 phone'])).toBe(2)
  })

  it('is told by the member on duty alone', async () => {
    expect(await at(0, {}, 'standing by')).toEqual([])
    expect(await at(0)).toHaveLength(2)
  })

  it.each<[string, MemberState, string, Partial<Member>, number]>([
    ['that has the duty itself', 'standing by', 'id-barn', {}, 2],
    ['while a third one has the duty', 'standing by', 'id-shed', {}, 0],
    ['where a lower rank answers', 'standing by', 'id-barn', { rank: 2 }, 0],
    ['where a lower rank is silent', 'standing by', 'id-barn', { rank: 2, silentFor: TAKEOVER }, 2],
    ['where a higher rank answers', 'standing by', 'id-barn', { rank: 4 }, 2],
    ['before this watch has caught up', 'catching up', 'id-barn', {}, 0],
  ])('%s, is told by the next one by rank, %s', async (_case, state, holder, other, count) => {
    const settings = { rank: 3, takeover: TAKEOVER, members: [] }
    const barn = { name: 'barn', id: 'id-barn', rank: 1, isAble: true, silentFor: 0, sameFor: 0 }
    const shed = { name: 'shed', id: 'id-shed', isAble: true, silentFor: 0, sameFor: 0, ...other }
    await tell({ state, holder, settings, members: [barn, shed], at: 0 })
    expect(planned.map(({ id }) => id)).toEqual([`${KEY}-resolve-hook`, `${KEY}-resolve-sms`].slice(0, count))
  })

  it('is not known to while this watch stood still', async () => {
    expect(await at(0, { isPresumed: true })).toEqual([])
    expect(await at(0)).toHaveLength(2)
  })

  it('whose silence nobody told needs nothing', async () => {
    told = {}
    expect(await at(0)).toEqual([])
    expect(calls).toEqual([])
  })

  it('is found silent anew by one that stands by, which forgets what it found before', async () => {
    told = {}
    expect(await at(TAKEOVER, {}, 'standing by')).toHaveLength(1)
    expect(await at(TAKEOVER, {}, 'standing by')).toEqual([])
    await at(0, {}, 'standing by')
    expect(await at(TAKEOVER, {}, 'standing by')).toHaveLength(1)
  })
})
