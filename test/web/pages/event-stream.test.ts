import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, expect, test, vi } from 'vitest'
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
