import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckBatches, Kept, ReadCopy } from '../../../src/domain/appliance/ports'
import type { Check } from '../../../src/domain/watch/check'
import { openBackupFile } from '../../../src/io/appliance/backup-file'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openSchedules } from '../../../src/io/watch/schedules'
import { createKeepBackup } from '../../../src/operations/appliance/keep-backup'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { openStore, plan } from '../../support/watch'

const redis = await shareRedis()
const START = Date.UTC(2026, 10, 20, 12)

let at: number
/** The copies, each with its checks. */
let written: (Kept & { readonly all: readonly Check[] })[]
/** The error of the next writes. */
let failure: string | undefined
let reports: (string | undefined)[]
let step: () => Promise<number | undefined>

beforeEach(async () => {
  at = START
  written = []
  failure = undefined
  reports = []
  step = keeper()
})

/** Of a worker that has just started. */
function keeper(store = openBackupStore(redis.admin, openSchedules())): () => Promise<number | undefined> {
  return createKeepBackup({
    now: () => at,
    store,
    file: {
      read: async (): Promise<ReadCopy> => {
        const kept = written.at(-1)
        return { kept, copy: kept ? 'last' : 'none', damage: [] }
      },
      write: async ({ checks, ...content }) => {
        if (failure) throw Object.assign(new Error('write'), { code: failure })
        const all = await drained(checks)
        const sum = `${written.length}`
        written.push({
          ...content,
          sum,
          all,
          checks: async function* () {
            yield all
          },
        })
        return sum
      },
    },
    onRenewed: () => {},
    onLoss: () => {},
    onTrouble: reason => void reports.push(reason),
    onDamage: () => {},
  })
}

async function drained(batches: CheckBatches): Promise<Check[]> {
  const all: Check[] = []
  for await (const batch of batches) all.push(...batch)
  return all
}

const create = async (name: string, origin: 'page' | 'ini' = 'page') => {
  const { store } = await openStore(redis)
  await store.create(plan(name), origin, at)
  await store.close()
}

describe('the copy outside Redis', () => {
  it('is written once for many changes, and at once for a single one', async () => {
    await create('One')
    expect(await step()).toBeUndefined()
    expect(written.at(-1)?.all.map(({ name }) => name)).toEqual(['One'])
    for (const name of ['Two', 'Three', 'Four']) await create(name)
    expect(await step()).toBe(START + 2_000)
    expect(written).toHaveLength(1)
    at += 2_000
    expect(await step()).toBeUndefined()
    expect(written).toHaveLength(2)
    expect(written.at(-1)?.all).toHaveLength(4)
    at += 60_000
    expect(await step()).toBeUndefined()
    await create('Provided', 'ini')
    await step()
    expect(written).toHaveLength(2)
  })

  it('of what Redis lost is put back at once, while a further copy would still wait', async () => {
    await create('One')
    await step()
    await redis.admin.flushdb()
    at += 1
    await create('Made since')
    await step()
    const { store } = await openStore(redis)
    expect((await allChecks(store)).map(({ check }) => check.name).sort()).toEqual(['Made since', 'One'])
    await store.close()
  })

  it.each(['is emptied', 'has older data'])(
    'stays where Redis %s while it is copied, and puts all back',
    async how => {
      const real = openBackupStore(redis.admin, openSchedules())
      const { mark } = namesOf(redis.admin).backup
      let strike = async () => {}
      const struck = keeper({
        ...real,
        checks: async function* () {
          await strike()
          yield* real.checks()
        },
      })
      await create('One')
      await struck()
      const older = await redis.admin.hgetall(mark)
      await create('Two')
      at += 60_000
      await struck()
      await create('Three')
      at += 60_000
      strike = async () => {
        strike = async () => {}
        await redis.admin.flushdb()
        if (how === 'has older data') await redis.admin.hset(mark, older)
      }
      await expect(struck()).rejects.toThrow('Redis lost its data while they were copied')
      expect(
        written
          .at(-1)
          ?.all.map(({ name }) => name)
          .sort(),
      ).toEqual(['One', 'Two'])
      await struck()
      const { store } = await openStore(redis)
      expect((await allChecks(store)).map(({ check }) => check.name).sort()).toEqual(['One', 'Two'])
      await store.close()
    },
  )

  it('is written after a note on an outage, also of a check of the INI, and after it was taken back', async () => {
    const { store } = await openStore(redis)
    const { check } = await store.create(plan('Provided'), 'ini', at)
    await step()
    const notes = () => written.at(-1)?.rest.notes
    expect(notes()).toBeUndefined()
    const note = { due: 1_000, at: 2_000, text: 'The disk is new.' }
    await store.notes.add(check.id, note)
    at += 60_000
    await step()
    expect(notes()).toEqual([{ check: check.id, ...note }])
    await store.notes.remove(check.id, { due: 1_000, at: 2_000 })
    at += 60_000
    await step()
    expect([written.length, notes()]).toEqual([3, undefined])
    await store.close()
  })

  it('puts back a note that a card damaged, and keeps one that was written since', async () => {
    const { store } = await openStore(redis)
    const { check } = await store.create(plan('NAS'), 'page', at)
    const notes = [1, 2, 3].map(n => ({ due: 1_000, at: 1_000 + n, text: `note ${n}` }))
    for (const note of notes.slice(0, 2)) await store.notes.add(check.id, note)
    await step()
    const { watch } = namesOf(shardOf(redis.admin, check.id))
    await redis.admin.lset(watch.notes(check.id), 0, '{"due":1000,"a')
    await store.notes.add(check.id, notes[2] as (typeof notes)[0])
    expect((await store.notes.of(check.id)).map(({ text }) => text)).toEqual(['note 3', 'note 1'])
    step = keeper()
    at += 60_000
    await step()
    expect((await store.notes.of(check.id)).map(({ text }) => text)).toEqual(['note 3', 'note 2', 'note 1'])
    await store.close()
  })

  it('puts back the keys of Web Push that a card damaged, and is written meanwhile', async () => {
    const { channels } = namesOf(redis.admin)
    const vapid = JSON.stringify({ publicKey: 'open', privateKey: 'secret' })
    await redis.admin.set(channels.vapid, vapid)
    await create('One')
    await step()
    await redis.admin.set(channels.vapid, vapid.slice(0, 20))
    await create('Two')
    step = keeper()
    at += 60_000
    await step()
    expect([await redis.admin.get(channels.vapid), written.at(-1)?.all.length]).toEqual([vapid, 2])
  })

  it('a full disk is named once, and writing is tried again, less and less often, until it works', async () => {
    await create('One')
    failure = 'ENOSPC'
    expect(await step()).toBe(START + 5_000)
    at += 5_000
    expect(await step()).toBe(at + 10_000)
    for (const _ of [20_000, 40_000, 60_000, 60_000]) at = (await step()) ?? 0
    expect(await step()).toBe(at + 60_000)
    expect(reports).toEqual(['the disk is full'])
    failure = undefined
    expect(await step()).toBeUndefined()
    expect(reports).toEqual(['the disk is full', undefined])
    expect(written).toHaveLength(1)
  })
})

describe('the file of the copy, while nothing changes,', () => {
  const HOUR = 3_600_000
  let folder: string
  let path: string
  let damage: string[]
  let losses: number

  const keeper = () =>
    createKeepBackup({
      now: () => at,
      store: openBackupStore(redis.admin, openSchedules()),
      file: openBackupFile(path),
      onRenewed: () => {},
      onLoss: () => losses++,
      onTrouble: reason => void reports.push(reason),
      onDamage: sentence => void damage.push(sentence),
    })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'copy-'))
    path = join(folder, 'backup.json')
    damage = []
    losses = 0
    await create('One')
    step = keeper()
    expect(await step()).toBeUndefined()
  })
  afterEach(async () => await rm(folder, { recursive: true }))

  /** Checks in the file. */
  const names = async () => {
    const { kept } = await openBackupFile(path).read()
    return kept && (await drained(kept.checks())).map(({ name }) => name).sort()
  }

  it('is not written again', async () => {
    const { mtimeMs, ino } = await stat(path)
    for (let hour = 0; hour < 3; hour++) {
      at += HOUR
      expect(await step()).toBeUndefined()
    }
    expect(await stat(path)).toMatchObject({ mtimeMs, ino })
  })

  it('is written anew within an hour after somebody removed it', async () => {
    await rm(path)
    at += HOUR
    expect(await step()).toBeUndefined()
    expect(await names()).toEqual(['One'])
  })

  it('is written anew when only the one before it is left, though that holds the same', async () => {
    const text = await readFile(path)
    await rm(path)
    await writeFile(join(folder, 'backup.before.json'), text)
    at += HOUR
    await step()
    expect(await readFile(path, 'utf8')).toContain('"One"')
  })

  it('is written anew when its checksum is wrong, which is said', async () => {
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('One', 'Two'))
    at += HOUR
    await step()
    expect(damage).toEqual(['backup.json is damaged: its checksum is wrong.'])
    expect([await names(), losses]).toEqual([['One'], 0])
  })

  it('is written anew at the start of a worker', async () => {
    await rm(path)
    await keeper()()
    expect(await names()).toEqual(['One'])
  })

  it('is written as soon as what stood in its place is gone, and that is named until then', async () => {
    await rm(path)
    await mkdir(path)
    at += HOUR
    const due = await step()
    expect([due, reports]).toEqual([at + 5_000, ['a folder stands in its place; remove it']])
    await rm(path, { recursive: true })
    at += 5_000
    expect(await step()).toBeUndefined()
    expect(reports).toEqual(['a folder stands in its place; remove it', undefined])
    expect(await names()).toEqual(['One'])
  })
})
