import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createIdList } from '../../../src/domain/watch/id-list'

const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'
const F = 'ffffffff-ffff-4fff-bfff-ffffffffffff'

describe('a list of ids', () => {
  it('returns each once and in order, so many at a time', () => {
    const list = createIdList()
    for (const id of [F, B, A, B, F]) list.add(id)
    expect([...list.batches(2)]).toEqual([[A, B], [F]])
    expect([...createIdList().batches(2)]).toEqual([])
  })

  it('knows those that it has, also after others came', () => {
    const list = createIdList()
    list.add(F)
    expect([list.has(A), list.has(F)]).toEqual([false, true])
    list.add(A)
    expect([list.has(A), list.has(B), list.has(F)]).toEqual([true, false, true])
  })

  it('leaves out what is no id of a check', () => {
    const list = createIdList()
    for (const text of ['', 'x', F.toUpperCase(), `${A} `]) expect(list.add(text)).toBe(false)
    expect([list.size, list.has(''), list.has(F)]).toEqual([0, false, false])
    list.add(F)
    expect([list.size, list.has(F.toUpperCase()), list.has(F)]).toEqual([1, false, true])
  })

  it('holds thousands', () => {
    const list = createIdList()
    const ids = Array.from({ length: 5_000 }, () => randomUUID() as string)
    for (const id of ids) list.add(id)
    expect([...list.batches(700)].flat()).toEqual([...ids].sort())
  })
})
