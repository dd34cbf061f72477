/**
 * For vitest's `globalSetup`: as `run-folder`, and in memory where that has room. The appliance syncs whatever it stores, and
 * a suite would wait for the disk most of its time. The suites that kill, cut and fill disks have theirs on a disk.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openRun } from './run-folder'

const MEMORY = '/dev/shm'
/** A run takes some 100 MB at most. */
const ROOM_BYTES = 1_000_000_000

export default function setup(project: TestProject): () => void {
  return openRun(project, process.env.TMPDIR === undefined && isUsable(MEMORY) ? MEMORY : tmpdir())
}

/** Containers have little room there, and some run no program from there. */
function isUsable(place: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(place)
    if (bavail * bsize < ROOM_BYTES) return false
    const folder = mkdtempSync(join(place, 'ih-probe-'))
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    const { status } = spawnSync(program)
    rmSync(folder, { recursive: true })
    return status === 0
  } catch {
    return false
  }
}
