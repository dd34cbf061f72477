import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readBody } from '../../../../src/web/watch/check-ins/body'
import { shareRedis } from '../../../support/shared-redis'
import { plan, START } from '../../../support/watch'
import { openWeb } from '../../../support/web'

const redis = await shareRedis()
const MB = 1024 * 1024

it('forty long forms at once are not held together, and a check-in beside them counts', async () => {
  const web = await openWeb({ redis: redis.target })
  const { check } = await web.ports.checks.create(plan('nas'), 'page', START)
  const server = createServer(web.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = new Set<Socket>()
  onTestFinished(async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await web.close()
  })
  const head = `POST /snitch/${check.id} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`
  for (let n = 0; n < 40; n++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    open.add(socket)
    socket.write(`${head}Content-Length: ${MB}\r\n\r\nm=`)
    socket.write('x'.repeat(MB - 100))
  }
  // Sixteen of them are the room.
  await expect.poll(() => open.size).toBeLessThanOrEqual(16)
  const answer = await fetch(`http://127.0.0.1:${port}/ping/${check.id}`, { method: 'POST', body: 'well' })
  expect(answer.status).toBe(200)
  expect((await web.ports.checks.bodies(check.id))[0]?.body).toBe('well')
  expect(open.size).toBeGreaterThan(8)
})

it('a body that comes byte by byte takes no more room than its own size twice', async () => {
  let taken = 0
  const room = {
    grow: (bytes: number) => {
      taken += bytes
    },
    end: () => undefined,
  }
  const text = Array.from({ length: 5_000 }, (_, n) => String(n % 10)).join('')
  const server = createServer(async (request, response) => {
    response.end(JSON.stringify(await readBody(request, 4_000, room)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n`)
  for (const character of text) if (!socket.write(character)) await once(socket, 'drain')
  const answer = (await socket.setEncoding('utf8').toArray()).join('')
  const body = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
  expect(body).toEqual({ text: text.slice(0, 4_000), whole: false, cut: false, ending: text.slice(-2_000) })
  expect(taken).toBeLessThanOrEqual(8_000)
})
