/** Once before all attacks: the seed, and an empty table; after them, as before: nothing runs on. */
import { randomInt } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { clearLeftovers } from './networks'
import { clearRows } from './report'

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of every random choice; `SEED=n npm run test:attack` repeats a run. */
    seed: number
  }
}

export default function setup(project: TestProject): () => void {
  const seed = Number(process.env.SEED || randomInt(1_000_000))
  console.log(`seed: ${seed}`)
  process.env.ATTACK_SEED = String(seed)
  project.provide('seed', seed)
  clearRows()
  clearLeftovers()
  return clearLeftovers
}
