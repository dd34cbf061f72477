import { expect, it } from 'vitest'
import { probeFaults } from '../../../src/domain/probes/probe'

const faults = (kind: string, target: string, settings: Record<string, string> = {}) =>
  probeFaults({ kind, target, every: 60_000, settings }, 'ini').map(({ key, reason }) => `${key}: ${reason}`)

it.each([
  ['http', 'https://example.org/health', {}],
  [
    'http',
    'http://[2001:db8::1]:8080/',
    { status: '200, 204, 300-399', json: '$.a', method: 'POST', body: 'x' },
  ],
  [
    'http',
    'http://nas',
    { username: 'me', password: '@nas-password', slow: '500ms', redirects: '0', ip: '6' },
  ],
  ['http', 'http://nas', { matches: '/^ready$/im', header: 'Content-Type: json', cafile: 'ca.pem' }],
  ['tls', 'example.org', { days: '14', warndays: '30', verify: 'on' }],
  ['tls', '2001:db8::1', { starttls: 'imap' }],
  ['tls', 'mail.example.org:465', {}],
  ['dns', 'example.org', { record: 'MX', resolver: '1.1.1.1', expect: '10 mail.example.org' }],
  ['dns', '_sip._tcp.example.org', { record: 'SRV', resolver: '[2001:db8::1]:53' }],
  ['ping', 'nas.local', { loss: '20%', count: '5', slow: '100ms' }],
  ['ping', 'fe80::1%eth0', {}],
  ['clock', '', { offset: '0.5s' }],
  ['clock', 'pool.ntp.org', {}],
])('%s %s with %j can be used', (kind, target, settings) => {
  expect(faults(kind, target, settings)).toEqual([])
})

it.each([
  ['http', 'example.org', {}, 'probe: Add https:// (or http://) in front.'],
  [
    'http',
    'https://me:secret@example.org',
    {},
    'probe: holds a user or a password; name them as username and password instead',
  ],
  [
    'http',
    'http://nas',
    { status: '2xx' },
    'status: has to be statuses and ranges with commas between them, such as 200-299, 401',
  ],
  ['http', 'http://nas', { matches: '(' }, 'matches: is no regular expression (Unterminated group)'],
  ['http', 'http://nas', { slow: '5' }, 'slow: has to be a span of time such as 500ms, 2s or 1m'],
  [
    'http',
    'http://nas',
    { header: 'Content-Type' },
    'header: have to be Name: value, with | between several',
  ],
  ['http', 'http://nas', { redirects: '21' }, 'redirects: has to be a number from 0 to 20'],
  ['http', 'http://nas', { method: 'get' }, 'method: has to be one of GET, HEAD, POST, PUT, OPTIONS'],
  [
    'http',
    'http://nas',
    { method: 'HEAD', contains: 'x' },
    'contains: cannot be judged with method HEAD, whose answer has no body',
  ],
  ['http', 'http://nas', { body: 'x' }, 'body: is not sent with GET; choose POST or PUT'],
  [
    'http',
    'http://nas',
    { bearer: 'x', username: 'me' },
    'bearer: stands beside username or password; keep one of them',
  ],
  ['http', 'http://nas', { password: 'x' }, 'password: is without a username'],
  [
    'tls',
    'https://example.org',
    {},
    'probe: is a URL; enter the host and the port only, such as nas.local:445',
  ],
  [
    'tls',
    'example.org',
    { days: '30', warndays: '30' },
    'warndays: has to be more than days (30), or it would never come',
  ],
  [
    'tls',
    'example.org',
    { cafile: 'ca.pem' },
    'cafile: is of use only with verify = on; add that, or remove the line',
  ],
  [
    'dns',
    'example.org',
    { record: 'ANY' },
    'record: has to be one of A, AAAA, CNAME, MX, NS, TXT, SRV, CAA, SOA, PTR',
  ],
  [
    'dns',
    'example.org',
    { resolver: 'dns.example.org' },
    'resolver: has to be an address, such as 192.168.1.1, 192.168.1.1:53 or [2001:db8::1]:53',
  ],
  ['ping', '-f', {}, 'probe: has to be a name or an address, such as nas.local or 192.168.1.20'],
  ['ping', 'nas:22', {}, 'probe: has a port, which is of no use here; remove it'],
  ['ping', 'nas', { loss: '100' }, 'loss: has to be a percentage from 0 to 99'],
  ['clock', '', { offset: 'x' }, 'offset: has to be a span of time such as 500ms, 2s or 1m'],
])('%s %s with %j is refused', (kind, target, settings, fault) => {
  expect(faults(kind, target, settings)).toEqual([fault])
})

it('only the INI may name a file', () => {
  const probe = { kind: 'http', target: 'http://nas', every: 60_000, settings: { cafile: 'ca.pem' } }
  expect(probeFaults(probe, 'page')).toEqual([
    { key: 'cafile', reason: 'names a file, and only the INI may do that' },
  ])
})
