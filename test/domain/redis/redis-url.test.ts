import { expect, it } from 'vitest'
import { isServerGroup, parseServerGroup } from '../../../src/domain/redis/redis-url'

it.each([
  [
    'redis+sentinel://bob:p%40ss@one:26379,two/mymaster',
    {
      kind: 'sentinel',
      hosts: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26379 },
      ],
      tls: false,
      username: 'bob',
      password: 'p@ss',
      primary: 'mymaster',
      ownLogIn: {},
    },
  ],
  [
    'rediss+sentinel://:pw@[::1]:1/a.b-c?sentineluser=eve&sentinelpassword=x%26y',
    {
      kind: 'sentinel',
      hosts: [{ host: '::1', port: 1 }],
      tls: true,
      password: 'pw',
      primary: 'a.b-c',
      ownLogIn: { username: 'eve', password: 'x&y' },
    },
  ],
  [
    'redis+cluster://a:65535,b',
    {
      kind: 'cluster',
      hosts: [
        { host: 'a', port: 65535 },
        { host: 'b', port: 6379 },
      ],
      tls: false,
    },
  ],
])('%s is understood', (url, group) => {
  expect(isServerGroup(url)).toBe(true)
  expect(parseServerGroup(url)).toEqual(group)
})

it.each([
  ['redis+sentinel://one:26379', /needs the Sentinels' name/],
  ['redis+sentinel://one:26379,/mymaster', /has to look like/],
  ['redis+sentinel://one:65536/mymaster', /has to look like/],
  ['redis+sentinel://one:0/mymaster', /has to look like/],
  ['redis+sentinel://:secret%@one/mymaster', /stray %/],
  ['redis+sentinel://one/mymaster?passwort=secret', /unknown word behind the \?/],
  ['redis+cluster://a/3', /no numbers of databases/],
  ['redis+cluster://', /has to look like/],
  ['redis+tls://a', /has to look like/],
])('%s is a fault, which holds no password', (url, reason) => {
  expect(isServerGroup(url)).toBe(true)
  const { problem } = parseServerGroup(url) as { problem: string }
  expect(problem).toMatch(reason)
  expect(problem).not.toContain('secret')
})

it('a single server is no group', () => {
  for (const url of ['', '/run/redis.sock', 'redis://a:6379', 'rediss://b'])
    expect(isServerGroup(url)).toBe(false)
})
