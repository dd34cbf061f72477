import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { HeartbeatEnd, Progress } from '../../../src/domain/heartbeat/heartbeat'
import type { SendResult } from '../../../src/domain/heartbeat/ports'
import { startHeartbeatWorker } from '../../../src/io/heartbeat/worker'
import { connectWorker } from '../../../src/io/redis/client'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../support/patience'
import { startRedis, type TestRedis } from '../../support/redis'
import { INI, openWeb, PASSWORD, type TestWeb, type TestWebOptions } from '../../support/web'

let web: TestWeb
let agent: Awaited<ReturnType<TestWeb['admin']>>
let redis: TestRedis

// A new app for each test: a press within seconds of another one follows the same heartbeat.
beforeEach(async () => {
  redis = await startRedis()
})
afterEach(async () => {
  await web.close()
  await redis.close()
})

async function open(options: TestWebOptions = {}): Promise<void> {
  web = await openWeb(options)
  agent = await web.admin()
}

const press = (accept = 'application/json') => agent.post('/heartbeat-now').set('Accept', accept)

describe('the button', () => {
  test('queues a heartbeat and answers where to follow it; a second press follows the same one', async () => {
    await open({ redis: redis.target })
    const [one, two] = await Promise.all([press(), press()])
    expect([one.status, two.status]).toEqual([202, 202])
    expect(one.body).toMatchObject({ state: 'queued', attempts: [], slot: expect.stringMatching(/^\d+$/) })
    expect(two.body.job).toBe(one.body.job)
    expect(one.headers.location).toBe(`/heartbeat-now/${one.body.job}`)
    const followed = await agent.get(one.headers.location ?? '')
    expect([followed.status, followed.body]).toEqual([200, one.body])
    expect(followed.headers['cache-control']).toBe('no-store')
  })

  test('of a form without script leads to the page, which shows the heartbeat and reloads', async () => {
    await open({ redis: redis.target })
    const { status, headers } = await press('text/html')
    expect([status, headers.location]).toEqual([303, expect.stringMatching(/^\/monitoring\?job=now-\d+$/)])
    const page = await agent.get(headers.location ?? '').set('Accept', 'text/html')
    expect(page.headers.refresh).toBe('2')
    expect(page.text).toContain('data-state="queued"')
  })

  test('of a form without script leads to a page that reloads no more once the heartbeat has ended', async () => {
    await open({ redis: redis.target })
    const end = { outcome: 'missed', attempts: [], reason: 'it was too late', receiver: '' } as const
    const worker = startHeartbeatWorker(connectWorker(redis.target), {
      send: async () => ({ kind: 'done', end }),
      record: async () => {},
      onError: () => {},
    })
    const { headers } = await press('text/html')
    const page = () => agent.get(headers.location ?? '').set('Accept', 'text/html')
    await expect.poll(async () => (await page()).text).toContain('data-state="missed"')
    expect((await page()).headers).not.toHaveProperty('refresh')
    const unknown = await agent.get('/monitoring?job=now-404').set('Accept', 'text/html')
    expect([unknown.status, unknown.headers.refresh]).toEqual([200, undefined])
    await worker.close()
  })

  test.each([
    ['Off', INI.replace('= 10', '= Off'), 409, 'No heartbeat: heartbeating is Off.'],
    [
      'a URL that is not valid',
      INI.replace('http://127.0.0.1:9', 'ftp://x'),
      409,
      /^No heartbeat: the INI has faults: \[Monitoring\] heartbeaturl/,
    ],
    ['a fault elsewhere', INI.replace('trustproxy = off', 'trustproxy = x'), 409, /\[Web\] trustproxy/],
  ])('is refused with %s', async (_name, ini, status, error) => {
    await open({ redis: redis.target, ini })
    const answer = await press()
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatch(error)
    expect(answer.body.error).not.toContain('secret-token')
    const plain = await press('text/html')
    expect(plain.status).toBe(status)
    expect(plain.text).toMatch(/<p>No heartbeat: .*<\/p>/)
    expect(plain.text).toContain('<form method="post" action="/heartbeat-now"')
  })

  test('answers 503 within two seconds when Redis is away', async () => {
    await open()
    const begun = performance.now()
    const answers = [
      await press(),
      await agent.get('/heartbeat-now/now-1'),
      await agent.get('/heartbeat-now/now-1/events'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    expect(answers[0]?.body).toEqual({ error: 'No heartbeat: Redis cannot be reached.' })
    expect(performance.now() - begun).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
  })

  test('shows the real reason to a form without script, whatever it is', async () => {
    const loads = () => Promise.reject(new Error('Redis is loading its data'))
    const queue = {
      addForSlot: loads,
      addForBoot: loads,
      addNow: loads,
      find: loads,
      roundTrips: loads,
      history: loads,
      pulse: loads,
    }
    await open({ ports: { queue } })
    const { status, text } = await press('text/html')
    expect(status).toBe(503)
    expect(text).toContain('No heartbeat: Redis is loading its data.')
  })

  test('and its progress are only for those logged in', async () => {
    await open({ redis: redis.target })
    const visitor = web.visitor()
    const paths = ['/heartbeat-now/now-1', '/heartbeat-now/now-1/events']
    const answers = [
      await visitor.post('/heartbeat-now'),
      ...(await Promise.all(paths.map(path => visitor.get(path).set('Accept', 'application/json')))),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
  })

  test.each(['now-404', 'x%3Ay', '..%2F..%2Fetc', '%00'])('there is no heartbeat %s', async id => {
    await open({ redis: redis.target })
    expect((await agent.get(`/heartbeat-now/${id}`)).status).toBe(404)
    expect((await agent.get(`/heartbeat-now/${id}/events`)).status).toBe(404)
  })
})

describe('the stream of events', () => {
  interface Listener {
    readonly type: string | undefined
    /** The server's side of the connection. */
    readonly served: ServerResponse
    /** The next event; rejects at the end of the stream. */
    next(): Promise<Progress>
    close(): void
  }

  async function listen(location: string): Promise<Listener> {
    let served: ServerResponse | undefined
    const server = createServer((request, response) => {
      served = response
      web.app(request, response)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const form = { username: 'admin', password: PASSWORD }
    const { headers } = await web.visitor().post('/login').type('form').send(form)
    const cookie = String(headers['set-cookie']).split(';')[0]
    const request = get({ port, host: '127.0.0.1', path: `${location}/events`, headers: { cookie } })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]()
    let text = ''
    return {
      type: response.headers['content-type'],
      served: served as ServerResponse,
      next: async () => {
        for (;;) {
          const [, data = '', rest = ''] =
            /^(?:event: here\ndata:\n\n)*data: (.*)\n\n([\s\S]*)$/.exec(text) ?? []
          text = data === '' ? text : rest
          if (data !== '') return JSON.parse(data)
          const { value, done } = await chunks.next()
          if (done) throw new Error('the stream ended')
          text += value
        }
      },
      close: () => {
        request.destroy()
        server.close()
      },
    }
  }

  test('carries every change and ends after the last one', async () => {
    let reply = (_result: SendResult) => {}
    await open({ redis: redis.target })
    const { headers } = await press()
    const stream = await listen(headers.location ?? '')
    expect(stream.type).toContain('text/event-stream')
    expect((await stream.next()).state).toBe('queued')

    const connection = connectWorker(redis.target)
    const worker = startHeartbeatWorker(connection, {
      send: () =>
        new Promise(resolve => {
          reply = resolve
        }),
      record: async () => {},
      onError: () => {},
    })
    expect((await stream.next()).state).toBe('sending')
    const end: HeartbeatEnd = { outcome: 'delivered', attempts: [], reason: 'answered 200', receiver: 'x' }
    reply({ kind: 'done', end })
    expect(await stream.next()).toMatchObject({ state: 'delivered', detail: 'answered 200' })
    await expect(stream.next()).rejects.toThrow('the stream ended')
    stream.close()
    await worker.close()
  })

  test('ends when the client has left', async () => {
    await open({ redis: redis.target })
    const { headers } = await press()
    const stream = await listen(headers.location ?? '')
    await stream.next()
    expect(stream.served.writableEnded).toBe(false)
    stream.close()
    await vi.waitFor(() => expect(stream.served.writableEnded).toBe(true), 60_000)
  })

  test('ends when Redis goes away, so that the page polls', async () => {
    await open({ redis: redis.target })
    const { headers } = await press()
    const stream = await listen(headers.location ?? '')
    await stream.next()
    web.ports.queue.find = () => Promise.reject(new Error('Redis cannot be reached'))
    await expect(stream.next()).rejects.toThrow('the stream ended')
    stream.close()
  })
})
