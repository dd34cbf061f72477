import { expect, it } from 'vitest'
import { createPageAges } from '../../../src/operations/peers/page-ages'

const LONGEST = 5_000

function open() {
  const clock = { now: 100_000 }
  const ages = createPageAges(() => clock.now)
  const page = (at: number | undefined, epoch = 'e') => ({
    ...{ entries: [], next: { epoch, seq: 1 }, isMore: false, isFirst: false },
    ...(at !== undefined && { at }),
  })
  return { clock, ages, page }
}

it('a page grows older from its arrival where its sender does not say when it was read', () => {
  const { clock, ages, page } = open()
  const age = ages.ageOf('barn', page(undefined), { arrived: 99_000, heard: undefined }, LONGEST)
  expect(age?.()).toBe(1_000)
  clock.now += 500
  expect(age?.()).toBe(1_500)
  expect(ages.last('barn')).toBeUndefined()
})

it('a page is as old as the way takes longer than the shortest one so far', () => {
  const { clock, ages, page } = open()
  const heard = (own: number, theirs: number) => ({ arrived: clock.now, heard: { own, theirs } })
  // The other clock is 90 s behind.
  expect(ages.ageOf('barn', page(10_000), heard(99_900, 10_000), LONGEST)?.()).toBe(0)
  clock.now += 1_000
  // It was on its way for 400 ms longer.
  expect(ages.ageOf('barn', page(10_600), heard(100_600, 10_600), LONGEST)?.()).toBeCloseTo(400, -1)
  // Of another member nothing is known, nor of the same after its program has started anew.
  const unheard = { arrived: clock.now, heard: undefined }
  expect(ages.ageOf('shed', page(10_600), unheard, LONGEST)).toBeUndefined()
  expect(ages.ageOf('barn', page(10_600, 'new'), unheard, LONGEST)).toBeUndefined()
})

it('a page that may have been on its way for longer than a question takes is not to be taken', () => {
  const { clock, ages, page } = open()
  const ageAfter = (open: number) =>
    ages.ageOf(
      'barn',
      page(10_000),
      { arrived: clock.now, heard: { own: clock.now - open, theirs: 10_000 } },
      LONGEST,
    )
  expect(ageAfter(1_001)).toBeUndefined()
  expect(ageAfter(1_000)).toBeDefined()
})

it('a member is told of the last page that came from it, and how long ago', () => {
  const { clock, ages, page } = open()
  expect(ages.last('barn')).toBeUndefined()
  ages.ageOf('barn', page(10_000), { arrived: 99_000, heard: undefined }, LONGEST)
  ages.ageOf('barn', page(11_000, 'new'), { arrived: 99_500, heard: undefined }, LONGEST)
  clock.now += 250
  expect(ages.last('barn')).toEqual({ epoch: 'new', at: 11_000, ago: 750 })
  expect(ages.last('shed')).toBeUndefined()
})
