import { beforeEach, describe, expect, it } from 'vitest'
import type { Kept, ReadCopy } from '../../../src/domain/appliance/ports'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { createKeepBackup } from '../../../src/operations/appliance/keep-backup'
import { shareRedis } from '../../support/shared-redis'
import { openStore, plan } from '../../support/watch'

const redis = await shareRedis()
const START = Date.UTC(2026, 10, 20, 12)

let at: number
let written: Kept[]
/** The error of the next writes. */
let failure: string | undefined
let reports: (string | undefined)[]
let step: () => Promise<number | undefined>

beforeEach(async () => {
  at = START
  written = []
  failure = undefined
  reports = []
  step = createKeepBackup({
    now: () => at,
    store: openBackupStore(redis.admin, openSchedules()),
    file: {
      read: async (): Promise<ReadCopy> => {
        const kept = written.at(-1)
        return { kept, copy: kept ? 'last' : 'none', damage: [] }
      },
      write: async kept => {
        if (failure) throw Object.assign(new Error('write'), { code: failure })
        written.push(kept)
      },
    },
    onRenewed: () => {},
    onLoss: () => {},
    onTrouble: reason => void reports.push(reason),
    onDamage: () => {},
  })
})

const create = async (name: string, origin: 'page' | 'ini' = 'page') => {
  const { store } = await openStore(redis)
  await store.create(plan(name), origin, at)
  await store.close()
}

describe('the copy outside Redis', () => {
  it('is written once for many changes, and at once for a single one', async () => {
    await create('One')
    expect(await step()).toBeUndefined()
    expect(written.at(-1)?.backup.checks.map(({ name }) => name)).toEqual(['One'])
    for (const name of ['Two', 'Three', 'Four']) await create(name)
    expect(await step()).toBe(START + 2_000)
    expect(written).toHaveLength(1)
    at += 2_000
    expect(await step()).toBeUndefined()
    expect(written).toHaveLength(2)
    expect(written.at(-1)?.backup.checks).toHaveLength(4)
    at += 60_000
    expect(await step()).toBeUndefined()
    await create('Provided', 'ini')
    await step()
    expect(written).toHaveLength(2)
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
