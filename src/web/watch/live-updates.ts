import { setTimeout } from 'node:timers/promises'
import { Router } from 'express'
import type { AppPorts } from '../ports'

/** Many changes are told as one. The list takes longer the more there is to list, so that a Pi is never busy with it alone. */
const PAUSE_MS = 1_000
const PAUSE_PER_CHECK_MS = 1
/** Keeps proxies and phones from taking a quiet stream for a dead one. */
const COMMENT_MS = 15_000

/** `/checks/events`, `?check=<id>` for one: server-sent events that say that something changed; the page then looks anew. */
export function checkLiveDoor({ checks }: Pick<AppPorts, 'checks'>): Router {
  const door = Router()
  const pages = new Set<(id: string) => void>()
  let subscription: Promise<{ close(): void }> | undefined

  /** One subscription for all pages that are open. */
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
      () => {}, // there was none to close; whoever asked for it was told
    )
    subscription = undefined
  }

  door.get('/checks/events', async (request, response) => {
    const only = request.query.check
    const pause = PAUSE_MS + (only === undefined ? PAUSE_PER_CHECK_MS * (await checks.count()) : 0)
    if (response.destroyed) return // Who has left meanwhile would never be seen to leave.
    const closed = new AbortController()
    let waiting: (() => void) | undefined
    let changed = false
    const page = (id: string) => {
      if (only !== undefined && id !== only) return
      changed = true
      waiting?.()
    }
    response.once('close', () => {
      leave(page)
      closed.abort()
      waiting?.()
    })
    await join(page)
    response.set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    response.flushHeaders()
    response.write(': here\n\n')
    const alive = setInterval(() => response.write(': still there\n\n'), COMMENT_MS)
    while (!closed.signal.aborted) {
      if (!changed)
        await new Promise<void>(resolve => {
          waiting = resolve
        })
      if (closed.signal.aborted) break
      changed = false
      response.write('data: changed\n\n')
      await setTimeout(pause, undefined, { signal: closed.signal }).catch(() => undefined)
    }
    clearInterval(alive)
    response.end()
  })

  return door
}
