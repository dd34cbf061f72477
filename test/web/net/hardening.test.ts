import { connect } from 'node:net'
import { hostname } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isOwnHost } from '../../../src/web/net/own-host'
import { serve } from '../../support/serve'
import { INI, openWeb, type TestWeb } from '../../support/web'

let web: TestWeb

beforeEach(async () => {
  web = await openWeb()
})
afterEach(async () => await web.close())

describe('a request with two Host headers', () => {
  test.each([
    ['GET', '/login'],
    ['GET', '/open_batch/nightly'],
    ['POST', '/pyremto'],
  ])('gets 421 at %s %s, whichever comes first', async (method, path) => {
    const { url, close } = await serve(web.app)
    try {
      for (const [first, second] of [
        ['localhost', 'evil.example'],
        ['evil.example', 'localhost'],
        ['localhost', 'localhost'],
      ]) {
        const socket = connect(Number(new URL(url).port), '127.0.0.1')
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${first}\r\nhost: ${second}\r\n`)
        socket.write('Connection: close\r\n\r\n')
        expect((await text(socket)).slice(0, 12)).toBe('HTTP/1.1 421')
      }
    } finally {
      close()
    }
  })
})

describe('the Host header', () => {
  const bare = hostname().split('.', 1)[0] ?? ''

  test.each([
    'localhost',
    'LOCALHOST:8080',
    'localhost.',
    '127.0.0.1:8080',
    '127.1.2.3',
    '[::1]:8080',
    '[0:0:0:0:0:0:0:1]',
    hostname(),
    `${bare}.local:80`,
    `${bare.toUpperCase()}.LOCAL.`,
    `${bare}.lan`,
    `${bare}.home.arpa`,
    'proxy.example',
    'PROXY.example:8443',
    '[2001:db8::7]',
    '192.0.2.7:8080',
    '[2001:db8::8]:8080',
  ])('%s names this machine', host => {
    const more = ['proxy.example', '[2001:db8:0::7]']
    expect(isOwnHost(host, '::ffff:192.0.2.7', more) || isOwnHost(host, '2001:db8::8', more)).toBe(true)
  })

  test.each([
    undefined,
    '',
    'evil.example',
    '127.evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example:80@localhost',
    `${bare}.evil.example`,
    `${bare}.local.evil.example`,
    `evil-${bare}.local`,
    'sub.proxy.example',
    '198.51.100.7',
    '[2001:db8::9]',
    'local',
    '.local',
    '[::1',
    'localhost:',
    'localhost:80:80',
    'local host',
  ])('%s does not', host => {
    expect(isOwnHost(host, '192.0.2.7', ['proxy.example'])).toBe(false)
  })

  test.each(['/', '/login', '/healthz', '/heartbeat', '/style.css', '/setup'])(
    'with another name gets 421 at %s, and a message with what to do',
    async path => {
      const { status, text } = await web.visitor().get(path).set('Host', 'evil.example')
      expect(status).toBe(421)
      expect(text).toMatch(/hostnames in the \[Web\] section/)
      expect(text).not.toContain('evil')
    },
  )

  test('may be a name that is added to the INI, from then on', async () => {
    const get = () => web.visitor().get('/login').set('Host', 'pi.example:8443')
    expect((await get()).status).toBe(421)
    await web.writeIni(INI.replace('hostnames =', 'hostnames = other.example pi.example'))
    expect((await get()).status).toBe(200)
  })

  test('is not replaced by X-Forwarded-Host, even if the INI trusts proxies', async () => {
    await web.writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    const { status } = await web
      .visitor()
      .get('/login')
      .set('Host', 'evil.example')
      .set('X-Forwarded-Host', 'localhost')
    expect(status).toBe(421)
  })
})

describe('forms from elsewhere', () => {
  const post = (headers: Record<string, string>) =>
    web.visitor().post('/login').set('Host', 'localhost:8080').set(headers)
  const OWN = 'http://localhost:8080'

  test.each([
    ['nothing, as curl', {}],
    ['our own origin', { Origin: OWN }],
    ['our own origin, and that it is', { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' }],
  ])('with %s are accepted', async (_name, headers) => {
    expect((await post(headers)).status).toBe(401) // only the password is missing
  })

  test.each([
    ['another origin', { Origin: 'http://evil.example' }],
    ['another port', { Origin: 'http://localhost:8081' }],
    ['another scheme', { Origin: 'https://localhost:8080' }],
    ['another name of ours', { Origin: 'http://127.0.0.1:8080' }],
    ['that it hides its origin', { Origin: 'null' }],
    ['our origin with more behind it', { Origin: 'http://localhost:8080.evil.example' }],
    ['that it is of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['that it is of the same site only', { 'Sec-Fetch-Site': 'same-site' }],
    ['our origin, but another site', { Origin: OWN, 'Sec-Fetch-Site': 'cross-site' }],
  ])('with %s are refused', async (_name, headers) => {
    const { status, text } = await post(headers)
    expect(status).toBe(403)
    expect(text).toMatch(/another address/)
  })

  test.each([
    ['post', '/logout'],
    ['post', '/setup'],
    ['post', '/monitoring'],
    ['post', '/heartbeat-now'],
    ['post', '/heartbeat'],
    ['put', '/monitoring'],
    ['delete', '/monitoring'],
  ] as const)('%s %s is refused with a log-in too', async (method, path) => {
    const agent = await web.admin()
    expect((await agent[method](path).set('Origin', 'http://evil.example')).status).toBe(403)
    expect((await agent.get('/nowhere')).status).toBe(404)
  })

  test('behind an https proxy have an https origin, if the INI trusts proxies', async () => {
    const headers = { Origin: 'https://localhost:8080', 'X-Forwarded-Proto': 'https' }
    expect((await post(headers)).status).toBe(403)
    await web.writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    expect((await post(headers)).status).toBe(401)
    expect((await post({ ...headers, Origin: OWN })).status).toBe(403)
  })

  test('may name the standard port in their origin or not', async () => {
    const { status } = await web
      .visitor()
      .post('/login')
      .set('Host', 'localhost:80')
      .set('Origin', 'http://localhost')
    expect(status).toBe(401)
  })
})

describe('headers', () => {
  test.each(['/login', '/healthz', '/style.css', '/heartbeat'])(
    '%s: nothing inline, nothing from outside, in no frame',
    async path => {
      const { headers } = await web.visitor().get(path)
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests|https?:/)
      expect(headers).not.toHaveProperty('strict-transport-security')
      expect(headers).not.toHaveProperty('x-powered-by')
      expect(headers['x-content-type-options']).toBe('nosniff')
      // With no-referrer a browser would send `Origin: null` with the appliance's own forms.
      expect(headers['referrer-policy']).toBe('same-origin')
    },
  )

  const NOBODY = '00000000-0000-4000-8000-000000000000'

  test.each([
    ['get', '/login', 200],
    ['get', '/', 303],
    ['get', '/nowhere', 303],
    ['post', '/login', 401],
    ['get', '/style.css', 200],
    ['get', '/nothing.css', 303],
    ['get', '/healthz', 200],
    ['get', '/heartbeat', 403],
    ['post', '/heartbeat-now', 401],
    ['get', '/metrics', 401],
    ['get', '/api/checks', 401],
    ['get', '/api/openapi.json', 503],
    ['get', '/api/nothing', 404],
    ['get', '/api/v3/checks/', 401],
    ['get', `/badge/${NOBODY}.svg`, 503],
    ['get', `/ping/${NOBODY}`, 503],
    ['get', '/ping/nonsense', 404],
    ['delete', `/ping/${NOBODY}`, 405],
    ['get', `/api/push/${NOBODY}`, 503],
    ['post', '/pyremto', 400],
    ['get', '/pyremto', 405],
    ['get', '/open_batch/nightly', 503],
    ['put', '/open_batch/nightly', 405],
    ['post', '/peer/ask', 404],
    ['get', '/peer/ask', 405],
  ] as const)(
    '%s %s (%i) is read as what it says to be, and shown in no frame',
    async (method, path, expected) => {
      const { status, headers } = await web.visitor()[method](path).set('Accept', 'text/html')
      expect(status).toBe(expected)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['x-frame-options']).toBe('DENY')
    },
  )

  test('so are pages, refusals and redirects behind the log-in', async () => {
    const agent = await web.admin()
    for (const path of ['/', '/monitoring', '/monitoring', '/system', '/keys', '/sessions', '/nowhere']) {
      const { headers } = await agent.get(path).set('Accept', 'text/html')
      expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff'])
      expect([path, headers['x-frame-options']]).toEqual([path, 'DENY'])
    }
    const foreign = await web.visitor().get('/login').set('Host', 'evil.example')
    expect([foreign.status, foreign.headers['x-frame-options']]).toEqual([421, 'DENY'])
  })

  test('browsers do not store pages and answers, and revalidate static files', async () => {
    const checkIns = [`/ping/${NOBODY}`, `/api/push/${NOBODY}`, '/pyremto', '/open_batch/nightly']
    for (const path of ['/login', '/healthz', '/heartbeat', '/nowhere', '/peer/ask', ...checkIns])
      expect([path, (await web.visitor().get(path)).headers['cache-control']]).toEqual([path, 'no-store'])
    const { headers } = await web.visitor().get('/style.css')
    expect(headers['cache-control']).not.toContain('no-store')
    const again = await web
      .visitor()
      .get('/style.css')
      .set('If-None-Match', headers.etag ?? '')
    expect(again.status).toBe(304)
  })
})

describe('where the INI wants TLS, plain http from another machine', () => {
  const reopen = async (state: 'on' | 'broken', ini = INI) => {
    await web.close()
    web = await openWeb({ ini, ports: { tls: async () => state } })
  }

  test('is redirected to https', async () => {
    await reopen('on')
    const { status, headers } = await web.stranger().get('/monitoring?a=b').set('Host', 'localhost:8080')
    expect([status, headers.location]).toEqual([308, 'https://localhost:8080/monitoring?a=b'])
  })

  test('may send nothing', async () => {
    await reopen('on')
    const { status, text } = await web.stranger().post('/login').type('form').send({ password: 'x' })
    expect(status).toBe(403)
    expect(text).toMatch(/https/)
  })

  test('gets nothing while the certificate cannot be used', async () => {
    await reopen('broken')
    for (const path of ['/login', '/healthz', '/nowhere']) {
      const { status, text } = await web.stranger().get(path)
      expect(status).toBe(503)
      expect(text).toMatch(/tlscert, tlskey/)
    }
  })

  test('gets nothing while faults in [Web] hide whether TLS is wanted', async () => {
    await web.writeIni(INI.replace('[Web]', '[Web]\ntlscert = /etc/pi.pem'))
    expect((await web.stranger().get('/login')).status).toBe(503)
  })

  test.each(['on', 'broken'] as const)('from loopback is served all the same (%s)', async state => {
    await reopen(state)
    expect((await web.visitor().get('/login')).status).toBe(200)
    expect((await web.tick().get('/heartbeat')).body.error).toMatch(/Redis/)
  })
})
