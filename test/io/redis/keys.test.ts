import { expect, test } from 'vitest'
import { namesIn } from '../../../src/io/redis/keys'

test('an upgrade and a downgrade find what the other version stored: the names of version 1.0 stay', () => {
  const { prefix, queues, heartbeats, watch, alerts, channels, access, backup } = namesIn({
    prefix: 'intvlm8r',
  })
  // BullMQ puts the prefix before the name of a queue.
  expect([prefix, queues.heartbeats, queues.alerts('pager')]).toEqual([
    '{intvlm8r}',
    'heartbeat',
    'alerts-pager',
  ])
  expect([heartbeats.missed, heartbeats.rule]).toEqual([
    '{intvlm8r}:heartbeats:missed',
    '{intvlm8r}:heartbeats:rule',
  ])
  expect([watch.plans, watch.states, watch.deadlines, watch.slugs, watch.outbox]).toEqual([
    '{intvlm8r}:watch:plans',
    '{intvlm8r}:watch:states',
    '{intvlm8r}:watch:deadlines',
    '{intvlm8r}:watch:slugs',
    '{intvlm8r}:watch:outbox',
  ])
  expect([watch.pingKey, watch.log('x'), watch.bodies('x'), watch.flips('x')]).toEqual([
    '{intvlm8r}:watch:ping-key',
    '{intvlm8r}:watch:log:x',
    '{intvlm8r}:watch:bodies:x',
    '{intvlm8r}:watch:flips:x',
  ])
  expect([alerts.memory, alerts.planned, alerts.health, alerts.records('x')]).toEqual([
    '{intvlm8r}:alerts:memory',
    '{intvlm8r}:alerts:planned',
    '{intvlm8r}:alerts:health',
    '{intvlm8r}:alerts:book:x',
  ])
  expect([channels.all, channels.vapid, access.apiKeys, access.secret, backup.mark]).toEqual([
    '{intvlm8r}:channels:all',
    '{intvlm8r}:channels:vapid',
    '{intvlm8r}:watch:api-keys',
    '{intvlm8r}:watch:secret',
    '{intvlm8r}:backup:mark',
  ])
})

test('members of one watch share its checks, and have heartbeats, missed slots and a worker each', () => {
  const [a, b] = ['a1', 'b2'].map(appliance => namesIn({ prefix: 'home', appliance }))
  expect(a?.heartbeats.missed).toBe('{home}:heartbeats-a1:missed')
  expect(a?.heartbeats.rule).toBe('{home}:heartbeats-a1:rule')
  expect(a?.queues.heartbeats).toBe('heartbeat-a1')
  expect(a!.claims.worker).not.toBe(b?.claims.worker)
  expect([a?.watch.plans, a?.claims.sweep]).toEqual([b?.watch.plans, b?.claims.sweep])
})
