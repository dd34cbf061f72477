import { beforeEach, describe, expect, it } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import type { Flip } from '../../../src/domain/watch/flip'
import type { Watched } from '../../../src/domain/watch/ports'
import type { KeptSignal } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'
import { createReportDigests } from '../../../src/operations/alerts/report-digests'
import { alertMemory, channelOf } from '../../support/alert-memory'
import { checkOf, NEW } from '../../support/check-states'
import { whileInZone } from '../../support/zone'

const at = (text: string) => Date.parse(`2026-12-${text}:00Z`)
const DUE = at('08T07:00')
const MINUTES = 60_000

let now: number
/** The checks that have a digest, in the batches in which they are read. */
let batches: Watched[][]
let histories: Record<string, KeptSignal[]>
let flips: Record<string, Flip[]>
let isMember: boolean
/** What arrived at other members, by the ids of checks. */
let elsewhere: Record<string, number>
let silent: string[]
let channels: ReturnType<typeof channelOf>[]
let memory: ReturnType<typeof alertMemory>
let calls: unknown[][]

beforeEach(() => {
  now = DUE
  batches = []
  histories = {}
  flips = {}
  isMember = false
  elsewhere = {}
  silent = []
  channels = [channelOf('mail', 'email'), channelOf('chat', 'ntfy'), channelOf('pager', 'pagerduty')]
  memory = alertMemory()
  calls = []
})

/** A check that is due each night at three, and tells at seven by `mail`. */
function nightly(id: string, more: Partial<Check> = {}, state: Partial<CheckState> = {}): Watched {
  const schedule = { kind: 'cron', expression: '0 3 * * *', zone: '' } as const
  const check = checkOf({ name: id, schedule, digest: '07:00', channels: ['mail'] })
  return { check: { ...check, id, ...more }, state: { ...NEW, status: 'up', ...state }, version: '1' }
}
const came = (time: string) => ({ n: 1, kind: 'success', at: at(time), detail: {}, bodySize: 0 }) as const

function worker({ alone = false } = {}) {
  const turn = createReportDigests({
    now: () => now,
    checks: {
      lists: {
        each: async function* (filter: object, when: number) {
          calls.push(['each', filter, when])
          yield* batches
        },
      } as never,
      history: async id => histories[id] ?? [],
      flips: async id => flips[id] ?? [],
    },
    store: memory.store,
    channels: {
      list: async () => {
        calls.push(['channels'])
        return channels
      },
    },
    ...(!alone && {
      group: {
        isMember: async () => isMember,
        arrivals: async (ids, { from, at }) => {
          calls.push(['arrivals', ids, from, at])
          return { counts: new Map(Object.entries(elsewhere)), silent }
        },
      },
    }),
  })
  return async () => await whileInZone('UTC', turn)
}

/** What is planned since the last call: the channel and the lines of each message. */
function told() {
  const notices = memory.commits.flatMap(({ planned }) => planned)
  memory.commits.length = 0
  return notices.map(({ channel, alert: { text } }) => [channel, ...text.split('\n')])
}
const subjects = () => memory.commits.flatMap(({ planned }) => planned.map(({ alert }) => alert.subject))
const asked = () => calls.filter(([call]) => call === 'arrivals').map(([, ...given]) => given)

describe('a digest', () => {
  it('is planned at its moment for the channels of its checks, by an id that is the same for every worker', async () => {
    batches = [[nightly('a', { channels: ['mail', 'chat', 'pager'] })]]
    await worker()()
    expect(memory.commits).toMatchObject([
      {
        changes: [],
        planned: ['mail', 'chat'].map(channel => ({
          ...{ channel, at: DUE, after: {} },
          alert: { kind: 'digest', name: 'a', since: DUE },
        })),
      },
    ])
    const [first] = memory.commits[0]?.planned ?? []
    expect(first?.alert.key).toMatch(new RegExp(`^intvlm8r-digest-[0-9a-f]{1,8}-${DUE}$`))
    const id = first?.id
    memory.commits.length = 0
    now += MINUTES
    await worker({ alone: true })()
    expect(memory.commits[0]?.planned[0]?.id).toBe(id)
  })

  it('says of each check how much arrived, and when it came last', async () => {
    batches = [
      [
        nightly('a', { tags: ['night'] }, { lastSuccessAt: at('08T03:01') }),
        nightly('b', { tags: ['night'] }, { status: 'down' }),
      ],
      [nightly('c', { tags: ['night'] }, { due: at('08T03:00') })],
    ]
    histories = { b: [came('07T07:00')], c: [came('08T02:59')] }
    await worker()()
    expect(subjects()).toEqual(['[NOT ALL IS WELL] “night”: 1 of 3 arrived, last at 03:01'])
    expect(told()).toEqual([
      [
        'mail',
        '1 of 3 arrived in the last 24 hours, last at 03:01.',
        '“a”: 1 of 1, last at 03:01',
        '“b”: 0 of 1, never yet; it is down',
        '“c”: 0 of 1, never yet',
      ],
    ])
  })

  it('counts by the history and the changes where the check was not up all day', async () => {
    const schedule = { kind: 'cron', expression: '0 3,5 * * *', zone: '' } as const
    batches = [[nightly('a', { schedule })]]
    histories = { a: [came('08T03:00')] }
    flips = {
      a: [
        {
          seq: 1,
          check: 'a',
          from: 'up',
          to: 'down',
          at: at('08T05:01'),
          due: at('08T05:00'),
          reason: 'silence',
        },
      ],
    }
    await worker()()
    expect(told()).toEqual([['mail', '1 of 2 arrived in the last 24 hours.', '“a”: 1 of 2, never yet']])
  })

  it('is one of each first tag, time and choice of channels', async () => {
    batches = [
      [
        nightly('a', { tags: ['x', 'z'] }),
        nightly('b', { tags: ['x'], channels: ['chat'] }),
        nightly('c', { tags: ['z', 'x'] }),
        nightly('d', { tags: ['x'], digest: '06:59' }),
        nightly('e', { digest: '07:01' }),
      ],
    ]
    await worker()()
    expect(told().map(([channel, , ...lines]) => [channel, ...lines])).toEqual([
      ['mail', '“a”: 1 of 1, never yet'],
      ['chat', '“b”: 1 of 1, never yet'],
      ['mail', '“c”: 1 of 1, never yet'],
      ['mail', '“d”: 1 of 1, never yet'],
    ])
  })

  it('is none where only services for incidents would get it, or channels that are gone', async () => {
    batches = [[nightly('a', { channels: ['pager', 'gone'] })]]
    await worker()()
    expect(memory.commits).toEqual([])
  })
})

describe('a turn', () => {
  it('reads the checks that have one, and the channels only for a digest that is due', async () => {
    batches = [[nightly('a', { digest: '07:05' })]]
    await worker()()
    expect(calls).toEqual([['each', { only: 'digested' }, DUE]])
  })

  it.each([
    ['half an hour ago, for which a worker makes up at its start', 30 * MINUTES - 1, 1],
    ['longer ago', 30 * MINUTES, 0],
  ])('plans what was due %s', async (_when, late, count) => {
    batches = [[nightly('a')]]
    now = DUE + late
    await worker()()
    expect(told()).toHaveLength(count)
  })

  it('is at the next digest, and after ten minutes at the latest', async () => {
    batches = [[nightly('a', { digest: '07:09' }), nightly('b', { digest: '06:00' })]]
    const turn = worker()
    expect(await turn()).toBe(at('08T07:09'))
    expect(await turn()).toBe(at('08T07:09'))
    now = at('08T07:08')
    expect(await turn()).toBe(at('08T07:09'))
    expect(calls.filter(([call]) => call === 'each')).toHaveLength(1)
    now = at('08T07:09')
    expect(await turn()).toBe(at('08T07:19'))
    expect(told()).toHaveLength(1)
    now = at('08T07:19')
    batches = []
    expect(await turn()).toBe(at('08T07:29'))
    expect(told()).toEqual([])
  })

  it('makes up for the time since the one before, however long ago', async () => {
    batches = [[nightly('a', { digest: '07:30' })]]
    const turn = worker()
    await turn()
    now = DUE + 300 * MINUTES
    await turn()
    expect(told()).toHaveLength(1)
  })

  it('is one at once after the clock was set back, which plans nothing of before', async () => {
    batches = [[nightly('a', { digest: '05:00' })]]
    const turn = worker()
    await turn()
    now = at('08T04:55')
    expect(await turn()).toBe(at('08T05:00'))
    expect(memory.commits).toEqual([])
    now = at('08T05:00')
    await turn()
    expect(told()).toHaveLength(1)
  })
})

describe('in a group', () => {
  beforeEach(() => {
    isMember = true
  })

  it('what arrived at the others counts, and the id is that of the group', async () => {
    const state = { status: 'up', due: at('08T03:00') } as const
    batches = [[nightly('a', {}, state), nightly('b', { digest: '06:40' }, state)]]
    const schedule = { kind: 'cron', expression: '0 3,5 * * *', zone: '' } as const
    batches[0]?.push(nightly('c', { schedule }, state))
    elsewhere = { a: 1, c: 1 }
    await worker()()
    expect(asked()).toEqual([
      [['a', 'c'], at('07T07:00'), DUE],
      [['b'], at('07T06:40'), at('08T06:40')],
    ])
    expect(memory.commits[0]?.planned[0]?.alert.key).toMatch(/^intvlm8r-group-digest-/)
    expect(told().map(([, , ...lines]) => lines)).toEqual([
      ['“a”: 0 of 1, never yet'],
      ['“b”: 0 of 1, never yet'],
      ['“c”: 1 of 2, never yet'],
    ])
  })

  it('who did not answer is named once, in the digests that it would have had a part in', async () => {
    batches = [
      [nightly('a', { tags: ['x'] }), nightly('own', { tags: ['x'], shared: 'off' })],
      [nightly('b', { tags: ['x'] })],
    ]
    silent = ['office', 'attic']
    await worker()()
    const missing = ['office', 'attic'].map(
      name => `What arrived at ${name} alone is not counted: it does not answer.`,
    )
    expect(told().map(([, , ...lines]) => lines)).toEqual([
      ['“a”: 1 of 1, never yet', '“b”: 1 of 1, never yet', ...missing],
      ['“own”: 1 of 1, never yet'],
    ])
    expect(asked().map(([ids]) => ids)).toEqual([['a'], ['b']])
  })

  it('a check of each watch alone has a digest of its own, about which nobody is asked', async () => {
    batches = [[nightly('own', { shared: 'off' })]]
    await worker()()
    expect(asked()).toEqual([])
    expect(memory.commits[0]?.planned[0]?.alert.key).toMatch(/^intvlm8r-digest-/)
  })

  it('the copy of a check of another member has its digest here, too', async () => {
    batches = [[nightly('a', { home: 'office' } as Partial<Check>)]]
    await worker()()
    expect(told()).toHaveLength(1)
  })
})

it.each([
  ['was left', false],
  ['is none', true],
])(
  'where the group %s, a copy that is left of one has no digest, and nobody is asked',
  async (_what, alone) => {
    batches = [[nightly('a', { home: 'office' } as Partial<Check>), nightly('b')]]
    await worker({ alone })()
    expect(told().map(([, , line]) => line)).toEqual(['“b”: 1 of 1, never yet'])
    expect(asked()).toEqual([])
  },
)
