import { describe, expect, it } from 'vitest'
import type { GroupEntry, Page } from '../../../src/domain/peers/group'
import { orderOf } from '../../../src/domain/peers/merge-state'
import { agedBy, type KnownWay, shorterWay } from '../../../src/domain/peers/transit'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { createPageAges } from '../../../src/operations/peers/page-ages'

const entry: GroupEntry = {
  id: 'c1',
  home: 'a',
  check: { ...planOf({ name: 'backup' }), id: 'c1', origin: 'page', createdAt: 1 },
  state: newState(1),
  by: 'a',
  n: 6,
  age: 100,
  clock: 50_000,
  incidentAge: 2_000,
}

describe('a page that is on its way', () => {
  const page = (at: number, epoch = 'e1'): Page => ({
    at,
    entries: [],
    next: { epoch, seq: 1 },
    isMore: false,
    isFirst: false,
  })

  /** Of a group with the shortest take-over: a question and its answer may take so long. Milliseconds. */
  const LONGEST = 1_500

  it('grows older by more than the shortest way so far took, though the machines have other clocks', () => {
    let now = 1_000_000
    const { ageOf } = createPageAges(() => now)
    /** The answer to a question that was sent so many milliseconds before. */
    const answered = (name: string, answer: Page, took: number) =>
      ageOf(name, answer, { arrived: now, heard: { own: now - took, theirs: answer.at ?? 0 } }, LONGEST)
    // Twenty milliseconds, which is not known; then five seconds more.
    expect(answered('attic', page(400_000), 40)?.()).toBe(0)
    now = 1_010_000
    const late = answered('attic', page(405_000), 6_000)
    expect(Math.round(late?.() ?? 0)).toBe(4_999)
    now += 300
    expect(Math.round(late?.() ?? 0)).toBe(5_299)
    // Of another member, or another program of it, nothing is known.
    expect(answered('barn', page(1_000), 40)?.()).toBe(0)
    expect(answered('attic', page(1_000, 'e2'), 40)?.()).toBe(0)
  })

  it('of a member that gives no moment ages from its arrival', () => {
    let now = 5_000
    const { at: _none, ...old } = page(0)
    const age = createPageAges(() => now).ageOf('attic', old, { arrived: 4_900 }, LONGEST)
    now += 700
    expect(age?.()).toBe(800)
  })

  it('is not taken where nothing shows that the network has not held it up', () => {
    const { ageOf } = createPageAges(() => 1_000_000)
    // Six seconds late, as the first of that program; so are others that it brought, and gave up.
    for (const at of [400_000, 401_000, 402_000, 403_000])
      expect(ageOf('attic', page(at), { arrived: 1_000_000 + at }, LONGEST)).toBeUndefined()
    // It had a page of this watch, read five seconds ago, for one second.
    const heard = { own: 1_401_000, theirs: 405_000 - 1_000 }
    expect(ageOf('attic', page(405_000), { arrived: 1_406_000, heard }, LONGEST)).toBeUndefined()
    // The same, after 20 ms: by that, the others were late.
    const soon = { own: 1_407_000, theirs: 407_000 - 980 }
    const age = ageOf('attic', page(407_000), { arrived: 1_408_000, heard: soon }, LONGEST)
    expect(age).toBeDefined()
  })

  it('is taken at once after an answer within a second, and at the third one of a slower way', () => {
    const { ageOf } = createPageAges(() => 1_000_000)
    const after = (took: number, epoch: string) =>
      ageOf(
        'attic',
        page(400_000, epoch),
        { arrived: 1_000_000, heard: { own: 1_000_000 - took, theirs: 400_000 } },
        LONGEST,
      ) !== undefined
    expect(after(1_000, 'a')).toBe(true)
    expect([after(1_001, 'b'), after(1_001, 'b'), after(1_001, 'b')]).toEqual([false, false, true])
    expect([after(1_500, 'c'), after(1_500, 'c'), after(1_500, 'c')]).toEqual([false, false, true])
    // So long no question waits for its answer.
    expect([1, 2, 3, 4].map(() => after(1_501, 'd'))).toEqual([false, false, false, false])
  })

  it('is not taken for late because the clocks drift apart', () => {
    const day = 86_400_000
    let way: KnownWay | undefined
    for (let at = 0; at <= 10 * day; at += day)
      way = shorterWay(way, { epoch: 'e1', sent: at, arrived: at + 1_000 + at / 20_000 })
    expect(way?.ahead).toBe(1_000 + (10 * day) / 20_000)
  })

  it('does not set a member back to an earlier signal of its own', () => {
    const own = { ...newState(1), signals: 7 }
    const here = { self: 'a', age: 3_000, isAgeSure: true, now: 60_000, patience: 0 }
    // By the entry's age at its reading its signal would be newer than the last one here.
    const late = agedBy(entry, 5_000, 60_000)
    expect(late).toEqual({ ...entry, age: 5_100, clock: 55_000, incidentAge: 7_000 })
    expect(orderOf(own, late as GroupEntry, here)).toBe('older')
  })

  it('has its outcomes by the clock of this watch, also of a check that is gone', () => {
    const told = {
      'k trigger mail': { by: 'a', n: 1, at: 2_000, others: { b: 500 } },
      old: { by: 'a', n: 2 },
    }
    const here = {
      'k trigger mail': { by: 'a', n: 1, at: 53_000, others: { b: 54_500 } },
      old: { by: 'a', n: 2 },
    }
    expect(agedBy({ ...entry, told }, 5_000, 60_000)).toMatchObject({ told: here })
    const gone = { id: 'c1', home: 'a', isGone: true } as const
    expect(agedBy({ ...gone, told }, 5_000, 60_000)).toEqual({ ...gone, told: here })
    expect(agedBy(gone, 5_000, 60_000)).toEqual(gone)
  })
})
