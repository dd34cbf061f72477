/**
 * For vitest's `setupFiles`. Files share a process (`isolate: false`), so each has to leave it as it was found: a zone,
 * a PATH or a false clock that stays would fail another file. The file that leaves one fails itself.
 */
import timers from 'node:timers'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { spoken } from '../../src/domain/language/language'

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = timers
const TIMERS = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate }

let found: unknown
beforeAll(() => {
  found = present()
})
afterAll(() => {
  // vitest does so itself once the file is over.
  vi.restoreAllMocks()
  const left = present()
  vi.useRealTimers()
  Object.assign(globalThis, TIMERS)
  expect(left, 'the file leaves its process changed').toEqual(found)
})

function present(): unknown {
  const { TZ, PATH, NODE_OPTIONS, NODE_ENV } = process.env
  return {
    folder: process.cwd(),
    umask: process.umask(),
    variables: { TZ, PATH, NODE_OPTIONS, NODE_ENV },
    listeners: Object.fromEntries(
      process.eventNames().map(name => [String(name), process.listenerCount(name)]),
    ),
    language: spoken().language,
    falseClock: vi.isFakeTimers(),
    falseTimers: Object.entries(TIMERS).flatMap(([name, own]) =>
      globalThis[name as keyof typeof TIMERS] === own ? [] : [name],
    ),
  }
}
