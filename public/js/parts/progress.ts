/** Follows one heartbeat: server-sent events, and asking again and again where these do not get through. */
import type { shown } from '../../../src/web/heartbeat/heartbeat-now'
import { ask } from './fetch-json'

export type Shown = ReturnType<typeof shown>

const POLL_MS = 1_000
const ENDS = ['delivered', 'failed', 'missed']

export function hasEnded({ state }: Shown): boolean {
  return ENDS.includes(state)
}

/** Tells every change until the end; `trouble` says why nothing is heard for the moment. Returns how to stop. */
export function follow(
  job: string,
  tell: (progress: Shown) => void,
  trouble: (why: string) => void,
): () => void {
  const path = `/heartbeat-now/${job}`
  const events = new EventSource(`${path}/events`)
  let timer: number | undefined
  let stopped = false

  events.onmessage = ({ data }) => {
    const progress: Shown = JSON.parse(data)
    if (hasEnded(progress)) stop()
    tell(progress)
  }
  events.onerror = () => {
    events.close()
    poll()
  }

  async function poll(): Promise<void> {
    const { status, body } = await ask<Shown>(path)
    if (stopped) return
    if (status === 200) {
      tell(body)
      if (hasEnded(body)) return
    } else trouble(body.error ?? '')
    if (status !== 404) timer = window.setTimeout(poll, POLL_MS)
  }

  function stop(): void {
    stopped = true
    events.close()
    clearTimeout(timer)
  }
  return stop
}
