import type { Request } from 'express'
import { expect, test } from 'vitest'
import { packed, tickedIn } from '../../../src/web/watch/ticked'

const A = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const B = '9b2f6c1d-e0a8-4f7c-8a51-d3e0b7c64f12'
const ticked = (body: object) => tickedIn({ body } as Request)

test('the ids of many checks are packed into one field, and unpacked again', () => {
  expect(packed([])).toBe('')
  expect(packed([A])).toBe('PxwtTlprTH2OnwobLD1OXw')
  expect(ticked({ ids: packed([A, B]) })).toEqual([A, B])
})

test('the ticked ones are those of the boxes and of that field, each once', () => {
  expect(ticked({ id: [A, B, A], ids: packed([B]) })).toEqual([A, B])
  expect(ticked({ id: A })).toEqual([A])
  expect(ticked({})).toEqual([])
})

test('of a field that is cut only whole ids count', () => {
  const text = packed([A, B])
  expect(ticked({ ids: text.slice(0, -2) })).toEqual([A])
  expect(ticked({ ids: text.slice(0, 5) })).toEqual([])
})

test('a thousand of them are taken, and one more is refused', () => {
  const ids = (count: number) => Array.from({ length: count }, (_none, n) => `id ${n}`)
  expect(ticked({ id: ids(1_000) })).toHaveLength(1_000)
  expect(() => ticked({ id: ids(1_001) })).toThrow(
    expect.objectContaining({ status: 413, message: expect.stringContaining('more than 1,000 checks') }),
  )
})
