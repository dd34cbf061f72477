import { expect, it } from 'vitest'
import type { HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { roundTripsOf } from '../../../src/domain/heartbeat/round-trips'

it('round trips are those of the attempts that were delivered, the oldest first', () => {
  const record = (finishedAt: number, ...attempts: readonly (readonly [boolean, number])[]) =>
    ({
      finishedAt,
      attempts: attempts.map(([delivered, total]) => ({ delivered, phases: { total } })),
    }) as unknown as HeartbeatRecord
  const history = [
    record(30, [false, 9], [true, 5]),
    record(20),
    record(15, [false, 8]),
    record(10, [true, 4]),
  ]
  expect(roundTripsOf(history)).toStrictEqual([
    { at: 10, took: 4 },
    { at: 30, took: 5 },
  ])
})
