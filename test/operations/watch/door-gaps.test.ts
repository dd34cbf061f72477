import { beforeEach, describe, expect, it } from 'vitest'
import type { DeafSpan } from '../../../src/domain/watch/state'
import type { Concerns, DoorStore, Listening } from '../../../src/domain/watch/sweep-store'
import { createDoorGaps } from '../../../src/operations/watch/door-gaps'

const START = 10_000_000
const MINUTE = 60_000
const concerns: Concerns = () => true

let now: number
/** How far the clock on the wall is ahead of the one that nobody sets. */
let set: number
let listening: Listening | undefined
/** Milliseconds that the question takes. */
let slow: number
let marked: number | undefined
let received: number | undefined
/** How often the ledger was read. */
let markReads: number
let calls: unknown[][]

beforeEach(() => {
  now = START
  set = 5
  slow = 0
  marked = undefined
  markReads = 0
  received = START - 100
  calls = []
  listening = attended(0)
})

/** Attended since the start of the test, and all the while. */
function attended(unconfirmedFor: number, more: Partial<Listening> = {}): Listening {
  return { for: now - START + MINUTE, unconfirmedFor, serverTime: now, doubtful: new Map(), ...more }
}

const store: DoorStore = {
  listening: async () => {
    now += slow
    return listening
  },
  lastReceived: async before => {
    calls.push(['last received before', before])
    return received
  },
  markedAlive: async () => {
    markReads++
    return marked
  },
  markAlive: async at => void calls.push(['mark', at]),
  grantAmnesty: async (gap, notify, whom) => {
    calls.push(['amnesty', gap, notify, whom === concerns])
    return 3
  },
}

function open(comparesClocks?: boolean) {
  return createDoorGaps(
    store,
    {
      ...{ now: () => now, steady: () => now - set },
      ...(comparesClocks !== undefined && { comparesClocks }),
      onGap: (gap: DeafSpan, forgiven: number) => void calls.push(['gap', gap, forgiven]),
    },
    concerns,
  )
}
type Gaps = ReturnType<typeof open>

/** The gap that the next look finds, and whether it is reported; undefined: there is none. */
async function gapAt(gaps: Gaps, at = now, taken: Partial<Listening> = {}) {
  now = at
  listening = attended(0, taken)
  calls = []
  await gaps.forgiveGaps()
  const amnesties = calls.filter(([call]) => call === 'amnesty')
  const told = calls.filter(([call]) => call === 'gap')
  expect(told).toEqual(amnesties.map(([, gap]) => ['gap', gap, 3]))
  const [amnesty] = amnesties
  return amnesty?.slice(1)
}

/** A door that was looked at a moment ago. */
async function opened() {
  const gaps = open()
  await gaps.forgiveGaps()
  return gaps
}

describe('the attendance of a door', () => {
  it('is unknown while nobody takes signals', async () => {
    listening = undefined
    expect(await open().forgiveGaps()).toBeUndefined()
    expect(calls).toEqual([])
  })

  it('is unknown while the clock of the server is far from this one', async () => {
    for (const serverTime of [now - 2_001, now + 2_001]) {
      listening = attended(0, { serverTime })
      expect(await open(true).forgiveGaps()).toBeUndefined()
      expect(await open(false).forgiveGaps()).toBeDefined()
      expect(await open().forgiveGaps()).toBeDefined()
    }
    for (const serverTime of [now - 2_000, now + 2_000]) {
      listening = attended(0, { serverTime })
      expect(await open(true).forgiveGaps()).toBeDefined()
    }
  })

  it('has the last moment that is certain, by all and by each that is in doubt', async () => {
    expect(await open().forgiveGaps()).toEqual({ confirmed: START, isPresent: true, doubts: new Map() })
    const doubtful = new Map([
      ['web-1', { unconfirmedFor: 700 }],
      ['web-2', { unconfirmedFor: 0, gap: { from: 9_000, to: 4_000 } }],
    ])
    listening = attended(700, { doubtful })
    expect(await open().forgiveGaps()).toEqual({
      ...{ confirmed: START - 700, isPresent: false },
      doubts: new Map([
        ['web-1', { confirmed: START - 700 }],
        ['web-2', { confirmed: START, gap: { from: START - 9_000, to: START - 4_000 } }],
      ]),
    })
  })
})

describe('the ledger', () => {
  const marks = () => calls.filter(([call]) => call === 'mark')

  it('is marked at first, and every five minutes', async () => {
    const gaps = open()
    listening = attended(300)
    await gaps.forgiveGaps()
    expect(marks()).toEqual([['mark', START - 300]])
    for (const [minutes, isMarked] of [
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
      [6, false],
    ] as const) {
      expect(await gapAt(gaps, START - 300 + minutes * MINUTE)).toBeUndefined()
      expect(marks()).toEqual(isMarked ? [['mark', now]] : [])
    }
  })

  it('is marked again where its mark lies ahead, as the clock was set back', async () => {
    const gaps = await opened()
    now -= 1_000
    set -= 1_000
    listening = attended(0)
    calls = []
    await gaps.forgiveGaps()
    expect(marks()).toEqual([['mark', START - 1_000]])
  })

  it('is not marked where the amnesty for a gap did that', async () => {
    const gaps = await opened()
    expect(await gapAt(gaps, START + 5 * MINUTE)).toBeDefined()
    expect(marks()).toEqual([])
  })

  it('needs no look into the ledger while there is no gap', async () => {
    const gaps = await opened()
    expect(await gapAt(gaps, START + MINUTE)).toBeUndefined()
    expect(markReads).toBe(0)
  })

  it('is marked at an orderly end, where somebody attends the door', async () => {
    const gaps = await opened()
    calls = []
    listening = attended(40)
    await gaps.end()
    expect(marks()).toEqual([['mark', START - 40]])
    listening = undefined
    calls = []
    await gaps.end()
    expect(calls).toEqual([])
  })
})

describe('a gap', () => {
  it('before the first look lasts from the last signal until the door was attended', async () => {
    received = START - 3 * MINUTE
    expect(await gapAt(open())).toEqual([{ from: received, to: START - MINUTE }, true, true])
    expect(calls[0]).toEqual(['last received before', START - MINUTE - 2_000])
    received = START - MINUTE - 2_000
    expect(await gapAt(open())).toEqual([{ from: received, to: START - MINUTE }, false, true])
    received += 1
    expect(await gapAt(open())).toBeUndefined()
    received = undefined
    expect(await gapAt(open())).toBeUndefined()
  })

  it('is reported from a minute on', async () => {
    received = START - 2 * MINUTE
    expect(await gapAt(open())).toEqual([{ from: received, to: START - MINUTE }, true, true])
    received += 1
    expect(await gapAt(open())).toEqual([{ from: received, to: START - MINUTE }, false, true])
  })

  it('is shorter by what another worker received or dealt with', async () => {
    received = START - 3 * MINUTE
    marked = START - MINUTE - 2_000
    expect(await gapAt(open())).toEqual([{ from: marked, to: START - MINUTE }, false, true])
    marked += 1
    expect(await gapAt(open())).toBeUndefined()
    marked = START - 9 * MINUTE
    expect(await gapAt(open())).toEqual([{ from: received, to: START - MINUTE }, true, true])
  })

  it('of a door that was left lasts until it was attended again', async () => {
    const gaps = await opened()
    expect(await gapAt(gaps, START + MINUTE, { for: 10_000 })).toEqual([
      ...[{ from: START, to: START + 50_000 }, false, true],
    ])
    expect(await gapAt(gaps, now, { for: 10_000 })).toBeUndefined()
    expect(await gapAt(gaps, now + MINUTE, { for: MINUTE - 1_999 })).toBeUndefined()
    expect(await gapAt(gaps, now + MINUTE, { for: MINUTE - 2_000 })).toEqual([
      ...[{ from: now - MINUTE, to: now - MINUTE + 2_000 }, false, true],
    ])
  })

  it('begins where signals were certain last', async () => {
    const gaps = open()
    listening = attended(500)
    await gaps.forgiveGaps()
    expect(await gapAt(gaps, START + MINUTE, { for: 1_000 })).toEqual([
      ...[{ from: START - 500, to: START + MINUTE - 1_000 }, false, true],
    ])
  })

  it('is the whole time in which the worker did not look, from two and a half minutes on', async () => {
    const gaps = await opened()
    expect(await gapAt(gaps, START + 150_000)).toBeUndefined()
    expect(await gapAt(gaps, now + 150_001)).toEqual([{ from: now - 150_001, to: now }, true, true])
  })

  it('is none at the first look, however long ago the last signal came', async () => {
    received = START - 10 * MINUTE
    expect(await gapAt(open(), START, { for: 20 * MINUTE })).toBeUndefined()
  })

  it('is the time by which the clock leapt forward: the machine may have slept', async () => {
    const gaps = await opened()
    set += 2_000
    expect(await gapAt(gaps, START + 2_000)).toBeUndefined()
    set += 2_001
    expect(await gapAt(gaps, now + 2_001)).toEqual([{ from: now - 2_001, to: now }, false, true])
    expect(await gapAt(gaps, now + 1_000)).toBeUndefined()
  })

  it('with both a leap and a door that was left lasts from the last signal until now', async () => {
    const gaps = await opened()
    set += 3_000
    expect(await gapAt(gaps, START + MINUTE, { for: 20_000 })).toEqual([
      ...[{ from: START, to: START + MINUTE }, true, true],
    ])
  })

  it('of no length moves the deadlines after the clock was set back', async () => {
    const gaps = await opened()
    set -= 2_000
    expect(await gapAt(gaps, START - 2_000)).toBeUndefined()
    set -= 2_001
    expect(await gapAt(gaps, now - 2_001)).toEqual([{ from: now, to: now }, false, true])
  })

  it('of no length does so also where more time has passed since than it was set back by', async () => {
    const gaps = await opened()
    set -= MINUTE / 2
    expect(await gapAt(gaps, START + MINUTE / 2)).toEqual([{ from: now, to: now }, false, true])
  })

  it('of no length does so where the last signal lies ahead', async () => {
    received = START + 2_000
    expect(await gapAt(open())).toBeUndefined()
    received += 1
    expect(await gapAt(open())).toEqual([{ from: START, to: START }, false, true])
  })

  it('is the time that the question itself took', async () => {
    const gaps = await opened()
    slow = 1_999
    expect(await gapAt(gaps, START + MINUTE, { for: 2 * MINUTE })).toBeUndefined()
    slow = 2_000
    expect(await gapAt(gaps, now + MINUTE, { for: 2 * MINUTE })).toEqual([
      ...[{ from: now - 2_000, to: now }, false, true],
    ])
  })
})

describe('a door that nothing came by', () => {
  it('has no gap before the moment until which there was nothing to receive', async () => {
    const gaps = await opened()
    set += 9_000
    now = START + 10 * MINUTE
    gaps.rest(now)
    expect(await gapAt(gaps, now + 1_000, { for: 500 })).toBeUndefined()
    expect(calls.filter(([call]) => call === 'mark')).toEqual([['mark', now]])
  })

  it('has none before the connection was lost, as far as it stood', async () => {
    const gaps = await opened()
    gaps.stoodUntil(START + 40_000)
    gaps.stoodUntil(START + 10_000)
    expect(await gapAt(gaps, START + MINUTE, { for: 5_000 })).toEqual([
      ...[{ from: START + 40_000, to: START + 55_000 }, false, true],
    ])
  })

  it('is asked for its last signal all the same where the connection is all that is known', async () => {
    const gaps = open()
    gaps.stoodUntil(START - 10_000)
    received = START - 3 * MINUTE
    expect(await gapAt(gaps)).toEqual([{ from: received, to: START - MINUTE }, true, true])
  })
})
