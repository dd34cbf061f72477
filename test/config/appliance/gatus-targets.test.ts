import { describe, expect, test } from 'vitest'
import { targetOf } from '../../../src/config/appliance/gatus-targets'

describe('the address', () => {
  test.each([
    [
      { url: 'tcp://nas:445/x', body: 'PING' },
      { kind: 'tcp', target: 'nas:445', settings: { send: 'PING' } },
    ],
    [{ url: 'icmp://nas' }, { kind: 'ping', target: 'nas', settings: {} }],
    [{ url: 'TLS://nas:443' }, { kind: 'tls', target: 'nas:443', settings: {} }],
    [{ url: 'starttls://nas:143' }, { kind: 'tls', target: 'nas:143', settings: { starttls: 'imap' } }],
    [{ url: 'starttls://nas:1430' }, { kind: 'tls', target: 'nas:1430', settings: { starttls: 'smtp' } }],
    [
      { url: 'tcp://1.1.1.1:53', dns: { 'query-name': 'example.org.', 'query-type': 'MX' } },
      { kind: 'dns', target: 'example.org', settings: { record: 'MX', resolver: '1.1.1.1' } },
    ],
    [
      { url: '1.1.1.1:530', dns: { 'query-name': 'example.org' } },
      { kind: 'dns', target: 'example.org', settings: { record: 'A', resolver: '1.1.1.1:530' } },
    ],
    [
      { url: 'http://a/b', method: 'get' },
      { kind: 'http', target: 'http://a/b', settings: { redirects: '10' } },
    ],
    [
      {
        url: 'https://us%40er:p%3Aw@a/b?c',
        method: 'post',
        body: 'x',
        headers: { A: '1', B: 2 },
        client: { 'ignore-redirect': true },
      },
      {
        kind: 'http',
        target: 'https://a/b?c',
        settings: {
          method: 'POST',
          headers: 'A: 1 | B: 2',
          body: 'x',
          username: 'us@er',
          password: 'p:w',
          redirects: '0',
        },
      },
    ],
    [{ url: 'http://' }, { kind: 'http', target: 'http://', settings: { redirects: '10' } }],
    [
      { url: 'https://me:50%@a/b@c' },
      {
        kind: 'http',
        target: 'https://a/b@c',
        settings: { username: 'me', password: '50%', redirects: '10' },
      },
    ],
  ])('of %j is that of a probe', (endpoint, target) => {
    expect(targetOf(endpoint)).toEqual(target)
  })

  test.each([
    [{ url: 'nas' }, 'there is no probe for an address without a scheme'],
    [{ url: 'a tcp://nas' }, 'there is no probe for an address without a scheme'],
    [{ url: 'ssh://nas' }, 'there is no probe for ssh://'],
    [{ url: 'abcdefghijklmnopqrstuvwxyz://a' }, 'there is no probe for abcdefghijklmnopqrst://'],
    [{ url: 'http://a', graphql: true }, 'it is a query in GraphQL; give it a body and a method of its own'],
    ...['oauth2', 'identity-aware-proxy', 'tls', 'tunnel'].map(
      key =>
        [
          { url: 'http://a', client: { [key]: {} } },
          'it logs in by OAuth, a certificate or a tunnel, which probes here cannot',
        ] as const,
    ),
  ] as const)('of %j is none: %s', (endpoint, reason) => {
    expect(targetOf(endpoint)).toBe(reason)
  })
})
