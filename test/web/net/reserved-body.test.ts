import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { bodyRoom } from '../../../src/web/net/body-room'
import { reservedBody } from '../../../src/web/net/reserved-body'

/** An app with a room of 1,000 bytes, and connections to it. */
async function open() {
  const app = express()
  app.use(reservedBody(bodyRoom(1_000)), express.json(), (request, response) => {
    response.json(request.body ?? 'none')
  })
  app.use(((_error, _request, response, _next) => {
    response.status(400).end()
  }) as express.ErrorRequestHandler)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    /** Announces more than it sends. */
    begin: async (sent: number) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      sockets.push(socket)
      const head =
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n'
      await new Promise(done => socket.write(head + ' '.repeat(sent), done))
      return socket
    },
  }
}

it('the longest body under way is cut where the room is full, and others go on', async () => {
  const { port, begin } = await open()
  const longest = await begin(400)
  const shorter = await begin(50)
  const filler = await begin(150)
  await once(longest, 'close')
  await setImmediate()
  expect([shorter.closed, filler.closed]).toEqual([false, false])
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"well":true}',
  })
  expect(await answer.json()).toEqual({ well: true })
})

it('a body gives its room back when it has come', async () => {
  const { port, begin } = await open()
  const under = await begin(100)
  for (let n = 0; n < 10; n++) {
    const text = JSON.stringify('x'.repeat(300))
    const headers = { 'Content-Type': 'application/json' }
    const { status } = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers,
      body: `[${text}]`,
    })
    expect(status).toBe(200)
  }
  expect(under.closed).toBe(false)
})
