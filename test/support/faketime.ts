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
