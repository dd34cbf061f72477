import { expect, it } from 'vitest'
import type { Gate } from '../../../src/domain/heartbeat/gates'
import type { Reading } from '../../../src/domain/settings/reading'
import { createAnnounceGates } from '../../../src/operations/heartbeat/announce-gates'

const MINUTE = 60_000
const NOON = Date.parse('2026-11-20T12:00:00Z')
const CHECKS = [{ key: 'disk' }]

const monitoring = { gateFails: true, frequency: '5', gates: ['disk', 'camera'] }
const readingOf = (more: object = {}) =>
  ({
    kind: 'ok',
    settings: { monitoring: { ...monitoring, ...more }, checks: CHECKS },
  }) as unknown as Reading
const closed = (ago: number, status: 'down' | 'blind' | 'new' = 'down'): Gate => ({
  ...{ name: 'disk', status, since: NOON - ago },
})

/** Looks at these gates once, and returns what was read of them and queued. */
async function look(gates: readonly Gate[], reading: Reading = readingOf()) {
  const reads: unknown[][] = []
  const queued: unknown[][] = []
  const announce = createAnnounceGates({
    now: () => NOON,
    settings: { read: async () => reading } as never,
    gates: async (...asked) => {
      reads.push(asked)
      return gates
    },
    queue: async (...heartbeat) => void queued.push(heartbeat),
  })
  return { isWanted: await announce(), reads, queued }
}

const heartbeat = { slot: NOON / (5 * MINUTE), occasion: 'gate', notAfter: NOON + MINUTE * 5 }

it('a gate that has closed is reported by a heartbeat of its own, named by the first of several', async () => {
  const gates = [closed(100), closed(200, 'blind'), { name: 'x', status: 'up', since: NOON - 300 } as const]
  expect(await look(gates)).toEqual({
    isWanted: true,
    reads: [[['disk', 'camera'], CHECKS]],
    queued: [[heartbeat, `gate-${NOON - 200}`]],
  })
})

it.each<[string, readonly Gate[], readonly number[]]>([
  ['almost a slot ago', [closed(5 * MINUTE - 1)], [NOON - 5 * MINUTE + 1]],
  ['a slot ago', [closed(5 * MINUTE)], []],
  ['at this moment', [closed(0)], [NOON]],
  ['after this moment, as the clock was set back', [closed(-1)], []],
  ['never, as it is new', [closed(100, 'new')], []],
  ['a moment ago, while another is new', [closed(100, 'new'), closed(50)], [NOON - 50]],
  ['never, as it has no check', [{ name: 'disk', status: 'missing' }], []],
  ['but a window opens it', [{ ...closed(100), openedBy: 'nas' } as Gate], []],
  ['long ago, and another a moment ago', [closed(6 * MINUTE), closed(100)], []],
  ['never', [], []],
])('a gate that closed %s', async (_when, gates, expected) => {
  const { isWanted, queued } = await look(gates)
  expect([isWanted, queued.map(([, job]) => job)]).toEqual([true, expected.map(at => `gate-${at}`)])
})

it.each([
  ['the INI does not want it', readingOf({ gateFails: false })],
  ['heartbeats are off', readingOf({ frequency: 'Off' })],
  ['there are no gates', readingOf({ gates: [] })],
  ['the INI cannot be read', { kind: 'unreadable', reason: 'gone' } as const],
])('nothing is looked at where %s', async (_why, reading) => {
  expect(await look([closed(100)], reading)).toEqual({ isWanted: false, reads: [], queued: [] })
})

it('gates are read also while the checks of the INI have faults', async () => {
  const sound = { monitoring } as never
  const reading: Reading = { ...{ kind: 'faulty', faults: [], sound, revision: 'r', changedAt: 0 } }
  expect((await look([closed(100)], reading)).reads).toEqual([[['disk', 'camera'], []]])
})
