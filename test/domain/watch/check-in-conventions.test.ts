import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Outcome, parseCheckIn, replyTo } from '../../../src/domain/watch/check-in-conventions'

const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const BARE = ID.replaceAll('-', '')
const RID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const hc = { via: 'healthchecks' }
const kuma = { via: 'kuma' }
const snitch = { via: 'snitch' }
const cronitor = { via: 'cronitor' }
const id = { target: { id: ID } }
const slug = { target: { key: 'k3y', slug: 'nas-backup' } }

describe('what a URL means', () => {
  test.each<[string, object]>([
    [`/ping/${ID}`, { ...hc, ...id, kind: 'success' }],
    [`/ping/${ID.toUpperCase()}`, { ...hc, ...id, kind: 'success' }],
    [`/ping/${ID}/`, { ...hc, ...id, kind: 'success' }],
    [`http://pi:8080/ping/${ID}/start`, { ...hc, ...id, kind: 'start' }],
    [`/ping/${ID}/start`, { ...hc, ...id, kind: 'start' }],
    [`/ping/${ID}/fail`, { ...hc, ...id, kind: 'fail' }],
    [`/ping/${ID}/log`, { ...hc, ...id, kind: 'log' }],
    [`/ping/${ID}/0`, { ...hc, ...id, kind: 'success', exitCode: 0 }],
    [`/ping/${ID}/255`, { ...hc, ...id, kind: 'fail', exitCode: 255 }],
    [`/ping/${ID}/start?rid=${RID.toUpperCase()}`, { ...hc, ...id, kind: 'start', rid: RID }],
    [`/ping/${ID}?create=1`, { ...hc, ...id, kind: 'success' }],
    ['/ping/k3y/nas-backup', { ...hc, ...slug, kind: 'success' }],
    ['/ping/k3y/nas%2Dbackup/st%61rt', { ...hc, ...slug, kind: 'start' }],
    ['/ping/k3y/nas-backup/7', { ...hc, ...slug, kind: 'fail', exitCode: 7 }],
    ['/ping/k3y/nas-backup/start?create=1', { ...hc, ...slug, kind: 'start', create: true }],
    ['/ping/k3y/nas-backup?create=0', { ...hc, ...slug, kind: 'success' }],
    [`/api/push/${ID}`, { ...kuma, ...id, kind: 'success' }],
    [
      `/api/push/${BARE}?status=up&msg=OK&ping=12.5`,
      { ...kuma, ...id, kind: 'success', message: 'OK', duration: 12.5 },
    ],
    [`/api/push/${BARE}?status=&msg=&ping=`, { ...kuma, ...id, kind: 'success' }],
    [`/api/push/${BARE}?ping=12.5ms`, { ...kuma, ...id, kind: 'success', duration: 12.5 }],
    [`/api/push/${BARE}?ping=null`, { ...kuma, ...id, kind: 'success' }],
    [`/api/push/${BARE}?status=down&msg=no%20disk`, { ...kuma, ...id, kind: 'fail', message: 'no disk' }],
    [`/api/push/${BARE}?status=pending`, { ...kuma, ...id, kind: 'fail' }],
    [`/snitch/${BARE}`, { ...snitch, ...id, kind: 'success' }],
    [`/snitch/${BARE}?m=done&s=0`, { ...snitch, ...id, kind: 'success', exitCode: 0, message: 'done' }],
    [`/snitch/${BARE}?s=3`, { ...snitch, ...id, kind: 'fail', exitCode: 3 }],
    [`/snitch/${BARE}?m=${'x'.repeat(300)}`, { ...snitch, ...id, kind: 'success', message: 'x'.repeat(256) }],
    ['/cronitor/p/k3y/nas-backup', { ...cronitor, ...slug, kind: 'success' }],
    [`/cronitor/p/k3y/${ID}?state=ok`, { ...cronitor, ...id, kind: 'success' }],
    [
      '/cronitor/p/k3y/nas-backup?state=run&series=7',
      { ...cronitor, ...slug, kind: 'start', rid: 'series 7' },
    ],
    [
      `/cronitor/p/k3y/nas-backup?state=complete&series=${RID}`,
      { ...cronitor, ...slug, kind: 'success', rid: RID },
    ],
    [
      '/cronitor/p/k3y/nas-backup?state=fail&message=no+disk&metric=count:3&metric=duration:1.25&status_code=2',
      { ...cronitor, ...slug, kind: 'fail', message: 'no disk', duration: 1250, exitCode: 2 },
    ],
  ])('%s', (url, meaning) => expect(parseCheckIn(url)).toEqual(meaning))

  test.each(['/', '/pinging/x', `/api/checks/${ID}`, '/snitches/x', '/heartbeat', '/api/pushes'])(
    '%s is no check-in',
    url => expect(parseCheckIn(url)).toBeUndefined(),
  )

  test.each([
    ['/ping/', 'unknown', 'not found'],
    ['/ping/?x', 'unknown', 'not found'],
    ['/ping/not-a-uuid', 'unknown', 'not found'],
    [`/ping/${ID}/end`, 'unknown', 'not found'],
    [`/ping/${ID}/constructor`, 'unknown', 'not found'],
    [`/ping/${ID}/start/now`, 'unknown', 'not found'],
    ['/ping', 'unknown', 'not found'],
    [`//ping/${ID}`, 'unknown', 'not found'],
    [`/PING/${ID}`, 'unknown', 'not found'],
    ['/api/push?x', 'unknown', 'not found'],
    ['/snitch', 'unknown', 'not found'],
    ['/cronitor', 'unknown', 'not found'],
    [`/ping/${ID}%2Fstart`, 'unknown', 'not found'],
    [`/ping/${ID}/-1`, 'bad', 'invalid url format'],
    [`/ping/${ID}/+1`, 'bad', 'invalid url format'],
    [`/ping/${ID}/1.5`, 'bad', 'invalid url format'],
    ['/ping/k3y/nas-backup/-1', 'bad', 'invalid url format'],
    [`/ping/${ID}/256`, 'bad', 'invalid url format'],
    [`/ping/${ID}/99999999999999999999`, 'bad', 'invalid url format'],
    [`/ping/${ID}?rid=7`, 'bad', 'invalid uuid format'],
    [`/ping/${ID}?rid=`, 'bad', 'invalid uuid format'],
    [`/ping/${ID}?rid=${BARE}`, 'bad', 'invalid uuid format'],
    ['/ping/k3y/Not%20A%20Slug?create=1', 'bad', 'invalid slug: small letters, digits, - and _ only'],
    ['/api/push/7', 'unknown', 'Monitor not found or not active.'],
    [`/api/push/${BARE}?ping=-1`, 'unknown', 'Invalid ping value.'],
    [`/api/push/${BARE}?ping=1e12`, 'unknown', 'Invalid ping value.'],
    ['/snitch/0123456789', 'unknown', 'not found'],
    ['/cronitor/p/k3y', 'unknown', 'not found'],
    ['/cronitor/x/k3y/nas-backup', 'unknown', 'not found'],
    ['/cronitor/p/k3y/m?state=pause', 'bad', 'unknown state: run, complete, fail and ok are understood'],
    ['/cronitor/p/k3y/m?state=__proto__', 'bad', 'unknown state: run, complete, fail and ok are understood'],
  ])('%s cannot be understood', (url, outcome, reason) =>
    expect(parseCheckIn(url)).toMatchObject({ outcome, reason }),
  )
})

test('whatever stands in a URL, it is a check-in or is said to be none, and nothing is thrown', () => {
  const prefix = fc.constantFrom(
    '/ping/',
    `/ping/${ID}/`,
    `/ping/${ID}?`,
    '/api/push/',
    `/api/push/${ID}?`,
    '/snitch/',
    '/cronitor/p/',
  )
  const rest = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('/', '?', '&', '=', '%', 'a', '1', '#') }),
  )
  fc.assert(
    fc.property(prefix, rest, (start, end) => {
      const parsed = parseCheckIn(start + end)
      if (parsed === undefined) throw new Error('not taken')
      if ('outcome' in parsed)
        expect(replyTo(parsed.via, parsed.outcome, parsed.reason).status).toBeGreaterThan(399)
      else expect(['success', 'fail', 'start', 'log']).toContain(parsed.kind)
    }),
  )
})

describe('what the client hears', () => {
  const OUTCOMES: Outcome[] = [
    'accepted',
    'created',
    'ignored',
    'paused',
    'too-frequent',
    'unknown',
    'ambiguous',
    'bad',
    'away',
  ]

  test.each([
    ['healthchecks', [200, 201, 200, 200, 429, 404, 409, 400, 503]],
    ['kuma', [200, 201, 200, 404, 429, 404, 409, 400, 503]],
    ['snitch', [202, 202, 202, 202, 429, 404, 409, 400, 503]],
    ['cronitor', [200, 201, 200, 200, 429, 404, 409, 400, 503]],
  ] as const)('%s', (via, statuses) =>
    expect(OUTCOMES.map(outcome => replyTo(via, outcome).status)).toEqual(statuses),
  )

  test('in the words of the service', () => {
    expect(replyTo('healthchecks', 'accepted').body).toBe('OK')
    expect(replyTo('healthchecks', 'created').body).toBe('Created')
    expect(replyTo('healthchecks', 'ambiguous').body).toBe('ambiguous slug')
    expect(replyTo('healthchecks', 'bad', 'invalid uuid format').body).toBe('invalid uuid format')
    expect(replyTo('snitch', 'accepted').body).toBe('Got it, thanks!')
    expect(JSON.parse(replyTo('kuma', 'accepted').body)).toEqual({ ok: true })
    expect(JSON.parse(replyTo('kuma', 'paused').body)).toEqual({
      ok: false,
      msg: 'Monitor not found or not active.',
    })
  })
})
