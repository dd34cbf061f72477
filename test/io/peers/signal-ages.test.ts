import { beforeEach, expect, it } from 'vitest'
import { createAges } from '../../../src/io/peers/signal-ages'

const DAY = 86_400_000
const START = 1_795_867_200_000

/** Milliseconds that have really passed, and by which the clock has been set. */
let passed = 0
let set = 0
let ages: ReturnType<typeof createAges>
const clock = () => START + passed + set
/** The age by the present clock. */
const age = (moment: number) => ages.ageOf(moment, clock())

beforeEach(() => {
  passed = 5_000
  set = 0
  ages = createAges(() => passed, clock)
})

it('an age is the time since a moment, whatever lies before the first look', () => {
  expect(age(START + 5_000)).toBe(0)
  expect(age(START + 1_000)).toBe(4_000)
  expect(age(START - DAY)).toBe(DAY + 5_000)
  passed = 9_000
  expect(age(START + 5_000)).toBe(4_000)
  expect(age(START + 8_999)).toBe(1)
})

it('nothing is sure before the clocks were compared, and then what came after that', () => {
  expect(ages.isSure(START + 5_000)).toBe(false)
  age(START)
  expect(ages.isSure(START + 5_000)).toBe(true)
  expect(ages.isSure(START + 4_999)).toBe(false)
  passed = 9_000
  set = DAY
  age(START)
  expect(ages.isSure(START + 5_000)).toBe(true)
})

it.each([
  ['forward', DAY],
  ['back', -DAY],
])('a clock that is set %s changes no age', (_way, by) => {
  age(START)
  passed = 6_000
  expect(age(START + 5_500)).toBe(500)
  set = by
  passed = 10_000
  expect(age(START + 5_500)).toBe(4_500)
  passed = 12_000
  expect(age(START + by + 11_000)).toBe(1_000)
  expect(age(START + 5_500)).toBe(6_500)
})

it('a moment between two settings of the clock has the age of its own time', () => {
  age(START)
  passed = 10_000
  set = DAY
  age(START)
  passed = 20_000
  set = 2 * DAY
  expect(age(START + DAY + 15_000)).toBe(5_000)
  expect(age(START + 7_000)).toBe(13_000)
  expect(age(START + 2 * DAY + 20_000)).toBe(0)
})

it('a difference of up to half a second is none, and one of more is a setting', () => {
  age(START)
  passed = 6_000
  set = 500
  expect(age(START + 5_000)).toBe(1_000)
  set = -500
  expect(age(START + 5_000)).toBe(1_000)
  set = 501
  passed = 7_000
  expect(age(START + 7_501)).toBe(0)
  expect(age(START + 501 + 7_000)).toBe(0)
})

it('a moment that no clock has shown has no age', () => {
  age(START)
  expect(age(START + 5_500)).toBe(0)
  expect(age(START + 5_501)).toBe(0)
  expect(age(START + DAY)).toBe(0)
})

it('the age is that of the moment at which it is wanted, where that is a while ago', () => {
  expect(ages.ageOf(START + 1_000, clock() - 1_500)).toBe(2_500)
  expect(ages.ageOf(START + 1_000, clock() + 1_500)).toBe(4_000)
  expect(ages.ageOf(START + 4_000, clock() - 1_500)).toBe(0)
})

it('of the settings of the clock the last twenty are known', () => {
  age(START)
  for (let day = 1; day <= 20; day++) {
    passed = 5_000 + day * 10_000
    set = day * DAY
    age(START)
  }
  // That of the day before the first known one is taken for one of it.
  expect(age(START + DAY + 15_000)).toBe(190_000)
  expect(age(START + 2 * DAY + 25_000)).toBe(180_000)
  expect(ages.isSure(START + DAY + 15_000)).toBe(true)
  expect(ages.isSure(START + DAY + 14_999)).toBe(false)
})

it('a standstill between the two clocks is no setting', () => {
  const stands = [0, 400]
  const ofStandstills = createAges(
    () => passed,
    () => {
      passed += stands.shift() ?? 0
      return clock()
    },
  )
  ofStandstills.ageOf(START, clock())
  expect(ofStandstills.ageOf(START + 5_100, START + 5_400)).toBe(300)
  expect(ofStandstills.ageOf(START + 4_000, START + 5_400)).toBe(1_400)
})
