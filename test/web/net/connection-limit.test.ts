import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { connectionBounds, connectionLimit } from '../../../src/web/net/connection-limit'

/** A connection, as far as the limit sees one. */
interface Client {
  readonly socket: EventEmitter & { destroyed: boolean }
  /** Begins a request whose body is still on its way, or not, and returns the functions that go on with it. */
  send(isWhole?: boolean): { arrive(): void; answered(): void }
}

function clients() {
  const limit = connectionLimit()
  let port = 10_000
  function from(remoteAddress: string): Client {
    const socket = Object.assign(new EventEmitter(), {
      remoteAddress,
      remotePort: port++,
      localAddress: '192.0.2.200',
      localPort: 8080,
      destroyed: false,
      destroy: () => {
        socket.destroyed = true
        socket.emit('close')
      },
    })
    const send = (isWhole = true) => {
      const [request, response] = [{ socket, complete: isWhole }, { closed: false }]
      limit.begin(request as never, response as never)
      return {
        arrive: () => {
          request.complete = true
        },
        answered: () => {
          response.closed = true
        },
      }
    }
    return { socket, send }
  }
  const admit = ({ socket }: Client) => limit.admit(socket as never)
  /** Opens that many connections. */
  const open = (count: number, address: string | ((n: number) => string)) =>
    Array.from({ length: count }, (_, n) => {
      const client = from(typeof address === 'string' ? address : address(n))
      expect(admit(client)).toBe(true)
      return client
    })
  return { from, admit, open }
}

const cut = (list: readonly Client[]) =>
  list.flatMap(({ socket }, index) => (socket.destroyed ? [index] : []))

test('of one address the oldest unfinished request makes room for the newest', () => {
  const { open } = clients()
  const first = open(100, '192.0.2.1')
  expect(cut(first)).toEqual([])
  first[0]?.send()
  first[1]?.send(false)
  first[2]?.send().answered()
  // The first one is being answered; the second and the third sent something later than the others.
  open(2, '192.0.2.1')
  expect(cut(first)).toEqual([3, 4])
  first[5]?.send(false).arrive()
  open(1, '192.0.2.1')
  expect(cut(first)).toEqual([3, 4, 6])
})

test('when all are being answered, the newest is refused', () => {
  const { open, from, admit } = clients()
  for (const client of open(100, '192.0.2.1')) client.send()
  expect(admit(from('192.0.2.1'))).toBe(false)
  for (const client of open(400, n => `198.51.100.${n % 200}`)) client.send()
  expect(admit(from('203.0.113.1'))).toBe(false)
})

test.each([
  ['one address', 1, (n: number) => `198.51.100.${n}`],
  ['five addresses', 5, (n: number) => `198.51.100.${n}`],
  ['fifty addresses', 50, (n: number) => `198.51.100.${n}`],
  ['five networks of IPv6', 5, (n: number) => `2001:db8:0:${n}::${n}`],
])('half-open requests from %s cut each other, and none of another device', (_name, count, address) => {
  const { open, from, admit } = clients()
  const honest = open(5, n => `192.0.2.${n}`)
  honest[0]?.send(false)
  let number = 0
  const attackers = open(2_000, () => address(number++ % count))
  expect(cut(honest)).toEqual([])
  expect(cut(attackers)).toHaveLength(2_000 - Math.min(495, 100 * count))
  const device = from('203.0.113.9')
  expect(admit(device)).toBe(true)
  attackers.push(...open(100, () => address(number++ % count)))
  expect(cut([device, ...honest])).toEqual([])
})

test('every address of an IPv6 network counts as one', () => {
  const { open } = clients()
  const attackers = open(300, n => `2001:db8::${n.toString(16)}:1`)
  expect(cut(attackers)).toHaveLength(200)
  const neighbours = open(100, '2001:db8:0:1::1')
  expect(cut(neighbours)).toEqual([])
})

test('of many that hold one connection each the one that waits longest goes', () => {
  const { open } = clients()
  const each = open(500, n => `198.${51 + Math.floor(n / 250)}.100.${n % 250}`)
  const device = open(1, '203.0.113.9')
  expect(cut(each)).toEqual([0])
  expect(cut(device)).toEqual([])
})

test('this machine and others have places of their own', () => {
  const { open } = clients()
  const others = open(500, n => `198.51.100.${n % 200}`)
  const own = open(801, n => `127.0.0.${1 + (n % 200)}`)
  expect(cut(others)).toEqual([])
  expect(cut(own)).toEqual([0])
  own[1]?.send()
  expect(cut(open(799, '::1'))).toEqual([])
  expect(cut(own)).toHaveLength(800)
  expect(own[1]?.socket.destroyed).toBe(false)
})

test('a connection that has closed leaves its place', () => {
  const { open } = clients()
  const first = open(100, '192.0.2.1')
  first[50]?.socket.emit('close')
  open(1, '192.0.2.1')
  expect(cut(first)).toEqual([])
})

test.each([
  [Number.POSITIVE_INFINITY, 500, 100, 800],
  [4_096, 500, 100, 800],
  [1_024, 375, 100, 600],
  [64, 6, 6, 9],
  [20, 1, 1, 1],
])(
  'with %d files, other machines have at most %d connections, one %d, and this machine %d',
  (files, others, one, own) => {
    expect(connectionBounds(files)).toEqual({
      others: { inAll: others, ofOne: one },
      own: { inAll: own, ofOne: own },
    })
  },
)
