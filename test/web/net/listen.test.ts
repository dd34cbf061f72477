import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { type Listening, listen } from '../../../src/web/net/listen'

const open: Listening[] = []
const app = (_request: unknown, response: { end(text: string): void }) => response.end('here')

async function listening(host: string, port = 0): Promise<Listening> {
  const server = await listen(app, host, port)
  open.push(server)
  return server
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

async function bodyOf(host: string, port: number, agent?: Agent): Promise<string> {
  const [response] = await once(get({ host, port, agent: agent ?? false }), 'response')
  return await text(response)
}

// By the order in /etc/hosts and the system's rules, localhost is ::1 on one machine and 127.0.0.1 on another.
test.each(['0.0.0.0', '', '*', '::', 'localhost', 'LOCALHOST', '0', '127.0.0.1', '127.0.0.2', '::1'])(
  'with host %j it answers on loopback',
  async host => {
    const { port } = await listening(host)
    expect(await bodyOf('127.0.0.1', port)).toBe('here')
  },
)

test('with an address of its own it answers there as well, on the same port', async () => {
  const { port } = await listening('127.0.0.2')
  expect(await bodyOf('127.0.0.2', port)).toBe('here')
  await expect(bodyOf('127.0.0.3', port)).rejects.toThrow('ECONNREFUSED')
})

test('a port in use: the error names it and what to do, and nothing stays open', async () => {
  const { port } = await listening('127.0.0.1')
  const refusal = listen(app, '127.0.0.2', port)
  await expect(refusal).rejects.toThrow(`port ${port} is in use by another program`)
  await expect(refusal).rejects.toThrow('[Web] port')
  await expect(bodyOf('127.0.0.2', port)).rejects.toThrow('ECONNREFUSED')
})

test.each(['198.51.100.77', 'pi.invalid', '2001:db8::77'])(
  'an address that this machine does not have (%s): the error names it and what to do',
  async host => {
    await expect(listen(app, host, 0)).rejects.toThrow(`this machine has no address ${host}; mend [Web] host`)
  },
)

test('it closes at once, although a browser keeps its connection open', async () => {
  const server = await listen(app, '127.0.0.1', 0)
  const agent = new Agent({ keepAlive: true })
  await bodyOf('127.0.0.1', server.port, agent)
  const begun = performance.now()
  await server.close()
  expect(performance.now() - begun).toBeLessThan(4_000) // Node waits five seconds for such a browser
  agent.destroy()
})

test('a client that closes its half of the connection after the request, as nc does, still gets the answer', async () => {
  const late: typeof app = (request, response) =>
    void (request as IncomingMessage).socket.once('end', () => setImmediate(() => response.end('here')))
  const server = await listen(late, '127.0.0.1', 0)
  open.push(server)
  for (const head of ['GET / HTTP/1.0\r\n', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n']) {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.end(`${head}\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*here/)
  }
})

test('a client that does not send HTTP gets 400 and is disconnected', async () => {
  const { port } = await listening('127.0.0.1')
  const socket = connect(port, '127.0.0.1')
  socket.write('\x16\x03\x01 hello\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
})

test('a flood of loopback connections leaves room for the tick, and is bounded', async () => {
  const { port } = await listening('127.0.0.1')
  const flood = await Promise.all(
    Array.from({ length: 1_000 }, async (_, n) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (n % 50)}` })
      socket.on('error', () => {})
      await once(socket, 'connect')
      return socket
    }),
  )
  try {
    expect(await bodyOf('127.0.0.1', port)).toBe('here')
    await expect.poll(() => flood.filter(socket => !socket.closed).length).toBe(799)
    expect(flood.findIndex(socket => !socket.closed)).toBe(201)
  } finally {
    for (const socket of flood) socket.destroy()
  }
})
