import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openEventStream } from '../../../src/web/pages/event-stream'

afterEach(() => void vi.useRealTimers())

test('a stream without news sends an event that reaches the script of the page at once and at least every 20 s', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const app = express()
  app.get('/', (_request, response) => void openEventStream(response))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const request = get({ port, host: '127.0.0.1' })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  for (let events = 1; events <= 3; events++) {
    await expect.poll(() => text).toBe('event: here\ndata:\n\n'.repeat(events))
    vi.advanceTimersByTime(20_000)
  }
  request.destroy()
  server.close()
})

/** Streams of clients that are logged in, as the log-in's door leaves them. */
async function openStreams() {
  const listeners = new Set<() => void>()
  const state = { holds: true, paused: 0 }
  const app = express()
  app.get('/', async (_request, response) => {
    response.locals.logIn = {
      holds: async () => state.holds,
      onEnd: (listener: () => void) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const events = openEventStream(response)
    events.send('one')
    await events.pause(3_600_000)
    state.paused++
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const request = get({ port, host: '127.0.0.1' })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const seen = { text: '' }
  response.setEncoding('utf8').on('data', chunk => {
    seen.text += chunk
  })
  return { listeners, state, request, response, seen }
}

test('a stream whose client has left leaves neither a timer nor a listener behind, and its pause ends', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { listeners, state, request, response, seen } = await openStreams()
  await expect.poll(() => seen.text).toContain('data: one\n\n')
  expect([listeners.size, vi.getTimerCount(), state.paused]).toEqual([1, 1, 0])
  response.on('error', () => {})
  request.destroy()
  await expect.poll(() => state.paused).toBe(1)
  expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0])
})

test('a stream ends with its log-in, and sends nothing after it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { listeners, state, response, seen } = await openStreams()
  await expect.poll(() => seen.text).toContain('data: one\n\n')
  const before = seen.text
  state.holds = false
  const ended = once(response, 'end')
  vi.advanceTimersByTime(20_000)
  await ended
  expect(seen.text).toBe(before)
  expect([listeners.size, vi.getTimerCount(), state.paused]).toEqual([0, 0, 1])
})

test('a stream ends at once when its session does', async () => {
  const { listeners, response, seen } = await openStreams()
  await expect.poll(() => seen.text).toContain('data: one\n\n')
  const ended = once(response, 'end')
  for (const end of listeners) end()
  await ended
})
