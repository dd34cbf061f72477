/**
 * For vitest's `globalSetup`: whatever a run makes stands in a folder of its own, its TMPDIR, and goes with it, also when
 * a test fails, the run is cut, or is killed: processes that name the folder, networks named after it, disks mounted in it,
 * and the clocks of programs that were killed.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { removeClocksOfTheDead } from './faketime'
import { descendants, endAll, processesOf } from './processes'

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

/** With the process of vitest. Short, since the path of a unix socket has 107 bytes at most. */
const NAME = /^ih-run-(\d+)-/
/** A link to the folder in which vitest keeps translated modules. */
const VITESTS_OWN = 'vitest'

export default function setup(project: TestProject): () => void {
  return openRun(project, tmpdir())
}

/** Returns what ends the run. */
export function openRun(project: TestProject, place: string): () => void {
  removeThoseOfTheDead(place)
  const folder = mkdtempSync(join(place, `ih-run-${process.pid}-`))
  // As /tmp is: some programs of the tests belong to nobody.
  chmodSync(folder, 0o1777)
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  symlinkSync(project.tmpDir, join(folder, VITESTS_OWN))
  project.provide('runFolder', folder)
  // At Ctrl-C vitest calls no teardown.
  const remove = () => removeRun(folder)
  process.once('exit', remove)
  return () => {
    process.off('exit', remove)
    removeRun(folder)
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Ends and removes all that belongs to the run with that folder. */
export function removeRun(folder: string): void {
  endAll(() =>
    processesOf(folder).flatMap(pid => [pid, ...descendants(pid).filter(child => child !== process.pid)]),
  )
  removeClocksOfTheDead()
  for (const mount of mountsIn(folder).reverse()) spawnSync('umount', ['--lazy', mount])
  const networks = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? ''
  for (const name of networks.match(/^\S+/gm) ?? [])
    if (name.startsWith(basename(folder))) spawnSync('ip', ['netns', 'delete', name])
  // What is mounted may be a folder of the machine.
  if (mountsIn(folder).length > 0) return
  const vitests = vitestsOwn(folder)
  for (const each of [vitests, folder])
    if (each !== undefined) rmSync(each, { recursive: true, force: true, maxRetries: 3 })
}

function vitestsOwn(folder: string): string | undefined {
  try {
    const target = readlinkSync(join(folder, VITESTS_OWN))
    return /^[\w-]{21}$/.test(basename(target)) ? target : undefined
  } catch {
    return undefined // Another process of the run has removed both.
  }
}

function mountsIn(folder: string): string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  return mounts.map(line => line.split(' ')[1] ?? '').filter(mount => mount.startsWith(`${folder}/`))
}

/** Of runs that were killed with all of their processes at once. */
function removeThoseOfTheDead(place: string): void {
  for (const name of readdirSync(place)) {
    const [, pid] = NAME.exec(name) ?? []
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeRun(join(place, name))
  }
}
