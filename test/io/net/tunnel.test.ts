import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openTunnel, proxyCredentials, refusal } from '../../../src/io/net/tunnel'

const proxy = (url = 'http://one:3128') => ({ url: new URL(url), name: 'the proxy one:3128' })

it.each([
  [
    407,
    'http://one:3128',
    '407, it wants a user and a password, as in http://user:password@proxy:3128',
    true,
  ],
  [407, 'http://me:it@one:3128', '407, it does not accept the user and the password', true],
  [403, 'http://one:3128', '403, it does not let anybody through to a.example:443', true],
  [499, 'http://one:3128', '499, it does not let anybody through to a.example:443', true],
  [500, 'http://one:3128', '500, it cannot reach a.example:443', false],
  [503, 'http://one:3128', '503, it cannot reach a.example:443', false],
])('the refusal %i of %s is told as %s', (status, url, words, ours) => {
  expect(refusal(proxy(url), status, 'a.example:443')).toMatchObject({
    breakdown: 'connection',
    message: `the proxy one:3128 refused: ${words}`,
    ours,
  })
})

it('the user and the password of a proxy go to it, and nothing without them', () => {
  expect(proxyCredentials(proxy())).toEqual({})
  expect(proxyCredentials(proxy('http://me:s%40it@one:3128'))).toEqual({
    'Proxy-Authorization': `Basic ${Buffer.from('me:s@it').toString('base64')}`,
  })
})

/** What a tunnel through a proxy with that answer comes to, and what the proxy was asked. */
async function tunnelWith(answer: string) {
  const asked: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', text => {
      asked.push(String(text))
      socket.end(answer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket: Socket = connect((server.address() as { port: number }).port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  await once(socket, 'connect')
  const never = new AbortController().signal
  const said = await openTunnel(
    socket,
    proxy('http://me:it@one:3128'),
    'a.example:443',
    'heart/1',
    never,
  ).then(
    () => 'open',
    (error: Error) => error.message,
  )
  return { said, asked, socket }
}

it('a tunnel is asked for by the name of the other side, and what came behind its head belongs to that', async () => {
  const { said, asked, socket } = await tunnelWith('HTTP/1.1 200 Here\r\n\r\nhello')
  expect([said, String((await once(socket, 'data'))[0])]).toEqual(['open', 'hello'])
  expect(asked).toEqual([
    [
      'CONNECT a.example:443 HTTP/1.1',
      'Host: a.example:443',
      'User-Agent: heart/1',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic bWU6aXQ=',
      'Connection: close',
      '',
      '',
    ].join('\r\n'),
  ])
})

it.each([
  ['HTTP/1.1 299 Fine\r\n\r\n', 'open'],
  [
    'HTTP/1.1 300 No\r\n\r\n',
    'the proxy one:3128 refused: 300, it does not let anybody through to a.example:443',
  ],
  ['HTTP/1.1 502 No\r\n\r\n', 'the proxy one:3128 refused: 502, it cannot reach a.example:443'],
])('after %j the tunnel is: %s', async (answer, words) => {
  expect((await tunnelWith(answer)).said).toBe(words)
})
