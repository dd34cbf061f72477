import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { itIsAProber, look } from '../contracts/prober'

/** A server on loopback that ends with the test. */
async function serving(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return host === '::1' ? `[::1]:${port}` : `${host}:${port}`
}

async function refusing(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `127.0.0.1:${port}`
}

itIsAProber('tcp', {
  success: [
    {
      when: 'something accepts connections',
      looking: async () => ({ target: await serving(() => undefined) }),
      detail: /^127\.0\.0\.1:\d+ accepts connections$/,
    },
    {
      when: 'it does so on IPv6',
      looking: async () => ({ target: await serving(() => undefined, '::1') }),
      detail: /^\[::1\]:\d+ accepts connections$/,
    },
    {
      when: 'its greeting holds the expected text, in pieces',
      looking: async () => ({
        target: await serving(socket => void socket.write('220 ma', () => socket.write('il ready\r\n'))),
        settings: { expect: '220 mail' },
      }),
      detail: 'it answered with "220 mail"',
    },
    {
      when: 'it answers the line that was sent',
      looking: async () => ({
        target: await serving(socket => socket.on('data', data => socket.write(`you said ${data}`))),
        settings: { send: 'PING', expect: 'you said PING\r\n' },
      }),
      detail: 'it answered with "you said PING\\r\\n"',
    },
  ],
  failure: [
    {
      when: 'nothing listens',
      looking: async () => ({ target: await refusing() }),
      detail: /^127\.0\.0\.1:\d+ refuses connections$/,
    },
    {
      when: 'the answer is another one',
      looking: async () => ({
        target: await serving(socket => socket.end('554 go away\r\n')),
        settings: { expect: '220' },
      }),
      detail: 'it answered with "554 go away\\r\\n" instead of "220"',
    },
    {
      when: 'it closes without a word',
      looking: async () => ({ target: await serving(socket => socket.end()), settings: { expect: '220' } }),
      detail: 'it answered with nothing instead of "220"',
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      // 240.0.0.0/4 is reserved: the kernel refuses it, or has no route.
      looking: async () => ({ target: '255.255.255.255:80' }),
      detail: /^(no network here leads to it|this machine does not allow the connection)$/,
    },
  ],
  silent: async () => ({ target: await serving(() => undefined), settings: { expect: '220' } }),
})

it('measures the time to the connection, not to the answer', async () => {
  const target = await serving(socket => void setTimeout(() => socket.end('220 slow'), 150))
  // A busy machine may take long to connect, but not every time.
  await expect
    .poll(() => look('tcp', target, { settings: { expect: '220' } }))
    .toSatisfy(({ answer, took }) => answer === 'success' && took < 150)
})
