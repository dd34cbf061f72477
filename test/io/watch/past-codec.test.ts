/** The bytes of what is kept of a check's past: an older version wrote them, and a later one reads them. */
import { describe, expect, it } from 'vitest'
import { startOfDay } from '../../../src/domain/time/local-days'
import { decodeDays, decodeTimes, encodeDays, encodeTimes } from '../../../src/io/watch/past-codec'

const QUARTER = 900_000
const THREE_HOURS = 10_800_000
const NONE = { fine: [], middle: [], coarse: [] } as const

const bytes = (text: string, ...numbers: readonly number[]) =>
  Buffer.concat([Buffer.from(text), Buffer.from(numbers)])
const single = (at: number, took: number) => ({ at, count: 1, min: took, median: took, max: took })

describe('times', () => {
  const levels = {
    fine: [single(3 * QUARTER, 5), { at: 5 * QUARTER, count: 2, min: 1, median: 2, max: 3 }],
    middle: [single(130 * THREE_HOURS, 7)],
    coarse: [{ at: startOfDay(20_000), count: 300, min: 0, median: 9, max: 2_047 }],
  }
  const stored = bytes(
    '1234|',
    ...[2, 3, 1, 5, 0, 2, 2, 1, 0, 2, 0, 3, 0],
    ...[1, 130, 1, 1, 7, 0],
    ...[1, 160, 156, 1, 172, 2, 0, 0, 9, 0, 255, 7],
  )

  it('of all three widths are the number of the last, and spans by their distance, number and times', () => {
    expect(encodeTimes({ cursor: 1_234, levels })).toEqual(stored)
    expect(decodeTimes(stored)).toEqual({ cursor: 1_234, levels })
  })

  it('are there without any span', () => {
    expect(encodeTimes({ cursor: 0, levels: NONE })).toEqual(bytes('0|', 0, 0, 0))
    expect(decodeTimes(bytes('0|', 0, 0, 0))).toEqual({ cursor: 0, levels: NONE })
  })

  it.each([
    ['of the first moment of a span', 3 * QUARTER, 3],
    ['of its last moment', 4 * QUARTER - 1, 3],
    ['of the next one', 4 * QUARTER, 4],
  ])('belong to the quarter of an hour %s', (_what, at, slot) => {
    expect(encodeTimes({ cursor: 1, levels: { ...NONE, fine: [single(at, 0)] } })).toEqual(
      bytes('1|', 1, slot, 1, 0, 0, 0, 0),
    )
  })

  it.each([
    [-1, 0, 0, 0],
    [0.4, 0, 0, 0],
    [0.5, 1, 0, 1],
    [255, 255, 0, 255],
    [256, 0, 1, 256],
    [2_047, 255, 7, 2_047],
    [2_048, 0, 12, 2_048],
    [2_049, 1, 12, 2_050],
    [61_234, 122, 47, 61_248],
    [2 ** 41, 0, 252, 2 ** 41],
    [2 ** 50, 0, 252, 2 ** 41],
  ])('of %d ms take two bytes', (took, low, high, read) => {
    const text = bytes('1|', 1, 1, 1, low, high, 0, 0)
    expect(encodeTimes({ cursor: 1, levels: { ...NONE, fine: [single(QUARTER, took)] } })).toEqual(text)
    expect(decodeTimes(text)?.levels.fine).toEqual([single(QUARTER, read)])
  })

  it.each([
    ['nothing', null],
    ['no bar', Buffer.from('12')],
    ['no number', Buffer.from('|\0\0\0')],
    ['a word in place of the number', Buffer.from('x|\0\0\0')],
    ['half a number', Buffer.from('1.5|\0\0\0')],
  ])('are none where %s is stored', (_what, text) => {
    expect(decodeTimes(text)).toBeUndefined()
    expect(decodeDays(text)).toBeUndefined()
  })

  it('that were cut short have zeros behind their end', () => {
    expect(decodeTimes(Buffer.from('5|\u0001\u0002\u0001\u0007'))).toEqual({
      cursor: 5,
      levels: { ...NONE, fine: [single(2 * QUARTER, 7)] },
    })
  })
})

describe('days', () => {
  const days = [
    { day: 20_000, down: 1_000, unknown: 0, outages: 1 },
    { day: 20_002, down: 0, unknown: 86_400_000, outages: 0 },
  ]
  const stored = bytes('9|', 232, 7, 220, 11, 2, 160, 156, 1, 1, 0, 1, 2, 0, 128, 163, 5, 0)

  it('are what is known, and each day by its distance, its seconds and its outages', () => {
    expect(encodeDays({ seq: 9, from: 1_000, until: 2_500, days })).toEqual(stored)
    expect(decodeDays(stored)).toEqual({ seq: 9, from: 1_000, until: 2_500, days })
  })

  it('have whole seconds, rounded', () => {
    const of = (down: number, unknown: number) =>
      decodeDays(encodeDays({ seq: 1, from: 0, until: 0, days: [{ day: 1, down, unknown, outages: 0 }] }))
        ?.days[0]
    expect(of(1_499, 500)).toEqual({ day: 1, down: 1_000, unknown: 1_000, outages: 0 })
    expect(of(1_500, 499)).toEqual({ day: 1, down: 2_000, unknown: 0, outages: 0 })
  })

  it.each([
    [127, [127]],
    [128, [128, 1]],
    [16_383, [255, 127]],
    [16_384, [128, 128, 1]],
  ])('begin at %d in bytes of seven bits', (from, numbers) => {
    expect(encodeDays({ seq: 1, from, until: from, days: [] })).toEqual(bytes('1|', ...numbers, 0, 0))
    expect(decodeDays(bytes('1|', ...numbers, 0, 0))).toEqual({ seq: 1, from, until: from, days: [] })
  })

  it('before the beginning of all time, or that end before they begin, count as none', () => {
    expect(encodeDays({ seq: 1, from: -5, until: 3, days: [] })).toEqual(bytes('1|', 0, 8, 0))
    expect(encodeDays({ seq: 1, from: 9, until: 3, days: [] })).toEqual(bytes('1|', 9, 0, 0))
  })
})
