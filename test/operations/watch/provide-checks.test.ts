import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Channel } from '../../../src/domain/alerts/channel'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Provisioning } from '../../../src/domain/watch/ports'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { createProvideChecks } from '../../../src/operations/watch/provide-checks'
import { allChecks } from '../../support/all-checks'
import { PEER_KEY } from '../../support/peers'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
let web: OpenStore
let ini: string
let troubles: string[]
/** Undefined: while nobody knows them. */
let channels: readonly Channel[] | undefined

const PHONE: Channel = { name: 'phone', kind: 'ntfy', origin: 'ini', settings: {} }

const ID = '0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00'

beforeEach(async () => {
  troubles = []
  channels = [PHONE]
  web = await openStore(redis)
  ini = ''
})

afterEach(async () => {
  await web.store.close()
})

const provisioningOf = (provider: string): Provisioning =>
  openProvisioning(web.connection, web.store, openSchedules(), { id: provider })

function provider(name = 'pi', provisioning = provisioningOf(name)) {
  return createProvideChecks({
    now: () => START,
    retryMs: 10,
    onTrouble: reason => void troubles.push(reason),
    provisioning,
    channels: {
      list: async () => {
        if (channels === undefined) throw new Error('the INI has never been usable')
        return channels
      },
    },
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

const names = async () => (await allChecks(web.store)).map(({ check }) => check.name).sort()

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

  it('of two members with a section of the same name are one check, which goes with the last of both', async () => {
    const { members } = namesOf(redis.admin)
    await web.connection.hset(members, 'one', '{"name":"attic"}', 'two', '{"name":"cellar"}')
    const [one, two] = [provider('one'), provider('two')]
    const same = '[check.router]\nperiod = 5m\n'
    ini = same
    await one()
    await two()
    expect(await names()).toEqual(['router'])
    expect(troubles).toEqual([])
    ini = '[check.router]\nperiod = 10m\n'
    await two()
    expect(troubles).toEqual([
      '[check.router] is one check with that of attic, and was different there: write the same into both, or give one of them another name. Until then the one that was read last counts',
    ])
    ini = ''
    await two()
    expect(await names()).toEqual(['router'])
    await one()
    expect(await names()).toEqual([])
  })

  it('go also where a member had their section that is gone for good, and not before it is', async () => {
    const { members } = namesOf(redis.admin)
    // By the clock of the server, which is not that of this machine.
    const today = Math.floor(Number((await web.connection.time())[0]) / 86_400)
    const seen = (day: number) =>
      web.connection.hset(
        members,
        'old',
        JSON.stringify({ name: 'attic', seen: day }),
        'new',
        '{"name":"den"}',
      )
    await seen(today - 7)
    ini = '[check.router]\nperiod = 5m\n'
    await provider('old')()
    await provider('new')()
    ini = ''
    await provider('new')()
    await provider('new')()
    expect(await names()).toEqual(['router'])
    await seen(today - 8)
    await provider('new')()
    expect(await names()).toEqual([])
    // Somebody makes a check with that id anew, which is nobody's section.
    await seen(today)
    ini = `[check.router]\nperiod = 5m\nid = ${ID}\n`
    await provider('old')()
    await provider('new')()
    ini = ''
    await provider('new')()
    await provider('old')()
    await web.store.create(plan('own'), 'page', START, ID)
    await provider('new')()
    expect(await names()).toEqual(['own'])
  })

  it('stay as they are while they have a fault, or are missing while another has one, or nothing changed', async () => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n'
    await provide()
    const before = await allChecks(web.store)
    await provide()
    ini = '[check.a]\nperiod = soon\n'
    await provide()
    expect(await allChecks(web.store)).toEqual(before)
    ini = '[check.a]\ncron = 0 0 30 2 *\n'
    await provide()
    expect(await allChecks(web.store)).toEqual(before)
  })

  it.each([
    ['a schedule that never comes true', '[check.a]\ncron = 0 12 30 2 *\n'],
    ['a calendar that never comes true', '[check.a]\noncalendar = *-04-31\n'],
    ['a typing error', '[check.a]\nperiodd = 1d\n'],
    ['a line that is none', '[check.a]\nperiod = 1d\nnonsense\n'],
    ['the id of another', `[check.a]\nperiod = 1d\nid = ${ID}\n[check.d]\nperiod = 1d\nid = ${ID}\n`],
  ])('are made and changed while another has %s, and none is removed', async (_name, faulty) => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n[check.gone]\nperiod = 1d\n'
    await provide()
    const before = await allChecks(web.store)
    const planOf = async (name: string) =>
      (await allChecks(web.store)).find(({ check }) => check.name === name)?.check.schedule
    ini = `${faulty}[check.b]\nperiod = 5m\n[check.c]\nperiod = 1d\n`
    await provide()
    expect(await names()).toEqual(['a', 'b', 'c', 'gone'])
    expect(await planOf('b')).toEqual({ kind: 'period', period: 5 * MINUTE })
    expect(await planOf('a')).toEqual(before.find(({ check }) => check.name === 'a')?.check.schedule)

    ini = '[check.b]\nperiod = 5m\n[check.c]\nperiod = 1d\n'
    await provide()
    expect(await names()).toEqual(['b', 'c'])
  })

  it('are made although the record of another is damaged, which is reported', async () => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n'
    await provide()
    const [a] = await allChecks(web.store)
    const id = a?.check.id ?? ''
    await redis.admin.hset(namesOf(shardOf(redis.admin, id)).watch.plans, id, 'no JSON')
    ini = '[check.a]\nperiod = 5m\n[check.b]\nperiod = 1d\n'
    await provide()
    expect(troubles).toEqual(['[check.a] is not provided: its record in Redis is damaged'])
    expect(await web.store.findBySlug('b')).toHaveLength(1)
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

  it("that version 1.0 provided under the name of the machine are the appliance's own after an upgrade", async () => {
    ini = '[check.nas]\nperiod = 1h\n[check.usv]\nperiod = 1h\n'
    await provider('raspberrypi:/var/lib/intvlm8r/intvlm8r.ini')()
    const before = await allChecks(web.store)
    ini = '[check.nas]\nperiod = 1h\n'
    const upgraded = openProvisioning(web.connection, web.store, openSchedules(), {
      id: '0123456789ab',
      formerName: 'raspberrypi:/var/lib/intvlm8r/intvlm8r.ini',
    })
    await provider('', upgraded)()
    const [kept, ...others] = await allChecks(web.store)
    expect(others).toEqual([])
    expect(before.map(({ check }) => check.id)).toContain(kept?.check.id)
    ini = ''
    await provider('0123456789ab')()
    expect(await allChecks(web.store)).toEqual([])
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
      provide: async (checks, complete, now) => {
        if (asked++ === 0) throw new StoreUnavailable('Redis has gone')
        return await real.provide(checks, complete, now)
      },
    }
    await provider('pi', leaving)()
    expect(await names()).toEqual(['a'])
    expect(troubles).toEqual(['the checks of the INI have to wait: Redis has gone'])
  })

  it('are made as soon as Redis takes writes again, and that they have to wait is reported once', async () => {
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

  it('that share their slug with a check of somebody else are reported', async () => {
    await web.store.create(plan('by hand', { slug: 'backup' }), 'page', START)
    ini = '[check.Backup]\nperiod = 1d\n[check.other]\nperiod = 1d\n'
    await provider()()
    expect(troubles).toEqual([
      '[check.backup] slug: "backup" is also that of another check, so check-ins by it are refused as ambiguous. Give it another slug, or the id of the other check to take that over',
    ])
  })

  it('are made also where they name a channel that is not there, which is reported in the words of the API', async () => {
    ini = '[check.Backup]\nperiod = 1d\nchannels = phone, phnoe\n'
    await provider()()
    expect((await web.store.findBySlug('backup'))[0]?.check.channels).toEqual(['phone', 'phnoe'])
    expect(troubles).toEqual(['[check.backup] channels: there is no channel "phnoe"; there are: phone'])
  })

  it('that look at peers are reported by the section and the key of the peer', async () => {
    ini = `[peer.office]\nurl = http://office:8080\nkey = ${PEER_KEY}\ncontact = phnoe\n`
    await provider()()
    expect(troubles).toEqual(['[peer.office] contact: there is no channel "phnoe"; there are: phone'])
  })

  it('have the UUID that the section gives them, or one that nobody can guess', async () => {
    ini = '[check.a]\nperiod = 1d\nid = 0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00\n[check.b]\nperiod = 1d\n'
    await provider()()
    const ids = (await allChecks(web.store)).map(({ check }) => check.id).sort()
    expect(ids).toContain('0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00')
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-[48][\da-f]{3}-[89a][\da-f]{3}-[\da-f]{12}$/)
  })
})

describe('the channels of a check of the INI', () => {
  const channelsOf = async (slug: string) => (await web.store.findBySlug(slug))[0]?.check.channels

  it('are the default ones where it names none, whichever these are', async () => {
    const provide = provider()
    ini =
      '[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\nchannels =\n[check.c]\nperiod = 1d\nchannels = phone\n'
    await provide()
    for (const slug of ['a', 'b', 'c']) expect(await channelsOf(slug)).toEqual(['phone'])
    channels = [PHONE, { ...PHONE, name: 'mail', isDefault: true }]
    await provide()
    for (const slug of ['a', 'b']) expect(await channelsOf(slug)).toEqual(['mail'])
    expect(await channelsOf('c')).toEqual(['phone'])
  })

  it.each(['none', 'None', ' none '])('are none where it says so: %s', async word => {
    const provide = provider()
    ini = `[check.a]\nperiod = 1d\nchannels =${word}\n`
    await provide()
    expect(await channelsOf('a')).toEqual([])
    expect(troubles).toEqual([])
  })

  it('stay while nobody knows which are the default ones', async () => {
    const provide = provider()
    ini = '[check.a]\nperiod = 1d\n'
    await provide()
    channels = undefined
    ini = '[check.a]\nperiod = 2d\n[check.b]\nperiod = 1d\n'
    await provide()
    expect((await web.store.findBySlug('a'))[0]?.check.schedule).toEqual({
      kind: 'period',
      period: 172_800_000,
    })
    expect([await channelsOf('a'), await channelsOf('b')]).toEqual([['phone'], []])
  })
})
