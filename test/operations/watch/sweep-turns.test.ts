import { beforeEach, describe, expect, it } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import type { DoorStore, Judging, Listening, SweepStore } from '../../../src/domain/watch/sweep-store'
import { createSweep } from '../../../src/operations/watch/sweep-checks'
import { CHECK } from '../../support/alert-memory'

const START = 10_000_000

let now: number
let hasChecks: boolean
let awaits: boolean
let isInUse: boolean
let listening: Record<'web' | 'messages', Partial<Listening> | undefined>
/** The deadlines that are set, and the checks that are due. */
let deadlines: number[]
let received: number | undefined
let due: Watched[]
let calls: unknown[][]

beforeEach(() => {
  now = START
  hasChecks = true
  awaits = false
  isInUse = false
  listening = { web: {}, messages: {} }
  deadlines = []
  received = undefined
  due = []
  calls = []
})

const door = (name: 'web' | 'messages'): DoorStore => ({
  listening: async () => {
    calls.push(['listening', name])
    const known = listening[name]
    return known && { for: 60_000, unconfirmedFor: 0, serverTime: now, doubtful: new Map(), ...known }
  },
  lastReceived: async () => received,
  markedAlive: async () => undefined,
  markAlive: async at => void calls.push(['mark', name, at]),
  grantAmnesty: async (gap, _notify, concerns) => {
    const whom = (['web', 'zmq'] as const).filter(id => concerns?.(checkOf(id)))
    calls.push(['amnesty', name, gap, whom])
    return 2
  },
})
const store = {
  ...door('web'),
  messages: { ...door('messages'), isInUse: async () => isInUse },
  due: async (at: number, limit: number, judging: Judging) => {
    calls.push(['due', at, limit, [judging.attended.web?.confirmed, judging.attended.messages?.confirmed]])
    return due.splice(0, limit)
  },
  nextDeadline: async (after = Number.NEGATIVE_INFINITY) => {
    const later = deadlines.filter(at => at > after)
    return later.length === 0 ? undefined : Math.min(...later)
  },
  hasChecks: async () => hasChecks,
  lapse: async (some: readonly Watched[], at: number) => {
    calls.push(['lapse', some.map(({ check }) => check.id), at])
    return 0
  },
} as unknown as SweepStore

function checkOf(id: string): Watched {
  const state = { ...newState(0), lastSignalAt: 5, ...(id.startsWith('zmq') && { byMessage: true as const }) }
  return { check: { ...CHECK, id, job: `nas/${id}` }, state, version: '1' }
}
const open = () =>
  createSweep({
    ...{ store, now: () => now, steady: () => now, awaitsMessages: async () => awaits },
    onGap: (gap, forgiven, of) => void calls.push(['gap', gap, forgiven, of]),
  })
const callsOf = (name: string) => calls.filter(([call]) => call === name)
const DOUBT = new Map([['web-1', { unconfirmedFor: 100 }]])

describe('a sweep', () => {
  it('lets the time run out of what is due, and returns the next deadline', async () => {
    deadlines = [START + 70_000]
    due = [checkOf('web'), checkOf('zmq')]
    listening.web = { unconfirmedFor: 0 }
    expect(await open().sweep()).toBe(START + 70_000)
    expect(callsOf('due')).toEqual([['due', START, 500, [START, undefined]]])
    // Without a door for messages all checks are those of the web.
    expect(callsOf('lapse')).toEqual([['lapse', ['web', 'zmq'], START]])
    expect(callsOf('listening')).toEqual([['listening', 'web']])
  })

  it('takes five hundred at a time, until fewer are due', async () => {
    due = Array.from({ length: 1_000 }, () => checkOf('web'))
    expect(await open().sweep()).toBeUndefined()
    expect(callsOf('due')).toHaveLength(3)
    expect(callsOf('lapse').map(([, ids]) => (ids as string[]).length)).toEqual([500, 500])
  })

  it('judges each check by its own door', async () => {
    isInUse = true
    listening = { web: { unconfirmedFor: 300 }, messages: { unconfirmedFor: 100 } }
    due = [checkOf('web'), checkOf('zmq'), checkOf('web-2')]
    await open().sweep()
    expect(callsOf('due')).toEqual([['due', START - 100, 500, [START - 300, START - 100]]])
    expect(callsOf('lapse')).toEqual([
      ['lapse', ['web', 'web-2'], START - 300],
      ['lapse', ['zmq'], START - 100],
    ])
  })

  it('judges none of a door that nobody attends', async () => {
    awaits = true
    listening.messages = undefined
    due = [checkOf('web'), checkOf('zmq')]
    await open().sweep()
    expect(callsOf('lapse')).toEqual([['lapse', ['web'], START]])
  })

  it('knows the gaps of each door, for the checks of that door alone', async () => {
    isInUse = true
    const sweep = open()
    await sweep.sweep()
    now += 200_000
    await sweep.sweep()
    const gap = { from: START, to: now }
    expect(callsOf('amnesty')).toEqual([
      ['amnesty', 'web', gap, ['web']],
      ['amnesty', 'messages', gap, ['zmq']],
    ])
    expect(callsOf('gap')).toEqual([
      ['gap', gap, 2, 'web'],
      ['gap', gap, 2, 'messages'],
    ])
  })

  it('asks for messages also where only some come from elsewhere, and begins anew after a time without', async () => {
    isInUse = true
    const sweep = open()
    await sweep.sweep()
    isInUse = false
    now += 200_000
    await sweep.sweep()
    isInUse = true
    now += 200_000
    await sweep.sweep()
    expect(callsOf('amnesty').filter(([, of]) => of === 'messages')).toEqual([])
  })
})

describe('the next sweep', () => {
  it('is none without a deadline', async () => {
    expect(await open().sweep()).toBeUndefined()
  })

  it('comes in half a second while it is not certain that somebody attends a door', async () => {
    listening.web = { unconfirmedFor: 1 }
    expect(await open().sweep()).toBe(START + 500)
  })

  it('comes in half a second where what is due cannot be judged yet', async () => {
    deadlines = [START]
    listening.web = { doubtful: DOUBT }
    expect(await open().sweep()).toBe(START + 500)
    deadlines = [START + 1]
    expect(await open().sweep()).toBe(START + 1)
  })

  it('comes in half a second where that is so of one of two doors', async () => {
    isInUse = true
    listening.messages = { unconfirmedFor: 1 }
    expect(await open().sweep()).toBe(START + 500)
    listening.messages = { doubtful: DOUBT }
    deadlines = [START]
    expect(await open().sweep()).toBe(START + 500)
  })

  it('comes at once where something became due meanwhile', async () => {
    deadlines = [START]
    expect(await open().sweep()).toBe(START)
  })

  it('comes in five seconds while one door is not attended, or at the next deadline of another', async () => {
    isInUse = true
    listening.messages = undefined
    deadlines = [START]
    expect(await open().sweep()).toBe(START + 5_000)
    deadlines = [START, START + 3_000]
    expect(await open().sweep()).toBe(START + 3_000)
    deadlines = [START, START + 9_000]
    expect(await open().sweep()).toBe(START + 5_000)
  })

  it('comes in five seconds while nobody attends any door, if there is a deadline', async () => {
    listening.web = undefined
    expect(await open().sweep()).toBeUndefined()
    deadlines = [START + 60_000]
    expect(await open().sweep()).toBe(START + 5_000)
    expect(callsOf('due')).toEqual([])
  })
})

describe('a watch without checks', () => {
  it('asks nobody, and no gap before its first check matters', async () => {
    hasChecks = false
    received = START - 600_000
    isInUse = true
    const sweep = open()
    expect(await sweep.sweep()).toBeUndefined()
    expect(calls).toEqual([])
    hasChecks = true
    now += 1_000
    listening = { web: { for: 500 }, messages: { for: 1_000 } }
    await sweep.sweep()
    // The door for messages was not known to be one before.
    expect(callsOf('amnesty').map(([, of]) => of)).toEqual(['messages'])
    expect(callsOf('mark')).toEqual([['mark', 'web', now]])
  })

  it('is asked for again only once no deadline is left', async () => {
    deadlines = [START + 60_000]
    const sweep = open()
    await sweep.sweep()
    hasChecks = false
    await sweep.sweep()
    expect(callsOf('listening')).toHaveLength(2)
    deadlines = []
    await sweep.sweep()
    await sweep.sweep()
    expect(callsOf('listening')).toHaveLength(3)
  })

  it('leaves no mark at its end', async () => {
    const sweep = open()
    await sweep.sweep()
    calls = []
    hasChecks = false
    await sweep.end()
    expect(calls).toEqual([])
  })
})

describe('the end of a worker', () => {
  it('is marked for both doors', async () => {
    isInUse = true
    const sweep = open()
    await sweep.sweep()
    calls = []
    now += 1_000
    await sweep.end()
    expect(callsOf('mark')).toEqual([
      ['mark', 'web', now],
      ['mark', 'messages', now],
    ])
  })

  it('and of its connection is noted for the web alone where there are no messages', async () => {
    const sweep = open()
    await sweep.sweep()
    calls = []
    sweep.stoodUntil(START + 500)
    await sweep.end()
    expect(callsOf('mark')).toEqual([['mark', 'web', now]])
  })

  it('of a connection is no gap before it, by either door', async () => {
    isInUse = true
    const sweep = open()
    await sweep.sweep()
    sweep.stoodUntil(START + 50_000)
    now += 60_000
    listening = { web: { for: 1_000 }, messages: { for: 1_000 } }
    await sweep.sweep()
    const gap = { from: START + 50_000, to: now - 1_000 }
    expect(callsOf('gap')).toEqual([
      ['gap', gap, 2, 'web'],
      ['gap', gap, 2, 'messages'],
    ])
  })
})
