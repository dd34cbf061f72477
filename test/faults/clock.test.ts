/** Clocks that jump, hours that DST skips and repeats, and a machine that was asleep. */
import { describe, expect, test } from 'vitest'
import { dueSlots, slotOf } from '../../src/domain/time/slot'
import { connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { answer, type Behaviour } from '../support/receiver'
import { inZone } from '../support/zone'
import { type Machine, startMachine } from './machine'
import { addRow, addTable } from './report'

const table = {
  file: '3-clock',
  title: 'Clocks',
  text: 'Heartbeats at the ticks that follow; a slot whose heartbeat went out before the clock was set back gets no second one.',
  columns: ['event', 'heartbeats', 'expected'],
}
addTable(table)

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

function note(event: string, heartbeats: readonly number[], expected: readonly number[]): void {
  addRow(table, [event, heartbeats.join(' '), expected.join(' ')])
  expect(heartbeats).toEqual(expected)
}

async function withMachine(
  options: Parameters<typeof startMachine>[0],
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  const machine = await startMachine(options)
  try {
    await machine.start('redis', 'web', 'worker')
    await machine.queue.connected()
    await work(machine)
  } catch (error) {
    console.log(machine.lines.join('\n'))
    throw error
  } finally {
    await machine.close()
  }
}

/** Runs a tick in each of the next slots; returns the number of heartbeats in each. */
async function ticks(machine: Machine, count: number): Promise<number[]> {
  const heartbeats: number[] = []
  for (let slot = 0; slot < count; slot++) {
    machine.clock.nextSlot()
    const before = machine.heard()
    const job = /queued as (\S+):/.exec((await machine.tick()).output)?.[1]
    if (job !== undefined) await machine.ended(job)
    heartbeats.push(machine.heard() - before)
  }
  return heartbeats
}

describe('a clock that jumps', () => {
  test.concurrent.for<[string, number, number[]]>([
    ['by a second forward', SECOND, [1, 1, 1]],
    ['by a second back', -SECOND, [1, 1, 1]],
    ['by a minute forward', MINUTE, [1, 1, 1]],
    ['by a minute back', -MINUTE, [0, 1, 1]],
    ['by an hour forward', HOUR, [1, 1, 1]],
    ['by an hour back', -HOUR, [1, 1, 1]],
    ['by a day forward', DAY, [1, 1, 1]],
    ['by a day back', -DAY, [1, 1, 1]],
    ['by a year forward', YEAR, [1, 1, 1]],
    ['by a year back', -YEAR, [1, 1, 1]],
    ['back to 1970', Number.NEGATIVE_INFINITY, [1, 1, 1]],
  ])('%s', ([event, by, expected]) =>
    withMachine({}, async machine => {
      expect(await ticks(machine, 3)).toEqual([1, 1, 1])
      machine.clock.set(Math.max(machine.clock.now() + by, MINUTE))
      note(`jumps ${event}`, await ticks(machine, 3), expected)
    }),
  )
})

describe('a DST change', () => {
  test.concurrent.for<[string, string, string, 10 | 60]>([
    ['in spring, every 10 minutes', 'Europe/Berlin', '2026-03-29T00:40:00Z', 10],
    ['in autumn, every 10 minutes', 'Europe/Berlin', '2026-10-25T00:10:00Z', 10],
    ['in spring, every hour', 'Europe/Berlin', '2026-03-28T23:50:00Z', 60],
    ['in autumn, every hour', 'Europe/Berlin', '2026-10-24T23:50:00Z', 60],
    ['of half an hour, every hour', 'Australia/Lord_Howe', '2026-04-04T14:20:00Z', 60],
  ])('%s: each due slot has its heartbeat', ([event, zone, begin, frequency]) =>
    withMachine({ zone, frequency, begin: Date.parse(begin) }, async machine => {
      const first = slotOf(Date.parse(begin)) + 1
      const due = inZone(zone, () => dueSlots(first, first + 24, frequency))
      const expected = Array.from({ length: 24 }, (_, index) => (due.includes(first + index) ? 1 : 0))
      note(`DST ${event}`, await ticks(machine, 24), expected)
    }),
  )
})

describe('a timer that stood still', () => {
  test.concurrent.for<[frequency: 10 | 30 | 60, begin: string]>([
    [10, '2026-11-20T10:55:00Z'],
    [30, '2026-11-20T10:50:00Z'],
    [60, '2026-11-20T10:50:00Z'],
  ])('over a slot that was due, every %i minutes: the next tick catches up', ([frequency, begin]) =>
    withMachine({ frequency, begin: Date.parse(begin) - 5 * MINUTE }, async machine => {
      const before = await ticks(
        machine,
        slotOf(Date.parse('2026-11-20T11:00:00Z')) - slotOf(Date.parse(begin)),
      )
      machine.clock.nextSlot()
      note(`no tick when due, every ${frequency} minutes`, await ticks(machine, 2), [
        1,
        frequency === 10 ? 1 : 0,
      ])
      expect(before.at(-1)).toBe(0)
    }),
  )
})

describe('a machine', () => {
  test.concurrent('that slept for an hour with a heartbeat in hand sends that one never, and the next one once', () =>
    withMachine({}, async machine => {
      expect(await ticks(machine, 1)).toEqual([1])
      machine.clock.nextSlot()
      await machine.signal('worker', 'SIGSTOP')
      await machine.tick()
      await machine.signal('web', 'SIGSTOP')
      await machine.signal('redis', 'SIGSTOP')
      machine.clock.set(machine.clock.now() + HOUR)
      for (const name of ['redis', 'web', 'worker'] as const) await machine.signal(name, 'SIGCONT')
      await machine.ended(`slot-${slotOf(machine.clock.now() - HOUR)}`)
      note('asleep for an hour', [machine.heard() - 1, ...(await ticks(machine, 2))], [0, 1, 1])
    }))

  test.concurrent('whose clock leaps while a heartbeat is on its way, so that its lock runs out, sends it once', () =>
    withMachine({}, async machine => {
      machine.clock.nextSlot()
      let reply = () => {}
      const held: Behaviour = (request, response) => {
        reply = () => answer(200, 'OK')(request, response)
      }
      machine.receiver.answerWith(held, answer(200, 'OK'))
      await machine.tick()
      await machine.receiver.nextRequest()
      const redis = connectWorker({ path: redisPlace(machine.home).socket })
      const locks = await redis.keys('*:lock')
      expect(locks).toHaveLength(1)
      await redis.del(...locks)
      redis.disconnect()
      reply()
      await machine.ended(`slot-${slotOf(machine.clock.now())}`)
      note('the lock of a heartbeat in hand runs out', [1, ...(await ticks(machine, 2))], [1, 1, 1])
      expect(machine.heard()).toBe(3)
    }))
})
