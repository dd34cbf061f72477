import { describe, expect, it } from 'vitest'
import type { Attempt, Strike } from './history'
import { inOwnTime } from './stamps'

const skews = { A: 0, B: 60_000, C: -30_000 }
const attempt = (member: string, at: number): Attempt => ({
  rid: `${member}-${at}`,
  kind: 'success',
  member,
  at,
})
const still = (member: string, from: number, to: number): Strike => ({
  member,
  part: 'web',
  how: 'still',
  from,
  to,
})

describe('the stamp of a signal in the time of the test', () => {
  it('is by the clock of the member that took the signal, whichever member shows it', () => {
    const attempts = [attempt('A', 100_000), attempt('B', 110_000)]
    for (const shownBy of ['A', 'B', 'C'])
      expect(inOwnTime(170_200, shownBy, attempts, skews, [])).toBe(110_200)
    expect(inOwnTime(100_200, 'B', attempts, skews, [])).toBe(100_200)
  })

  it('is not that of a member which took none at that time', () => {
    // By the clock of C it would be a signal that nobody sent, and by that of B one long before.
    expect(inOwnTime(100_200, 'C', [attempt('A', 100_000), attempt('C', 100_000)], skews, [])).toBe(100_200)
    expect(inOwnTime(70_200, 'A', [attempt('A', 100_000), attempt('C', 100_000)], skews, [])).toBe(100_200)
  })

  it('is the later one where two fit', () => {
    const attempts = [attempt('A', 100_000), attempt('C', 130_000)]
    expect(inOwnTime(100_100, 'A', attempts, skews, [])).toBe(130_100)
  })

  it('may be late where its member stood still, and then alone', () => {
    const attempts = [attempt('B', 100_000)]
    expect(inOwnTime(180_500, 'A', attempts, skews, [still('B', 99_000, 120_000)])).toBe(120_500)
    expect(inOwnTime(180_500, 'A', attempts, skews, [still('A', 99_000, 120_000)])).toBe(180_500)
  })

  it('is by the clock of the member that shows it where no attempt fits', () => {
    expect(inOwnTime(500_000, 'C', [attempt('A', 100_000)], skews, [])).toBe(530_000)
  })
})
