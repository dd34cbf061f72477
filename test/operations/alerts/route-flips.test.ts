import { beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Alerting } from '../../../src/domain/alerts/alerting'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { OutboxEntry, OutboxRecord } from '../../../src/domain/watch/outbox'
import type { Watched } from '../../../src/domain/watch/ports'
import { createRouteFlips } from '../../../src/operations/alerts/route-flips'
import { alertingOf, alertMemory, CHECK, channelOf, planned } from '../../support/alert-memory'

const START = 1_000_000
const HOUR = 3_600_000

let now: number
let memory: ReturnType<typeof alertMemory>
/** What each call of `take` returns, and the calls. */
let outbox: OutboxEntry[][]
let takes: [number, number][]
let done: (readonly string[])[]
let checks: Watched[]
let flipsOf: Map<string, Flip[]>
let historyReads: string[]
let channels: Channel[]
let windows: MaintenanceWindow[]
let loops: Watched[]
/** Batches of planned alerts that nobody has queued. */
let unqueued: PlannedAlert[][]
let queueCalls: unknown[][]
let isServed: boolean
let outlook: { readonly isPlanned: boolean; readonly next?: number }
let due: string[]
let dueReads: unknown[][]
let reviews: number[]
let mayHaveChanged: boolean
let reads: { channels: number; windows: number }
let defaults: number

beforeEach(() => {
  now = START
  memory = alertMemory()
  outbox = []
  takes = []
  done = []
  checks = []
  flipsOf = new Map()
  historyReads = []
  channels = [channelOf('hook')]
  windows = []
  loops = []
  unqueued = []
  queueCalls = []
  isServed = true
  outlook = { isPlanned: false }
  due = []
  dueReads = []
  reviews = []
  mayHaveChanged = true
  reads = { channels: 0, windows: 0 }
  defaults = 0
})

function router(more: object = {}) {
  return createRouteFlips({
    now: () => now,
    outbox: {
      take: async (limit, waitMs) => {
        takes.push([limit, waitMs])
        return outbox.shift() ?? []
      },
      done: async ids => void done.push(ids),
      close: async () => {},
    },
    store: {
      ...memory.store,
      outlook: async () => outlook,
      dueReviews: async (at, limit) => {
        dueReads.push([at, limit])
        return due
      },
      reviewAll: async at => void reviews.push(at),
      planned: async limit => {
        queueCalls.push(['planned', limit])
        return unqueued[0] ?? []
      },
      queued: async ids => {
        queueCalls.push(['queued', ids])
        unqueued.shift()
      },
    },
    checks: {
      get: async () => undefined,
      getAll: async ids => checks.filter(({ check }) => ids.includes(check.id)),
      damagedOf: async () => [],
      flips: async id => {
        historyReads.push(id)
        return flipsOf.get(id) ?? []
      },
      history: async () => [],
      bodies: async () => [],
    },
    scheduleWords: async () => 'every hour',
    channels: {
      list: async () => {
        reads.channels++
        return channels
      },
    },
    queue: {
      serve: async names => {
        queueCalls.push(['serve', names])
        return isServed
      },
      add: async alerts => void queueCalls.push(['add', alerts.map(({ id }) => id)]),
    },
    windows: async () => {
      reads.windows++
      return windows
    },
    escalation: async () => ({ channels: [], after: HOUR }),
    mailLoops: async () => loops,
    onDefaults: () => void defaults++,
    mayHaveChanged: () => mayHaveChanged,
    ...more,
  })
}

const watched = (status: 'up' | 'down' | 'new', check: Partial<Check> = {}): Watched => ({
  check: { ...CHECK, ...check },
  state: { ...newState(0), status, since: START - 1_000, consecutiveFailures: status === 'down' ? 1 : 0 },
  version: '1',
})
const flip = (seq: number, to: 'up' | 'down', more: Partial<Flip> = {}): Flip => ({
  ...{
    check: 'c',
    seq,
    from: to === 'down' ? 'up' : 'down',
    to,
    reason: to === 'down' ? 'failure' : 'success',
  },
  ...{ at: START - 1_000 + seq, due: START - 1_000 + seq },
  ...(to === 'up' && { ends: START - 1_000 + seq - 1 }),
  ...more,
})
let entries = 0
const entry = (record: OutboxRecord): OutboxEntry => ({ id: `${++entries}-0`, record })
const flips = (...some: readonly Flip[]) => some.map(one => entry({ kind: 'flip', flip: one }))
const keyOf = (seq: number, check = 'c') => `intvlm8r-${check}-${START - 1_000 + seq}`
/** Of the commits so far: the ids that were planned, and the sources with what is remembered of them. */
const plannedIds = () => memory.commits.map(commit => commit.planned.map(({ id }) => id))

/** One turn with these entries. */
async function route(some: readonly OutboxEntry[], turn = router()) {
  outbox = some.length > 0 ? [[...some]] : []
  await turn(50)
  return turn
}

describe('a turn without anything to do', () => {
  it('waits for an entry as long as it may, and marks nothing', async () => {
    const turn = await route([])
    expect(takes).toEqual([[500, 50]])
    expect([memory.commits, dueReads]).toEqual([[], []])
    expect(done).toEqual([[]])
    outlook = { isPlanned: false, next: now + 20 }
    await turn(50)
    expect(takes.at(-1)).toEqual([500, 20])
    await turn(0)
    expect(takes.at(-1)).toEqual([500, 1])
  })

  it('reads channels and windows only where they may have changed', async () => {
    const turn = await route([])
    mayHaveChanged = false
    await turn(1)
    expect(reads).toEqual({ channels: 1, windows: 1 })
    mayHaveChanged = true
    await turn(1)
    expect(reads).toEqual({ channels: 2, windows: 2 })
  })

  it('serves the queues again while alerts of a channel that is gone are worked off', async () => {
    isServed = false
    const turn = await route([])
    mayHaveChanged = false
    isServed = true
    await turn(1)
    await turn(1)
    expect(queueCalls).toEqual([
      ['serve', ['hook']],
      ['serve', ['hook']],
    ])
  })
})

describe('channels and windows that have changed', () => {
  it('have every open incident reviewed where a channel is new, and else not', async () => {
    const turn = await route([])
    channels = [channelOf('hook'), channelOf('phone')]
    await turn(1)
    expect(reviews).toEqual([START])
    channels = [channelOf('phone')]
    now += 1
    await turn(1)
    expect(reviews).toEqual([START])
    channels = [channelOf('hook')]
    await turn(1)
    expect(reviews).toEqual([START, START + 1])
  })

  it('are told where those by which new checks alert have become others', async () => {
    const turn = await route([])
    channels = [...channels, channelOf('phone')]
    await turn(1)
    expect(defaults).toBe(0)
    channels = [channelOf('hook'), channelOf('phone', 'webhook', { isDefault: true })]
    await turn(1)
    await turn(1)
    expect(defaults).toBe(1)
    const untold = router({ onDefaults: undefined })
    await untold(1)
    channels = [channelOf('other')]
    await untold(1)
    expect(defaults).toBe(1)
  })

  it('are noticed though the list itself was changed', async () => {
    const turn = await route([])
    channels.push(channelOf('phone'))
    await turn(1)
    expect(reviews).toEqual([START])
  })

  it('have alerts reviewed that windows held back, and not at the start', async () => {
    windows = [{ name: 'nas', origin: 'ini', settings: {} }]
    const turn = await route([])
    expect(reviews).toEqual([])
    windows = []
    await turn(1)
    expect(reviews).toEqual([START])
    await turn(1)
    expect(reviews).toEqual([START])
  })

  it('are read in each turn where nobody says whether they may have', async () => {
    const turn = router({ mayHaveChanged: undefined })
    await turn(1)
    await turn(1)
    expect(reads.windows).toBe(2)
  })
})

describe('a flip', () => {
  it('becomes an alert and a memory in one step, is queued, and is done then', async () => {
    checks = [watched('down')]
    const [one] = flips(flip(1, 'down'))
    unqueued = [[planned()]]
    const turn = await route([one as OutboxEntry])
    expect(memory.commits).toHaveLength(1)
    const [{ changes, planned: alerts } = { changes: [], planned: [] }] = memory.commits
    expect(alerts).toMatchObject([
      {
        ...{ id: `${keyOf(1)}-1-hook`, channel: 'hook', sources: ['c'], after: {}, at: START },
        alert: {
          kind: 'trigger',
          key: keyOf(1),
          check: 'c',
          schedule: 'every hour',
          subject: '[DOWN] backup',
        },
      },
    ])
    expect(changes).toMatchObject([
      {
        ...{ source: 'c', before: { alerting: undefined, raw: '' }, reviewAt: START + HOUR },
        after: {
          routed: 1,
          count: 1,
          incident: { key: keyOf(1), notified: ['hook'] },
          last: { hook: [alerts[0]?.id] },
        },
      },
    ])
    expect(queueCalls.slice(1)).toEqual([
      ['planned', 500],
      ['add', ['k-1-hook']],
      ['queued', ['k-1-hook']],
      ['planned', 500],
    ])
    expect(done).toEqual([[one?.id]])
    // Nothing of it is in hand any more, and what may have changed meanwhile is read once.
    mayHaveChanged = false
    await turn(50)
    expect(done.at(-1)).toEqual([])
    expect(memory.commits).toHaveLength(1)
    expect(reads.windows).toBe(3)
    await turn(50)
    expect(reads.windows).toBe(3)
  })

  it('is one alert with those that another worker took and has not routed', async () => {
    checks = [watched('down')]
    flipsOf.set('c', [flip(4, 'up'), flip(3, 'down'), flip(2, 'up'), flip(1, 'down')])
    await route(flips(flip(3, 'down')))
    expect(historyReads).toEqual(['c'])
    expect(plannedIds()).toEqual([[`${keyOf(1)}-1-hook`, `${keyOf(1)}-2-hook`, `${keyOf(3)}-3-hook`]])
    expect(memory.alertings.get('c')?.routed).toBe(3)
  })

  it('needs no history where nothing is missing, in whatever order they came', async () => {
    checks = [watched('down')]
    memory.alertings.set('c', { ...alertingOf('c', keyOf(1), ['hook']), routed: 1 })
    await route(flips(flip(3, 'down'), flip(2, 'up')))
    expect(historyReads).toEqual([])
    expect(plannedIds()).toEqual([[`${keyOf(1)}-1-hook`, `${keyOf(3)}-2-hook`]])
  })

  it('of each check is routed by itself, and all of a turn in one step', async () => {
    checks = ['c', 'd'].map(id => watched('down', { id, name: id }))
    await route(flips(flip(1, 'down'), flip(1, 'down', { check: 'd' })))
    expect(plannedIds()).toEqual([[`${keyOf(1)}-1-hook`, `${keyOf(1, 'd')}-1-hook`]])
  })

  it('is routed anew where another worker was faster, and left after twenty races', async () => {
    checks = [watched('down')]
    memory.refusals = 2
    await route(flips(flip(1, 'down')))
    expect(memory.commits).toHaveLength(3)
    memory.refusals = 100
    memory.commits.length = 0
    await expect(route(flips(flip(2, 'up')))).rejects.toThrow(
      'other workers were always faster; these alerts are routed later',
    )
    expect(memory.commits).toHaveLength(20)
  })

  it('of a turn that failed is in hand for the next one', async () => {
    checks = [watched('down')]
    memory.refusals = 20
    const turn = router()
    const some = flips(flip(1, 'down'))
    await expect(route(some, turn)).rejects.toThrow('always faster')
    expect(done).toEqual([])
    await turn(50)
    expect(takes).toHaveLength(1)
    expect(done).toEqual([[some[0]?.id]])
    expect(memory.alertings.get('c')?.routed).toBe(1)
  })
})

describe('many entries at once', () => {
  const looks = (count: number) => Array.from({ length: count }, () => entry({ kind: 'look', check: 'gone' }))

  it('are waited for a moment, so that one digest holds all', async () => {
    outbox = [looks(5), looks(4), looks(1)]
    const turn = router()
    await turn(50)
    expect(takes).toEqual([
      [500, 50],
      [500, 100],
    ])
    expect(done[0]).toHaveLength(9)
    outbox = [looks(4), looks(4)]
    await turn(50)
    expect(done[1]).toHaveLength(4)
  })

  it('are two thousand in one turn at most', async () => {
    outbox = Array.from({ length: 6 }, () => looks(500))
    await router()(50)
    expect(takes).toHaveLength(4)
    expect(done[0]).toHaveLength(2_000)
  })
})

describe('a review that is due', () => {
  beforeEach(() => {
    checks = [watched('down', { reminders: '1h' })]
    memory.alertings.set('c', { ...alertingOf('c', keyOf(1), ['hook']), routed: 1 })
    due = ['c']
  })

  it('waits for no entry', async () => {
    outlook = { isPlanned: false, next: START }
    await route([])
    expect(takes).toEqual([[500, 1]])
    expect(dueReads).toEqual([[START, 500]])
    expect(memory.commits.map(({ changes }) => changes.map(({ source }) => source))).toEqual([['c']])
  })

  it('comes for all when the clock was set back, by which their moments lie ahead', async () => {
    const turn = await route([])
    await route([], turn)
    expect(reviews).toEqual([])
    now -= HOUR
    await route([], turn)
    expect(reviews).toEqual([START - HOUR])
    await route([], turn)
    expect(reviews).toHaveLength(1)
  })

  it('is none before its moment', async () => {
    outlook = { isPlanned: false, next: START + 1 }
    await route([])
    expect([dueReads, memory.commits]).toEqual([[], []])
  })

  it('has its turn together with flips, and the channels are read after it', async () => {
    checks = [...checks, watched('down', { id: 'd' })]
    await route(flips(flip(1, 'down', { check: 'd' })))
    expect(dueReads).toEqual([[START, 500]])
    expect(memory.commits.map(({ changes }) => changes.map(({ source }) => source))).toEqual([['d', 'c']])
  })

  it('that came while the turn waited is looked for', async () => {
    due = []
    outlook = { isPlanned: false, next: START + 20 }
    const turn = router({
      outbox: {
        take: async () => {
          now += 20
          due = ['c']
          return []
        },
        done: async () => {},
        close: async () => {},
      },
    })
    await turn(50)
    expect(memory.commits).toHaveLength(1)
  })
})

describe('alerts that another worker planned and did not queue', () => {
  it('are queued at the beginning of a turn, and the channels are read after it', async () => {
    outlook = { isPlanned: true }
    unqueued = [[planned({}, { id: 'a' })], [planned({}, { id: 'b' })]]
    const turn = await route([])
    expect(queueCalls).toEqual([
      ['serve', ['hook']],
      ['planned', 500],
      ['add', ['a']],
      ['queued', ['a']],
      ['planned', 500],
      ['add', ['b']],
      ['queued', ['b']],
      ['planned', 500],
    ])
    outlook = { isPlanned: false }
    mayHaveChanged = false
    queueCalls = []
    await turn(1)
    expect(queueCalls).toEqual([['serve', ['hook']]])
  })
})

describe('a check that is gone', () => {
  const open = { ...alertingOf('c', keyOf(1), ['hook', 'pager']), routed: 1 }

  it('is forgotten, and ends its incident at a paging service', async () => {
    channels = [channelOf('hook'), channelOf('pager', 'pagerduty')]
    memory.alertings.set('c', open)
    await route([entry({ kind: 'gone', check: 'c' })])
    expect(plannedIds()).toEqual([[`${keyOf(1)}-1-pager`]])
    expect(memory.commits[0]?.changes).toEqual([
      { source: 'c', before: { alerting: open, raw: '' }, after: undefined, reviewAt: undefined },
    ])
  })

  it('of which nothing is remembered needs nothing', async () => {
    await route([entry({ kind: 'gone', check: 'c' })])
    expect(memory.commits).toEqual([
      {
        changes: [
          { source: 'c', before: { alerting: undefined, raw: '' }, after: undefined, reviewAt: undefined },
        ],
        planned: [],
      },
    ])
  })

  it('and made anew under its id begins anew, after the end of its incident', async () => {
    channels = [channelOf('hook'), channelOf('pager', 'pagerduty')]
    memory.alertings.set('c', { ...open, count: 4, last: { pager: ['before'] } })
    checks = [watched('down', { createdAt: 2_000, channels: ['hook', 'pager'] })]
    await route(flips(flip(1, 'down', { due: START, at: START })))
    const key = `intvlm8r-c-${START}`
    expect(memory.commits[0]?.planned.map(({ id, after, alert }) => [id, after, alert.kind])).toEqual([
      [`${keyOf(1)}-5-pager`, { c: ['before'] }, 'resolve'],
      [`${key}-6-pager`, { c: [`${keyOf(1)}-5-pager`] }, 'trigger'],
      [`${key}-6-hook`, {}, 'trigger'],
    ])
    expect(memory.alertings.get('c')).toMatchObject({ createdAt: 2_000, count: 6, incident: { key } })
  })
})

describe('an entry that is about no flip', () => {
  it('has the alerts of its check decided anew', async () => {
    const before: Alerting = { ...alertingOf('c', keyOf(1), []), routed: 1 }
    checks = [watched('down')]
    memory.alertings.set('c', {
      ...before,
      incident: { key: keyOf(1), since: START, reason: 'failure', notified: [] },
    })
    await route([entry({ kind: 'look', check: 'c' })])
    expect(plannedIds()).toEqual([[`${keyOf(1)}-1-hook`]])
  })

  it('becomes a notice, without a memory', async () => {
    const incident = { since: START, why: 'a cable is out', channels: [] }
    const loss = {
      at: START,
      damage: [],
      isPartial: false,
      checks: 1,
      channels: 0,
      apiKeys: 0,
      copy: 'last',
    } as const
    const gap = { from: START - HOUR, to: START }
    checks = [watched('up')]
    await route([
      entry({ kind: 'network-away', ...incident }),
      entry({ kind: 'lost', ...loss }),
      entry({ kind: 'blind', gap, at: START, awaited: ['c'] }),
    ])
    expect(memory.commits.map(({ changes }) => changes)).toEqual([[]])
    expect(plannedIds()).toEqual([
      [
        `intvlm8r-blind-${START}-digest-hook`,
        `intvlm8r-loss-${START}-digest-hook`,
        `intvlm8r-network-${START}-trigger-hook`,
      ],
    ])
  })
})

describe('while a mail loop is down', () => {
  const mail = channelOf('mail', 'email')
  const loop = (status: 'up' | 'down') =>
    watched(status, {
      id: 'loop',
      name: 'mail loop',
      probe: { kind: 'mail-loop', target: 'office' } as never,
    })

  beforeEach(() => {
    channels = [mail, channelOf('hook')]
    loops = [loop('down')]
    checks = [watched('down', { channels: ['mail'] }), loop('down')]
  })

  it('the other channels get the alerts by e-mail, too, with the reason', async () => {
    await route(flips(flip(1, 'down')))
    const [{ planned: alerts } = { planned: [] }] = memory.commits
    expect(alerts.map(({ channel, alert }) => [channel, alert.text.split('\n').at(-1)])).toEqual([
      ['mail', expect.stringContaining('“mail loop” is down')],
      ['hook', expect.stringContaining('“mail loop” is down')],
    ])
    loops = [loop('up')]
    memory.alertings.clear()
    await route(flips(flip(1, 'down')))
    expect(
      memory.commits.at(-1)?.planned.map(({ channel, alert }) => [channel, /mail loop/.test(alert.text)]),
    ).toEqual([['mail', false]])
  })

  it('and only where a check alerts by e-mail', async () => {
    checks = [watched('down', { channels: ['hook'] })]
    await route(flips(flip(1, 'down')))
    expect(memory.commits[0]?.planned.map(({ alert }) => /mail loop/.test(alert.text))).toEqual([false])
  })

  it('notices by e-mail go to the others as well', async () => {
    const incident = { since: START, why: 'a cable is out', channels: ['mail'] }
    await route([entry({ kind: 'network-away', ...incident })])
    expect(memory.commits[0]?.planned.map(({ channel }) => channel)).toEqual(['mail', 'hook'])
  })

  it('every open incident is reviewed as it goes down, and not for others', async () => {
    checks = []
    await route(flips(flip(1, 'down', { check: 'loop' })))
    expect(reviews).toEqual([START])
    await route(flips(flip(1, 'down', { check: 'other' })))
    await route([entry({ kind: 'look', check: 'loop' })])
    expect(reviews).toEqual([START])
  })

  // The channel by its account was trusted until then.
  it.each(['blind', 'paused'] as const)('so it is as another loop, which worked, is %s', async to => {
    loops = [loop('down'), { ...loop('up'), check: { ...loop('up').check, id: 'home' } }]
    await route(flips(flip(1, 'down', { check: 'home', from: 'up', to })))
    expect(reviews).toEqual([START])
  })
})
