import { expect, it } from 'vitest'
import { judgeBatchy } from '../../../src/domain/probes/batchy'
import { createSieve } from '../../../src/domain/probes/inbox'
import type { Look } from '../../../src/domain/probes/look'
import { redisPlace } from '../../../src/io/redis/private-server/place'
import { writeRobopagerHash } from '../../../src/io/watch/robopager-hashes'
import { createNoteResults } from '../../../src/operations/probes/note-results'
import { matchInTime } from '../../../src/probes/pattern-in-time'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const SOCKET = redisPlace(redis.home).socket
const NOW = new Date(2026, 10, 28, 3, 15).getTime()

function noting(url = SOCKET) {
  const logged: unknown[] = []
  const line = (text: unknown) => void logged.push(text)
  const note = createNoteResults({
    hashes: async () => url,
    write: writeRobopagerHash,
    log: { info: line, warn: line },
  })
  const look = async (kind: 'inbox' | 'batchy' | 'tcp', name: string, seen: Look) =>
    await note({ name, probe: { kind, target: 'x', every: 60_000, settings: {} } }, seen, NOW)
  return { look, logged }
}
const hash = async (name: string) => {
  const { result = '', ...more } = await redis.admin.hgetall(`rp.${name}`)
  return { result: JSON.parse(result || 'null'), ...more }
}

it('an e-mail check has its subjects in the hash rp.NAME, with the local time, and it expires', async () => {
  const sieve = createSieve({ subjects: 'Great | Good', deliveryzone: 'UTC' }, NOW - 60_000, matchInTime)
  sieve.take({ uid: 1, subject: 'Great', messageId: '', from: [], arrivedAt: NOW })
  await noting().look('inbox', 'job1', sieve.look())
  expect(await hash('job1')).toEqual({
    result: [{ Great: 'ok' }, { Good: 'not received' }],
    status_dt: '2026/11/28 03:15:00',
  })
  expect(await redis.admin.ttl('rp.job1')).toBeGreaterThan(86_400)
  await noting().look('inbox', 'job1', { answer: 'blind', detail: 'the mailbox could not be read' })
  expect((await hash('job1')).result).toEqual([{ 'could not look': 'the mailbox could not be read' }])
})

it("a batchy check has the workflow's fields and the verdict", async () => {
  const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString().slice(0, -1)
  const seen = (minutes: number, status = 'success') =>
    judgeBatchy(
      JSON.stringify({ global: { status, batch_start: at(minutes), batch_end: null, key: 'k'.repeat(32) } }),
      'http://b load',
      { latency: '60m', since: 'start', warning: '80%' },
      NOW,
    )
  const { look } = noting()
  const fields = async (name: string, found: Look) => {
    await look('batchy', name, found)
    return (await hash(name)).result
  }
  expect(await fields('a', seen(61))).toEqual({
    status: 'success',
    batch_start: at(61),
    latency: 61,
    alert_level: 'FAILURE',
    alert_message: 'load began 1h1m ago, and has to within 1h',
  })
  expect(await fields('b', seen(50))).toMatchObject({ alert_level: 'WARNING', latency: 50 })
  expect(await fields('c', seen(5))).toMatchObject({ alert_level: 'SUCCESS' })
  expect(await fields('d', seen(5, 'failure'))).toMatchObject({ alert_level: 'FAILURE', status: 'failure' })
})

it('other checks have none, nor has any without such a Redis; one that is away is told once', async () => {
  await noting().look('tcp', 'port', { answer: 'success', detail: 'open' })
  await noting('').look('batchy', 'off', { answer: 'success', detail: 'began' })
  expect(await redis.admin.keys('rp.*')).toEqual([])
  const { look, logged } = noting('redis://127.0.0.1:9')
  for (const _ of [1, 2]) await look('batchy', 'away', { answer: 'success', detail: 'began' })
  expect(logged).toEqual([expect.stringMatching(/^Robopager's hashes cannot be written: /)])
})

it('trouble that lasts is told once, and so is its end', async () => {
  const told: string[] = []
  let trouble = true
  const names: string[] = []
  const note = createNoteResults({
    hashes: async () => SOCKET,
    write: async (_url, name) => {
      names.push(name)
      if (trouble) throw new Error('it is loading')
    },
    log: { info: text => void told.push(`info: ${text}`), warn: text => void told.push(`warn: ${text}`) },
  })
  const inbox = { kind: 'inbox', target: 'x', every: 60_000, settings: {} } as const
  for (const [name, isTroubled] of Object.entries({
    a: false,
    b: true,
    c: true,
    d: false,
    e: false,
    f: true,
  })) {
    trouble = isTroubled
    await note({ name, probe: inbox }, { answer: 'success', detail: 'arrived' }, NOW)
  }
  expect(names.join('')).toBe('abcdef')
  expect(told).toEqual([
    "warn: Robopager's hashes cannot be written: it is loading",
    "info: Robopager's hashes are written again",
    "warn: Robopager's hashes cannot be written: it is loading",
  ])
})

it('without such a Redis nothing is written', async () => {
  const note = createNoteResults({
    hashes: async () => '',
    write: () => Promise.reject(new Error('there is no place for it')),
    log: {
      info: () => {},
      warn: text => {
        throw new Error(String(text))
      },
    },
  })
  const probe = { kind: 'batchy', target: 'x', every: 60_000, settings: {} } as const
  await expect(
    note({ name: 'a', probe }, { answer: 'success', detail: 'began' }, NOW),
  ).resolves.toBeUndefined()
})
