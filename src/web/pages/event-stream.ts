import { setTimeout } from 'node:timers/promises'
import type { Response } from 'express'
import { PAGE_MS } from '../../domain/time/limits'

/** Server-sent events (WHATWG HTML, 9.2) to one client, for as long as its log-in lasts. */
export interface EventStream {
  /** Aborted when the client has left, when its log-in has ended, or after `end`. */
  readonly closed: AbortSignal
  /** Nothing is sent to a client whose log-in has ended. */
  send(data: string): void
  /** Resolves after this time, or as soon as the stream is closed. */
  pause(ms: number): Promise<void>
  end(): void
}

/** The log-in of a request, as the log-in's door leaves it in `response.locals.logIn`. */
export interface LogIn {
  /** Whether it still counts, by its session and by the present INI. */
  holds(): Promise<boolean>
  /** Calls the listener when its session ends. Returns a function that takes the listener back. */
  onEnd(listener: () => void): () => void
}

/** Begins the answer. A response whose client has left already gives a closed stream. */
export function openEventStream(response: Response): EventStream {
  const closing = new AbortController()
  const { signal: closed } = closing
  const { logIn } = response.locals as { logIn?: LogIn }
  response.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()

  /** Events go in their order, each after a look at the log-in: another password in the INI ends it, too. */
  let last = Promise.resolve()
  function write(text: string): void {
    last = last.then(async () => {
      if (closed.aborted) return
      if (logIn === undefined || (await logIn.holds())) response.write(text)
      else finish()
    })
  }

  // Unlike a comment, this event reaches the page's script, which takes a stream without events for broken.
  const sendHere = () => write('event: here\ndata:\n\n')
  sendHere()
  const keepAlive = setInterval(sendHere, PAGE_MS.event)
  const forget = logIn?.onEnd(finish)
  function close(): void {
    clearInterval(keepAlive)
    forget?.()
    closing.abort()
  }
  function finish(): void {
    close()
    response.end()
  }
  if (response.destroyed) close()
  else response.once('close', close)

  return {
    closed,
    send: data => write(`data: ${data}\n\n`),
    pause: ms => setTimeout(ms, undefined, { signal: closed }).catch(() => undefined),
    end: () => void last.then(finish),
  }
}
