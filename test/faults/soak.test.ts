/** A month of ticks, one after the other, with faults thrown in: nothing may grow, and nothing may get lost. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { HEARTBEATS_KEPT } from '../../src/domain/heartbeat/heartbeat'
import { connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { createRandom } from '../support/random'
import { answer } from '../support/receiver'
import { liveHeap } from './live-heap'
import { type Machine, type Program, startMachine } from './machine'
import { addRow, addTable } from './report'
import {
  emptyIni,
  killed,
  liveThrough,
  REAL_TICK,
  RECOVERY_MS,
  refused,
  stopped,
  takenAtTheRetry,
} from './soak'

const SLOTS = 8_640
const FAULT_SHARE = 0.02
/** From then on processes are stopped and no longer killed: a new process would hide what grows. */
const LAST_KILL = 2_640
/** From then on memory is measured, as the processes have run for a while. */
const SETTLED = LAST_KILL + 1_000
/** kB per 1000 ticks, three and a half days. */
const MOST_GROWTH = 500
const SAMPLE = 50
/** The retry, whose pause is real time, comes once in so many slots. */
const RETRY = 2_000

const table = {
  file: '5-soak',
  title: 'A month',
  text: `${SLOTS} slots, every one due, one tick in ${REAL_TICK} the real program and the others its request; ${
    FAULT_SHARE * 100
  } % of them with a fault: an INI that is empty,
a receiver that refuses, and the web app, the worker or Redis killed (in the first ${LAST_KILL} slots) or stopped (in the
others). A slot takes milliseconds, a recovery as long as ever; so the clock waits for that, and the next slot counts.`,
  columns: ['what', 'value', 'limit'],
}
addTable(table)

const EARLY = [refused, emptyIni, killed('web'), killed('worker'), killed('redis')]
// Redis is stopped for so long that the web app has given up its commands.
const LATE = [refused, emptyIni, stopped('web', 300), stopped('worker'), stopped('redis')]

async function withMachine(work: (machine: Machine) => Promise<void>): Promise<void> {
  const machine = await startMachine({ snapshots: true })
  try {
    await machine.start('redis', 'web', 'worker')
    await machine.queue.connected()
    await work(machine)
  } catch (error) {
    console.log(machine.lines.slice(-30).join('\n'))
    throw error
  } finally {
    await machine.close()
  }
}

test('a month of ticks brings every heartbeat, and nothing grows', { timeout: 900_000 }, () =>
  withMachine(async machine => {
    const random = createRandom(inject('seed'))
    const redisSizes: [slot: number, kilobytes: number][] = []
    const live: Record<'web' | 'worker', number>[] = []
    const { faults, delivered, lost, surplus, recoveries } = await liveThrough(machine, {
      slots: SLOTS,
      faultAt: slot => {
        if (slot % RETRY === RETRY - 1) return takenAtTheRetry
        const faults = slot < LAST_KILL ? EARLY : LATE
        return random() < FAULT_SHARE ? faults[Math.floor(random() * faults.length)] : undefined
      },
      afterSlot: async slot => {
        if (slot === SETTLED || slot === SLOTS - 1)
          live.push({ web: await liveHeap(machine, 'web'), worker: await liveHeap(machine, 'worker') })
        if (slot >= SETTLED && slot % SAMPLE === 0) redisSizes.push([slot, residentSize(machine, 'redis')])
      },
    })
    const records = await machine.queue.history(HEARTBEATS_KEPT)
    const kept = records.filter(({ outcome }) => outcome === 'delivered').map(({ slot }) => slot)
    const recent = delivered.slice(-250)
    // A worker that starts tidies up after one that was killed while it wrote.
    await machine.signal('worker', 'SIGKILL')
    await machine.start('worker')
    const redis = connectWorker({ path: redisPlace(machine.home).socket })
    const keys = (await redis.keys('*')).length
    redis.disconnect()
    const files = readdirSync(machine.home)
    const bytes = sizeOf(machine.home)
    addRow(table, ['faults', faults, '-'])
    addRow(table, ['heartbeats lost', lost.length, 0])
    addRow(table, ['heartbeats too many or too late', surplus, 0])
    addRow(table, ['longest recovery, ms of real time', Math.round(Math.max(...recoveries)), RECOVERY_MS])
    addRow(table, [
      'of the last 250 deliveries, on record',
      recent.filter(slot => kept.includes(slot)).length,
      250,
    ])
    addRow(table, ['keys in Redis', keys, 320])
    addRow(table, ['files in the state folder', files.join(' '), '-'])
    addRow(table, ['bytes in the state folder', bytes, 5_000_000])
    const slopes = (['web', 'worker'] as const).map(name => {
      const [before = 0, after = 0] = live.map(sizes => sizes[name])
      const slope = (1000 * (after - before)) / (SLOTS - 1 - SETTLED)
      addRow(table, [`live memory of ${name}, kB more per 1000 ticks`, Math.round(slope), MOST_GROWTH])
      addRow(table, [`live memory of ${name}, kB at the end`, after, '-'])
      return slope
    })
    const redisSlope = 1000 * slopeOf(redisSizes)
    addRow(table, ['resident memory of redis, kB more per 1000 ticks', Math.round(redisSlope), MOST_GROWTH])
    expect([lost, surplus]).toEqual([[], 0])
    expect(recent.filter(slot => !kept.includes(slot))).toEqual([])
    expect(Math.max(...slopes, redisSlope)).toBeLessThan(MOST_GROWTH)
    expect(keys).toBeLessThan(320)
    expect(files.filter(name => /tmp|lock/.test(name))).toEqual([])
    expect(bytes).toBeLessThan(5_000_000)
    expect(machine.receiver.connections).toBeLessThan(SLOTS * 1.1)
  }),
)

describe('of a life in which something goes wrong that nobody announced, the count', () => {
  test('has the heartbeat that the receiver did not take', () =>
    withMachine(async machine => {
      const { lost, surplus } = await liveThrough(machine, {
        slots: 30,
        afterSlot: slot => {
          if (slot === 9)
            machine.receiver.answerWith(answer(503, '', { 'Retry-After': '3600' }), answer(200, 'OK'))
        },
      })
      expect(lost).toEqual([expect.stringContaining('slot 10: ')])
      expect(surplus).toBe(0)
    }))

  test('has every slot in which the web app was away, and why', () =>
    withMachine(async machine => {
      const away = async () => {
        await machine.signal('web', 'SIGKILL')
        await machine.start('web')
      }
      let back: Promise<void> | undefined
      const { lost } = await liveThrough(machine, {
        slots: 60,
        afterSlot: slot => {
          if (slot === 9) back = away()
        },
      })
      await back
      expect(lost.length).toBeGreaterThan(0)
      expect(lost.join()).toContain('ECONN')
    }))

  test('has a heartbeat that went out twice', () =>
    withMachine(async machine => {
      const { lost, surplus } = await liveThrough(machine, {
        slots: 30,
        afterSlot: slot => {
          if (slot === 9)
            machine.receiver.answerWith((request, response) => {
              const { url } = machine.receiver
              machine.receiver.answerWith(answer(200, 'OK'))
              fetch(`${url}/again`).then(() => answer(200, 'OK')(request, response))
            })
        },
      })
      expect([lost, surplus]).toEqual([[], 1])
    }))

  test('is not reached when an organ stays broken', () =>
    withMachine(async machine => {
      const life = liveThrough(machine, {
        slots: 1,
        faultAt: () => ({
          ...killed('worker'),
          strike: async () => () => machine.signal('worker', 'SIGKILL'),
        }),
        patience: 2_000,
      })
      await expect(life).rejects.toThrow('not whole again')
    }))
})

/** Kilobytes. */
function residentSize(machine: Machine, name: Program): number {
  const status = readFileSync(`/proc/${machine.process(name).pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [x, y] = [mean(points.map(p => p[0])), mean(points.map(p => p[1]))]
  const over = points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0)
  return over / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0)
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stat = statSync(join(folder, name))
    return sum + (stat.isFile() ? stat.size : 0)
  }, 0)
}
