import { describe, expect, it } from 'vitest'
import { RECEIVERS, recogniseReceiver } from '../../../src/domain/heartbeat/receivers/index'
import { judgeExchange } from '../../../src/domain/heartbeat/receivers/judge-exchange'
import { bodyLimitOf, type Report } from '../../../src/domain/heartbeat/receivers/request'
import type { Breakdown } from '../../../src/domain/net/exchange'
import { answerOf, type ReceiverExamples, receiverContract } from '../../contracts/receiver'

const UUID = '3c1169a0-7b50-11ea-873e-2c3e6b1f1c5f'
const PING_KEY = 'fqOOd6-F4MMNuCEnzTU01w'
const ANY_2XX = [200, 201, 202, 204, 299].map(status => [status, ''] as const)
const CLIENT_ERRORS = Array.from({ length: 100 }, (_, i) => 400 + i).filter(
  status => status !== 408 && status !== 429,
)

const EXAMPLES: Record<string, ReceiverExamples> = {
  'dead-mans-snitch': {
    urls: [
      'https://nosnch.in/0123456789',
      'https://nosnch.in/c2354d53d2?m=hello',
      'http://NOSNCH.in/c2354d53d2',
    ],
    success: ANY_2XX,
    pointless: [],
    messageLimit: 256,
  },
  healthchecks: {
    urls: [
      `https://hc-ping.com/${UUID}`,
      `https://hc-ping.com/${UUID.toUpperCase()}/`,
      `https://hc-ping.com/${PING_KEY}/front-door`,
      'https://hc-ping.com/some-key/front-door?create=1',
      `https://checks.example.org/ping/${UUID}`,
      `http://192.168.1.5:8000/ping/${UUID}`,
      `http://pi/healthchecks/ping/${PING_KEY}/front-door`,
    ],
    success: [
      [200, 'OK'],
      [200, 'OK\n'],
      [201, 'Created'],
    ],
    pointless: [400, 404, 409],
    messageLimit: 10_000,
  },
  'uptime-kuma': {
    urls: [
      'http://192.168.1.5:3001/api/push/AbC123?status=up&msg=OK&ping=',
      'https://status.example.org/kuma/api/push/AbC123',
      'http://[fd00::5]:3001/api/push/AbC123/',
    ],
    success: [
      [200, '{"ok":true}'],
      [200, ' {"msg": "fine", "ok": true}\n'],
    ],
    pointless: [],
    messageLimit: 250,
  },
  cronitor: {
    urls: [
      'https://cronitor.link/p/0123abc/my-pi',
      'https://cronitor.io/p/0123abc/my-pi?env=home',
      `https://cronitor.link/ping/${PING_KEY}/my-pi`,
    ],
    success: ANY_2XX,
    pointless: CLIENT_ERRORS,
    messageLimit: 2_000,
  },
  'better-stack': {
    urls: [
      'https://uptime.betterstack.com/api/v1/heartbeat/mTDBkXYZ',
      'https://betteruptime.com/api/v1/heartbeat/mTDBkXYZ',
    ],
    success: ANY_2XX,
    pointless: [],
    messageLimit: 10_000,
  },
  sentry: {
    urls: [
      'https://o1.ingest.sentry.io/api/42/cron/my-pi/0123456789abcdef/',
      'http://sentry.lan:9000/api/42/cron/my-pi/0123456789abcdef?environment=home',
    ],
    success: ANY_2XX,
    pointless: [],
    messageLimit: 0,
  },
  uptimerobot: {
    urls: ['https://heartbeat.uptimerobot.com/m794-0123456789'],
    success: ANY_2XX,
    pointless: [],
    messageLimit: 0,
  },
  plain: {
    urls: [
      'https://example.org/alive',
      'http://192.168.1.5/ping/my-check',
      'http://192.168.1.5/ping/short-key/my-check',
      `https://example.org/${UUID}`,
      'https://hc-ping.com/',
      'https://nosnch.in.example.org/0123456789',
      'https://notbetterstack.com/api/v1/heartbeat/x',
      'https://example.org/?u=https://hc-ping.com/x/y',
      'https://cronitor.io/docs',
      `https://api.checklyhq.com/heartbeats/ping/${UUID}`,
      `https://cronhub.io/ping/${UUID}`,
    ],
    success: ANY_2XX,
    pointless: [],
    messageLimit: 0,
  },
}

for (const receiver of RECEIVERS) receiverContract(receiver, EXAMPLES[receiver.id]!)

function requested(url: string, report: Report = {}): { method: string; url: string; body?: string } {
  return recogniseReceiver(url).request(url, report)
}

describe('the table', () => {
  it('names each receiver once, and ends with the one that takes everything', () => {
    expect(new Set(RECEIVERS.map(({ id }) => id)).size).toBe(RECEIVERS.length)
    expect(RECEIVERS.at(-1)?.id).toBe('plain')
  })

  it.each(['', 'nonsense', 'https://', 'nosnch.in/0123'])(
    'takes %j for a plain web address while it is typed',
    url => {
      expect(recogniseReceiver(url).id).toBe('plain')
    },
  )
})

describe('what each receiver is sent', () => {
  const dms = 'https://nosnch.in/0123'
  const hc = `https://hc-ping.com/${UUID}`
  const kuma = 'http://192.168.1.5:3001/api/push/Ab'
  const cronitor = 'https://cronitor.link/p/key/pi'
  const better = 'https://uptime.betterstack.com/api/v1/heartbeat/x'
  const sentry = 'https://o1.ingest.sentry.io/api/42/cron/pi/key/'
  const plain = 'https://u:p@Example.org//a/../b?x=%zz&y=ü#z'
  const robot = 'https://heartbeat.uptimerobot.com/m1'
  const missed = { message: '2 missed & more' }
  const down: Report = { outcome: 'fail' }
  const gate: Report = { outcome: 'fail', message: 'Heartbeat withheld: disk is down since 02:10' }
  const gateInQuery = 'Heartbeat%20withheld%3A%20disk%20is%20down%20since%2002%3A10'

  it.each<[string, Report, string]>([
    [dms, {}, `GET ${dms}`],
    [dms, missed, `GET ${dms}?m=2%20missed%20%26%20more`],
    [`${dms}?m=old&x=1#f`, missed, `GET ${dms}?x=1&m=2%20missed%20%26%20more#f`],
    [dms, down, `GET ${dms}?s=1`],
    [dms, gate, `GET ${dms}?m=${gateInQuery}&s=1`],
    [dms, { exitCode: 3 }, `GET ${dms}?s=3`],
    [hc, {}, `POST ${hc}`],
    [hc, missed, `POST ${hc} 2 missed & more`],
    [hc, { message: '' }, `POST ${hc}`],
    [hc, down, `POST ${hc}/fail`],
    [hc, gate, `POST ${hc}/fail ${gate.message}`],
    [hc, { exitCode: 3, message: 'disk' }, `POST ${hc}/3 disk`],
    [hc, { outcome: 'success', exitCode: 0 }, `POST ${hc}`],
    [hc, { exitCode: 256 }, `POST ${hc}/fail`],
    [`${hc}/?create=1`, down, `POST ${hc}/fail?create=1`],
    [hc, { message: 'aü€😀', bodyLimit: 3 }, `POST ${hc} aü`],
    [hc, { message: 'aü€😀', bodyLimit: 9 }, `POST ${hc} aü€`],
    [hc, { message: 'aü€😀', bodyLimit: 10 }, `POST ${hc} aü€😀`],
    [kuma, {}, `GET ${kuma}?status=up&msg=OK`],
    [kuma, { roundTrip: 12.6 }, `GET ${kuma}?status=up&msg=OK&ping=13`],
    [`${kuma}?status=up&msg=OK&ping=`, missed, `GET ${kuma}?status=up&msg=2%20missed%20%26%20more`],
    [`${kuma}?ping=9&a=b+c&%73tatus=down`, { roundTrip: 5 }, `GET ${kuma}?a=b+c&status=up&msg=OK&ping=5`],
    [kuma, down, `GET ${kuma}?status=down&msg=OK`],
    [kuma, gate, `GET ${kuma}?status=down&msg=${gateInQuery}`],
    [cronitor, gate, `GET ${cronitor}?state=fail&message=${gateInQuery}`],
    [better, gate, `POST ${better}/fail ${gate.message}`],
    [cronitor, {}, `GET ${cronitor}?state=complete`],
    [
      `${cronitor}?env=a&state=run`,
      { ...missed, exitCode: 1 },
      `GET ${cronitor}?env=a&state=fail&message=2%20missed%20%26%20more`,
    ],
    [better, {}, `GET ${better}`],
    [better, missed, `POST ${better} 2 missed & more`],
    [better, { exitCode: 9 }, `GET ${better}/9`],
    [sentry, missed, `GET ${sentry}?status=ok`],
    [`${sentry}?environment=a`, down, `GET ${sentry}?environment=a&status=error`],
    [robot, missed, `GET ${robot}`],
    [plain, { ...missed, roundTrip: 3 }, `GET ${plain}`],
  ])('%s with %j', (url, report, expected) => {
    const { method, url: sent, body } = requested(url, report)
    expect([method, sent, body].filter(Boolean).join(' ')).toBe(expected)
  })

  it('replaces half a character in a message rather than failing', () => {
    expect(requested(kuma, { message: 'a\ud83d' }).url).toContain('msg=a%EF%BF%BD')
  })
})

describe('Healthchecks', () => {
  const { judge } = recogniseReceiver(`https://hc-ping.com/${UUID}`)

  it.each<[number, string, boolean, RegExp]>([
    [200, 'OK (not found)', false, /no such check/],
    [200, 'OK (rate limited)', true, /too many pings/],
    [200, '', true, /not the "OK"/],
    [200, '<html>Log in to this network</html>', true, /not the "OK"/],
    [200, 'Created', true, /not the "OK"/],
    [204, '', true, /not the "OK"/],
    [404, 'not found', false, /no such check/],
    [409, 'ambiguous slug', false, /several checks/],
    [400, 'invalid url format', false, /does not accept/],
  ])('is not content with %i %j', (status, body, retry, detail) => {
    expect(judge(answerOf(status, body))).toMatchObject({
      delivered: false,
      result: `HTTP error ${status}`,
      retry,
      detail: expect.stringMatching(detail),
    })
  })

  it.each([
    ['100', 100],
    ['0', 0],
    ['', undefined],
    ['-1', undefined],
    ['many', undefined],
  ])('says %j bytes in Ping-Body-Limit', (value, limit) => {
    expect(bodyLimitOf(answerOf(200, 'OK', { 'ping-body-limit': value }))).toBe(limit)
  })

  it('may say nothing of a limit', () => {
    expect(bodyLimitOf(answerOf(200, 'OK'))).toBeUndefined()
  })
})

describe('the wait that a receiver asks for', () => {
  it.each([
    ['60', { detail: 'answered 503', retry: true, retryAfter: 60_000 }],
    ['61', { detail: 'answered 503 (asks to wait 61 s)', retry: false }],
    ['soon', { detail: 'answered 503', retry: true }],
  ])('Retry-After: %s', (wait, more) => {
    const { judge } = recogniseReceiver('https://example.org/x')
    expect(judge(answerOf(503, '', { 'retry-after': wait }))).toStrictEqual({
      delivered: false,
      result: 'HTTP error 503',
      ...more,
    })
  })
})

describe('Uptime Kuma', () => {
  const { judge } = recogniseReceiver('http://kuma/api/push/Ab')

  it.each<[number, string, RegExp]>([
    [200, '{"ok":false,"msg":"Monitor not found\\nor not active."}', /: Monitor not found or not active\./],
    [404, '{"ok":false,"msg":"UNIQUE constraint failed"}', /: UNIQUE constraint failed/],
    [200, '{"ok":"true"}', /not the {"ok": true}/],
    [200, 'OK', /not the {"ok": true}/],
    [200, '<html>', /not the {"ok": true}/],
    [200, 'null', /not the {"ok": true}/],
    [404, '<html>', /^answered 404$/],
    [500, '{"ok":true}', /^answered 500$/],
  ])('is not content with %i %s, but asked once more', (status, body, detail) => {
    expect(judge(answerOf(status, body))).toMatchObject({
      delivered: false,
      result: `HTTP error ${status}`,
      retry: true,
      detail: expect.stringMatching(detail),
    })
  })
})

describe('an exchange that broke', () => {
  it.each<[Breakdown, string, boolean]>([
    ['timeout', 'Timeout error', true],
    ['connection', 'Conn. error', true],
    ['redirect', 'Redir error', true],
    ['dns', 'DNS error', true],
    ['tls', 'TLS error', true],
    ['stale', 'Missed', false],
  ])('by %s reads (%s)', (breakdown, result, retry) => {
    const plain = recogniseReceiver('https://example.org')
    const exchange = { kind: 'broken', breakdown, detail: 'why', at: 1, phases: { total: 1 } } as const
    expect(judgeExchange(plain, exchange)).toStrictEqual({ delivered: false, result, detail: 'why', retry })
  })

  describe('whose answer is a page for people', () => {
    const PAGE = '<!doctype html>\n<html><body><p>Welcome</p></body></html>'
    const LOG_IN = `\ufeff<?xml version="1.0"?><!-- x --><HTML><form><input name=p type='password'></form></HTML>`
    const judgedAt = (url: string, body: string, headers: Record<string, string> = {}, status = 200) =>
      judgeExchange(recogniseReceiver(url), answerOf(status, body, headers))

    it.each(Object.values(EXAMPLES).map(({ urls: [url] }) => url))('with a log-in fails by name: %s', url => {
      expect(judgedAt(url, LOG_IN)).toMatchObject({
        delivered: false,
        result: 'HTTP error 200',
        detail: expect.stringContaining('a log-in page'),
        retry: false,
      })
    })

    it.each(
      Object.entries(EXAMPLES)
        .filter(([id]) => id !== 'plain')
        .map(([, { urls }]) => urls[0]),
    )('fails by name at a known receiver: %s', url => {
      expect(judgedAt(url, PAGE)).toMatchObject({
        delivered: false,
        detail: expect.stringContaining('a web page; this is not the ping URL'),
      })
    })

    it.each([
      ['', PAGE],
      ['text/html', '<p>It works</p>'],
    ])('is delivered with a doubt at a plain web address: %s %s', (type, body) => {
      expect(judgedAt('https://example.org/x', body, { 'content-type': type })).toStrictEqual({
        delivered: true,
        result: '200',
        detail: 'answered with a web page: is this the ping URL?',
        webPage: true,
      })
    })

    it.each([
      ['text/html', 'OK'],
      ['text/html; charset=utf-8', ''],
      ['application/json', '{"page":"<html>"}'],
      ['text/plain', '<3 thanks'],
    ])('is not assumed of %s %s', (type, body) => {
      expect(judgedAt('https://example.org/x', body, { 'content-type': type })).toStrictEqual({
        delivered: true,
        result: '200',
        detail: 'answered 200',
      })
    })

    it('is a document at a known receiver; a part of one may be its answer', () => {
      const type = { 'content-type': 'text/html' }
      expect(judgedAt('https://nosnch.in/0123', '<b>Got it</b>', type).delivered).toBe(true)
    })

    it('names the captive portal that names itself', () => {
      expect(judgedAt('https://example.org/x', PAGE, {}, 511)).toMatchObject({
        delivered: false,
        result: 'HTTP error 511',
        detail: expect.stringContaining('the network wants a log-in first'),
      })
    })

    it('that failed keeps its own reason', () => {
      expect(judgedAt('https://example.org/x', PAGE, {}, 404)).toMatchObject({ detail: 'answered 404' })
    })
  })

  it('did not break when it was answered', () => {
    const plain = recogniseReceiver('https://example.org')
    expect(judgeExchange(plain, answerOf(204))).toStrictEqual({
      delivered: true,
      result: '204',
      detail: 'answered 204',
    })
  })
})
