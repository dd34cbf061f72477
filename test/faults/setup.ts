/** Makes once, before the campaign: a copy of the built programs, the seed, and an empty table; after it: docs/faults.md. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
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
  const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-campaign-'))
  chmodSync(folder, 0o755)
  // Everything that the campaign makes stands in there, and is found by its name when it was left behind.
  process.env.TMPDIR = folder
  const programs = join(folder, 'programs')
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
  return () => {
    endLeftovers(folder)
    rmSync(folder, { recursive: true })
    writeReport(seed)
  }
}

/** Ends the processes that a test out of time, or an interrupted campaign, has left behind. */
function endLeftovers(folder: string): void {
  const processes = readdirSync('/proc').map(Number).filter(Boolean)
  const ended = processes.filter(pid => pid !== process.pid && commandOf(pid).includes(folder) && end(pid))
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  for (const mount of mounts.map(line => line.split(' ')[1] ?? '').reverse())
    if (mount.startsWith(folder)) spawnSync('umount', ['--lazy', mount])
  const networks = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? ''
  for (const name of networks.match(/^\S+/gm) ?? [])
    if (name.startsWith(basename(folder))) spawnSync('ip', ['netns', 'delete', name])
  if (ended.length > 0) console.log(`ended ${ended.length} processes that were left behind`)
}

/** Our programs run from the folder, and Redis names its socket there. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // It has ended by itself.
  }
}

function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false // It has ended by itself.
  }
}
