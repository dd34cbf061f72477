import { describe, expect, test } from 'vitest'
import {
  livenessOf,
  type Misses,
  missesOf,
  newerResult,
  nextHeartbeat,
  overdueHeartbeat,
} from '../../../src/domain/heartbeat/alive'
import { missedRecord } from '../../../src/domain/heartbeat/missed-slot'
import type { Reading } from '../../../src/domain/settings/reading'
import { localMinute } from '../../../src/domain/time/local-time'
import { type Frequency, slotOf } from '../../../src/domain/time/slot'

/** `10:07:30` that day, local time. */
const at = (clock: string) => new Date(`2026-11-20T${clock.padEnd(8, ':00')}`).getTime()

function reading(frequency: Frequency, changedAt = at('01:00')): Reading {
  return {
    kind: 'ok',
    revision: '1',
    changedAt,
    settings: {
      monitoring: { frequency, url: 'http://x', catchup: true, gates: [], gateFails: false, duty: 'own' },
      web: {
        host: '',
        port: 8080,
        tlscert: '',
        tlskey: '',
        trustproxy: false,
        hostnames: [],
        language: 'en',
      },
      watch: {
        pyremto: 'adopt',
        batchy: 'adopt',
        create: 'open',
        startChannel: '',
        probesAtOnce: 10,
        escalation: { channels: [], after: 1_800_000 },
      },
      expected: { files: [] },
      checklist: { file: '', etl: '', redis: '' },
      zmq: { bind: [], bindsub: [], connect: [], publish: [], create: 'off', word: '', curve: 'off' },
      redis: { url: '', prefix: '', join: false, copies: 1, shards: 1 },
      network: { proxy: '', noproxy: '', cafile: '' },
      login: { username: 'admin', passwordHash: '' },
      checks: [],
      channels: [],
      mail: [],
      checker: { port: 0 },
      group: { rank: 0, takeover: 120_000 },
      peers: [],
      windows: [],
      statusPages: [],
    },
  }
}

describe('alive or not, with a heartbeat every ten minutes', () => {
  // now, the last heartbeat, its result -> liveness
  test.each([
    ['10:07', '10:00:03', '200', 'alive'],
    ['10:10:20', '10:00:03', '200', 'alive'],
    ['10:10:59', '10:00:03', '200', 'alive'],
    ['10:11', '10:00:03', '200', 'late'],
    ['10:14:59', '10:00:03', '200', 'late'],
    ['10:14:59', '10:10:40', '200', 'alive'],
    ['10:12', '10:00:03', 'HTTP error 503', 'silent'],
    ['10:12', '10:10:03', 'HTTP error 503', 'silent'],
    ['10:12', '09:50:03', '200', 'silent'],
    ['10:15', '10:00:03', '200', 'silent'],
    ['10:15', '10:10:03', '200', 'alive'],
    ['10:07', '10:00:03', 'HTTP error 503', 'silent'],
    ['10:07', '10:05:03', '200', 'alive'],
    ['10:07', '09:50:03', '200', 'silent'],
    ['10:07', '10:00:03', 'Missed', 'silent'],
  ])('at %s, the last one at %s with %s: %s', (now, last, result, expected) => {
    expect(livenessOf(at(now), reading(10), { at: at(last), result })).toBe(expected)
  })

  test.each([
    ['nothing was ever sent, and the first one is not due yet', '10:07', undefined, 'waiting'],
    ['the first one is being sent', '10:10:59', undefined, 'waiting'],
    ['the first one is late', '10:11', undefined, 'late'],
    ['the first one did not come', '10:15', undefined, 'silent'],
    ['an old failure tells nothing of the new settings', '10:07', '09:50', 'waiting'],
    ['a failure since then does', '10:08', '10:07', 'silent'],
  ])('after a change at 10:06: %s', (_name, now, last, expected) => {
    const result = last === undefined ? undefined : { at: at(last), result: 'DNS error' }
    expect(livenessOf(at(now), reading(10, at('10:06')), result)).toBe(expected)
  })

  test('a slot that had begun before the settings were changed is not late', () => {
    expect(livenessOf(at('10:13'), reading(10, at('10:11')), { at: at('10:00:03'), result: '200' })).toBe(
      'alive',
    )
  })

  test.each<[string, Misses, string]>([
    ['what the ticks still owe', { owedSince: slotOf(at('10:00')) }, 'silent'],
    ['what is recorded as missed', { missedSlot: slotOf(at('10:00')) }, 'silent'],
    ['what was missed before the last due one', { missedSlot: slotOf(at('09:50')) }, 'waiting'],
    ['nothing', {}, 'waiting'],
  ])('an edit of the INI does not undo %s', (_name, misses, expected) => {
    const last = { at: at('09:50:03'), result: '200' }
    expect(livenessOf(at('10:07'), reading(10, at('10:06')), last, misses)).toBe(expected)
  })

  test('nor, in its slot, that a heartbeat is late', () => {
    const last = { at: at('10:00:03'), result: '200' }
    const misses = { owedSince: slotOf(at('10:10')) }
    expect(livenessOf(at('10:13'), reading(10, at('10:11')), last, misses)).toBe('late')
  })

  test('Off is off, and an INI that has to be mended is no sign of life', () => {
    const last = { at: at('10:00'), result: '200' }
    expect(livenessOf(at('10:01'), reading('Off'), last)).toBe('off')
    expect(livenessOf(at('10:01'), { kind: 'unreadable', reason: 'x' }, last)).toBe('silent')
  })
})

describe('the overdue heartbeat, every ten minutes', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['10:10:59', '10:00:03', undefined],
    ['10:11', '10:00:03', '10:10 late'],
    ['10:15', '10:00:03', '10:10 missing'],
    ['10:20:59', '10:00:03', '10:10 missing'],
    ['10:21', '10:00:03', '10:20 late'],
    ['10:11', undefined, '10:10 late'],
    ['10:12', '10:10:03', undefined],
  ])('at %s, the last one at %s: %s', (now, last, expected) => {
    const overdue = overdueHeartbeat(
      at(now),
      reading(10),
      last === undefined ? undefined : { at: at(last), result: 'x' },
    )
    const words = overdue && `${localMinute(overdue.at)} ${overdue.late ? 'late' : 'missing'}`
    expect(words).toBe(expected)
  })
})

describe('the next heartbeat', () => {
  test.each<[string, Frequency, string | undefined, string | undefined]>([
    ['10:07', 10, '10:00', '10:10'],
    ['10:10:20', 10, '10:00', '10:10'],
    ['10:10:20', 10, '10:10:03', '10:20'],
    ['10:12', 10, '10:00', '10:20'],
    ['10:07', 60, undefined, '11:00'],
    ['10:07', 'Off', '10:00', undefined],
  ])('at %s, every %s minutes, the last one at %s: %s', (now, frequency, last, expected) => {
    const result = last === undefined ? undefined : { at: at(last), result: '200' }
    const next = nextHeartbeat(at(now), reading(frequency), result)
    expect(next).toBe(expected === undefined ? undefined : at(expected))
  })
})

test('of two results the newer one counts', () => {
  const NOW = at('23:00')
  const [old, young] = [
    { at: 1, result: 'a' },
    { at: 2, result: 'b' },
  ]
  expect([
    newerResult(NOW, old, young),
    newerResult(NOW, young, old),
    newerResult(NOW, undefined, old),
    newerResult(NOW, old, undefined),
  ]).toEqual([young, young, old, old])
})

describe('after the clock was set back from noon to 10 o’clock, the result of noon', () => {
  const noon = { at: at('12:00:03'), result: '200' }

  test.each([
    ['is not taken for that of a heartbeat that is missing', '10:16', 'silent'],
    ['is not taken for that of a heartbeat that is late', '10:12', 'late'],
  ])('%s', (_, now, expected) => {
    const fresh = reading(10, at('10:06'))
    expect(livenessOf(at(now), fresh, noon)).toBe(expected)
    expect(overdueHeartbeat(at(now), fresh, noon)).toMatchObject({ at: at('10:10') })
  })

  test('does not keep the next one from being the next', () => {
    expect(nextHeartbeat(at('10:10:20'), reading(10), noon)).toBe(at('10:10'))
  })

  test('stands back behind one of now, and shows that there was one where there is no other', () => {
    const old = { at: at('10:00:03'), result: '200' }
    expect(newerResult(at('10:07'), noon, old)).toBe(old)
    expect(newerResult(at('10:07'), old, noon)).toBe(old)
    expect(newerResult(at('10:07'), noon, undefined)).toBe(noon)
  })

  test('a correction by seconds changes nothing', () => {
    expect(livenessOf(at('10:09:59'), reading(10), { at: at('10:10:01'), result: '200' })).toBe('alive')
  })
})

test('only the newest record can be of a miss that still counts', () => {
  const missed = missedRecord({ slot: 7, reason: 'no tick ran' })
  const sent = { ...missed, job: 'slot-8', slot: 8, outcome: 'delivered' } as const
  expect(missesOf({ at: 0, end: 'web', line: '', owedSince: 6 }, [missed, sent])).toEqual({
    owedSince: 6,
    missedSlot: 7,
  })
  expect(missesOf(undefined, [sent, missed])).toEqual({})
})
