import { setTimeout } from 'node:timers/promises'
import type { Response } from 'express'
import { PAGE_MS } from '../../domain/time/limits'

/** Server-sent events (WHATWG HTML, 9.2) to one client. */
export interface EventStream {
  /** Aborted when the client has left, or after `end`. */
  readonly closed: AbortSignal
  send(data: string): void
  /** Resolves after this time, or as soon as the stream is closed. */
  pause(ms: number): Promise<void>
  end(): void
}

/** Begins the answer. A response whose client has left already gives a closed stream. */
export function openEventStream(response: Response): EventStream {
  const closing = new AbortController()
  const { signal: closed } = closing
  response.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()

  // Unlike a comment, this event reaches the page's script, which takes a stream without events for broken.
  const sendHere = () => void response.write('event: here\ndata:\n\n')
  sendHere()
  const keepAlive = setInterval(sendHere, PAGE_MS.event)
  const close = () => {
    clearInterval(keepAlive)
    closing.abort()
  }
  if (response.destroyed) close()
  else response.once('close', close)

  return {
    closed,
    send: data => void response.write(`data: ${data}\n\n`),
    pause: ms => setTimeout(ms, undefined, { signal: closed }).catch(() => undefined),
    end: () => {
      close()
      response.end()
    },
  }
}
