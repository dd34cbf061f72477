import { expect, it } from 'vitest'
import { lowerEnd } from './sample'
import { faultsOf, type TextFault } from './text'

const changed = (source: string, { at, from, to }: TextFault) =>
  source.slice(0, at) + to + source.slice(at + from.length)

it('a program gets comparisons, links and sums changed, conditions turned, and calls left out', () => {
  const source = 'import a from "a"\n// x < y\nif (a < b && c) {\n  await stop(a)\n}\n'
  expect(faultsOf(source, false).map(fault => changed(source, fault).split('\n').slice(2, 4))).toEqual([
    ['if (a <= b && c) {', '  await stop(a)'],
    ['if (a < b || c) {', '  await stop(a)'],
    ['if (!(a < b && c)) {', '  await stop(a)'],
    ['if (a < b && c) {', '  '],
  ])
})

it('a script of Redis gets the same in its own words', () => {
  const source = "-- x < y\nif a == b and c then\n  redis.call('DEL', KEYS[1])\nend\n"
  expect(faultsOf(source, true).map(fault => changed(source, fault).split('\n').slice(1, 3))).toEqual([
    ['if a ~= b and c then', "  redis.call('DEL', KEYS[1])"],
    ['if a == b or c then', "  redis.call('DEL', KEYS[1])"],
    ['if not (a == b and c) then', "  redis.call('DEL', KEYS[1])"],
    ['if a == b and c then', '  '],
  ])
})

it('a share is judged by the lower end of its interval', () => {
  expect(lowerEnd(270, 300)).toBeCloseTo(0.8609, 3)
  expect(lowerEnd(0, 0)).toBe(0)
})
