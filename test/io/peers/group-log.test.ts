import { describe, expect, it } from 'vitest'
import { createGroupLog } from '../../../src/io/peers/group-log'
import { seal, unseal } from '../../../src/io/peers/sealed'
import { createAges } from '../../../src/io/peers/signal-ages'
import { PEER_KEY } from '../../support/peers'

describe('the log of a group', () => {
  it('has the last change of each check, in order, page by page', () => {
    const log = createGroupLog('e1')
    for (const id of ['a', 'b', 'c', 'a']) log.note(id)
    const first = log.after(undefined, 2)
    expect(first).toEqual({ ids: ['b', 'c'], next: { epoch: 'e1', seq: 3 }, isMore: true, isFirst: true })
    expect(log.after(first.next, 2)).toEqual({
      ids: ['a'],
      next: { epoch: 'e1', seq: 4 },
      isMore: false,
      isFirst: false,
    })
    expect(log.after({ epoch: 'e1', seq: 4 }, 2)).toEqual({
      ids: [],
      next: { epoch: 'e1', seq: 4 },
      isMore: false,
      isFirst: false,
    })
  })

  it('begins anew for a member that followed an earlier process, or one that is ahead of it', () => {
    const log = createGroupLog('e2')
    log.note('a')
    expect(log.after({ epoch: 'e1', seq: 900 }, 9)).toMatchObject({ ids: ['a'], isFirst: true })
    expect(log.after({ epoch: 'e2', seq: 900 }, 9)).toMatchObject({ ids: ['a'], isFirst: true })
  })

  it('lets a question wait for the next change, and no longer than it may', async () => {
    const log = createGroupLog('e1')
    log.note('a')
    const { next } = log.after(undefined, 9)
    await log.changed(next, 5)
    let isOver = false
    const waiting = log.changed(next, 60_000).then(() => {
      isOver = true
    })
    // Another wait that began later ends by itself meanwhile.
    await log.changed(next, 5)
    expect(isOver).toBe(false)
    log.note('b')
    await waiting
    expect(log.after(next, 9).ids).toEqual(['b'])
    await log.changed(next, 60_000)
  })
})

describe('a sealed message', () => {
  const value = { entries: ['backup', 'x'.repeat(5_000)], seq: 3 }

  it('is read with the key, shows nothing of what it has, and is small', () => {
    const text = seal(PEER_KEY, value)
    expect(unseal(PEER_KEY, text)).toEqual(value)
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('backup')
    expect(text.length).toBeLessThan(300)
    expect(seal(PEER_KEY, value)).not.toBe(text)
  })

  it('is none with another key, or when a letter of it was changed', () => {
    const text = seal(PEER_KEY, value)
    expect(unseal('z'.repeat(43), text)).toBeUndefined()
    const other = text.startsWith('A') ? 'B' : 'A'
    expect(unseal(PEER_KEY, other + text.slice(1))).toBeUndefined()
    expect(unseal(PEER_KEY, '')).toBeUndefined()
  })
})

describe('the age of a signal', () => {
  it('is that by a clock that nobody sets', () => {
    let [steady, clock] = [5_000, 1_003_000]
    const ages = createAges(
      () => steady,
      () => clock,
    )
    expect(ages.ageOf(1_000_000, clock)).toBe(3_000)
    steady += 10_000
    // The clock was set back by an hour meanwhile.
    clock += 10_000 - 3_600_000
    expect(ages.ageOf(1_000_000, clock)).toBe(13_000)
    steady += 1_000
    clock += 1_000
    expect(ages.ageOf(1_013_500 - 3_600_000, clock)).toBe(500)
  })

  it('is the same where the program stood still after it read the present', () => {
    let steady = 5_000
    const ages = createAges(
      () => steady,
      () => steady + 1_000_000,
    )
    expect(ages.ageOf(1_002_000, 1_005_000)).toBe(3_000)
    steady += 10_000
    // As of the moment that was read; the clock was not set.
    expect(ages.ageOf(1_002_000, 1_005_000)).toBe(3_000)
    steady += 4_000
    expect(ages.ageOf(1_007_000, 1_019_000)).toBe(12_000)
  })
})
