import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openTimeRings, readTimes, type TimeRings } from '../../../src/io/watch/time-rings'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const PROBE = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: {} } as const
const START = Date.UTC(2026, 10, 20, 12)
let rings: TimeRings

beforeEach(() => {
  rings = openTimeRings(admin)
})
afterEach(() => rings.flush(() => true))

/** Notes a time for each minute from `first` on, and writes them as the worker does, ten minutes at once. */
async function fill(first: number, times: readonly number[]): Promise<void> {
  for (const [index, took] of times.entries()) {
    if (took > 0) rings.note('nas', PROBE, START + (first + index) * MINUTE, took)
    if (index % 10 === 9) await rings.flush(() => true)
  }
  await rings.flush(() => true)
}
const seen = (minute: number) => readTimes(admin, 'nas', START + minute * MINUTE)
const ofMinutes = async (minute: number) =>
  (await seen(minute)).minutes.map(({ at, took }) => [(at - START) / MINUTE, took])
const ofHours = async (minute: number) =>
  (await seen(minute)).hours.map(({ at, min, median, max }) => [(at - START) / HOUR, min, median, max])

describe('response times', () => {
  it('are none before the first look', async () => {
    expect(await seen(0)).toEqual({ minutes: [], hours: [] })
  })

  it('are kept by the minute, with the middle one where there are several', async () => {
    for (const took of [30, 10, 20]) rings.note('nas', PROBE, START + 1_000, took)
    rings.note('nas', PROBE, START + 3 * MINUTE, 0.4)
    // A mail may take as long.
    rings.note('nas', PROBE, START + 4 * MINUTE, 1_000_000)
    await rings.flush(() => true)
    expect(await ofMinutes(5)).toEqual([
      [0, 20],
      [3, 1],
      [4, 1_000_000],
    ])
  })

  it('are kept for a day', async () => {
    await fill(0, [5, 6])
    await fill(1_439, [7])
    expect(await ofMinutes(1_439)).toEqual([
      [0, 5],
      [1, 6],
      [1_439, 7],
    ])
    await fill(1_440, [8])
    expect(await ofMinutes(1_440)).toEqual([
      [1, 6],
      [1_439, 7],
      [1_440, 8],
    ])
  })

  it('of a day ago do not come back after a gap', async () => {
    await fill(0, Array(120).fill(9))
    await fill(1_500, [1])
    expect(await ofMinutes(1_500)).toEqual([
      ...Array.from({ length: 59 }, (_, index) => [61 + index, 9]),
      [1_500, 1],
    ])
    await fill(9_000, [2])
    expect(await ofMinutes(9_000)).toEqual([[9_000, 2]])
  })

  it('that come later than others are kept where they are of the last day, and change nothing else', async () => {
    await fill(1_440, [8])
    for (const minute of [0, -100, 1]) await fill(minute, [5])
    expect(await ofMinutes(1_440)).toEqual([
      [1, 5],
      [1_440, 8],
    ])
  })

  it('begin anew once a clock that was ahead by days is set right', async () => {
    await fill(0, Array(60).fill(5))
    await fill(400 * 1_440, [9])
    await fill(61, [6, 7])
    expect(await ofMinutes(62)).toEqual([
      [61, 6],
      [62, 7],
    ])
    await fill(120, [8])
    expect(await ofHours(120)).toEqual([[1, 6, 6, 7]])
  })

  it('have the least, the middle and the greatest of each hour that is over', async () => {
    await fill(0, [5, 1, 9, 3])
    expect(await ofHours(59)).toEqual([])
    await fill(61, [4])
    expect(await ofHours(62)).toEqual([[0, 1, 3, 9]])
    await fill(5 * 60, [6])
    expect(await ofHours(5 * 60)).toEqual([
      [0, 1, 3, 9],
      [1, 4, 4, 4],
    ])
  })

  it('of hours are kept for 30 days', async () => {
    await fill(0, [5])
    await fill(60, [6])
    const month = 720 * 60
    await fill(month, [7])
    expect(await ofHours(month - 1)).toEqual([
      [0, 5, 5, 5],
      [1, 6, 6, 6],
    ])
    expect(await ofHours(month)).toEqual([[1, 6, 6, 6]])
    await fill(month + 60, [8])
    expect(await ofHours(month + 60)).toEqual([[720, 7, 7, 7]])
  })

  it('of hours of a month ago do not come back after a gap', async () => {
    for (const hour of [0, 1, 2]) await fill(hour * 60, [5])
    await fill(725 * 60, [6])
    expect(await ofHours(725 * 60)).toEqual([])
    await fill(726 * 60, [7])
    expect(await ofHours(726 * 60)).toEqual([[725, 6, 6, 6]])
  })

  it('of two workers that take turns are all kept', async () => {
    const other = openTimeRings(admin)
    rings.note('nas', PROBE, START, 1)
    other.note('nas', PROBE, START + MINUTE, 2)
    rings.note('nas', PROBE, START + 2 * MINUTE, 3)
    other.note('nas', PROBE, START + 3 * MINUTE, 4)
    await other.flush(() => true)
    await rings.flush(() => true)
    expect(await ofMinutes(4)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ])
  })

  it('take less than 8 kB a probe', async () => {
    await fill(0, [5])
    await fill(719 * 60 + 59, [6])
    const bytes = await admin.strlen(namesOf(shardOf(admin, 'nas')).watch.times('nas'))
    expect(bytes).toBeGreaterThan(2 * 1_440)
    expect(bytes).toBeLessThan(8_000)
  })
})
