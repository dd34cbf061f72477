import { Router } from 'express'
import { openEventStream } from '../pages/event-stream'
import type { AppPorts } from '../ports'

/** Pauses between events, so that many changes are one event; longer for the list, which changes more often. */
const PAUSE_MS = { one: 1_000, list: 3_000 } as const

/** `/checks/events`, `?check=<id>` for one: sends an event when something has changed; the page then loads itself anew. */
export function checkLiveDoor({ checks }: Pick<AppPorts, 'checks'>): Router {
  const door = Router()
  const pages = new Set<(id: string) => void>()
  let subscription: Promise<{ close(): void }> | undefined

  /** All open pages share one subscription. */
  async function join(page: (id: string) => void): Promise<void> {
    pages.add(page)
    subscription ??= checks.onChange(id => {
      for (const each of pages) each(id)
    })
    await subscription
  }

  function leave(page: (id: string) => void): void {
    pages.delete(page)
    if (pages.size > 0) return
    subscription?.then(
      open => open.close(),
      () => {}, // It was never open, and the page that opened it got the error.
    )
    subscription = undefined
  }

  door.get('/checks/events', async (request, response) => {
    const only = request.query.check
    const pause = only === undefined ? PAUSE_MS.list : PAUSE_MS.one
    if (response.destroyed) return // It emits no further `close`, on which the page leaves.
    let changed = false
    let wake = () => {}
    const page = (id: string) => {
      if (only !== undefined && id !== only) return
      changed = true
      wake()
    }
    response.once('close', () => leave(page))
    await join(page)
    const events = openEventStream(response)
    events.closed.addEventListener('abort', () => wake())
    while (!events.closed.aborted) {
      if (!changed)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      if (events.closed.aborted) break
      changed = false
      events.send('changed')
      await events.pause(pause)
    }
    events.end()
  })

  return door
}
