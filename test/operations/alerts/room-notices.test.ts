import { beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Watched, WatchRoom } from '../../../src/domain/watch/ports'
import { createReportRoom } from '../../../src/operations/alerts/report-room'
import { alertMemory, channelOf, recordOf } from '../../support/alert-memory'

const DAY = 86_400_000
const NOW = 20 * DAY
const MINUTES = 60_000

let now: number
let memoryShare: number
let shortSince: number
let account: WatchRoom['waiting']
/** The checks that wait, by their names, with the moments at which they were made. */
let waiting: [string, number][]
/** So many of them go at the next look, since they were never pinged. */
let expires: number
let channels: ReturnType<typeof channelOf>[]
let memory: ReturnType<typeof alertMemory>
let looks: unknown[][]
let turn: () => Promise<void>

beforeEach(() => {
  now = NOW
  memoryShare = 0.1
  shortSince = 0
  account = { count: 0, bytes: 0, fullSince: 0, fullAt: 0, dropped: 0, toldAt: 0 }
  waiting = []
  expires = 0
  channels = [
    channelOf('phone', 'ntfy', { isDefault: true }),
    channelOf('pager', 'pagerduty', { isDefault: true }),
    channelOf('other', 'ntfy'),
  ]
  memory = alertMemory()
  looks = []
  turn = createReportRoom({
    now: () => now,
    store: memory.store,
    channels: { list: async () => channels },
    waiting: {
      room: async () => ({ memoryShare, shortSince, waiting: { ...account, count: waiting.length } }),
      waiting: async () => {
        looks.push(['waiting'])
        return waiting.map(([name, createdAt]) => ({ check: { name, createdAt } }) as Watched)
      },
      expire: async at => {
        looks.push(['expire', at])
        return waiting.splice(0, expires).length
      },
      note: async (name, moment) => {
        looks.push([name, moment])
        if (name === 'shortSince') shortSince = moment
        else account = { ...account, [name]: moment }
      },
    },
  })
})

/** What is planned since the last call. */
function planned() {
  const notices = memory.commits.flatMap(({ changes, planned }) => [...changes, ...planned]) as PlannedAlert[]
  memory.commits.length = 0
  return notices.map(({ id, channel, at, alert: { key, kind, since, name, subject } }) => {
    expect([id, at, name]).toEqual([`${key}-${kind}-${channel}`, now, 'the watch'])
    return [channel, kind, key, since, subject]
  })
}

it('a watch with room, for which nobody waits, has nothing to tell and to note', async () => {
  await turn()
  expect([memory.commits, looks]).toEqual([[], []])
})

describe('checks that wait', () => {
  const subject = '[WAITING] 2 checks wait to be adopted'
  beforeEach(() => {
    waiting = [
      ['Attic', NOW - 4 * MINUTES],
      ['Cellar', NOW - 5 * MINUTES],
    ]
  })

  it('are told five minutes after the first of them, by the default channels that take messages', async () => {
    await turn()
    expect(memory.commits[0]?.planned[0]?.alert.text.split('\n').slice(1)).toEqual([
      'The names are theirs:',
      '- “Cellar”',
      '- “Attic”',
    ])
    expect(planned()).toEqual([['phone', 'digest', 'intvlm8r-waiting-0', NOW - 5 * MINUTES, subject]])
    expect(looks).toEqual([['expire', NOW], ['waiting'], ['toldAt', NOW]])
  })

  it('are left alone before that, so that one message names those that follow', async () => {
    now = NOW - 1
    await turn()
    expect([memory.commits, looks]).toEqual([[], [['expire', NOW - 1], ['waiting']]])
  })

  it.each([
    ['a moment less than a day ago', NOW - DAY + 1, 0],
    ['just now', NOW, 0],
    ['a day ago', NOW - DAY, 1],
    ['by a clock that was ahead', NOW + 1, 1],
  ])('are told once a day: %s', async (_when, toldAt, count) => {
    account = { ...account, toldAt }
    await turn()
    expect(planned().map(([, , key]) => key)).toEqual(Array(count).fill(`intvlm8r-waiting-${toldAt}`))
  })

  it('are not told where they are gone by then', async () => {
    expires = 2
    await turn()
    expect([memory.commits, looks]).toEqual([[], [['expire', NOW], ['waiting']]])
  })

  it('are told without those that are gone by then', async () => {
    expires = 1
    waiting.push(['Roof', NOW - 6 * MINUTES])
    await turn()
    expect(planned()).toEqual([['phone', 'digest', 'intvlm8r-waiting-0', NOW - 6 * MINUTES, subject]])
  })

  it('open an incident that ends at once where nothing but incidents can be sent', async () => {
    channels = channels.slice(1, 2)
    await turn()
    expect(planned()).toEqual([
      ['pager', 'trigger', 'intvlm8r-waiting-0', NOW - 5 * MINUTES, subject],
      [
        ...['pager', 'resolve', 'intvlm8r-waiting-0', NOW - 5 * MINUTES],
        '[WAITING] This was a message, and nothing is down',
      ],
    ])
    expect(looks.at(-1)).toEqual(['toldAt', NOW])
  })
})

describe('room for checks that wait that is full', () => {
  const key = 'intvlm8r-waiting-full-5000'
  const full = '[STRANGERS] The room for checks that wait is full'
  const again = '[STRANGERS] There is room again for checks that wait'
  beforeEach(() => {
    account = { ...account, fullSince: 5_000, fullAt: NOW - DAY + 1, dropped: 7 }
  })

  it('is told once, with how many had to go', async () => {
    await turn()
    expect(memory.commits[0]?.planned[0]?.alert.text).toContain('7 had to go')
    expect(planned()).toEqual([
      ['phone', 'trigger', key, 5_000, full],
      ['pager', 'trigger', key, 5_000, full],
    ])
    await turn()
    expect([memory.commits, looks]).toEqual([[], []])
  })

  it('is told later where that could not be planned', async () => {
    memory.refusals = 1
    await turn()
    await turn()
    expect(memory.commits).toHaveLength(2)
  })

  it('is told later where there was no channel', async () => {
    const all = channels
    channels = []
    await turn()
    expect(memory.commits).toEqual([])
    channels = all
    await turn()
    expect(planned()).toHaveLength(2)
  })

  it('has room again a day after the last one had to go, which is told once', async () => {
    await turn()
    memory.commits.length = 0
    account = { ...account, fullAt: NOW - DAY }
    await turn()
    await turn()
    expect(planned()).toEqual([
      ['phone', 'resolve', key, 5_000, again],
      ['pager', 'resolve', key, 5_000, again],
    ])
    expect(looks).toEqual([['fullSince', 0]])
  })
})

describe('a lack of memory', () => {
  const key = `intvlm8r-room-${NOW}`
  const short = '[MEMORY] The watch has used its share of the memory'
  const room = '[MEMORY] The watch has room again'

  it('is noted and told once, as one that lasts', async () => {
    memoryShare = 0.6
    await turn()
    expect(memory.commits[0]?.planned[0]?.alert.text).toContain(
      'new messages are kept only in place of older ones',
    )
    expect(planned()).toEqual([
      ['phone', 'trigger', key, NOW, short],
      ['pager', 'trigger', key, NOW, short],
    ])
    now += MINUTES
    memoryShare = 0.9
    await turn()
    expect([memory.commits, looks]).toEqual([[], [['shortSince', NOW]]])
  })

  it('is told by another worker with the moment that the first one noted', async () => {
    memoryShare = 0.6
    shortSince = 5_000
    await turn()
    expect(planned()[0]).toEqual(['phone', 'trigger', 'intvlm8r-room-5000', 5_000, short])
    expect(looks).toEqual([])
  })

  it('goes on until there is clearly room again', async () => {
    memoryShare = 0.55
    shortSince = NOW
    await turn()
    expect([memory.commits, looks]).toEqual([[], []])
  })

  it('has its end told, also to a channel that got the trigger and is no default any more', async () => {
    memoryShare = 0.6
    await turn()
    for (const notice of memory.commits.flatMap(commit => commit.planned))
      await memory.store.write(notice.sources, recordOf(notice))
    memory.commits.length = 0
    channels = channels.map(one => ({ ...one, isDefault: one.name === 'other' }))
    memoryShare = 0.549
    await turn()
    expect(planned()).toEqual(['phone', 'pager', 'other'].map(name => [name, 'resolve', key, NOW, room]))
    expect(looks).toEqual([
      ['shortSince', NOW],
      ['shortSince', 0],
    ])
  })
})
