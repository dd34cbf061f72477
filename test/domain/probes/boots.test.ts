import { expect, test } from 'vitest'
import { afterBoot, type Boots, isCopy } from '../../../src/domain/probes/boots'

const QUARTER = 900_000

test('boots are remembered in their order, the last eight', () => {
  let boots: Boots = { seen: [] }
  for (const boot of 'abcdefghi') boots = afterBoot(boots, boot, 0)
  expect(boots).toStrictEqual({ seen: ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] })
})

test('the machine that came back first is the original, as long as both are seen', () => {
  const twins = afterBoot({ seen: ['a', 'b'] }, 'a', 1_000)
  expect(twins).toStrictEqual({ seen: ['b', 'a'], returnedAt: 1_000, original: 'a' })
  const again = afterBoot(twins, 'b', 2_000)
  expect(again).toStrictEqual({ seen: ['a', 'b'], returnedAt: 2_000, original: 'a' })
  expect(afterBoot(again, 'b', 3_000)).toStrictEqual(again)
  // A quarter of an hour later the next return decides anew.
  expect(afterBoot(again, 'b', 2_000 + QUARTER)).toStrictEqual({ seen: ['a', 'b'], returnedAt: 2_000 })
  expect(afterBoot(again, 'a', 2_000 + QUARTER)).toStrictEqual({
    seen: ['b', 'a'],
    returnedAt: 2_000 + QUARTER,
    original: 'a',
  })
})

test('a copy is the other one than the original, while both are seen', () => {
  const twins: Boots = { seen: ['b', 'a'], returnedAt: 1_000, original: 'a' }
  expect([isCopy(twins, 'b', 1_000), isCopy(twins, 'a', 1_000)]).toStrictEqual([true, false])
  expect(isCopy(twins, 'b', 1_000 + QUARTER)).toBe(false)
  expect(isCopy({ seen: ['b', 'a'], returnedAt: 1_000 }, 'b', 1_000)).toBe(false)
  expect(isCopy({ seen: ['b', 'a'] }, 'b', 1_000)).toBe(false)
})
