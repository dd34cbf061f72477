import type { Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { recogniseReceiver } from '../../../src/domain/heartbeat/receivers/index'
import { judgeExchange } from '../../../src/domain/heartbeat/receivers/judge-exchange'
import { createHttpClient } from '../../../src/io/net/http-client'
import { type RawServer, startRawServer } from '../../support/raw-server'

const client = createHttpClient({ userAgent: 'test' })
const FOREVER = Number.POSITIVE_INFINITY

let server: RawServer
afterEach(() => server.close())

/** The exchange with a server that speaks so, and its requests. */
async function exchangeWith(speak: (socket: Socket) => void, path = '/', deadlineMs = 5_000) {
  server = await startRawServer(speak)
  return await client.send({ method: 'GET', url: server.url + path }, { notAfter: FOREVER, deadlineMs })
}

const says = (answer: string | Buffer) => (socket: Socket) =>
  void socket.end(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer)

const head = (more: string) => `HTTP/1.1 200 OK\r\n${more}\r\n`

describe('a 2xx that a browser can read is an answer, by one request, though it', () => {
  it.each([
    ['has line ends without CR', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nOK'],
    ['has both kinds of line end', 'HTTP/1.1 200 OK\r\nA: b\nContent-Length: 2\r\n\nOK'],
    ['has its length twice', `${head('Content-Length: 2\r\nContent-Length: 2\r\n')}OK`],
    ['has its length as a list', `${head('Content-Length: 2, 2\r\n')}OK`],
    ['has two different lengths', `${head('Content-Length: 2\r\nContent-Length: 7\r\n')}OK`],
    ['has no length that is one', `${head('Content-Length: -1\r\n')}OK`],
    [
      'has a length and chunks',
      `${head('Content-Length: 9\r\nTransfer-Encoding: chunked\r\n')}2\r\nOK\r\n0\r\n\r\n`,
    ],
    [
      'has a transfer coding that is none',
      `${head('Transfer-Encoding: identity\r\nContent-Length: 2\r\n')}OK`,
    ],
    ['has a header in two lines', `${head('X: a\r\n  b\r\nContent-Length: 2\r\n')}OK`],
    ['has a blank in a name', `${head('X Y: a\r\nContent-Length: 2\r\n')}OK`],
    ['has a blank before a colon', `${head('Content-Length : 2\r\n')}OK`],
    ['has a line without a colon', `${head('nonsense\r\nContent-Length: 2\r\n')}OK`],
    ['has a header without a name', `${head(': x\r\nContent-Length: 2\r\n')}OK`],
    ['has a NUL in a value', `${head('X: a\0b\r\nContent-Length: 2\r\n')}OK`],
    ['has a NUL in a name', `${head('X\0: a\r\nContent-Length: 2\r\n')}OK`],
    ['has control characters in a value', `${head('X: a\x01\x7fb\r\nContent-Length: 2\r\n')}OK`],
    ['has bytes of any kind in a value', `${head('X: \xff\xfe\r\nContent-Length: 2\r\n')}OK`],
    ['has a header of 40 kB', `${head(`X: ${'x'.repeat(40_000)}\r\nContent-Length: 2\r\n`)}OK`],
    ['has no reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nOK'],
    ['has two blanks before the status', 'HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nOK'],
    ['has a reason with odd characters', 'HTTP/1.1 200 \xfc\0\r\nContent-Length: 2\r\n\r\nOK'],
    ['is of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nOK'],
    ['calls itself HTTP/2', 'HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nOK'],
    ['is written in small letters', 'http/1.1 200 ok\r\ncontent-length: 2\r\n\r\nOK'],
    ['begins with blank lines', '\r\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'],
    ['has neither a length nor chunks', `${head('')}OK`],
    ['is longer than its length', `${head('Content-Length: 2\r\n')}OK and more`],
    ['has a trailer that is none', `${head('Transfer-Encoding: chunked\r\n')}2\r\nOK\r\n0\r\nbad\0\r\n\r\n`],
    ['has a chunk that is none at its end', `${head('Transfer-Encoding: chunked\r\n')}2\r\nOK\r\nzz\r\n`],
    ['is cut off in its chunks', `${head('Transfer-Encoding: chunked\r\n')}9\r\nOK`],
    ['is cut off in its body', `${head('Content-Length: 9\r\n')}OK`],
    ['comes after "100 Continue"', `HTTP/1.1 100 Continue\r\n\r\n${head('Content-Length: 2\r\n')}OK`],
    [
      'comes after hints with bare LF',
      `HTTP/1.1 103 Early Hints\nLink: </x>\n\n${head('Content-Length: 2\r\n')}OK`,
    ],
  ])('%s', async (_name, bytes) => {
    const exchange = await exchangeWith(says(bytes))
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, body: expect.stringMatching(/^OK/) })
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['ends behind its status line', 'HTTP/1.1 200 OK\r\n'],
    ['ends in its status line', 'HTTP/1.1 200 O'],
    ['ends in a header', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['ends behind its headers', head('Content-Length: 2\r\n')],
    ['has chunks, and none of them is one', `${head('Transfer-Encoding: chunked\r\n')}OK`],
  ])('%s', async (_name, bytes) => {
    expect(await exchangeWith(says(bytes))).toMatchObject({ kind: 'answer', status: 200, body: '' })
    expect(server.requests).toHaveLength(1)
  })

  it('has a body although its status has none', async () => {
    const exchange = await exchangeWith(says('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nOK'))
    expect(exchange).toMatchObject({ kind: 'answer', status: 204, body: '' })
  })

  it('comes byte by byte', async () => {
    const bytes = Buffer.from(`HTTP/1.1 100 Continue\n\n${head('X Y: a\nContent-Length: 2, 2\n')}OK`)
    const exchange = await exchangeWith(async socket => {
      socket.setNoDelay(true)
      for (const byte of bytes) {
        socket.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
    })
    expect(exchange).toMatchObject({ status: 200, body: 'OK' })
  })

  it('has headers without end: the first 64 KiB of them count', async () => {
    const exchange = await exchangeWith(socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const more = () => {
        if (!socket.destroyed) socket.write(`X-Filler: ${'x'.repeat(10_000)}\r\n`, () => setImmediate(more))
      }
      more()
    })
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, body: '' })
  })

  it('is reset behind its status line', async () => {
    const exchange = await exchangeWith(socket => {
      socket.write('HTTP/1.1 202 Accepted\r\nX-Part', () => socket.resetAndDestroy())
    })
    expect(exchange).toMatchObject({ kind: 'answer', status: 202 })
    expect(server.requests).toHaveLength(1)
  })

  it('never closes its connection: its length ends it, also a mended one', async () => {
    const exchange = await exchangeWith(socket => {
      socket.write(`${head('Connection: keep-alive\r\nContent-Length: 2\r\nContent-Length: 2\r\n')}OK`)
    })
    expect(exchange).toMatchObject({ status: 200, body: 'OK' })
    expect(exchange).not.toHaveProperty('cut')
  })
})

describe('an answer that is packed although nobody asked for it', () => {
  const body = JSON.stringify({ ok: true, msg: 'ü'.repeat(500) })
  const packed = (encoding: string, bytes: Buffer) =>
    says(
      Buffer.concat([
        Buffer.from(head(`Content-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n`)),
        bytes,
      ]),
    )

  it.each([
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['br', brotliCompressSync(body)],
  ])('with %s is unpacked, and judged by its receiver', async (encoding, bytes) => {
    const exchange = await exchangeWith(packed(encoding, bytes), '/api/push/token')
    expect(exchange).toMatchObject({ status: 200, body })
    const verdict = judgeExchange(recogniseReceiver(`${server.url}/api/push/token`), exchange)
    expect(verdict).toEqual({ delivered: true, result: '200', detail: 'answered 200' })
  })

  it('and cut off counts with the part before', async () => {
    const noise = Array.from({ length: 2_000 }, (_, index) => Math.sin(index).toString(36)).join(' ')
    const bytes = gzipSync(noise)
    const exchange = await exchangeWith(packed('gzip', bytes.subarray(0, bytes.length - 200)))
    if (exchange.kind !== 'answer') throw new Error(exchange.detail)
    expect(exchange.body.length).toBeGreaterThan(1_000)
    expect(noise.startsWith(exchange.body)).toBe(true)
  })

  it('as 60 MB in 60 kB is read up to 64 KiB', async () => {
    const exchange = await exchangeWith(packed('gzip', gzipSync(Buffer.alloc(60_000_000, 'x'))))
    expect(exchange).toMatchObject({ status: 200, body: 'x'.repeat(65_536) })
  })

  it.each(['gzip', 'deflate', 'br'])('and is no %s at all is read as it is', async encoding => {
    expect(await exchangeWith(packed(encoding, Buffer.from('OK')))).toMatchObject({ status: 200, body: 'OK' })
  })
})

describe('an answer that cannot be read', () => {
  it.each([
    ['HTTP/2 only', Buffer.from('000012040000000000000300000080', 'hex'), /speaks HTTP\/2 only/],
    ['a farewell of HTTP/2', Buffer.from('00000807000000000000000000000000', 'hex'), /speaks HTTP\/2 only/],
    [
      'bytes of another kind',
      Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'),
      /does not answer in HTTP/,
    ],
    ['a status of four digits', Buffer.from('HTTP/1.1 2000 OK\r\n\r\n'), /does not answer in HTTP/],
    ['nothing but a body', Buffer.from('OK'), /closed the connection|does not answer in HTTP/],
    [
      'a status of two digits, cut off',
      Buffer.from('HTTP/1.1 20'),
      /closed the connection|does not answer in HTTP/,
    ],
    ['only "100 Continue"', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), /closed the connection/],
  ])('is named: %s', async (_name, bytes, detail) => {
    const exchange = await exchangeWith(says(bytes))
    expect(exchange).toMatchObject({ kind: 'broken', breakdown: 'connection' })
    expect(exchange.kind === 'broken' && exchange.detail).toMatch(detail)
  })
})

describe('a redirect', () => {
  it.each([
    ['raw UTF-8', Buffer.from('/späť?ü=1')],
    ['Latin-1', Buffer.from('/sp\xe4t', 'latin1')],
    ['a blank', Buffer.from('/a b')],
  ])('with %s in its address is followed', async (_name, location) => {
    let turn = 0
    server = await startRawServer(socket => {
      const onward = Buffer.concat([Buffer.from('HTTP/1.1 302 \nLocation: '), location, Buffer.from('\n\n')])
      socket.end(turn++ === 0 ? onward : `${head('Content-Length: 2\r\n')}OK`)
    })
    const exchange = await client.send({ method: 'GET', url: server.url }, { notAfter: FOREVER })
    expect(exchange).toMatchObject({ status: 200, body: 'OK' })
    const paths: Record<string, string> = {
      'raw UTF-8': '/sp%C3%A4%C5%A5?%C3%BC=1',
      'Latin-1': '/sp%C3%A4t',
      'a blank': '/a%20b',
    }
    expect(server.requests[1]?.split(' ')[1]).toBe(paths[_name])
  })
})
