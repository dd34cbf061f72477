import { type Job, scheduleJob } from 'node-schedule'

const LOOK_MS = 60_000
/** A step of the clock beyond this makes the planned times wrong. */
const STEP_MS = 2_000

/**
 * Calls `run` at every minute divisible by five, by the wall clock. node-schedule does not notice when the clock is
 * set, so the wall clock is compared with the monotonic one now and then, and after a step the times are planned anew.
 */
export function everyFiveMinutes(run: () => void): { stop(): void } {
  let job: Job = plan(run)
  let offset = clockOffset()
  const watch = setInterval(() => {
    if (Math.abs(clockOffset() - offset) < STEP_MS) return
    offset = clockOffset()
    job.cancel()
    job = plan(run)
  }, LOOK_MS)
  return {
    stop: () => {
      clearInterval(watch)
      job.cancel()
    },
  }
}

function plan(run: () => void): Job {
  return scheduleJob('*/5 * * * *', run)
}

function clockOffset(): number {
  return Date.now() - performance.now()
}
