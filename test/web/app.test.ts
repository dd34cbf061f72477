import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/net/unavailable'
import { listen } from '../../src/web/net/listen'
import { INI, openWeb, type TestWeb } from '../support/web'

let web: TestWeb

beforeEach(async () => {
  web = await openWeb()
})
afterEach(async () => await web.close())

describe('bad requests', () => {
  test('a page that does not exist: 404, with the menu for those logged in', async () => {
    const agent = await web.admin()
    const { status, text } = await agent.get('/nowhere')
    expect(status).toBe(404)
    expect(text).toContain('href="/monitoring"')
    const json = await agent.get('/nowhere').set('Accept', 'application/json')
    expect([json.status, json.type]).toEqual([404, 'application/json'])
    expect(json.body.error).toMatch(/no such page/)
  })

  test.each([
    ['a body that is too large', `username=${'x'.repeat(17_000)}`, 413],
    ['more fields than any form has', Array(120).fill('a=b').join('&'), 413],
    ['an encoding that nobody knows', Buffer.from('x'), 415],
  ])('%s is refused', async (_name, body, status) => {
    const agent = web.visitor().post('/login').type('form')
    if (status === 415) agent.set('Content-Encoding', 'zebra')
    expect((await agent.send(body as string)).status).toBe(status)
  })

  test('a path that is no UTF-8 is a bad request, or names nothing', async () => {
    const agent = await web.admin()
    expect((await agent.get('/heartbeat-now/%E0%A4%A')).status).toBe(400)
    expect((await agent.get('/%E0%A4%A.css')).status).toBe(404)
    expect((await web.visitor().get('/%E0%A4%A.css')).status).toBe(401)
  })

  test('only forms are read', async () => {
    const answer = await web.visitor().post('/login').send({ username: 'admin', password: 'x' })
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('name="username" value=""')
  })

  test.each(['/../package.json', '/%2e%2e/package.json', '/..%2fintvlm8r.example.ini', '/.gitkeep'])(
    '%s is no way out of the public files',
    async path => {
      const server = await listen(web.app, '127.0.0.1', 0)
      try {
        const status = await new Promise(resolve => {
          // supertest would tidy the path up.
          request({ host: '127.0.0.1', port: server.port, path }, response => {
            response.resume()
            resolve(response.statusCode)
          }).end()
        })
        expect([400, 401, 403, 404]).toContain(status)
      } finally {
        await server.close()
      }
    },
  )
})

test.each([
  ['/channels/phone', '/channels/phone/edit'],
  ['/windows/nas', '/windows/nas/edit'],
  ['/accounts/home', '/accounts/home/edit'],
  ['/status-pages/family/notes', '/status-pages/family'],
  ['/checks/adopt', '/checks/waiting'],
  ['/checks/delete', '/checks/waiting'],
  ['/system/tls', '/system'],
])('a browser that comes back to the answer of a form at %s is led to its page', async (form, at) => {
  const admin = await web.admin()
  const { status, headers } = await admin.get(form).set('Accept', 'text/html')
  expect([status, headers.location]).toEqual([303, at])
})

test('a file is sent whole, since a part of a compressed file is of no use', async () => {
  const request = web.visitor().get('/style.css').set({ Range: 'bytes=0-1999', 'Accept-Encoding': 'gzip' })
  const { status, headers } = await request
  expect([status, headers['content-encoding'], headers['content-range']]).toEqual([200, 'gzip', undefined])
})

describe("the appliance's own failures", () => {
  const BOOM = 'boom at /var/lib/intvlm8r with https://nosnch.in/secret'

  test.each([
    ['text/html', /<h1>Something went wrong/],
    ['application/json', /^\{"error":"Something went wrong/],
  ])('go to the log alone; %s contains only that something failed', async (accept, shown) => {
    await web.close()
    const broken = async () => {
      throw new Error(BOOM)
    }
    const passwords = { problemOf: broken, hash: broken, hashForTag: String, verify: broken }
    web = await openWeb({ ports: { passwords } })
    const { status, text } = await web.visitor().post('/login').set('Accept', accept)
    expect(status).toBe(500)
    expect(text).toMatch(shown)
    expect(text).not.toMatch(/boom|nosnch|\.ts\b|\/var\//)
    expect(web.logged.join()).toContain('boom')
  })

  test('even where the error page is missing', async () => {
    await web.close()
    web = await openWeb({ ports: { assets: '/nonexistent' } })
    const { status, text, type } = await web.visitor().get('/login')
    expect([status, type]).toEqual([500, 'text/plain'])
    expect(text).not.toMatch(/nonexistent|\.ts/)
  })
})

describe('polling while Redis', () => {
  const BADGE = `/badge/${'0'.repeat(32)}.svg`
  const failures = () => web.logged.filter(line => line.includes('a request failed'))

  test('is away does not fill the log', async () => {
    for (let time = 0; time < 3; time++) expect((await web.visitor().get(BADGE)).status).toBe(503)
    expect(failures()).toEqual([])
  })

  test('takes no writes is logged once a minute', async () => {
    await web.close()
    let now = Date.now()
    const cause = Object.assign(new Error('OOM command not allowed'), { name: 'ReplyError' })
    const refusing = async () => {
      throw new StoreUnavailable('Redis is out of memory', { cause })
    }
    web = await openWeb({ now: () => now })
    Object.assign(web.ports.apiKeys, { installationSecret: refusing })
    for (let time = 0; time < 3; time++) expect((await web.visitor().get(BADGE)).status).toBe(503)
    expect(failures()).toEqual(['error a request failed Redis is out of memory'])
    now += 60_000
    await web.visitor().get(BADGE)
    expect(failures()).toHaveLength(2)
  })
})

test('heartbeat URLs are shown only to those logged in', async () => {
  for (const ini of [INI, INI.replace('http://127', 'ftp://127')]) {
    await web.writeIni(ini)
    for (const path of ['/', '/login', '/monitoring', '/system', '/setup', '/healthz', '/heartbeat']) {
      const { text } = await web.visitor().get(path)
      expect(text).not.toBe('')
      expect(text).not.toContain('secret-token')
    }
  }
  await web.writeIni(INI)
  const owner = await web.admin()
  expect((await owner.get('/monitoring').set('Accept', 'text/html')).text).toContain('secret-token')
  expect(web.logged.join()).not.toContain('secret-token')
})

test('without a log-in nothing names the version', async () => {
  const { version } = web.ports
  expect((await (await web.admin()).get('/system')).text, 'the owner sees it').toContain(version)
  const paths = [
    ...['/', '/login', '/login?next=/checks', '/setup', '/healthz', '/heartbeat', '/nowhere', '/nowhere.js'],
    ...[
      '/metrics',
      '/api/openapi.json',
      '/api/checks',
      '/api/v3/checks/',
      '/badge/0.svg',
      '/ping/0',
      '/pyremto',
      '/open_batch/0',
      '/batchy',
      '/accounts',
    ],
    ...['/style.css', '/watch.css', '/icon.svg', '/push-worker.js', '/js/page.js', '/%', '/channels/new'],
  ]
  for (const path of paths)
    for (const accept of ['text/html', 'application/json']) {
      const { headers, text = '', body } = await web.visitor().get(path).set('Accept', accept)
      const answer = JSON.stringify([headers, text, body])
      for (const each of [version, process.version, process.version.slice(1)])
        expect(answer, `${path} as ${accept}`).not.toContain(each)
    }
})
