import { EventEmitter } from 'node:events'
import type { Response } from 'express'
import { expect, test, vi } from 'vitest'
import { jsonPieces, writePieces } from '../../../src/web/pages/write-pieces'

async function jsonOf(batches: readonly (readonly unknown[])[], rest: object = {}) {
  async function* read() {
    yield* batches
  }
  const pieces: string[] = []
  for await (const piece of jsonPieces('checks', read(), rest as Record<string, unknown>)) pieces.push(piece)
  return pieces
}

test('a list that comes in batches is one object of JSON', async () => {
  expect(await jsonOf([])).toEqual(['{"checks":[]}'])
  expect(await jsonOf([[], []], { faults: [] })).toEqual(['{"checks":[],"faults":[]}'])
  expect(await jsonOf([[1, 2], [], ['a'], [{}]], { next: 'x' })).toEqual([
    '{"checks":[1,2',
    ',"a"',
    ',{}',
    '],"next":"x"}',
  ])
})

/** A response that takes so many pieces before it has to drain. */
function response({ takes = Number.POSITIVE_INFINITY, headersSent = true } = {}) {
  const written: string[] = []
  const made = Object.assign(new EventEmitter(), {
    written,
    closed: false,
    destroyed: false,
    ended: false,
    headersSent,
    write: (piece: string) => {
      written.push(piece)
      return written.length < takes
    },
    destroy: () => {
      made.destroyed = true
      made.emit('close')
    },
    end: () => {
      made.ended = true
    },
  })
  return made
}
type Made = ReturnType<typeof response>
const write = (made: Made, pieces: Iterable<string> | AsyncIterable<string>) =>
  writePieces(made as unknown as Response, pieces)

test('pieces are written as fast as the client takes them, and the answer ends', async () => {
  const made = response({ takes: 2 })
  const writing = write(made, ['a', 'b', 'c'])
  await vi.waitFor(() => expect(made.written).toEqual(['a', 'b']))
  expect(made.ended).toBe(false)
  made.emit('drain')
  await vi.waitFor(() => expect(made.written).toEqual(['a', 'b', 'c']))
  made.emit('drain')
  await writing
  expect([made.ended, made.destroyed]).toEqual([true, false])
})

test('a client that takes nothing for ten seconds is cut off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const made = response({ takes: 1 })
    const writing = write(made, ['a', 'b'])
    await vi.advanceTimersByTimeAsync(9_999)
    expect(made.destroyed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await writing
    expect([made.destroyed, made.written, made.ended]).toEqual([true, ['a'], false])
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('nothing is written to a client that has gone', async () => {
  for (const gone of ['closed', 'destroyed'] as const) {
    const made = Object.assign(response(), { [gone]: true })
    await write(made, ['a'])
    expect([made.written, made.ended]).toEqual([[], false])
  }
})

test('a failure in the middle cuts the answer off, and one before it is thrown', async () => {
  async function* failing() {
    yield 'a'
    throw new Error('broken')
  }
  const late = response()
  await write(late, failing())
  expect([late.written, late.destroyed, late.ended]).toEqual([['a'], true, false])
  const early = response({ headersSent: false })
  await expect(write(early, failing())).rejects.toThrow('broken')
  expect([early.destroyed, early.ended]).toEqual([false, false])
})
