/** Work that goes to Redis in calls of many. */
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { type Batches, inBatches } from '../../../src/io/watch/batches'

/** The calls that were made, each with what ends it; and the calls whose results were handed out. */
let calls: { readonly batch: readonly number[]; end(): void }[]
let handedOut: (readonly number[])[]
let batches: Batches<number>

beforeEach(() => {
  calls = []
  handedOut = []
  batches = inBatches(
    batch =>
      new Promise(resolve => {
        calls.push({ batch, end: () => resolve(() => void handedOut.push(batch)) })
      }),
  )
})

const add = (from: number, count: number) => {
  for (let item = from; item < from + count; item++) batches.add(item)
}
const sizes = () => calls.map(({ batch }) => batch.length)
const end = async (at: number) => {
  calls[at]?.end()
  await turn()
}

it('items of one turn go together, in their order, when it has ended', async () => {
  add(1, 3)
  expect(calls).toEqual([])
  await turn()
  expect(calls.map(({ batch }) => batch)).toEqual([[1, 2, 3]])
  await end(0)
  expect(handedOut).toEqual([[1, 2, 3]])
  add(4, 1)
  await turn()
  expect(calls[1]?.batch).toEqual([4])
})

it('a hundred go in one call, and the others in the next', async () => {
  add(1, 100)
  await turn()
  expect(sizes()).toEqual([100])
  await end(0)
  add(1, 101)
  await turn()
  expect(sizes()).toEqual([100, 100])
  await end(1)
  expect(sizes()).toEqual([100, 100, 1])
  expect(calls[2]?.batch).toEqual([101])
})

it('a second call is made while the first is under way once it has half as many, and never a third', async () => {
  add(1, 10)
  await turn()
  add(11, 4)
  await turn()
  expect(sizes()).toEqual([10])
  add(15, 1)
  await turn()
  expect(sizes()).toEqual([10, 5])
  add(16, 50)
  await turn()
  expect(sizes()).toEqual([10, 5])
  await end(0)
  expect(sizes()).toEqual([10, 5, 50])
  expect(handedOut.map(batch => batch.length)).toEqual([10])
})

it('what waits for more goes when the call before it has ended, and before its results are handed out', async () => {
  add(1, 10)
  await turn()
  add(11, 1)
  await turn()
  expect(sizes()).toEqual([10])
  const seen: number[] = []
  handedOut.push = (...given) => seen.push(calls.length, ...given.flat().slice(0, 1))
  await end(0)
  expect(seen).toEqual([2, 1])
})

it('items that are in no call yet can be taken out', async () => {
  add(1, 2)
  await turn()
  add(3, 1)
  add(4, 1)
  expect(batches.withdraw()).toEqual([3, 4])
  expect(batches.withdraw()).toEqual([])
  await turn()
  await end(0)
  expect(sizes()).toEqual([2])
})
