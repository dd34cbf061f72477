import type { Occasion } from '../../domain/heartbeat/heartbeat'
import { slotOf } from '../../domain/time/slot'
import { type HeartbeatAnswer, requestHeartbeat } from '../../io/heartbeat/tick-client'
import { tryAgain } from './try-again'

/**
 * Requests the heartbeat from the web app, again while that is being started.
 *
 * @param boot the id of the boot; undefined when this is not its first tick
 */
export async function request(
  port: number,
  occasion: Occasion,
  now: number,
  runtime: string,
  boot: string | undefined,
): Promise<HeartbeatAnswer> {
  const once = () => requestHeartbeat(port, occasion, slotOf(now), runtime, boot)
  const answer = await once()
  return answer.taken ? answer : tryAgain(once, answer, now)
}
