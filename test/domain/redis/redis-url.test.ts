import { expect, it } from 'vitest'
import { isServerGroup, parseServerGroup, type ServerGroup } from '../../../src/domain/redis/redis-url'

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
  ['REDIS+SENTINEL://bob@one/m', { kind: 'sentinel', tls: false, username: 'bob', primary: 'm' }],
  ['Rediss+Cluster://bob:@[2001:DB8::1]', { kind: 'cluster', tls: true, username: 'bob' }],
  ['redis+sentinel://:a+b@one/m?sentinelpassword=c+d', { password: 'a+b', ownLogIn: { password: 'c+d' } }],
  ['redis+cluster://:a:b@one', { kind: 'cluster', tls: false, password: 'a:b' }],
])('%s is understood as well', (url, group) => {
  expect(parseServerGroup(url)).toMatchObject(group)
})

it.each([
  ['redis+sentinel://one,b-1.lan,[::1]/m', [26379, 26379, 26379]],
  ['redis+cluster://one,b-1.lan,[::1]', [6379, 6379, 6379]],
  ['redis+cluster://one:1,two:65535', [1, 65_535]],
])('the servers of %s have the ports %j', (url, ports) => {
  const { hosts } = parseServerGroup(url) as ServerGroup
  expect(hosts.map(({ port }) => port)).toEqual(ports)
})

const EXAMPLES =
  'has to look like redis+sentinel://user:password@host1:26379,host2:26379/mymaster or redis+cluster://a:6379,b:6379 (rediss+ for TLS)'
const NO_PRIMARY = "needs the Sentinels' name for the primary behind them, such as /mymaster"
const MORE = 'has more behind the nodes; a Cluster has no numbers of databases'

it.each([
  ['redis+sentinel://one:26379', NO_PRIMARY],
  ['redis+sentinel://one/', NO_PRIMARY],
  ['redis+sentinel://one/my/master', NO_PRIMARY],
  ['redis+sentinel://one/my master', NO_PRIMARY],
  ['redis+sentinel://one/!m', NO_PRIMARY],
  ['redis+sentinel://one:26379,/mymaster', EXAMPLES],
  ['redis+sentinel://one:65536/mymaster', EXAMPLES],
  ['redis+sentinel://one:0/mymaster', EXAMPLES],
  ['redis+sentinel://one:123456/mymaster', EXAMPLES],
  ['redis+sentinel://one:x/mymaster', EXAMPLES],
  ['redis+sentinel://o ne/mymaster', EXAMPLES],
  ['redis+sentinel://[::1/mymaster', EXAMPLES],
  ['redis+sentinel://[::1]x/mymaster', EXAMPLES],
  ['redis+sentinel://:secret%@one/mymaster', 'has a user or password with a stray %: write %25 for a %'],
  [
    'redis+sentinel://one/mymaster?passwort=secret',
    'has an unknown word behind the ?; there are sentineluser and sentinelpassword',
  ],
  [
    'redis+sentinel://one/mymaster?sentineluser=a&db=secret',
    'has an unknown word behind the ?; there are sentineluser and sentinelpassword',
  ],
  ['redis+cluster://a/3', MORE],
  ['redis+cluster://a?x=secret', MORE],
  ['redis+cluster://', EXAMPLES],
  ['redis+tls://a', EXAMPLES],
  ['redis+sentinel:one/mymaster', EXAMPLES],
])('%s is a fault, which holds no password', (url, reason) => {
  expect(isServerGroup(url)).toBe(true)
  expect(parseServerGroup(url)).toEqual({ problem: reason })
})

it.each(['xredis+cluster://a', ' redis+cluster://a', 'redis+cluster://a b c'])('%j names no servers', url => {
  expect(parseServerGroup(url)).toEqual({ problem: EXAMPLES })
})

it('a single server is no group', () => {
  for (const url of ['', '/run/redis.sock', 'redis://a:6379', 'rediss://b', 'redis://a/x+y', '+redis'])
    expect(isServerGroup(url)).toBe(false)
})
