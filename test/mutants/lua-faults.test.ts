import { expect, it } from 'vitest'
import { luaFaultsOf, withFault } from './lua-faults'
import { lowerEnd } from './sample'

it('a script of Redis gets comparisons, links and sums changed, conditions turned, and calls left out', () => {
  const source = "-- x < y\nif a == b and c then\n  redis.call('DEL', KEYS[1])\nend\n"
  expect(luaFaultsOf(source).map(fault => withFault(source, fault).split('\n').slice(1, 3))).toEqual([
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
