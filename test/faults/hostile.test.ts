/** Requests that no browser sends, at the real web app on loopback. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createRandom } from '../support/random'
import { type Machine, startMachine } from './machine'
import { addRow, addTable } from './report'

const REQUESTS = 10_000
const AT_ONCE = 20
/** The time of one connection: an answer that has not come by then will not come. */
const PATIENCE_MS = 300
/** Kilobytes that the web app may grow by under all that: its heap's ups and downs. */
const MOST_GROWTH = 60_000

const table = {
  file: '6-hostile',
  title: 'Hostile input',
  text: 'Requests at the web app, on loopback.',
  columns: ['what', 'requests', 'answers by status', 'memory, kB more'],
}
addTable(table)

let machine: Machine

beforeAll(async () => {
  machine = await startMachine()
  await machine.start('redis', 'web')
})
afterAll(() => machine.close())

const PATHS = [
  '/',
  '/login',
  '/monitoring',
  '/heartbeat',
  '/heartbeat-now',
  '/heartbeat-now/x/events',
  '/system',
]
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'TRACE',
  'CONNECT',
  'OPTIONS',
  'PATCH',
  'G\0T',
  'get',
  '',
  'X'.repeat(500),
]
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', '', 'HTTP/1.1 x']
const TARGETS = [
  '*',
  '//evil.example/',
  'http://evil.example/',
  '/%00',
  '/%ff%fe',
  '/%',
  '/../../etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  `/${'a'.repeat(20_000)}`,
  '/\u0000',
  '/monitoring?job[]=1&job[a]=2&__proto__[x]=1',
  '/heartbeat?for[]=boot&slot=NaN',
  '/heartbeat?slot=-1e999',
]
const HEADERS = [
  'Host: 127.0.0.1',
  'Host: evil.example',
  'Host: 127.0.0.1\r\nHost: evil.example',
  'Host:',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 5\r\nContent-Length: 6',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Transfer-Encoding: gzip, chunked',
  'Content-Encoding: gzip',
  'Content-Type: application/x-www-form-urlencoded; charset=utf-7',
  'Content-Type: application/json',
  'Content-Type: multipart/form-data; boundary=',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Connection: Upgrade\r\nUpgrade: h2c',
  'Cookie: connect.sid=s%3A..%2f..%2fetc.x; =; ;;;',
  `Cookie: ${'a=b; '.repeat(2_000)}`,
  'Origin: null',
  'X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: https',
  'Range: bytes=0-,0-,0-,0-',
  'If-None-Match: *',
  'Accept: \u00ff\u00fe',
  'Folded: a\r\n b',
  'No colon at all',
  ': no name',
  `X: ${'y'.repeat(70_000)}`,
  'Bad\0Name: x',
]
const BODIES = [
  '',
  'a=b',
  '\0\0\0\0\0',
  'username[]=a&username[__proto__]=b&password=',
  '%ff=%fe&%',
  '5\r\nhello\r\n0\r\n\r\n',
  'FFFFFFFFFFFFFFFF\r\nx',
  'zz\r\n',
  '{"a":',
  'x'.repeat(200_000),
  `${'a=1&'.repeat(5_000)}`,
  `a${'[a]'.repeat(500)}=1`,
  'GET /heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n'.repeat(20),
]

/** Sends the bytes, some of them in two parts, and returns the answer up to the end of the connection. */
function send(bytes: string, cut: number): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(machine.port, '127.0.0.1')
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MS)
    socket.setEncoding('latin1')
    socket.on('data', chunk => {
      if (answer.length < 100_000) answer += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    if (cut > 0) {
      socket.write(bytes.slice(0, cut), 'latin1')
      setImmediate(() => socket.end(bytes.slice(cut), 'latin1'))
    } else socket.end(bytes, 'latin1')
  })
}

function statusesOf(answers: readonly string[]): Map<string, number> {
  const statuses = new Map<string, number>()
  for (const answer of answers)
    for (const [, status = ''] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
  return statuses
}

function memory(): number {
  const status = readFileSync(`/proc/${machine.process('web').pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

async function expectUnharmed(name: string, requests: number, answers: readonly string[], before: number) {
  const statuses = statusesOf(answers)
  const growth = memory() - before
  const counts = [...statuses].sort().map(([status, count]) => `${status}: ${count}`)
  addRow(table, [name, requests, counts.join(', '), growth])
  expect([...statuses.keys()].filter(status => status.startsWith('5') && status !== '503')).toEqual([])
  const text = answers.join('') + machine.lines.join('\n')
  expect(text).not.toContain('hush-hush')
  expect(text).not.toContain(inject('passwordHash'))
  expect(answers.join('')).not.toMatch(/\bat .*\.js:\d+/) // No stack.
  expect((await fetch(`http://127.0.0.1:${machine.port}/healthz`)).status).toBe(200)
  expect(machine.process('web').exitCode).toBeNull()
  expect(growth).toBeLessThan(MOST_GROWTH)
}

test(`${REQUESTS} malformed requests do no harm`, async () => {
  const random = createRandom(inject('seed'))
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const some = (list: readonly string[]) => Array.from({ length: Math.floor(random() * 3) }, () => pick(list))
  // Mostly with one or two faults at once, so that many requests get past the parser.
  const rarely = <T>(wrong: readonly T[], right: T): T => (random() < 0.2 ? pick(wrong) : right)
  const request = () => {
    const target = random() < 0.6 ? pick(PATHS) : pick(TARGETS)
    const start = `${rarely(METHODS, pick(['GET', 'POST']))} ${target} ${rarely(VERSIONS, 'HTTP/1.1')}`
    const head = [start, `Host: 127.0.0.1:${machine.port}`, 'Connection: close', ...some(HEADERS)]
    return [...head, '', pick(BODIES)].join(rarely(['\n', '\r'], '\r\n'))
  }
  const answers: string[] = []
  async function fire(count: number): Promise<void> {
    let left = count
    const line = async () => {
      while (left-- > 0) answers.push(await send(request(), random() < 0.3 ? Math.floor(random() * 200) : 0))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, line))
  }
  // The first half lets the heap find its size.
  await fire(REQUESTS / 2)
  const before = memory()
  await fire(REQUESTS / 2)
  await expectUnharmed('malformed', REQUESTS, answers, before)
})

test('no parameter of any route does harm, with a log-in and without', async () => {
  const before = memory()
  const cookie = await machine.logIn()
  const origin = `http://127.0.0.1:${machine.port}`
  const answers: string[] = []
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ maxLength: 200 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '../../etc/passwd',
      'slot-1',
      'now-1',
      '{intvlm8r}:heartbeat:meta',
      '0',
      '-1',
      ':',
    ),
  )
  const routes = [
    (value: string) => ({ method: 'GET', path: `/heartbeat-now/${encodeURIComponent(value)}` }),
    (value: string) => ({ method: 'GET', path: `/heartbeat-now/${encodeURIComponent(value)}/events` }),
    (value: string) => ({ method: 'GET', path: `/monitoring?job=${encodeURIComponent(value)}` }),
    (value: string) => ({ method: 'GET', path: `/login?next=${encodeURIComponent(value)}` }),
    (value: string) => ({
      method: 'GET',
      path: `/heartbeat?for=${encodeURIComponent(value)}&slot=${encodeURIComponent(value)}`,
    }),
    (value: string) => ({ method: 'GET', path: `/setup?token=${encodeURIComponent(value)}` }),
    (value: string) => ({ method: 'GET', path: `/${encodeURIComponent(value)}` }),
    (value: string) => ({
      method: 'POST',
      path: '/monitoring',
      body: { hbFreq: value, hbUrl: value, revision: value },
    }),
    (value: string) => ({
      method: 'POST',
      path: '/monitoring',
      body: { [value]: value, hbFreq: '5', hbUrl: value },
    }),
    (value: string) => ({ method: 'POST', path: '/setup', body: { token: value, password: value } }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), nasty, fc.boolean(), async (route, value, known) => {
      const { method, path, body } = route(value) as {
        method: string
        path: string
        body?: Record<string, string>
      }
      const answer = await fetch(`${origin}${path}`, {
        method,
        redirect: 'manual',
        headers: { origin, ...(known && { cookie }) },
        ...(body && { body: new URLSearchParams(body) }),
      })
      answers.push(`HTTP/1.1 ${answer.status}\n${known ? '' : await answer.text()}`)
      const location = answer.headers.get('location')
      if (location !== null) expect(new URL(location, origin).origin).toBe(origin)
      expect(answer.status === 503 || answer.status < 500).toBe(true)
    }),
    { numRuns: 1_000, seed: inject('seed') },
  )
  machine.writeIni(machine.goodIni)
  await expectUnharmed('parameters of routes', 1_000, answers, before)
})

test('a thousand guesses get no further than the throttle lets them', async () => {
  const before = memory()
  const origin = `http://127.0.0.1:${machine.port}`
  const answers: string[] = []
  let compared = 0
  const started = performance.now()
  for (let batch = 0; batch < 50; batch++) {
    await Promise.all(
      Array.from({ length: 20 }, async (_, guess) => {
        const body = new URLSearchParams({ username: 'admin', password: `guess ${batch} ${guess}` })
        const answer = await fetch(`${origin}/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { origin },
          body,
        })
        answers.push(`HTTP/1.1 ${answer.status}\n${await answer.text()}`)
        if (answer.status !== 429) compared++
      }),
    )
  }
  const seconds = (performance.now() - started) / 1000
  // Five are free, then the pauses double: so many at the most in that time.
  expect(compared).toBeLessThanOrEqual(6 + Math.log2(seconds + 1) + 1)
  await expectUnharmed('guesses at the password', 1_000, answers, before)
})
