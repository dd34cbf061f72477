import { renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SLOT_MS, slotEnd, slotOf } from '../../src/domain/time/slot'

/** Debian's place for libfaketime, on any kind of machine. */
export const LIBRARY = '/usr/$LIB/faketime/libfaketime.so.1'

/**
 * The time of day of all Node processes of one appliance: set for all of them at once, while they run. Their timers and
 * deadlines keep real time. (Redis keeps the real one as well: its allocator and libfaketime do not go together.)
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  set(now: number): void
  /** A moment into the next slot. */
  nextSlot(): void
  readonly env: NodeJS.ProcessEnv
}

export function openClock(folder: string, begin = slotEnd(slotOf(Date.now())), frozen = false): Clock {
  if (frozen) return openFrozenClock(folder, begin)
  const file = join(folder, 'faketime')
  let offset = 0
  const now = () => Date.now() + offset
  function set(time: number): void {
    offset = time - Date.now()
    // Renamed, so that no process reads half of it.
    writeFileSync(`${file}.new`, `${offset < 0 ? '' : '+'}${(offset / 1000).toFixed(3)}\n`, { mode: 0o644 })
    renameSync(`${file}.new`, file)
  }
  set(begin + 1_000)
  return {
    now,
    set,
    nextSlot: () => set(slotOf(now()) * SLOT_MS + SLOT_MS + 1_000),
    env: { ...COMMON, FAKETIME_TIMESTAMP_FILE: file },
  }
}

const COMMON = {
  LD_PRELOAD: LIBRARY,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  FAKETIME_NO_FAKE_STAT: '1',
  NO_FAKE_STAT: '1',
}

/** Stands still between two settings: the time is that of a file, which can be read without opening it. */
function openFrozenClock(folder: string, begin: number): Clock {
  const file = join(folder, 'faketime')
  writeFileSync(file, '')
  let time = 0
  const set = (wanted: number) => {
    time = Math.floor(wanted / 1000) * 1000
    utimesSync(file, time / 1000, time / 1000)
  }
  set(begin + 1_000)
  return {
    now: () => time,
    set,
    nextSlot: () => set(slotOf(time) * SLOT_MS + SLOT_MS + 1_000),
    env: { ...COMMON, FAKETIME: '%', FAKETIME_FOLLOW_FILE: file },
  }
}
