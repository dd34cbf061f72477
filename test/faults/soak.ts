/** Lives through many slots, one after the other, and counts what the promise forbids. */
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { isOutcome } from '../../src/domain/heartbeat/heartbeat'
import { TICK_PATIENCE_MS } from '../../src/domain/time/limits'
import { SLOT_MS, slotOf } from '../../src/domain/time/slot'
import { readTickSecret } from '../../src/io/heartbeat/tick-secret'
import { answer } from '../support/receiver'
import type { Machine, Program } from './machine'

/** The required end of a slot's heartbeat, and its number of requests. */
interface Asking {
  readonly end: 'delivered' | 'failed'
  readonly requests: number
}

const ARRIVES: Asking = { end: 'delivered', requests: 1 }

/** A fault for one slot. */
export interface SlotFault {
  /** The required end of a heartbeat that reaches the receiver all the same. */
  readonly asks?: Asking
  /** Breaks it, and returns the function that mends it. */
  strike(machine: Machine): Promise<() => Promise<void>>
  /** Milliseconds that the tick waits for an answer, where a shorter time shows as much. */
  readonly patience?: number
}

export interface Life {
  readonly faults: number
  /** The slots whose heartbeat was delivered. */
  readonly delivered: readonly number[]
  /** Each due slot that has no delivered heartbeat although no fault lasted, with everything that may explain it. */
  readonly lost: readonly string[]
  /** Second heartbeats, and those that went out while the chain was broken or after their slot. */
  readonly surplus: number
  /** Milliseconds of real time from a mend to the moment at which every organ reports that it works; one per fault. */
  readonly recoveries: readonly number[]
}

export interface LifeOptions {
  readonly slots: number
  /** The fault of a slot, if any. */
  faultAt?(slot: number): SlotFault | undefined
  /** After each slot. */
  afterSlot?(slot: number): Promise<void> | void
  /** Milliseconds of real time that a recovery may take. */
  readonly patience?: number
}

/** Once in so many ticks the program itself runs; the others only send its request, which is many times faster. */
export const REAL_TICK = 36

/** The longest recovery: the time to the next tick. */
export const RECOVERY_MS = SLOT_MS

/**
 * Every slot is due, and a slot takes milliseconds here. The promise is that an appliance is whole again within one
 * tick, five minutes of real time; so after a fault the clock stands still, within a slot that has no tick, until every
 * organ reports that it works, and the time for that is kept. The very next tick then has to bring its
 * heartbeat, like every tick that no fault strikes: nothing else excuses a slot.
 *
 * @throws Error when the organs do not all work again in time
 */
export async function liveThrough(machine: Machine, options: LifeOptions): Promise<Life> {
  const { slots, faultAt, afterSlot, patience = RECOVERY_MS } = options
  const { clock } = machine
  const delivered: number[] = []
  const lost: string[] = []
  const recoveries: number[] = []
  await recovered(machine, patience)
  const heard = machine.heard()
  let requests = 0

  /** Runs a tick whose heartbeat has to reach the receiver. */
  async function wholeSlot(index: number, wanted: Asking): Promise<void> {
    const printed = machine.lines.length
    const { taken, said } = await tick(machine, index)
    const end = taken ? await ended(machine) : undefined
    if (end?.state === 'delivered') delivered.push(slotOf(clock.now()))
    const isRight = end?.state === wanted.end
    requests += isRight ? wanted.requests : (end?.attempts.length ?? 0)
    if (isRight) return
    const what = `slot ${index}: the tick was told ${said}; the heartbeat: ${JSON.stringify(end)}`
    lost.push([what, lastTick(machine), ...machine.lines.slice(printed)].join('\n  '))
  }

  for (let index = 0; index < slots; index++) {
    clock.nextSlot()
    const fault = faultAt?.(index)
    if (fault === undefined) await wholeSlot(index, ARRIVES)
    else {
      const mend = await fault.strike(machine)
      if (fault.asks) await wholeSlot(index, fault.asks)
      else await tick(machine, index, fault.patience)
      // The clock moves first, and farther than a tick waits for its answer over the edge of a slot: a request from during
      // the fault can only be too late now.
      clock.nextSlot()
      clock.set(clock.now() + 20_000)
      await mend()
      recoveries.push(await recovered(machine, patience))
    }
    await afterSlot?.(index)
  }
  const surplus = machine.heard() - heard - requests
  return { faults: recoveries.length, delivered, lost, surplus, recoveries }
}

/** The receiver asks for more time than a retry waits, so that none is made. */
export const refused: SlotFault = {
  asks: { end: 'failed', requests: 1 },
  strike: async ({ receiver }) => {
    receiver.answerWith(answer(503, '', { 'Retry-After': '3600' }))
    return async () => receiver.answerWith(answer(200, 'OK'))
  },
}

export const takenAtTheRetry: SlotFault = {
  asks: { end: 'delivered', requests: 2 },
  strike: async ({ receiver }) => {
    receiver.answerWith(answer(404), answer(200, 'OK'))
    return async () => {}
  },
}

export const emptyIni: SlotFault = {
  strike: async machine => {
    machine.writeIni('')
    return async () => machine.writeIni(machine.goodIni)
  },
}

export const killed = (name: Program): SlotFault => ({
  strike: async machine => {
    await machine.signal(name, 'SIGKILL')
    return () => machine.start(name)
  },
})

export const stopped = (name: Program, patience?: number): SlotFault => ({
  ...(patience !== undefined && { patience }),
  strike: async machine => {
    await machine.signal(name, 'SIGSTOP')
    return () => machine.signal(name, 'SIGCONT')
  },
})

/** Milliseconds of real time until every organ reports that it works and no earlier job is waiting or in hand. */
async function recovered(machine: Machine, patience: number): Promise<number> {
  const begun = performance.now()
  for (;;) {
    const health = await machine.health()
    const pulse = await machine.queue.pulse().catch(() => undefined)
    const took = performance.now() - begun
    const idle = pulse !== undefined && pulse.workers > 0 && pulse.waitingSince === undefined
    if (idle && health.ini === 'ok' && health.redis === 'reachable') return took
    if (took > patience) {
      const found = JSON.stringify({ health, pulse })
      throw new Error(
        `not whole again after ${Math.round(took)} ms: ${found}\n${machine.lines.slice(-20).join('\n')}`,
      )
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** The end of this slot's heartbeat; without one it is as lost as if it had failed. */
async function ended(machine: Machine) {
  const job = `slot-${slotOf(machine.clock.now())}`
  const begun = performance.now()
  for (;;) {
    const progress = await machine.queue.find(job)
    if (progress === undefined || isOutcome(progress.state)) return progress
    if (performance.now() - begun > 60_000) return progress
    await new Promise(resolve => setTimeout(resolve, 4))
  }
}

interface Asked {
  readonly taken: boolean
  readonly said: string
}

async function tick(machine: Machine, index: number, patience?: number): Promise<Asked> {
  if (index % REAL_TICK !== 0) return await ask(machine, patience)
  const { code, output } = await machine.tick()
  return { taken: output.includes('heartbeat queued as'), said: `${output.trim()} (exit code ${code})` }
}

/** The request of a tick, without starting one. */
function ask({ port, clock, runtime }: Machine, timeout = TICK_PATIENCE_MS): Promise<Asked> {
  return new Promise(resolve => {
    const path = `/heartbeat?for=due&slot=${slotOf(clock.now())}`
    const headers = { 'X-Intvlm8r-Tick': readTickSecret(runtime) }
    get({ host: '127.0.0.1', port, path, headers, agent: false, timeout }, async response => {
      const said = `${response.statusCode} ${await text(response)}`
      resolve({ taken: response.statusCode === 202, said })
    })
      .on('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error('no answer'))
      })
      .on('error', ({ message }) => resolve({ taken: false, said: message }))
  })
}

function lastTick({ runtime }: Machine): string {
  try {
    return `heartbeat.log: ${readFileSync(join(runtime, 'heartbeat.log'), 'utf8').trim()}`
  } catch (error) {
    return (error as Error).message
  }
}
