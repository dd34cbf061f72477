/** An appliance under attack, for the tests of one file; and the row that each attack leaves in the table. */
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { createRandom } from '../support/random'
import { type Appliance, type ApplianceOptions, startAppliance } from './appliance'
import { beginHonest } from './honest'
import { type Networks, openNetworks } from './networks'
import { addRow } from './report'

const MOST_MS = 1_000
const MOST_AGAIN = 2

export interface Scene {
  readonly networks: Networks
  readonly appliance: Appliance
  /** From 0 to below 1, the same numbers for the same seed. */
  readonly random: () => number
}

interface Outcome {
  /** A function ends an attack that goes on, and resolves with their number. */
  readonly requests: number | (() => Promise<number>)
  /** How much of it got through: 0 where it was repelled. */
  readonly through: number
}

interface Attempt {
  /** Its name in the table. */
  readonly attack: string
  /** What would count as getting through. */
  readonly harm: string
  /** Of the owner's addresses meanwhile. */
  readonly family?: 4 | 6
  /** When heartbeats are measured: `behind it` for an attack that takes the place of their receiver. */
  readonly beats?: 'meanwhile' | 'behind it'
}

/** Starts the appliance before the tests of the file, and ends it after them. */
export function openScene(options: ApplianceOptions = {}): Scene {
  const scene = { random: createRandom(inject('seed')) } as { -readonly [Part in keyof Scene]: Scene[Part] }
  beforeAll(async () => {
    scene.networks = openNetworks()
    scene.appliance = await startAppliance(scene.networks, options)
  })
  afterAll(async () => {
    await scene.appliance?.stop()
    scene.networks?.close()
  })
  return scene
}

/**
 * Measures honest traffic while the attack runs, and expects that nothing got through and nobody waited for long. Where
 * only a time was too long, which other work on the machine may have caused, the attack is made again.
 */
export async function repel(scene: Scene, attempt: Attempt, work: () => Promise<Outcome>): Promise<void> {
  const { attack, harm } = attempt
  let made = await measure(scene, attempt, work)
  for (let again = 0; again < MOST_AGAIN && Math.max(...Object.values(made.p99)) >= MOST_MS; again++) {
    console.log(`made again, since somebody waited: ${attack} ${JSON.stringify(made.p99)}`)
    made = await measure(scene, attempt, work)
  }
  const { requests, through, p99 } = made
  for (const [kind, ms] of Object.entries(p99)) expect(ms, `${kind}, p99 in ms`).toBeLessThan(MOST_MS)
  addRow(expect.getState().testPath ?? '', { attack, requests, harm, through, ...p99 })
}

async function measure(
  { networks, appliance }: Scene,
  { attack, harm, family = 4, beats = 'meanwhile' }: Attempt,
  work: () => Promise<Outcome>,
) {
  const end = await beginHonest(networks, appliance, { family, beats })
  const { requests: count, through } = await work()
  const { failed, p99 } = await end()
  const requests = typeof count === 'number' ? count : await count()
  console.log(`${attack}: ${requests} requests, ${through} got through, ${JSON.stringify(p99)}`)
  expect(requests, 'requests').toBeGreaterThan(0)
  expect(through, harm).toBe(0)
  expect(failed, 'honest requests that failed').toEqual([])
  return { requests, through, p99 }
}
