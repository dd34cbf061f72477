/** Runs once before the test: copies the built programs, and chooses the seed and the length of the run. */
import { randomInt } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The built programs, in a copy that no later build disturbs. */
    killed: string
    /** The seed of every random choice. */
    killSeed: number
    killSeconds: number
  }
}

export const DEFAULT_SECONDS = 300

export default function setup(project: TestProject): () => void {
  const seed = Number(process.env.SEED || randomInt(1_000_000))
  console.log(`seed: ${seed}`)
  const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-programs-'))
  cpSync(resolve('dist'), folder, { recursive: true })
  project.provide('killed', folder)
  project.provide('killSeed', seed)
  project.provide('killSeconds', Number(process.env.KILLS_SECONDS || DEFAULT_SECONDS))
  return () => rmSync(folder, { recursive: true })
}
