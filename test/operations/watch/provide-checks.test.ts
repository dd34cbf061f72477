import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Provisioning } from '../../../src/domain/watch/ports'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { createProvideChecks } from '../../../src/operations/watch/provide-checks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
let web: OpenStore
let ini: string
let troubles: string[]

beforeEach(async () => {
  troubles = []
  web = await openStore(redis)
  ini = ''
})

afterEach(async () => {
  await web.store.close()
})

const provisioningOf = (provider: string): Provisioning =>
  openProvisioning(web.connection, web.store, openSchedules(), provider)

function provider(name = 'pi', provisioning = provisioningOf(name)) {
  return createProvideChecks({
    now: () => START,
    retryMs: 10,
    onTrouble: reason => void troubles.push(reason),
    provisioning,
    settings: {
      read: async () => ({
        ...parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n${ini}`),
        revision: '',
        changedAt: 0,
      }),
      edit: () => Promise.reject(new Error('nobody edits here')),
    },
  })
}

const names = async () => (await web.store.list()).map(({ check }) => check.name).sort()

describe('checks that the INI provides', () => {
  it('are made, keep their URL and their history when the file changes, and go with their section', async () => {
    const provide = provider()
    ini = '[check.backup]\nperiod = 1d\n[check.other]\nperiod = 5m\n'
    await provide()
    const [backup] = await web.store.findBySlug('backup')
    const id = backup?.check.id ?? ''
    expect(backup?.check).toMatchObject({ origin: 'ini', name: 'backup' })
    await web.store.record({ id }, signal('success', START))

    ini = '[check.backup]\nname = The backup\nperiod = 10m\n'
    await provide()
    expect(await names()).toEqual(['The backup'])
    expect(await web.store.get(id)).toMatchObject({
      check: { slug: 'the-backup' },
      state: { status: 'up', deadline: START + 10 * MINUTE },
    })
    expect(await web.store.history(id)).toHaveLength(1)
  })

  it('stay as they are as long as one of them is faulty, or nothing changed', async () => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n'
    await provide()
    const before = await web.store.list()
    await provide()
    ini = '[check.a]\nperiod = soon\n'
    await provide()
    expect(await web.store.list()).toEqual(before)
    ini = '[check.a]\ncron = 0 0 30 2 *\n[check.c]\nperiod = 1d\n'
    await expect(provide()).rejects.toThrow('[check.a] the cron expression never comes true')
    expect(await web.store.list()).toEqual(before)
  })

  it('of one machine are not removed by another, and what people made stays', async () => {
    const made = await web.store.createForSlug(plan('by hand'), START)
    const [one, two] = [provider('one'), provider('two')]
    ini = '[check.a]\nperiod = 1d\n'
    await one()
    ini = '[check.b]\nperiod = 1d\n'
    await two()
    expect(await names()).toEqual(['a', 'b', 'by hand'])
    ini = ''
    await two()
    expect(await names()).toEqual(['a', 'by hand'])
    expect((await web.store.get(made.check.id))?.check.origin).toBe('checkin')
  })

  it('take over a check that was made in the page, with its history, by its UUID', async () => {
    const { check } = await web.store.create(plan('backup'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    ini = `[check.backup]\nperiod = 1d\nid = ${check.id}\n`
    await provider()()
    expect(await web.store.findBySlug('backup')).toMatchObject([
      { check: { id: check.id, origin: 'ini' }, state: { status: 'up' } },
    ])
    expect(await web.store.history(check.id)).toHaveLength(1)
    expect(await web.store.update(check.id, { name: 'x' }, START)).toEqual({ kind: 'read-only' })
  })

  it('are made as soon as Redis answers again', async () => {
    ini = '[check.a]\nperiod = 1d\n'
    const real = provisioningOf('pi')
    let asked = 0
    const leaving: Provisioning = {
      provide: async (checks, now) => {
        if (asked++ === 0) throw new StoreUnavailable('Redis has gone')
        return await real.provide(checks, now)
      },
    }
    await provider('pi', leaving)()
    expect(await names()).toEqual(['a'])
    expect(troubles).toEqual(['the checks of the INI have to wait: Redis has gone'])
  })

  it('are made as soon as Redis takes writes again, and that they have to wait is said once', async () => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n'
    await provide()
    ini = '[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n'
    await redis.admin.config('SET', 'maxmemory', '1')
    const provided = provide()
    try {
      const refused = async () =>
        (await redis.admin.info('errorstats')).match(/errorstat_OOM:count=(\d+)/)?.[1]
      await expect.poll(async () => Number(await refused())).toBeGreaterThan(3)
    } finally {
      await redis.admin.config('SET', 'maxmemory', '0')
    }
    await provided
    expect(await names()).toEqual(['a', 'b'])
    expect(troubles).toEqual(['the checks of the INI have to wait: Redis is out of memory'])
  })

  it('that share their slug with a check of somebody else are told of', async () => {
    await web.store.create(plan('by hand', { slug: 'backup' }), 'page', START)
    ini = '[check.Backup]\nperiod = 1d\n[check.other]\nperiod = 1d\n'
    await provider()()
    expect(troubles).toEqual([
      '[check.backup] slug: "backup" is that of another check, too: who checks in by it is refused as ambiguous. Give it another slug, or the id of the other to take that over',
    ])
  })

  it('have the UUID that the section gives them, or one that nobody can guess', async () => {
    ini = '[check.a]\nperiod = 1d\nid = 0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00\n[check.b]\nperiod = 1d\n'
    await provider()()
    const ids = (await web.store.list()).map(({ check }) => check.id).sort()
    expect(ids).toContain('0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00')
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-[48][\da-f]{3}-[89a][\da-f]{3}-[\da-f]{12}$/)
  })
})
