import { setTimeout } from 'node:timers/promises'
import type { Response } from 'express'

/** Keeps proxies and phones from taking a quiet stream for a dead one. */
const COMMENT_MS = 15_000

/** Server-sent events (WHATWG HTML, 9.2) to one client. */
export interface EventStream {
  /** Aborted when the client has left, or after `end`. */
  readonly closed: AbortSignal
  send(data: string): void
  /** Clients ignore a comment. */
  comment(text: string): void
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

  const comment = (text: string) => void response.write(`: ${text}\n\n`)
  const keepAlive = setInterval(comment, COMMENT_MS, 'still there')
  const close = () => {
    clearInterval(keepAlive)
    closing.abort()
  }
  if (response.destroyed) close()
  else response.once('close', close)

  return {
    closed,
    comment,
    send: data => void response.write(`data: ${data}\n\n`),
    pause: ms => setTimeout(ms, undefined, { signal: closed }).catch(() => undefined),
    end: () => {
      close()
      response.end()
    },
  }
}
