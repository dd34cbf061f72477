import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import { isJustBack } from '../../../src/domain/peers/group'
import { isForGroup } from '../../../src/domain/peers/told'
import { planOf } from '../../../src/domain/watch/check-plan'
import { createReportDigests } from '../../../src/operations/alerts/report-digests'
import { newGroup, openMember, type TestGroup, type TestMember } from '../../support/group'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const TAKEOVER = 2_000

let group: TestGroup

beforeEach(() => {
  group = newGroup({ attic: 1, barn: 2 }, TAKEOVER)
})
afterEach(async () => {
  for (const member of [...group.members.values()]) await member.close()
})

const open = (name: string) => openMember(redis, group, name)
const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 50 })
const plan = (name: string) => planOf({ name, schedule: { kind: 'period', period: 60_000 }, grace: 10_000 })
const signal = (member: TestMember, kind: 'success' | 'fail' = 'success') => ({
  kind,
  at: member.now(),
  detail: {},
})
const statusAt = async (member: TestMember, id: string) => (await member.checks.get(id))?.state.status

describe('a check of another member', () => {
  it('is copied with its id, read-only, and both count its signals, whichever gets them', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await barn.sync()
    const copy = await barn.checks.get(check.id)
    expect(copy?.check).toEqual({ ...check, origin: 'peer', home: 'id-attic' })
    expect(await barn.checks.update(check.id, { name: 'other' }, barn.now())).toEqual({ kind: 'read-only' })

    expect(await barn.checks.record({ slug: 'backup' }, signal(barn))).toMatchObject({ kind: 'accepted' })
    await attic.sync()
    expect(await statusAt(attic, check.id)).toBe('up')
    await attic.checks.record({ id: check.id }, signal(attic, 'fail'))
    await barn.sync()
    expect(await statusAt(barn, check.id)).toBe('down')
    const flips = await Promise.all([attic, barn].map(member => member.checks.flips(check.id, 1)))
    // The same moment on both, from which the key of the incident is derived.
    expect(flips[0]?.[0]?.due).toBe(flips[1]?.[0]?.due)
  })

  it('follows changes of its plan, and goes when its home removes it or shares it no more', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const [one, two] = await Promise.all(
      ['one', 'two'].map(name => attic.checks.create(plan(name), 'page', attic.now())),
    )
    await barn.sync()
    await attic.checks.update(one?.check.id ?? '', { grace: 99_000 }, attic.now())
    await attic.checks.update(two?.check.id ?? '', { shared: 'off' }, attic.now())
    await barn.sync()
    expect((await barn.checks.get(one?.check.id ?? ''))?.check.grace).toBe(99_000)
    expect(await barn.checks.get(two!.check.id ?? '')).toBeUndefined()
    await attic.checks.remove(one?.check.id ?? '')
    await barn.sync()
    expect(await barn.checks.count()).toBe(0)
  })

  it('goes also when it was removed while this member was away, and survives restarts of both', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const [kept, gone] = await Promise.all(
      ['kept', 'gone'].map(name => attic.checks.create(plan(name), 'page', attic.now())),
    )
    await barn.sync()
    await barn.close()
    await attic.checks.remove(gone?.check.id ?? '')
    await attic.close()
    const again = [await open('attic'), await open('barn')] as const
    expect(await again[1].checks.count()).toBe(2)
    await again[1].sync()
    expect(await again[1].checks.get(gone!.check.id ?? '')).toBeUndefined()
    expect(await statusAt(again[1], kept?.check.id ?? '')).toBe('new')
  })

  it('stays where its record at its home is damaged, whichever way that shows, and follows it again once it is mended', async () => {
    let attic = await open('attic')
    const barn = await open('barn')
    const [broken] = await Promise.all(
      ['broken', 'sound'].map(name => attic.checks.create(plan(name), 'page', attic.now())),
    )
    const id = broken?.check.id ?? ''
    await barn.sync()
    const plans = '{group-attic}:watch:plans'
    const whole = (await redis.admin.hget(plans, id)) ?? ''
    const isAtBarn = async () => (await barn.checks.get(id)) !== undefined
    for (const [grace, damage] of [
      [77_000, () => redis.admin.hset(plans, id, whole.slice(0, 20))],
      [99_000, () => redis.admin.hdel(plans, id)],
    ] as const) {
      await damage()
      // News of it, and then a new log, which shows all that its home has.
      await attic.copies.tell(id, { [`${grace} trigger hook`]: { by: 'id-attic', n: 1 } })
      await barn.sync()
      expect(await isAtBarn()).toBe(true)
      await attic.close()
      attic = await open('attic')
      await barn.sync()
      expect(await isAtBarn()).toBe(true)
      await redis.admin.hset(plans, id, whole)
      await attic.checks.update(id, { grace }, attic.now())
      await barn.sync()
      expect((await barn.checks.get(id))?.check.grace).toBe(grace)
    }
  })

  it('of a home that lost all its data stays, and a check that is not shared is never copied', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await attic.checks.create({ ...plan('own'), shared: 'off' }, 'page', attic.now())
    await barn.sync()
    await attic.close()
    await redis.admin.del(...(await redis.admin.keys('{group-attic}*')))
    await open('attic')
    await barn.sync()
    expect(await barn.checks.count()).toBe(1)
    expect(await statusAt(barn, check.id)).toBe('new')
  })

  it('is in one daily digest of the member on duty, with what arrived at any', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const daily = { ...plan('backup'), digest: '07:00', channels: ['mail'] }
    const { check } = await attic.checks.create(daily, 'page', attic.now())
    const own = { ...daily, name: 'own', shared: 'off' } as const
    await attic.checks.create(own, 'page', attic.now())
    await attic.checks.record({ id: check.id }, signal(attic))
    await barn.sync()
    await barn.checks.record({ id: check.id }, signal(barn))
    await barn.checks.record({ id: check.id }, signal(barn))
    await attic.sync()
    const today = new Date(attic.now()).setHours(7, 0, 30, 0)
    const later = today > attic.now() ? today : today + 86_400_000
    const digestsOf = async (
      member: TestMember,
      others: readonly TestMember[],
      silent: readonly string[] = [],
    ) => {
      const channels = {
        list: async () => [{ name: 'mail', kind: 'email', origin: 'ini', settings: {} }] as const,
      }
      const arrivals = async (ids: readonly string[], { from, at }: { from: number; at: number }) => {
        const question = { ids, ago: later - at, length: at - from }
        const counts = new Map<string, number>()
        for (const other of others)
          for (const [id, count] of (await other.arrivals(member.name, question, later)) ?? [])
            counts.set(id, count)
        return { counts, silent }
      }
      const { checks, store } = member
      const group = { isMember: async () => true, arrivals }
      await createReportDigests({ now: () => later, checks, store, channels, group })()
      return await store.planned(10)
    }
    const [one, other] = [await digestsOf(attic, [barn]), await digestsOf(barn, [attic])]
    const ofGroup = one.filter(({ alert }) => isForGroup(alert))
    expect(ofGroup.map(({ alert }) => alert.subject)).toEqual([
      expect.stringContaining('“backup”: 3 of 4 arrived'),
    ])
    expect(other.map(({ alert }) => [alert.key, alert.subject])).toEqual(
      ofGroup.map(({ alert }) => [alert.key, alert.subject]),
    )
    // A check that is not shared has a digest of its own watch.
    expect(one.filter(({ alert }) => !isForGroup(alert)).map(({ alert }) => alert.name)).toEqual(['own'])
  })

  it('is silenced and paused wherever that is done', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await barn.sync()
    await barn.checks.pause(check.id, barn.now())
    await attic.sync()
    expect(await statusAt(attic, check.id)).toBe('paused')
    await attic.checks.resume(check.id, attic.now())
    await attic.checks.silence(check.id, 'recovery')
    await barn.sync()
    expect((await barn.checks.get(check.id))?.state).toMatchObject({ status: 'new', silenced: 'recovery' })
  })

  it('has the same moments on members whose clocks are a minute apart', async () => {
    group = newGroup({ attic: 1, barn: 2 }, TAKEOVER, { attic: 60_000 })
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await attic.checks.record({ id: check.id }, signal(attic))
    await barn.sync()
    const [there, here] = [await attic.checks.get(check.id), await barn.checks.get(check.id)]
    expect(here?.state.due).toBe(there?.state.due)
    expect(Math.round((here?.state.copied?.shift ?? 0) / 1_000)).toBe(-60)
  })

  it('is in maintenance on all by a window of one, until that has it no more', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const window = (duration: string) => [
      { name: 'nas', settings: { start: '2026-12-24 22:00', duration, all: 'on', timezone: 'UTC' } },
    ]
    const listAt = async () => (await barn.copies.windows.all()).get('id-attic')?.windows
    await attic.copies.windows.share(window('2h'))
    await barn.sync()
    expect(await listAt()).toEqual(window('2h'))
    await attic.copies.windows.share([])
    await barn.sync()
    expect(await listAt()).toEqual([])

    // A watch that lost its data begins to count anew, and its next list is the newer one all the same.
    await attic.copies.windows.share(window('3h'))
    await barn.sync()
    await attic.close()
    await redis.admin.del(...(await redis.admin.keys('{group-attic}*')))
    const again = await open('attic')
    await again.sync()
    await again.copies.windows.share(window('4h'))
    await barn.sync()
    expect(await listAt()).toEqual(window('4h'))
    await barn.copies.windows.keepOnly(['id-barn'])
    expect(await listAt()).toBeUndefined()
  })

  it('reaches a member that cannot ask for it: one direction is enough', async () => {
    group.cuts.add('attic>barn')
    const [attic, barn] = [await open('attic'), await open('barn')]
    void attic.run()
    void barn.run()
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    const { check: other } = await barn.checks.create(plan('other'), 'page', barn.now())
    await eventually(async () => expect(await statusAt(barn, check.id)).toBe('new'))
    await eventually(async () => expect(await statusAt(attic, other.id)).toBe('new'))
    await barn.checks.record({ id: check.id }, signal(barn))
    await eventually(async () => expect(await statusAt(attic, check.id)).toBe('up'))
    // On a busy machine one may seem to be silent for a moment.
    await eventually(async () => {
      const states = await Promise.all([attic, barn].map(async member => (await member.state())?.state))
      expect(states).toEqual(['on duty', 'standing by'])
    })
  })

  it('has the newer of two signals also when the network held up a message with the older one', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await barn.sync()
    await attic.checks.record({ id: check.id }, { ...signal(attic), at: attic.now() - 10_000 })
    await barn.checks.record({ id: check.id }, { ...signal(barn), at: barn.now() - 5_000 })
    const greeting = { rank: 1, pingKey: 'key', state: 'on duty', isAble: true, got: 0, hold: 0 } as const
    const { page } = (await attic.answer('barn', barn.self, { ...greeting, rank: 2 })) ?? {}
    if (page?.at === undefined) throw new Error('the page has no moment')
    // As it was eight seconds ago, and it has been on its way since.
    const entries = page.entries.map(entry => ({ ...entry, ...('age' in entry && { age: 2_000 }) }))
    const push = { ...page, at: page.at - 8_000, entries }
    const lastAt = async () => (await barn.checks.get(check.id))?.state.copied

    const late = await barn.answer('attic', attic.self, { ...greeting, push })
    expect(await lastAt()).toBeUndefined()
    expect(late!.yours).toBeUndefined()
    const { at = 0, next } = late?.page ?? {}
    const soon = await barn.answer('attic', attic.self, {
      ...greeting,
      push: page,
      last: { epoch: next?.epoch ?? '', at, ago: 0 },
    })
    expect(await lastAt()).toBeUndefined()
    expect(soon?.yours).toEqual(page.next)
  })

  it('does not keep a slug from the check of this watch that has it, too', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    await attic.checks.create(plan('backup'), 'page', attic.now())
    const { check } = await barn.checks.create(plan('backup'), 'page', barn.now())
    await barn.sync()
    expect(await barn.checks.record({ slug: 'backup' }, signal(barn))).toMatchObject({
      kind: 'accepted',
      check: { id: check.id },
    })
  })

  it('reaches a third member by the second, while the first and the third are cut off', async () => {
    group = newGroup({ attic: 1, barn: 2, cellar: 3 }, TAKEOVER)
    group.cuts.add('attic-cellar')
    const [attic, barn, cellar] = [await open('attic'), await open('barn'), await open('cellar')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await attic.checks.record({ id: check.id }, signal(attic))
    await barn.sync()
    await cellar.sync()
    expect(await statusAt(cellar, check.id)).toBe('up')
    expect((await cellar.checks.get(check.id))?.check.home).toBe('id-attic')
  })

  it('does not come back by a third member that has not learnt yet that it was removed', async () => {
    group = newGroup({ attic: 1, barn: 2, cellar: 3 }, TAKEOVER)
    const [attic, barn, cellar] = [await open('attic'), await open('barn'), await open('cellar')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await cellar.sync()
    await barn.sync()
    expect(await statusAt(barn, check.id)).toBe('new')
    group.cuts.add('attic-cellar')
    await attic.checks.remove(check.id)
    await barn.sync()
    await cellar.checks.record({ id: check.id }, signal(cellar))
    const { check: other } = await cellar.checks.create(plan('other'), 'page', cellar.now())
    await barn.sync()
    expect(await statusAt(barn, other.id)).toBe('new')
    expect(await barn.checks.get(check.id)).toBeUndefined()
    // Another program of that member, or the same one after a restart, gets it from the third.
    await barn.close()
    const again = await open('barn')
    group.cuts.add('attic-barn')
    await cellar.checks.record({ id: check.id }, signal(cellar))
    await cellar.checks.record({ id: other.id }, signal(cellar))
    await again.sync()
    expect(await statusAt(again, other.id)).toBe('up')
    expect(await again.checks.get(check.id)).toBeUndefined()
  })

  it('does not come back by a third member where it was missed that it was removed, and only found to be gone', async () => {
    group = newGroup({ attic: 1, barn: 2, cellar: 3 }, TAKEOVER)
    const [attic, barn, cellar] = [await open('attic'), await open('barn'), await open('cellar')]
    const { check } = await attic.checks.create(plan('gone'), 'page', attic.now())
    await attic.checks.create(plan('kept'), 'page', attic.now())
    await cellar.sync()
    await barn.sync()
    group.cuts.add('attic-cellar').add('barn-cellar').add('attic-barn')
    await attic.checks.remove(check.id)
    await attic.close()
    await open('attic')
    group.cuts.delete('attic-barn')
    await barn.sync()
    expect(await barn.checks.get(check.id)).toBeUndefined()
    group.cuts.delete('barn-cellar')
    await cellar.checks.record({ id: check.id }, signal(cellar))
    await barn.sync()
    expect(await barn.checks.count()).toBe(1)
  })

  it('comes back when its home shares it again', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    for (const [shared, count] of [
      ['on', 1],
      ['off', 0],
      ['on', 1],
    ] as const) {
      await attic.checks.update(check.id, { shared }, attic.now())
      await barn.sync()
      expect(await barn.checks.count()).toBe(count)
    }
  })

  it('that came and went while a member was away does not come to it by a third one', async () => {
    group = newGroup({ attic: 1, barn: 2, cellar: 3 }, TAKEOVER)
    const [attic, barn, cellar] = [await open('attic'), await open('barn'), await open('cellar')]
    await barn.sync()
    group.cuts.add('attic-barn').add('barn-cellar')
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await cellar.sync()
    group.cuts.add('attic-cellar')
    await attic.checks.remove(check.id)
    group.cuts.delete('attic-barn')
    await barn.sync()
    group.cuts.delete('barn-cellar')
    const { check: other } = await cellar.checks.create(plan('other'), 'page', cellar.now())
    await barn.sync()
    expect(await statusAt(barn, other.id)).toBe('new')
    expect(await cellar.checks.get(check.id)).toBeDefined()
    expect(await barn.checks.get(check.id)).toBeUndefined()
  })

  it('is caught up with by hundreds, and what nobody changed is not written again', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    for (let n = 0; n < 700; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          attic.checks.create(plan(`check ${n + at}`), 'page', attic.now()),
        ),
      )
    // Two pages, and as many turns as a busy machine needs.
    await eventually(async () => {
      await barn.sync()
      expect(await barn.checks.count()).toBe(700)
    })
    const revision = async () => (await barn.checks.findBySlug('check-7'))[0]?.version
    const before = await revision()
    await barn.sync()
    expect(await revision()).toBe(before)
  })
})

describe('the duty', () => {
  const alert = (check: string, at: number): PlannedAlert => ({
    id: `intvlm8r-${check}-1-1-mail`,
    channel: 'mail',
    alert: {
      kind: 'trigger',
      key: `intvlm8r-${check}-1`,
      check,
      name: 'backup',
      status: 'down',
      tags: [],
      subject: '[DOWN] backup',
      text: 'It is down.',
      since: at,
      at,
    },
    after: {},
    sources: [check],
    at,
  })
  const permitOf = async (member: TestMember, planned: PlannedAlert, mayBeOpen: readonly string[] = []) =>
    await member.permit(planned, planned.alert, new Set(mayBeOpen))

  /** A check that is down on both members, which run. */
  async function outage() {
    const [attic, barn] = [await open('attic'), await open('barn')]
    void attic.run()
    void barn.run()
    await eventually(async () => expect((await attic.state())?.state).toBe('on duty'))
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    await attic.checks.record({ id: check.id }, signal(attic, 'fail'))
    await eventually(async () => expect(await statusAt(barn, check.id)).toBe('down'))
    // Nothing is known without an answer of a member whose news since they met have not all come.
    for (const one of [attic, barn])
      await eventually(async () => {
        const { members = [] } = (await one.state()) ?? {}
        expect(members.map(member => isJustBack(member, group.takeover))).toEqual([false])
      })
    return { attic, barn, planned: alert(check.id, attic.now()) }
  }

  it('is the first rank’s, and the other one learns what was told, and tells it no more', async () => {
    // Nobody is silent for so long, on a busy machine either.
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    expect(await permitOf(barn, planned)).toMatchObject({ kind: 'wait' })
    const permit = await permitOf(attic, planned)
    if (permit.kind !== 'send') throw new Error(`it is to be sent, not ${permit.kind}`)
    expect(permit.line).toBeUndefined()
    await permit.done(true)
    await eventually(async () => expect(await permitOf(barn, planned)).toEqual({ kind: 'told', by: 'attic' }))
    expect(await permitOf(attic, planned)).toMatchObject({ kind: 'told' })
  })

  it('is of a false alarm, whose trigger got no answer, to tell its end, and no other one’s', async () => {
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    const end = { kind: 'resolve', status: 'up', until: (planned.alert.since ?? 0) - 1 } as const
    const never = { ...planned, alert: { ...planned.alert, ...end } }
    expect(await permitOf(attic, never)).toEqual({ kind: 'void' })
    const permit = await permitOf(barn, never, planned.sources)
    expect(permit).toMatchObject({ kind: 'send', isOpened: false })
    if (permit.kind === 'send') await permit.done(true)
    await eventually(async () => expect(await permitOf(attic, never)).toEqual({ kind: 'told', by: 'barn' }))
  })

  it('does not take an alert over that the other one is sending just now, however long that takes', async () => {
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    const permit = await permitOf(attic, planned)
    if (permit.kind !== 'send') throw new Error(`it is to be sent, not ${permit.kind}`)
    const late = { ...planned, at: barn.now() - 300_000 }
    expect(await permitOf(barn, late)).toMatchObject({ kind: 'wait' })
    await permit.done(false)
    await eventually(async () => expect((await permitOf(barn, late)).kind).toBe('send'))
  })

  it('waits for a member that answers as a rule: the one that has it for half of the take-over, others until it is silent', async () => {
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    group.cuts.add('attic-barn')
    const ago = (ms: number) => ({ ...planned, at: attic.now() - ms })
    expect((await permitOf(barn, ago(300_000))).kind).toBe('wait')
    expect((await permitOf(attic, ago(0))).kind).toBe('wait')
    const permit = await permitOf(attic, ago(15_000))
    expect(permit.kind).toBe('send')
    if (permit.kind === 'send') await permit.done(false)
  })

  it('is never used by two at once, though both come to send at the same moment', async () => {
    const { attic, barn, planned } = await outage()
    const late = { ...planned, at: barn.now() - 10 * TAKEOVER }
    for (let sent = 0; sent < 5; ) {
      const permits = await Promise.all([permitOf(attic, planned), permitOf(barn, late)])
      const sending = permits.flatMap(permit => (permit.kind === 'send' ? [permit] : []))
      expect(sending.length).toBeLessThanOrEqual(1)
      for (const permit of sending) await permit.done(false)
      sent += sending.length
    }
  })

  it('lets the first of two that come to send go first, though the other one tries all the while', async () => {
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    group.way = 150
    const late = { ...planned, at: barn.now() - 300_000 }
    let isOver = false
    const trying = (async () => {
      while (!isOver) {
        const permit = await permitOf(barn, late)
        if (permit.kind === 'send') await permit.done(false)
      }
    })()
    try {
      for (let sent = 0; sent < 6; sent++) {
        const permit = await permitOf(attic, planned)
        expect(permit.kind).toBe('send')
        if (permit.kind === 'send') await permit.done(false)
      }
    } finally {
      isOver = true
      await trying
    }
  })

  it('is remembered of each channel, though several tell at once', async () => {
    const [attic, barn] = [await open('attic'), await open('barn')]
    const { check } = await attic.checks.create(plan('backup'), 'page', attic.now())
    const channels = Array.from({ length: 12 }, (_, n) => `c${n}`)
    await Promise.all(
      channels.map(channel =>
        attic.copies.tell(check.id, { [`k trigger ${channel}`]: { by: 'id-attic', n: 1 } }),
      ),
    )
    await barn.sync()
    const { told = {} } = (await barn.copies.read([check.id])).get(check.id) ?? {}
    expect(Object.keys(told)).toHaveLength(12)
  })

  it('passes to the next when the first is gone, which says for whom it tells, and comes back when that is steady', async () => {
    const { attic, barn, planned } = await outage()
    await attic.close()
    await eventually(async () => expect((await barn.state())?.state).toBe('on duty'))
    const permit = await permitOf(barn, planned)
    expect(permit).toMatchObject({ kind: 'send', line: expect.stringContaining('in place of attic') })
    if (permit.kind === 'send') await permit.done(true)
    const back = await open('attic')
    void back.run()
    const began = Date.now()
    await eventually(async () => expect(await permitOf(back, planned)).toEqual({ kind: 'told', by: 'barn' }))
    expect((await back.state())!.state).not.toBe('on duty')
    await eventually(async () => expect((await back.state())?.state).toBe('on duty'))
    expect(Date.now() - began).toBeGreaterThanOrEqual(TAKEOVER * 2)
    await eventually(async () => expect((await barn.state())?.state).toBe('standing by'))
  })

  it('has the end of a check that was deleted while it was down told once, also after restarts', async () => {
    const ahead: Record<string, number> = {}
    group = newGroup({ attic: 1, barn: 2 }, TAKEOVER, ahead)
    const { attic, barn, planned } = await outage()
    const trigger = await permitOf(attic, planned)
    if (trigger.kind !== 'send') throw new Error(`it is to be sent, not ${trigger.kind}`)
    await trigger.done(true)
    const id = planned.sources[0] ?? ''
    await attic.checks.remove(id)
    await eventually(async () => expect(await barn.checks.get(id)).toBeUndefined())
    const end = { ...planned, alert: { ...planned.alert, kind: 'resolve', status: 'paused' } as const }
    const late = { ...end, at: barn.now() - 10 * TAKEOVER }
    const permit = await permitOf(attic, end)
    expect(permit).toMatchObject({ kind: 'send', isOpened: true })
    if (permit.kind === 'send') await permit.done(true)
    await eventually(async () => expect(await permitOf(barn, late)).toEqual({ kind: 'told', by: 'attic' }))

    await barn.close()
    await attic.close()
    const again = await open('barn')
    await redis.admin.hdel('{group-barn}:peers:told', id)
    void (await open('attic')).run()
    void again.run()
    await eventually(async () => expect(await permitOf(again, late)).toEqual({ kind: 'told', by: 'attic' }))

    const isKnown = () => redis.admin.hexists('{group-barn}:peers:told', id)
    const [removedAt, hour] = [again.now(), 3_600_000]
    const forgetAt = async (ms: number) => {
      ahead.barn = removedAt + ms - Date.now()
      await again.copies.forgetGone()
    }
    await forgetAt(11.9 * hour)
    expect(await isKnown()).toBe(1)
    await forgetAt(12.1 * hour)
    expect(await isKnown()).toBe(0)
    // That it is gone is remembered for a month.
    const isGone = async () => (await again.copies.read([id])).get(id)?.isGone
    await forgetAt(29.9 * 24 * hour)
    expect(await isGone()).toBe(true)
    await forgetAt(30.1 * 24 * hour)
    expect(await isGone()).toBeUndefined()
  })

  it('holds for the weekly report and for announcements of maintenance: one member sends them for all', async () => {
    group = newGroup({ attic: 1, barn: 2 }, 30_000)
    const { attic, barn, planned } = await outage()
    for (const key of [
      'intvlm8r-week-mail-1764547200000',
      'intvlm8r-window-night-1764547200000',
      'intvlm8r-group-digest-1a2b-1764547200000',
    ]) {
      const { check: _none, ...alert } = {
        ...planned.alert,
        kind: 'digest' as const,
        status: 'mixed' as const,
      }
      const report = { ...planned, id: `${key}-digest-mail`, alert: { ...alert, key }, sources: ['watch'] }
      expect(await permitOf(barn, report), key).toMatchObject({ kind: 'wait' })
      const permit = await permitOf(attic, report)
      if (permit.kind !== 'send') throw new Error(`${key} is to be sent, not ${permit.kind}`)
      await permit.done(true)
      await eventually(async () =>
        expect(await permitOf(barn, report)).toEqual({ kind: 'told', by: 'attic' }),
      )
      // The member on duty may have none: the next one sends its own.
      const other = { ...report, alert: { ...report.alert, key: `${key}1` }, at: barn.now() - 60_000 }
      await eventually(async () => expect((await permitOf(barn, other)).kind).toBe('send'))
    }
    const own = { ...planned.alert, key: 'intvlm8r-redis', check: undefined as never }
    const { check: _none, ...alert } = own
    expect(await permitOf(barn, { ...planned, alert, sources: ['watch'] })).toEqual({ kind: 'own' })
  })

  it('asks once more on the open connection where nobody answered: news of members that answer again come first', async () => {
    const { attic, barn, planned } = await outage()
    group.cuts.add('attic-barn')
    await eventually(async () => expect((await barn.state())?.state).toBe('on duty'))
    await attic.checks.record({ id: planned.sources[0] ?? '' }, signal(attic))
    const permit = await permitOf(barn, planned)
    if (permit.kind !== 'send') throw new Error(`it is to be sent, not ${permit.kind}`)
    expect(await permit.confirm?.()).toBe(true)
    group.cuts.clear()
    // On a busy machine the other one may not answer while the connection waits.
    await eventually(async () => expect(await permit.confirm?.()).toBe(false))
    await permit.done(false)
  })

  it('is taken by both sides of a cut, which both mark it; healed, neither tells again', async () => {
    const { attic, barn, planned } = await outage()
    group.cuts.add('attic-barn')
    await eventually(async () => expect((await barn.state())?.state).toBe('on duty'))
    expect((await attic.state())?.state).toBe('on duty')
    const [one, other] = [await permitOf(attic, planned), await permitOf(barn, planned)]
    expect(one).toMatchObject({ kind: 'send', line: expect.stringContaining('may tell it, too') })
    expect(other).toMatchObject({ kind: 'send', line: expect.stringContaining('in place of attic') })
    for (const permit of [one, other]) if (permit.kind === 'send') await permit.done(true)
    group.cuts.clear()
    await eventually(async () => {
      const told = (await barn.copies.read(planned.sources)).get(planned.sources[0] ?? '')?.told ?? {}
      expect(Object.values(told)).toMatchObject([{ by: 'id-attic', isSplit: true }])
    })
    await eventually(async () => {
      const states = await Promise.all([attic, barn].map(async member => (await member.state())?.state))
      expect(states.sort()).toEqual(['on duty', 'standing by'])
    })
    for (const member of [attic, barn]) expect((await permitOf(member, planned)).kind).toBe('told')
  })

  it('that ended on one side of a cut alone: the side that told of it later tells its end when healed, once', async () => {
    const { attic, barn, planned } = await outage()
    const { alert } = planned
    const end = {
      ...planned,
      alert: { ...alert, kind: 'resolve', status: 'up', until: attic.now() + 1_000 },
    } as const
    const send = async (member: TestMember, what: PlannedAlert) => {
      // A member that does not know enough about the others yet is to ask again.
      await eventually(async () => {
        const permit = await permitOf(member, what)
        if (permit.kind !== 'send') throw new Error(`it is to be sent, not ${permit.kind}`)
        await permit.done(true)
      })
    }
    group.cuts.add('attic-barn')
    await eventually(async () => expect((await barn.state())?.state).toBe('on duty'))
    await attic.checks.record({ id: alert.check ?? '' }, signal(attic))
    await send(attic, end)
    await send(barn, planned)
    group.cuts.clear()
    await eventually(async () => expect(await statusAt(barn, alert.check ?? '')).toBe('up'))
    await eventually(async () => expect((await permitOf(attic, planned)).kind).toBe('told'))
    await send(barn, end)
    await eventually(async () => {
      for (const member of [attic, barn]) {
        expect((await permitOf(member, end)).kind).toBe('told')
        const told = (await member.copies.read(planned.sources)).get(alert.check ?? '')?.told ?? {}
        expect(Object.values(told).find(({ after }) => after)).toMatchObject({
          ...{ by: 'id-attic', others: { 'id-barn': expect.any(Number) }, after: { 'id-barn': true } },
        })
      }
    })
  })
})
