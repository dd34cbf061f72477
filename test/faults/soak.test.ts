/** A month of ticks, one after the other, with faults thrown in: nothing may grow, and nothing may get lost. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, inject, test, vi } from 'vitest'
import { slotOf } from '../../src/domain/slot'
import { connectWorker } from '../../src/io/redis'
import { redisPlace } from '../../src/io/redis-server'
import { answer } from '../support/receiver'
import { type Machine, startMachine } from './machine'
import { createRandom } from './random'
import { addRow, addTable } from './report'

const TICKS = 8_640
const FAULT_SHARE = 0.02
/** One tick in so many is the program itself; the others ask the web app as it would, which is twenty times faster. */
const REAL_TICK = 20
/** Ticks that a process may take to find its size. */
const WARM_UP = 2_000
const SAMPLE = 100

const table = {
  file: '5-soak',
  title: 'A month',
  text: `${TICKS} slots, every one due, one tick in ${REAL_TICK} the real program and the others its request; ${
    FAULT_SHARE * 100
  } % of them with a fault.`,
  columns: ['what', 'value', 'limit'],
}
addTable(table)

/** A fault for one slot; whether its heartbeat comes as far as the receiver all the same. */
const FAULTS: readonly ((machine: Machine) => Promise<{ asks: boolean; mend(): Promise<void> }>)[] = [
  async machine => {
    machine.receiver.answerWith(answer(404))
    return { asks: true, mend: async () => machine.receiver.answerWith(answer(200, 'OK')) }
  },
  async machine => {
    machine.writeIni('')
    return { asks: false, mend: async () => machine.writeIni(machine.goodIni) }
  },
  async machine => {
    await machine.signal('worker', 'SIGKILL')
    return { asks: false, mend: () => machine.start('worker') }
  },
  async machine => {
    await machine.signal('web', 'SIGKILL')
    return { asks: false, mend: () => machine.start('web') }
  },
  async machine => {
    await machine.signal('redis', 'SIGKILL')
    return {
      asks: false,
      mend: async () => {
        await machine.start('redis')
        await machine.queue.connected()
        // What takes a second here would count for fifty slots.
        const works = (page: string) => page !== '' && !page.includes('It stops at <strong>Redis')
        await vi.waitUntil(async () => works(await machine.page()), { timeout: 20_000 })
      },
    }
  },
]

test('a month of ticks brings every heartbeat, and nothing grows', { timeout: 900_000 }, async () => {
  const random = createRandom(inject('seed'))
  const machine = await startMachine()
  const { clock, receiver } = machine
  const sizes: { tick: number; web: number; worker: number; redis: number }[] = []
  let faults = 0
  let lost = 0
  let surplus = 0
  try {
    await machine.start('redis', 'web', 'worker')
    await machine.queue.connected()
    for (let tick = 0; tick < TICKS; tick++) {
      clock.nextSlot()
      const fault = random() < FAULT_SHARE ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined
      const struck = await fault?.(machine)
      if (struck) faults++
      const before = machine.heard()
      const queued = tick % REAL_TICK === 0 ? await realTick(machine) : await quickTick(machine)
      if (queued && struck?.asks) await vi.waitUntil(() => machine.heard() > before, { interval: 5 })
      else if (queued && struck === undefined) {
        const { state } = await machine.ended(`slot-${slotOf(clock.now())}`)
        if (state !== 'delivered') lost++
      } else if (struck === undefined) lost++
      const heard = machine.heard() - before
      if (struck === undefined) surplus += heard - 1
      if (struck) {
        // The clock moves first, so that what was queued during the fault can only be too late.
        clock.nextSlot()
        const broken = machine.heard()
        await struck.mend()
        if (queued) await machine.ended(`slot-${slotOf(clock.now()) - 1}`)
        surplus += machine.heard() - broken
      }
      if (tick % SAMPLE === 0 && tick >= WARM_UP) sizes.push({ tick, ...memoryOf(machine) })
    }
    // A worker that starts tidies up after one that was killed while it wrote.
    await machine.signal('worker', 'SIGKILL')
    await machine.start('worker')
    const redis = connectWorker({ path: redisPlace(machine.home).socket })
    const keys = (await redis.keys('*')).length
    redis.disconnect()
    const files = readdirSync(machine.home)
    const bytes = sizeOf(machine.home)
    addRow(table, ['faults', faults, '-'])
    addRow(table, ['heartbeats lost', lost, 0])
    addRow(table, ['heartbeats too many or too late', surplus, 0])
    addRow(table, ['keys in Redis', keys, 320])
    addRow(table, ['files in the state folder', files.join(' '), '-'])
    addRow(table, ['bytes in the state folder', bytes, 5_000_000])
    for (const name of ['web', 'worker', 'redis'] as const) {
      const slope = slopeOf(sizes.map(size => [size.tick, size[name]]))
      addRow(table, [`memory of ${name}, kB per 1000 ticks`, Math.round(slope * 1000), 1000])
      expect(slope * 1000).toBeLessThan(1000)
    }
    expect([lost, surplus]).toEqual([0, 0])
    expect(keys).toBeLessThan(320)
    expect(files.filter(name => /tmp|lock/.test(name))).toEqual([])
    expect(bytes).toBeLessThan(5_000_000)
    expect(receiver.connections).toBeLessThan(TICKS * 1.1)
  } catch (error) {
    console.log(machine.lines.slice(-30).join('\n'))
    throw error
  } finally {
    await machine.close()
  }
})

async function realTick(machine: Machine): Promise<boolean> {
  return (await machine.tick()).output.includes('heartbeat queued as')
}

/** The request of a tick, without starting one. */
function quickTick({ port, clock }: Machine): Promise<boolean> {
  return new Promise(resolve => {
    const path = `/heartbeat?for=due&slot=${slotOf(clock.now())}`
    get({ host: '127.0.0.1', port, path, agent: false }, async response => {
      await text(response)
      resolve(response.statusCode === 202)
    }).on('error', () => resolve(false))
  })
}

/** Resident kB. */
function memoryOf(machine: Machine) {
  const kilobytes = (name: 'web' | 'worker' | 'redis') =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${machine.process(name).pid}/status`, 'utf8'))?.[1])
  return { web: kilobytes('web'), worker: kilobytes('worker'), redis: kilobytes('redis') }
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
