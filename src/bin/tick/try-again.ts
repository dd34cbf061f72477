import { setTimeout as pause } from 'node:timers/promises'
import { RETRY_TICK_MS } from '../../domain/time/limits'
import { slotEnd, slotOf } from '../../domain/time/slot'
import { isBeingStarted } from '../../io/appliance/systemd-units'
import type { HeartbeatAnswer } from '../../io/heartbeat/tick-client'

const PAUSE_MS = 1_000
/** Requests after a connection that was cut: others may take its place on a web app that is flooded. */
const AFTER_CUT = 5
const CUT_PAUSE_MS = 200
/** Requests after the start has ended: a web app that has just begun connects to Redis. */
const AFTER_START = 3
const ORGANS = ['intvlm8r-redis.service', 'intvlm8r-web.service']

/**
 * Requests a heartbeat again when the connection was cut, and while systemd starts the web app or Redis, and it can still be
 * on time. An organ that somebody
 * stopped, or that no supervisor starts, is not waited for.
 *
 * @param now the start of the tick
 * @param first the failure of the first request
 */
export async function tryAgain(
  request: () => Promise<HeartbeatAnswer>,
  first: HeartbeatAnswer,
  now: number,
): Promise<HeartbeatAnswer> {
  const until = Math.min(now + RETRY_TICK_MS.longest, slotEnd(slotOf(now)) - RETRY_TICK_MS.reserve)
  let answer = await afterCuts(request, first)
  let left = 0
  while (!answer.taken && Date.now() < until) {
    if (await isBeingStarted(ORGANS)) left = AFTER_START
    else if (left === 0) break
    else left--
    await pause(PAUSE_MS)
    answer = await request()
  }
  return answer
}

async function afterCuts(
  request: () => Promise<HeartbeatAnswer>,
  first: HeartbeatAnswer,
): Promise<HeartbeatAnswer> {
  let answer = first
  for (let again = 0; again < AFTER_CUT && !answer.taken && answer.isCut; again++) {
    await pause(CUT_PAUSE_MS)
    answer = await request()
  }
  return answer
}
