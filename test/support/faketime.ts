import { existsSync, readdirSync, unlinkSync } from 'node:fs'
import { commandLine, textOf } from './processes'

const MEMORY = '/dev/shm'
/** Memory and semaphore of the program with that process id, and of its children. */
const SHARED = /\bfaketime_(?:shm|sem)_\d+$/

/**
 * The environment in which a program sees that local time, and its timers real time. Not by the `faketime` command: it
 * names a semaphore after its process id, and stumbles over those of processes that were killed.
 */
export function fakedClock(time: string): NodeJS.ProcessEnv {
  return {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the loader knows the folder of this kind of machine
    LD_PRELOAD: '/usr/${LIB}/faketime/libfaketime.so.1',
    FAKETIME: `@${time}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  }
}

/** The environment in which the clock of a program is that much ahead, in milliseconds, and its timers have real time. */
export function skewedClock(ms: number): NodeJS.ProcessEnv {
  return { ...fakedClock(''), FAKETIME: `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1000}s` }
}

/** Removes what programs that were killed have shared, where no other program shares it; one with the same id would stumble over it. */
export function removeClocksOfTheDead(): void {
  if (!existsSync(MEMORY)) return
  const names = readdirSync(MEMORY).filter(
    name => SHARED.test(name) && commandLine(Number(idOf(name))) === '',
  )
  if (names.length === 0) return
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  // Mapped by a program itself, and in the environment of those that it starts.
  const uses = processes.flatMap(pid => [textOf(`/proc/${pid}/maps`), textOf(`/proc/${pid}/environ`)])
  const used = new Set(uses.flatMap(text => text.match(/\bfaketime_(?:shm|sem)_\d+/g) ?? []).map(idOf))
  for (const name of names) if (!used.has(idOf(name))) removeOwn(name)
}

const idOf = (name: string) => name.replace(/.*_/, '')

function removeOwn(name: string): void {
  try {
    unlinkSync(`${MEMORY}/${name}`)
  } catch {
    // Another run has removed it, or it is somebody else's.
  }
}
