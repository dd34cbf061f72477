/** Follows one heartbeat by server-sent events, and by polling where these do not get through. */
import { isOutcome } from '../../../src/domain/heartbeat/heartbeat'
import type { ProgressAnswer } from '../../../src/domain/heartbeat/page-answers'
import { fetchJson } from './fetch-json'
import { openWatchedEvents } from './watched-events'
import { whenSeen } from './when-seen'

const POLL_MS = 1_000

/**
 * Follows the heartbeat until its end. Returns a function that stops it.
 *
 * @param onProgress called at every change
 * @param onTrouble called with the reason when there is no answer for the moment
 */
export function followHeartbeat(
  job: string,
  onProgress: (progress: ProgressAnswer) => void,
  onTrouble: (why: string) => void,
): () => void {
  const path = `/heartbeat-now/${job}`
  let timer: number | undefined
  let stopped = false

  const close = openWatchedEvents(`${path}/events`, {
    received: data => {
      const progress: ProgressAnswer = JSON.parse(data)
      if (isOutcome(progress.state)) stop()
      onProgress(progress)
    },
    lost: poll,
  })

  async function poll(): Promise<void> {
    if (stopped) return
    const { status, body } = await fetchJson<ProgressAnswer>(path)
    if (stopped) return
    if (status === 200) {
      onProgress(body)
      if (isOutcome(body.state)) return
    } else onTrouble(body.error ?? '')
    if (status !== 404) timer = window.setTimeout(() => whenSeen(poll), POLL_MS)
  }

  function stop(): void {
    stopped = true
    close()
    clearTimeout(timer)
  }
  return stop
}
