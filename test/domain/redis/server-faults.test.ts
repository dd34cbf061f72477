import { expect, it, test } from 'vitest'
import {
  CLOCKS_APART_MS,
  SERVER_FAULTS,
  type ServerFacts,
  serverFaults,
  worstOf,
} from '../../../src/domain/redis/server-faults'

const GOOD: ServerFacts = {
  server: 'redis 7.0.15',
  version: '7.0.15',
  policy: 'noeviction',
  memory: { used: 10, max: 100 },
  sync: 'always',
  isPrimary: true,
  replicas: 0,
  ahead: 0,
  mayPublish: true,
}

const faultsOf = (facts: Partial<ServerFacts>) => serverFaults({ ...GOOD, ...facts })

test.each<[string, Partial<ServerFacts>]>([
  ['that is as the watch needs it', {}],
  ['that evicts nothing, since it has no limit', { policy: '', memory: { used: 10, max: 0 } }],
  ['that may not be asked how it syncs its file', { sync: undefined }],
  ['of this machine, whose clock is the same', { ahead: undefined }],
  ['whose clock is two seconds ahead', { ahead: 2_000 }],
  ['whose clock is two seconds behind', { ahead: -2_000 }],
  ['of the oldest version that will do', { version: '6.2.0' }],
  ['of a later version with a lower second number', { version: '7.0' }],
  ['of a much later version', { version: '10.1.0' }],
  ['whose memory is nearly full', { memory: { used: 89, max: 100 } }],
  ['with as many replicas as copies need', { copies: 3, replicas: 2, version: '7.2.4' }],
  ['whose writes get to as many disks', { copies: 2, replicas: 1, version: '7.2.4', copied: 'yes' }],
  ['that keeps one copy, whatever its version', { copies: 1, replicas: 0 }],
  ['that lets its user receive the messages', { maySubscribe: true }],
])('a server %s has no fault', (_, facts) => {
  expect(faultsOf(facts)).toEqual([])
})

test.each<[string, string, Partial<ServerFacts>]>([
  ['version', 'is too old (6.0.16); version 6.2 or later is needed', { version: '6.0.16' }],
  ['version', 'is too old (5.9); version 6.2 or later is needed', { version: '5.9' }],
  ['version', 'is too old (6.1.99); version 6.2 or later is needed', { version: '6.1.99' }],
  ['version', 'is too old (6); version 6.2 or later is needed', { version: '6' }],
  ['version', 'is too old (); version 6.2 or later is needed', { version: '' }],
  ['role', 'is the replica of another server; name the primary in [Redis] url', { isPrimary: false }],
  [
    'policy',
    'deletes checks and alerts when its memory is full (allkeys-lru); set maxmemory-policy noeviction there',
    { policy: 'allkeys-lru' },
  ],
  [
    'disk',
    'keeps nothing on its disk, and loses what it has acknowledged when its machine fails; set appendonly yes and appendfsync always there',
    { sync: 'no' },
  ],
  [
    'disk',
    'loses the last second of what it has acknowledged when its machine fails; set appendfsync always there',
    { sync: 'everysec' },
  ],
  [
    'disk',
    'loses some seconds of what it has acknowledged when its machine fails; set appendfsync always there',
    { sync: 'never' },
  ],
  ['memory', 'has used 90 % of its memory; raise maxmemory there', { memory: { used: 90, max: 100 } }],
  ['memory', 'has used 99 % of its memory; raise maxmemory there', { memory: { used: 999, max: 1_000 } }],
  [
    'clock',
    "has a clock that is 2 s ahead of this machine's, so no silence is judged; set both right (timedatectl)",
    { ahead: 2_001 },
  ],
  [
    'messages',
    'forbids its user the messages of the watch (ACL), so it is deaf to changes; allow the channels &{PREFIX}*',
    { mayPublish: false, maySubscribe: false },
  ],
  [
    'copies',
    'has 0 replicas for [Redis] copies = 2, so no check-in is acknowledged; start its replicas again (min-replicas-to-write 1 there lets it refuse at once)',
    { copies: 2, replicas: 0, version: '7.2' },
  ],
  [
    'copies',
    'had no write on the disks of 3 servers within a second when that was tried, and check-ins are refused then; appendonly yes and appendfsync always are needed on its replicas, too',
    { copies: 3, replicas: 2, version: '7.2', copied: 'no' },
  ],
  [
    'copies',
    'lacks a replica, and one of its Sentinels does not answer, so no check-in is acknowledged: another server may be on its way to be the primary; start both again',
    { copies: 2, replicas: 1, version: '7.2', copied: 'doubtful' },
  ],
  [
    'copies',
    'is too old (7.1.9) for [Redis] copies = 2, so no check-in is acknowledged; version 7.2 or later is needed, or copies = 1',
    { copies: 2, replicas: 0, version: '7.1.9' },
  ],
  ['memory', 'has used 95 % of its memory; raise maxmemory there', { memory: { used: 95, max: 100 } }],
  [
    'messages',
    'forbids its user the messages of the watch (ACL), so it is deaf to changes; allow the channels &{PREFIX}*',
    { mayPublish: false },
  ],
  [
    'messages',
    'forbids its user to receive the messages of the watch (ACL), so it is deaf to changes; allow the command SUBSCRIBE',
    { maySubscribe: false },
  ],
  [
    'copies',
    'is too old (7.0.15) for [Redis] copies = 2, so no check-in is acknowledged; version 7.2 or later is needed, or copies = 1',
    { copies: 2, replicas: 2 },
  ],
  [
    'copies',
    'has 1 replica for [Redis] copies = 3, so no check-in is acknowledged; start its replicas again (min-replicas-to-write 2 there lets it refuse at once)',
    { copies: 3, replicas: 1, version: '8.0.2' },
  ],
  [
    'clock',
    "has a clock that is 30 s behind this machine's, so no silence is judged; set both right (timedatectl)",
    { ahead: -30_000 },
  ],
  [
    'clock',
    "has a clock that is 2.5 s ahead of this machine's, so no silence is judged; set both right (timedatectl)",
    { ahead: 2_500 },
  ],
])('its %s: %s', (kind, words, facts) => {
  expect(faultsOf(facts)).toEqual([{ kind, words }])
})

it('has every fault at once', () => {
  expect(faultsOf({ sync: 'no', policy: 'volatile-ttl', isPrimary: false }).map(({ kind }) => kind)).toEqual([
    'role',
    'policy',
    'disk',
  ])
})

it('has its kinds of faults in an order', () => {
  expect(SERVER_FAULTS).toEqual([
    ...['version', 'role', 'policy', 'disk', 'memory', 'messages', 'clock', 'copies'],
  ])
  expect(CLOCKS_APART_MS).toBe(2_000)
})

test.each<[string, one: Partial<ServerFacts>, other: Partial<ServerFacts>, worst: Partial<ServerFacts>]>([
  [
    'the older version, with its name',
    {},
    { server: 'valkey 6.0.9', version: '6.0.9' },
    { server: 'valkey 6.0.9', version: '6.0.9' },
  ],
  ['the version of the first, where the other is newer', {}, { server: 'redis 8.0.2', version: '8.0.2' }, {}],
  ['a policy that evicts, of the other', {}, { policy: 'allkeys-lru' }, { policy: 'allkeys-lru' }],
  ['a policy that evicts, of the first', { policy: 'allkeys-lru' }, {}, { policy: 'allkeys-lru' }],
  ['the policy of the first, where the other has no limit', {}, { policy: '' }, {}],
  ['the fuller memory', {}, { memory: { used: 150, max: 1_000 } }, { memory: { used: 150, max: 1_000 } }],
  ['the memory of the first, where the other is emptier', {}, { memory: { used: 9, max: 100 } }, {}],
  ['the memory of the first, where the other has no limit', {}, { memory: { used: 500, max: 0 } }, {}],
  ['a file that is synced too seldom, of the other', {}, { sync: 'everysec' }, { sync: 'everysec' }],
  ['a file that is synced too seldom, of the first', { sync: 'everysec' }, {}, { sync: 'everysec' }],
  ['how the first syncs, where the other may not be asked', {}, { sync: undefined }, {}],
  ['that one is no primary', {}, { isPrimary: false }, { isPrimary: false }],
  ['that the first is no primary', { isPrimary: false }, {}, { isPrimary: false }],
  ['the fewer replicas', { replicas: 2 }, { replicas: 1 }, { replicas: 1 }],
  ['the clock that is further behind', { ahead: 30 }, { ahead: -31 }, { ahead: -31 }],
  ['the clock of the first, where the other is as far off', { ahead: 30 }, { ahead: -30 }, { ahead: 30 }],
  ['the clock that is known', { ahead: undefined }, { ahead: 1 }, { ahead: 1 }],
  ['the clock of the first, where the other is not known', { ahead: 5 }, { ahead: undefined }, { ahead: 5 }],
  ['that one may not publish', {}, { mayPublish: false }, { mayPublish: false }],
  ['that the first may not publish', { mayPublish: false }, {}, { mayPublish: false }],
  ['that one has no copies', { copied: 'doubtful' }, { copied: 'no' }, { copied: 'no' }],
  ['that the first has no copies', { copied: 'no' }, { copied: 'yes' }, { copied: 'no' }],
  ['that the copies of one are doubtful', { copied: 'yes' }, { copied: 'doubtful' }, { copied: 'doubtful' }],
  ['that one may not subscribe', {}, { maySubscribe: false }, { maySubscribe: false }],
  ['that the first may not subscribe', { maySubscribe: false }, {}, { maySubscribe: false }],
])('of two servers counts %s', (_what, one, other, worst) => {
  const found = worstOf({ ...GOOD, ...one }, { ...GOOD, ...other })
  expect(found).toStrictEqual({ ...GOOD, maySubscribe: true, ...worst })
})
