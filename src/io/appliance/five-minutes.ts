import { type Job, scheduleJob } from 'node-schedule'

const CHECK_MS = 60_000
/** After a larger step of the clock the planned times are wrong. */
const STEP_MS = 2_000

/**
 * Calls `run` at every minute divisible by five of the wall clock. node-schedule does not notice when the clock is set, so
 * the wall clock is compared with the monotonic one every minute, and after a step the times are planned anew.
 */
export function everyFiveMinutes(run: () => void): { stop(): void } {
  let job: Job = plan(run)
  let offset = clockOffset()
  const watch = setInterval(() => {
    if (Math.abs(clockOffset() - offset) < STEP_MS) return
    offset = clockOffset()
    job.cancel()
    job = plan(run)
  }, CHECK_MS)
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
