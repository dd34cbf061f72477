/** Honest traffic beside an attack: heartbeats, check-ins and the owner's log-ins, one after the other each. */
import { vi } from 'vitest'
import type { Appliance, Exchange } from './appliance'
import { beOwner } from './clients'
import { APPLIANCE, DEVICE, type Networks } from './networks'

/** So many of each are measured, however short the attack is. */
const LEAST: Readonly<Record<Exchange['kind'], number>> = { heartbeat: 8, 'check-in': 30, 'log-in': 5 }
const TAKEN: Readonly<Record<Exchange['kind'], number>> = { heartbeat: 202, 'check-in': 200, 'log-in': 303 }
const PATIENCE_MS = 60_000
const KINDS = Object.keys(LEAST) as readonly Exchange['kind'][]

/** Those that failed, and the time within which 99 % ended, in milliseconds. */
export interface Measured {
  readonly failed: readonly Exchange[]
  readonly p99: Readonly<Record<Exchange['kind'], number>>
}

/** Resolves once the owner has logged in for the first time; the result ends it. */
export async function beginHonest(
  { others }: Networks,
  { beat, takeRecoveryCodes }: Appliance,
  { family, beats }: { readonly family: 4 | 6; readonly beats: 'meanwhile' | 'behind it' },
): Promise<() => Promise<Measured>> {
  const seen: Exchange[] = []
  const note = (exchange: Exchange) => void seen.push(exchange)
  const of = (kind: Exchange['kind']) => seen.filter(exchange => exchange.kind === kind)
  const leave = await beOwner(
    others,
    { host: APPLIANCE[family], address: DEVICE[family], codes: takeRecoveryCodes() },
    note,
  )
  const early = beats === 'meanwhile' ? beat(note) : undefined
  return async () => {
    const stop = early ?? beat(note)
    const isEnough = () => KINDS.every(kind => of(kind).length >= LEAST[kind])
    await vi.waitUntil(isEnough, { timeout: PATIENCE_MS, interval: 50 })
    leave()
    stop()
    const p99 = KINDS.map(kind => [kind, percentile(of(kind).map(({ ms }) => ms))] as const)
    return {
      failed: seen.filter(({ kind, status }) => status !== TAKEN[kind]),
      p99: Object.fromEntries(p99) as Measured['p99'],
    }
  }
}

function percentile(times: readonly number[]): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN)
}
