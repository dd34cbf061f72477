import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { bodyPace } from '../../../src/web/net/body-pace'

const KB = 1024

it('of long bodies four are read in a turn of the event loop, the one that waits longest first', async () => {
  const pace = bodyPace()
  const seen: string[] = []
  const socketOf = (name: string) =>
    ({ pause: () => seen.push(`${name} waits`), resume: () => seen.push(name) }) as unknown as Socket
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) pace(socketOf(name), 20 * KB)
  pace(socketOf('short'), 10 * KB)
  expect(seen.splice(0)).toEqual(['a waits', 'b waits', 'c waits', 'd waits', 'e waits', 'f waits'])
  await setImmediate()
  expect(seen.splice(0)).toEqual(['a', 'b', 'c', 'd'])
  await setImmediate()
  expect(seen).toEqual(['e', 'f'])
})

it('twenty long bodies at the same time come whole', async () => {
  const pace = bodyPace()
  const bytes = 900 * KB
  let whole = 0
  const server = createServer((request, response) => {
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      pace(request.socket, size)
    })
    request.on('end', () => {
      if (size === bytes) whole++
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const body = 'x'.repeat(bytes)
  const url = `http://127.0.0.1:${port}/`
  await Promise.all(Array.from({ length: 20 }, () => fetch(url, { method: 'POST', body })))
  expect(whole).toBe(20)
})
