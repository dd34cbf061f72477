/** Makes once, before the campaign: a copy of the built programs, the seed, and an empty table; after it: docs/faults.md. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createPasswords } from '../../src/io/access/password-hashing'
import { FOLDER, writeReport } from './report'

declare module 'vitest' {
  interface ProvidedContext {
    /** The built programs, in a copy that no later build disturbs. */
    programs: string
    /** The seed of every random choice; `SEED=n npm run test:faults` repeats a run. */
    seed: number
    /** The hash of PASSWORD. */
    passwordHash: string
    /** Whether mounts and network namespaces can be made, which takes root. */
    mayMount: boolean
  }
}

export const PASSWORD = 'a goat in the garden'

export default async function setup(project: TestProject): Promise<() => void> {
  const seed = Number(process.env.SEED || randomInt(1_000_000))
  console.log(`seed: ${seed}`)
  const programs = join(tmpdir(), 'programs')
  cpSync(resolve('dist'), programs, { recursive: true })
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const mayMount = spawnSync('unshare', ['--mount', '--net', 'true']).status === 0
  if (!mayMount)
    console.log('SKIPPED: whatever takes a full disk or a network of its own, since that takes root')
  project.provide('programs', programs)
  project.provide('passwordHash', await createPasswords().hash(PASSWORD))
  project.provide('seed', seed)
  project.provide('mayMount', mayMount)
  return () => writeReport(seed)
}
