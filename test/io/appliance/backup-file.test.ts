import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_REST } from '../../../src/domain/appliance/backup'
import type { CheckBatches } from '../../../src/domain/appliance/ports'
import type { Check } from '../../../src/domain/watch/check'
import { openBackupFile } from '../../../src/io/appliance/backup-file'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { encodeState } from '../../../src/io/watch/codec'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { plan } from '../../support/watch'

const redis = await shareRedis()
const AT = Date.UTC(2026, 10, 20, 12)
const MARK = { lineage: 'a-lineage', revision: 7 }
/** The most checks that may be held at once. */
const MOST = 100

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-'))
  path = join(folder, 'backup.json')
})
afterEach(async () => await rm(folder, { recursive: true }))

const idOf = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
const check = (n: number, name = `Check ${n}`): Check => ({
  ...plan(name, { slug: `check-${n}` }),
  id: idOf(n),
  origin: 'page',
  createdAt: AT,
})

async function drained(batches: CheckBatches): Promise<readonly (readonly Check[])[]> {
  const all: (readonly Check[])[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

/** Puts that many checks into Redis, as they are after their creation. */
async function fill(count: number): Promise<void> {
  const pipeline = redis.admin.pipeline()
  for (let n = 0; n < count; n++) {
    const state = {
      status: 'new',
      since: AT,
      consecutiveFailures: 0,
      runs: {},
      tooFrequent: 0,
      signals: 0,
      flips: 0,
    }
    pipeline.hset('{intvlm8r}:watch:plans', idOf(n), JSON.stringify(check(n)))
    pipeline.hset('{intvlm8r}:watch:states', idOf(n), encodeState('1', state as never))
  }
  await pipeline.exec()
}

describe('the copy of many checks', () => {
  it('is read from Redis and from its file by the hundred, each check once and in order', async () => {
    await fill(1_234)
    const store = openBackupStore(redis.admin, openSchedules())
    const file = openBackupFile(path)
    await file.write({ mark: MARK, rest: EMPTY_REST, checks: store.checks(), savedAt: AT }, false)
    const { kept, damage } = await file.read()
    expect([damage, kept?.mark, kept?.savedAt]).toEqual([[], MARK, AT])
    const expected = Array.from({ length: 1_234 }, (_none, n) => check(n))
    for (const batches of [await drained(store.checks()), await drained(kept?.checks() ?? store.checks())]) {
      expect(batches.flat()).toEqual(expected)
      expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(MOST)
    }
    for await (const { watched, damaged } of store.all()) {
      expect(watched.length).toBeLessThanOrEqual(MOST)
      expect(damaged).toEqual([])
    }
  })

  it('is written as Redis is read: a batch is let go before the next one is fetched', async () => {
    const order: string[] = []
    async function* batches() {
      for (const n of [1, 2, 3]) {
        order.push(`fetched ${n}`)
        yield [check(n)]
        order.push(`written ${n}`)
      }
    }
    await openBackupFile(path).write({ mark: MARK, rest: EMPTY_REST, checks: batches(), savedAt: AT }, false)
    expect(order).toEqual(['fetched 1', 'written 1', 'fetched 2', 'written 2', 'fetched 3', 'written 3'])
  })

  it('leaves the file as it was when Redis goes away in the middle', async () => {
    const file = openBackupFile(path)
    const write = (checks: CheckBatches) =>
      file.write({ mark: MARK, rest: EMPTY_REST, checks, savedAt: AT }, true)
    await write(
      (async function* () {
        yield [check(1)]
      })(),
    )
    const before = await readFile(path, 'utf8')
    await expect(
      write(
        (async function* () {
          yield [check(2)]
          throw new Error('Redis is away')
        })(),
      ),
    ).rejects.toThrow('Redis is away')
    expect(await readFile(path, 'utf8')).toBe(before)
  })
})

describe('the file of a copy', () => {
  it('keeps the form that it had when it was written as one text', async () => {
    const names = ['"Quotes"', 'line\u2028and\nparagraph\u2029', '€ 💓', '}, { ] ,']
    const checks = names.map((name, n) => check(n, name))
    const file = openBackupFile(path)
    await file.write(
      {
        mark: MARK,
        rest: EMPTY_REST,
        checks: (async function* () {
          yield checks
        })(),
        savedAt: AT,
      },
      false,
    )
    const text = await readFile(path, 'utf8')
    const { sha256, ...json } = JSON.parse(text)
    const body = JSON.stringify(json, null, 1).slice(0, -'\n}'.length)
    expect(sha256).toBe(createHash('sha256').update(body).digest('hex'))
    expect(text).toBe(`${body},\n "sha256": "${sha256}"\n}\n`)
    expect(Object.keys(json)).toEqual([
      'format',
      'version',
      'savedAt',
      'host',
      'checks',
      'channels',
      'apiKeys',
      'copy',
    ])
    const { kept } = await file.read()
    expect(kept && (await drained(kept.checks())).flat().map(({ name }) => name)).toEqual(names)
  })

  it('may have no checks', async () => {
    const file = openBackupFile(path)
    await file.write({ mark: MARK, rest: EMPTY_REST, checks: (async function* () {})(), savedAt: AT }, false)
    expect(JSON.parse(await readFile(path, 'utf8')).checks).toEqual([])
    const { kept } = await file.read()
    expect(kept && (await drained(kept.checks()))).toEqual([])
  })

  it.each([
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['nothing', () => ''],
    ['something behind its end', (text: string) => `${text}\n`],
  ])('of which there is %s counts as damaged', async (_name, damage) => {
    const file = openBackupFile(path)
    await file.write(
      {
        mark: MARK,
        rest: EMPTY_REST,
        checks: (async function* () {
          yield [check(1)]
        })(),
        savedAt: AT,
      },
      false,
    )
    await writeFile(path, damage(await readFile(path, 'utf8')))
    expect(await file.read()).toMatchObject({
      kept: undefined,
      copy: 'damaged',
      damage: ['backup.json is damaged: its checksum is wrong.'],
    })
  })
})

it('of no ids no check is found', async () => {
  const store = openBackupStore(redis.admin, openSchedules())
  expect(await store.find([])).toEqual({ watched: [], damaged: [] })
})
