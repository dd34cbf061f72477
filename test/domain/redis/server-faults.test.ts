import { expect, it, test } from 'vitest'
import { type ServerFacts, serverFaults } from '../../../src/domain/redis/server-faults'

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
])('a server %s has no fault', (_, facts) => {
  expect(faultsOf(facts)).toEqual([])
})

test.each<[string, string, Partial<ServerFacts>]>([
  ['version', 'is too old (6.0.16); version 6.2 or later is needed', { version: '6.0.16' }],
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
