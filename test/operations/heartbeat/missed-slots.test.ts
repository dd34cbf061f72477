import { beforeEach, expect, it } from 'vitest'
import type { DueRule, MissedSlot } from '../../../src/domain/heartbeat/missed-slot'
import type { LastTick } from '../../../src/domain/heartbeat/tick'
import type { Reading } from '../../../src/domain/settings/reading'
import type { Frequency } from '../../../src/domain/time/slot'
import { createNoticeMissed } from '../../../src/operations/heartbeat/notice-missed'

const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)
const NO_TICK = 'no tick ran: was the power off, or the timer stopped?'

let now: number
let reading: Reading
let tick: LastTick | undefined
/** The rule in the store. */
let rule: DueRule | undefined
let isAway: boolean
/** The slots, by their times of day, with the new rule and the present slot of each call that recorded them. */
let added: [string[], DueRule | undefined, string][]
/** The reasons of the slots that were recorded last. */
let reasons: string[]
let asked: string[]
let notice: () => Promise<void>

beforeEach(() => {
  now = at('09:58:00')
  rule = undefined
  tick = undefined
  isAway = false
  added = []
  reasons = []
  asked = []
  saved(10, '08:00:00')
  start()
})

const clock = (slot: number) => new Date(slot * 300_000).toISOString().slice(11, 16)

/** An INI that was saved then. */
function saved(frequency: Frequency, changed: string, kind: 'ok' | 'faulty' = 'ok'): void {
  const sound = { monitoring: { frequency } } as never
  reading = { kind, revision: 'r', changedAt: at(changed), settings: sound, sound, faults: [] } as never
}

/** Another run of the program. */
function start(): void {
  notice = createNoticeMissed({
    now: () => now,
    settings: { read: async () => reading },
    ticks: {
      read: async () => {
        asked.push('tick')
        return tick
      },
    },
    store: {
      rule: async () => {
        if (isAway) throw new Error('Redis is away')
        asked.push('rule')
        return rule
      },
      add: async (slots: readonly MissedSlot[], newRule, present) => {
        if (isAway) throw new Error('Redis is away')
        added.push([slots.map(({ slot }) => clock(slot)), newRule, clock(present)])
        reasons = slots.map(({ reason }) => reason)
        rule = newRule ?? rule
      },
    },
  })
}

/** What is recorded at that time. */
async function noticed(time: string) {
  now = at(time)
  added = []
  await notice()
  return added
}

it('before the first start nothing was due: its rule holds from then on', async () => {
  expect(await noticed('09:58:00')).toEqual([[[], { frequency: 10, since: at('09:58:00') }, '09:55']])
  expect(asked).toEqual(['rule'])
})

it('nothing is written, nor the tick asked for, while no slot is over', async () => {
  await noticed('09:58:00')
  asked = []
  expect(await noticed('10:04:59')).toEqual([])
  expect(asked).toEqual([])
})

it('a slot is recorded when it is over, once, with the reason of its tick', async () => {
  await noticed('09:58:00')
  tick = { at: at('10:00:02'), end: 'web', line: 'the web app does not run' } as LastTick
  expect(await noticed('10:05:00')).toEqual([[['10:00'], undefined, '10:05']])
  expect(reasons).toEqual(['the web app does not run'])
  expect(await noticed('10:09:00')).toEqual([])
  tick = undefined
  expect(await noticed('10:31:00')).toEqual([[['10:10', '10:20'], undefined, '10:30']])
  expect(reasons).toEqual([NO_TICK, NO_TICK])
})

it('a slot is due by the rule that held when it began, and a change of it is recorded once', async () => {
  await noticed('09:58:00')
  saved(15, '10:21:00')
  const changed = { frequency: 15, since: at('10:21:00') }
  expect(await noticed('10:22:00')).toEqual([[['10:00', '10:10'], changed, '10:20']])
  expect(await noticed('10:46:00')).toEqual([[['10:20', '10:30'], undefined, '10:45']])
  saved('Off', '10:47:00')
  expect(await noticed('12:00:00')).toEqual([
    [['10:45'], { frequency: 'Off', since: at('10:47:00') }, '12:00'],
  ])
  expect(await noticed('13:00:00')).toEqual([])
})

it('a file of an older time of change, as a copied one, holds from the last look on', async () => {
  await noticed('09:58:00')
  saved(5, '07:00:00')
  expect(await noticed('10:22:00')).toEqual([
    [['10:00', '10:05', '10:10', '10:15'], { frequency: 5, since: at('09:58:00') }, '10:20'],
  ])
})

it('a time of change that lies ahead holds from now on', async () => {
  await noticed('09:58:00')
  saved(5, '11:00:00')
  expect(await noticed('10:02:00')).toEqual([[[], { frequency: 5, since: at('10:02:00') }, '10:00']])
  expect(await noticed('10:12:00')).toEqual([[['10:00', '10:05'], undefined, '10:10']])
})

it.each<[string, () => void]>([
  [
    'cannot be read',
    () => {
      reading = { kind: 'unreadable', reason: 'gone' } as Reading
    },
  ],
  [
    'has a fault in its section',
    () => {
      reading = { ...{ kind: 'faulty', faults: [], sound: {}, revision: 'r', changedAt: 0 } } as never
    },
  ],
])('the last rule holds while the INI %s', async (_what, spoil) => {
  await noticed('09:58:00')
  spoil()
  expect(await noticed('10:12:00')).toEqual([[['10:00'], undefined, '10:10']])
})

it('an INI with faults elsewhere has its rule all the same', async () => {
  saved(5, '08:00:00', 'faulty')
  expect(await noticed('09:58:00')).toEqual([[[], { frequency: 5, since: at('09:58:00') }, '09:55']])
})

it('needs no INI to begin with, and takes the rule of the first one', async () => {
  reading = { kind: 'unreadable', reason: 'gone' } as Reading
  expect(await noticed('09:58:00')).toEqual([[[], undefined, '09:55']])
  expect(await noticed('10:12:00')).toEqual([])
  saved(10, '10:13:00')
  expect(await noticed('10:14:00')).toEqual([[[], { frequency: 10, since: at('10:13:00') }, '10:10']])
  expect(await noticed('10:26:00')).toEqual([[['10:20'], undefined, '10:25']])
})

it('what was due before the first start is not claimed by an INI that could not be read then', async () => {
  const first = reading
  reading = { kind: 'unreadable', reason: 'no right to read it' } as Reading
  await noticed('09:58:00')
  reading = first
  expect(await noticed('10:14:00')).toEqual([[['10:00'], { frequency: 10, since: at('09:58:00') }, '10:10']])
  start()
  expect(await noticed('10:16:00')).toEqual([[['10:00', '10:10'], undefined, '10:15']])
})

it('after a start the slots since the recorded rule are made up for', async () => {
  rule = { frequency: 10, since: at('09:41:00') }
  expect(await noticed('10:12:00')).toEqual([[['09:50', '10:00'], undefined, '10:10']])
})

it.each<[string, string, number, string[]]>([
  ['from its time of change on', '10:21:00', at('10:21:00'), ['10:00', '10:10', '10:20', '10:25', '10:30']],
  [
    'from now on, where that is older than the recorded rule',
    '07:00:00',
    at('10:36:00'),
    ['10:00', '10:10', '10:20', '10:30'],
  ],
  ['from now on, where that is the same', '09:50:00', at('10:36:00'), ['10:00', '10:10', '10:20', '10:30']],
])('an INI that was edited before the start holds %s', async (_what, changed, since, slots) => {
  rule = { frequency: 10, since: at('09:50:00') }
  saved(5, changed)
  expect(await noticed('10:36:00')).toEqual([[slots, { frequency: 5, since }, '10:35']])
})

it('a recorded rule that lies ahead, as the clock was set back, holds from now on', async () => {
  rule = { frequency: 10, since: at('14:00:00') }
  expect(await noticed('09:58:00')).toEqual([[[], undefined, '09:55']])
  expect(await noticed('10:06:00')).toEqual([[['10:00'], undefined, '10:05']])
})

it('the recorded rule holds where the INI cannot be used at the start', async () => {
  rule = { frequency: 10, since: at('09:41:00') }
  reading = { kind: 'unreadable', reason: 'gone' } as Reading
  expect(await noticed('09:58:00')).toEqual([[['09:50'], undefined, '09:55']])
})

it('slots that lie ahead are forgotten once after each time that the clock was set back', async () => {
  await noticed('10:04:00')
  expect(await noticed('10:03:00')).toEqual([[[], undefined, '10:00']])
  expect(await noticed('10:03:30')).toEqual([])
})

it('what is over while Redis is away is kept with its reason and the rules of then', async () => {
  isAway = true
  tick = { at: at('10:00:02'), end: 'web', line: 'Redis cannot be reached' } as LastTick
  rule = { frequency: 10, since: at('09:41:00') }
  await expect(noticed('09:58:00')).rejects.toThrow('Redis is away')
  await expect(noticed('10:06:00')).rejects.toThrow('Redis is away')
  tick = undefined
  saved('Off', '10:12:00')
  await expect(noticed('10:40:00')).rejects.toThrow('Redis is away')
  isAway = false
  expect(await noticed('10:41:00')).toEqual([
    [['10:00', '10:10', '09:50'], { frequency: 'Off', since: at('10:12:00') }, '10:40'],
  ])
  expect(reasons).toEqual(['Redis cannot be reached', NO_TICK, NO_TICK])
  expect(await noticed('10:42:00')).toEqual([])
})

it('at a first start without Redis what is over is recorded once it can be reached', async () => {
  isAway = true
  await expect(noticed('09:58:00')).rejects.toThrow('Redis is away')
  saved(5, '10:12:00')
  await expect(noticed('10:13:00')).rejects.toThrow('Redis is away')
  isAway = false
  const [[slots = [], newest] = []] = await noticed('10:14:00')
  expect([slots, newest]).toEqual([['10:00'], { frequency: 5, since: at('10:12:00') }])
})

it('as many are recorded as the history has, the newest', async () => {
  rule = { frequency: 5, since: at('00:00:00') - 400 * 300_000 }
  saved(5, '08:00:00')
  const [[slots = []] = []] = await noticed('00:01:00')
  expect([slots.length, slots[0], slots.at(-1)]).toEqual([300, '23:00', '23:55'])
})

it('calls take turns, and one that failed ends none after it', async () => {
  isAway = true
  const first = notice()
  const second = notice()
  await expect(first).rejects.toThrow('Redis is away')
  await expect(second).rejects.toThrow('Redis is away')
  isAway = false
  await Promise.all([notice(), notice()])
  expect([asked, added.length]).toEqual([['rule'], 1])
})
