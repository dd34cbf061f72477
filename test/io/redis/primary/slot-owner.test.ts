import { expect, it } from 'vitest'
import { ownersIn } from '../../../../src/io/redis/primary/slot-owner'

const NODES = [
  'a1 10.0.0.1:6379@16379,one.lan,shard-id=5e master - 0 0 3 connected 0-5460',
  'b2 :6379@16379,,tls-port=0 myself,master - 0 0 2 connected 5461-10922',
  'c3 10.0.0.3:6379@16379,three.lan slave a1 0 0 3 connected',
  'd4 ::1:6379@16379,shard-id=7f master - 0 0 4 connected 10923-16383',
].join('\n')

it.each([
  [100, false, '10.0.0.1'],
  [100, true, 'one.lan'],
  [6_000, true, 'asked.lan'],
  [12_000, true, '::1'],
])(
  'the owner of slot %d is reached by its announced name only where certificates need it (%s)',
  (slot, byName, host) => {
    expect(ownersIn(NODES, slot, 'asked.lan', byName).map(({ place }) => place)).toEqual([
      { host, port: 6379 },
    ])
  },
)
