import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Check } from '../../src/domain/watch/check'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { connectWorker } from '../../src/io/redis/client'
import { allChecks } from '../support/all-checks'
import { OFF, openCommandedWatch } from '../support/commanded-watch'
import { openLooks, plan, signal } from '../support/watch'

const { redis, store, intvlm8r } = await openCommandedWatch()
let check: Check

beforeEach(async () => {
  check = (await store.create(plan('Backup of the NAS'), 'page', Date.now())).check
})

const state = async () => (await store.get(check.id))?.state

describe('checks that alert nobody', () => {
  const mail = { name: 'mail', kind: 'ntfy', origin: 'page', settings: { topic: 'mine' } } as const

  it('are marked by `checks` and `status`', async () => {
    const connection = connectWorker(redis.target)
    const channels = openChannelStore(connection, async () => ({ publicKey: '', privateKey: '' }))
    await channels.save(mail)
    await store.create(plan('Pump', { channels: ['mail'] }), 'page', Date.now())
    await store.create(plan('Typed wrong', { channels: ['mial'] }), 'page', Date.now())
    const sentence =
      'Nobody is alerted by 2 checks, as no channel of theirs exists: Backup of the NAS, Typed wrong'
    const { stdout } = await intvlm8r(['checks'])
    expect(stdout).toMatch(/CHECK .* ALERTS$/m)
    expect(stdout).toMatch(/Backup of the NAS .* nobody$/m)
    expect(stdout).toMatch(/Typed wrong .* nobody$/m)
    expect(stdout).toMatch(/Pump .* mail$/m)
    expect((await intvlm8r(['status'])).stdout).toContain(`\n${sentence}\n`)
    expect((await intvlm8r(['check', 'show', 'Backup of the NAS'])).stdout).toMatch(
      /^channels +none: nobody is alerted$/m,
    )

    for (const { check: each } of await allChecks(store))
      await store.update(each.id, { channels: ['mail'] }, Date.now())
    for (const command of ['checks', 'status'])
      expect((await intvlm8r([command])).stdout).not.toMatch(/nobody/i)
    await channels.remove('mail')
    connection.disconnect()
  })
})

describe('checks', () => {
  it.each([
    ['cron = 0 12 30 2 *', 'cron: never comes true'],
    ['oncalendar = *-04-31', 'oncalendar: never comes true'],
  ])(
    'of the INI that cannot be provided (%s) are named by every command, with exit code 1',
    async (line, fault) => {
      await writeFile(
        join(redis.home, 'intvlm8r.ini'),
        `${OFF}[check.never]\n${line}\n[check.b]\nperiod = 1d\n`,
      )
      try {
        for (const command of [['checks'], ['status'], ['config', 'check']]) {
          const { code, stdout } = await intvlm8r(command)
          expect(stdout, command.join(' ')).toContain(`[check.never] ${fault}`)
          expect(code, command.join(' ')).toBe(1)
        }
      } finally {
        await writeFile(join(redis.home, 'intvlm8r.ini'), OFF)
      }
    },
  )

  it('lists the worst first, and its exit code is 1 when something is down', async () => {
    const { check: pump } = await store.create(plan('Pump'), 'page', Date.now())
    await store.record({ id: check.id }, signal('success', Date.now()))
    const calm = await intvlm8r(['checks'])
    expect(calm.code).toBe(0)
    expect(calm.stdout).toContain('1 new, 1 up')

    await store.record({ id: pump.id }, signal('fail', Date.now()))
    const { code, stdout } = await intvlm8r(['checks'])
    expect(code).toBe(1)
    expect(stdout.split('\n').map(line => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['STATUS', 'CHECK'],
      ['down', 'Pump'],
      ['up', 'Backup of the NAS'],
      [''],
      ['1 down, 1 up'],
      [''],
    ])
  })

  it('calls nothing up whose time has run out while no worker runs', async () => {
    const hourAgo = Date.now() - 3_600_000
    const { check: pump } = await store.create(plan('Pump'), 'page', hourAgo)
    await store.record({ id: pump.id }, signal('success', hourAgo))
    const { code, stdout } = await intvlm8r(['checks'])
    expect([code, stdout]).toEqual([1, expect.stringMatching(/\ndown {2,}Pump (.*\n)+1 down, 1 new\n/)])
    const json = JSON.parse((await intvlm8r(['checks', '--json'])).stdout)
    expect(json.checks[0]).toMatchObject({ name: 'Pump', status: 'down' })
    const shown = await intvlm8r(['check', 'show', 'Pump'])
    expect([shown.code, shown.stdout]).toEqual([1, expect.stringMatching(/^status +down since /m)])
  })

  it('is JSON for programs, worst first, as the API writes it, with the same exit code', async () => {
    const { check: pump } = await store.create(plan('Pump'), 'page', Date.now())
    await store.record({ id: pump.id }, signal('fail', Date.now()))
    const { code, stdout } = await intvlm8r(['checks', '--json'])
    const { checks, faults } = JSON.parse(stdout)
    expect([code, faults]).toEqual([1, []])
    expect(checks).toMatchObject([
      { name: 'Pump', id: pump.id, status: 'down', lastSignalAt: expect.stringMatching(/^20.*Z$/) },
      { name: 'Backup of the NAS', slug: 'backup-of-the-nas', status: 'new', lastSignalAt: null },
    ])
  })

  it('ends with 1 for a name that no check has', async () => {
    expect(await intvlm8r(['checks', 'Bakcup*'])).toMatchObject({
      code: 1,
      stdout: 'No check is like that.\n',
    })
    expect(await intvlm8r(['checks', '--json', 'Bakcup*'])).toMatchObject({ code: 1 })
    expect(await intvlm8r(['checks', 'Backup*'])).toMatchObject({ code: 0 })
  })

  it('prints so when Redis is away', async () => {
    const { code, stderr } = await intvlm8r(['checks'], `${redis.home}/elsewhere`)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^intvlm8r: Redis .*\n$/)
  })
})

describe('check', () => {
  it.each(['Backup of the NAS', 'backup-of-the-nas'])('shows "%s"', async name => {
    await store.record({ id: check.id }, signal('success', Date.now()))
    const { code, stdout } = await intvlm8r(['check', 'show', name])
    expect(code).toBe(0)
    expect(stdout).toContain(check.id)
    expect(stdout).toMatch(/status +up since/)
    expect(stdout).toContain('new -> up: it checked in')
  })

  it('is shown as JSON with its signals and flips', async () => {
    await store.record({ id: check.id }, signal('fail', Date.now(), { exitCode: 3 }))
    const { code, stdout } = await intvlm8r(['check', 'show', check.slug, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      id: check.id,
      status: 'down',
      consecutiveFailures: 1,
      history: {
        signals: [{ kind: 'fail', detail: { exitCode: 3 } }],
        flips: [{ from: 'new', to: 'down', reason: 'failure' }],
      },
    })
  })

  it('pauses and resumes', async () => {
    expect((await intvlm8r(['check', 'pause', check.id])).stdout).toBe('Backup of the NAS: paused\n')
    expect((await state())?.status).toBe('paused')
    expect((await intvlm8r(['check', 'resume', check.id])).stdout).toBe('Backup of the NAS: resumed\n')
    expect((await state())?.status).toBe('new')
    const again = await intvlm8r(['check', 'resume', check.id])
    expect(again).toMatchObject({ code: 0, stdout: 'Backup of the NAS: was not paused\n' })
  })

  it('silences for a time, until it is up, and no longer', async () => {
    const before = Date.now()
    await intvlm8r(['check', 'silence', check.slug, '8h'])
    expect((await state())?.silenced).toBeGreaterThanOrEqual(before + 8 * 3_600_000)
    await intvlm8r(['check', 'silence', check.slug, 'recovery'])
    expect((await state())?.silenced).toBe('recovery')
    await intvlm8r(['check', 'silence', check.slug, 'off'])
    expect((await state())!.silenced).toBeUndefined()
    for (const time of ['for ever', '999999999w']) {
      const { code, stderr } = await intvlm8r(['check', 'silence', check.slug, time])
      expect(code).toBe(2)
      expect(stderr).toContain('give a span such as 1h')
    }
    expect((await state())!.silenced).toBeUndefined()
  })

  it('asks which one is meant when a slug is shared', async () => {
    const { check: twin } = await store.create(plan('Backup of the NAS'), 'page', Date.now())
    const { code, stderr } = await intvlm8r(['check', 'pause', check.slug])
    expect(code).toBe(1)
    expect(stderr).toContain(check.id)
    expect(stderr).toContain(twin.id)
  })
})

it('check show names the look behind a flip, and why it failed', async () => {
  const probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
  const { check: nas } = await store.create(plan('NAS', { probe }), 'page', Date.now())
  const looks = openLooks(redis)
  await looks.record(nas.id, { answer: 'failure', detail: 'nas:445 refuses connections' }, Date.now())
  await looks.close()
  const { code, stdout } = await intvlm8r(['check', 'show', 'NAS'])
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('new -> down: the look failed: nas:445 refuses connections\n'),
  ])
})

describe('probes without a worker', () => {
  const LINE = 'Nothing is looked at: the worker is not running.'

  it('are in doubt in checks and status, whatever their last state', async () => {
    const calm = JSON.parse((await intvlm8r(['checks', '--json'])).stdout)
    expect(calm).not.toHaveProperty('notLooking')
    const probe = {
      kind: 'files',
      target: '/srv',
      every: 60_000,
      blindAfter: 86_400_000,
      settings: {},
    } as const
    await store.create(plan('Newest photo', { probe }), 'page', Date.now())
    const { code, stdout } = await intvlm8r(['checks'])
    expect([code, stdout]).toEqual([1, expect.stringContaining(`${LINE}\n`)])
    expect(JSON.parse((await intvlm8r(['checks', '--json'])).stdout)).toMatchObject({ notLooking: LINE })
    const shown = await intvlm8r(['check', 'show', 'newest-photo'])
    expect([shown.code, shown.stdout]).toEqual([1, expect.stringContaining(`${LINE}\n`)])
    const json = JSON.parse((await intvlm8r(['check', 'show', 'newest-photo', '--json'])).stdout)
    expect(json).toMatchObject({ status: 'new', notLooking: LINE })
    expect((await intvlm8r(['status'])).stdout).toContain(`\n${LINE}\n`)
    const status = JSON.parse((await intvlm8r(['status', '--json'])).stdout)
    expect(status).toMatchObject({ well: false, notLooking: LINE })
  })
})

describe('check run', () => {
  it('of a name that nobody has is wrong usage', async () => {
    const { code, stderr } = await intvlm8r(['check', 'run', 'nas'])
    expect(stderr).toMatch(/^intvlm8r: there is no check "nas"/)
    expect(code).toBe(2)
  })

  it('finds a check of the page by its slug', async () => {
    const probe = { kind: 'files', target: '/srv/none-such', every: 60_000, settings: {} } as const
    await store.create(plan('Newest photo', { probe }), 'page', Date.now())
    const { code, stdout } = await intvlm8r(['check', 'run', 'newest-photo'])
    expect(stdout).toBe('Newest photo: failure\n  there is no /srv/none-such\n')
    expect(code).toBe(1)
    const asJson = await intvlm8r(['check', 'run', 'newest-photo', '--json'])
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
      1,
      { name: 'Newest photo', answer: 'failure', detail: 'there is no /srv/none-such' },
    ])
  })
})

describe('names and answers of others', () => {
  const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]/
  const named = 'a\u202eb\u2028c'

  it.each([
    ['in the list', ['checks']],
    ['of one check', ['check', 'show', 'hostile']],
    ['in JSON', ['check', 'show', 'hostile', '--json']],
  ])('show the terminal nothing to obey: %s', async (_, args) => {
    await store.create({ ...plan(named), slug: 'hostile' }, 'page', Date.now())
    const { stdout } = await intvlm8r(args)
    expect(stdout).toContain('a\\u202eb\\u2028c')
    expect(stdout).not.toMatch(HIDDEN)
  })

  it('are shown so in an error, too', async () => {
    const { stderr } = await intvlm8r(['check', 'show', 'no\x1b[2J\u202e'])
    expect(stderr).toContain('no\\u001b[2J\\u202e')
    expect(stderr).not.toMatch(HIDDEN)
  })
})
