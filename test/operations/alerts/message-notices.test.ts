import { beforeEach, expect, it } from 'vitest'
import type { MessageState } from '../../../src/domain/watch/message-words'
import { createReportMessages } from '../../../src/operations/alerts/report-messages'
import { alertMemory, channelOf, recordOf } from '../../support/alert-memory'

const NOW = 10_000_000
const MINUTES = 60_000
const AWAY = '[0MQ] Messages by 0MQ are not received'
const BACK = '[0MQ] Messages are received again'

let now: number
let state: MessageState
/** Whether the INI names an address. */
let isUsed: boolean | undefined
/** Since when it is noted for all workers. */
let noted: number | undefined
/** Whether Redis can be reached for the note. */
let isThere: boolean
let channels: ReturnType<typeof channelOf>[]
let memory: ReturnType<typeof alertMemory>
let said: string[]
let turn: () => Promise<void>

beforeEach(() => {
  now = NOW
  state = { isReceived: false, counts: {} }
  isUsed = true
  noted = undefined
  isThere = true
  channels = [channelOf('phone', 'ntfy', { isDefault: true }), channelOf('other', 'ntfy')]
  memory = alertMemory()
  said = []
  turn = worker()
})

const worker = () =>
  createReportMessages({
    now: () => now,
    usesMessages: async () => isUsed,
    messages: async () => state,
    absence: {
      since: async () => noted,
      note: async since => {
        noted ??= since
        return noted
      },
      forget: async () => {
        if (!isThere) throw new Error('Redis is away')
        noted = undefined
      },
    },
    store: memory.store,
    channels: { list: async () => channels },
    onChange: subject => said.push(subject),
  })
const after = async (ms: number, next = turn) => {
  now += ms
  await next()
}
/** What is planned since the last call. */
function told() {
  const notices = memory.commits.flatMap(({ changes, planned }) => [...changes, ...planned])
  memory.commits.length = 0
  return (notices as { id: string; at: number; alert: { subject: string } }[]).map(({ id, at, alert }) => [
    id,
    at,
    alert.subject,
  ])
}

it('is told five minutes after it began, once, with the moment of its beginning', async () => {
  await turn()
  await after(5 * MINUTES - 1)
  expect([memory.commits, noted]).toEqual([[], undefined])
  await after(1)
  expect(memory.commits[0]?.planned[0]?.alert).toMatchObject({ name: 'the watch', since: NOW })
  const id = `intvlm8r-messages-${NOW}-trigger-phone`
  expect(told()).toEqual([[id, NOW + 5 * MINUTES, AWAY]])
  await after(MINUTES)
  expect([memory.commits, noted, said]).toEqual([[], NOW, [AWAY]])
})

it('is told by another worker under the same id', async () => {
  await turn()
  await after(5 * MINUTES)
  const [first] = told()
  const other = worker()
  await other()
  await after(5 * MINUTES, other)
  expect(told().map(([id]) => id)).toEqual([first?.[0]])
})

it('is told in the next turn where that could not be planned, and said where there is no channel', async () => {
  memory.refusals = 1
  await turn()
  await after(5 * MINUTES)
  expect(said).toEqual([])
  await after(1)
  expect([memory.commits.length, said]).toEqual([2, [AWAY]])
  state = { isReceived: true, counts: {} }
  channels = []
  memory.commits.length = 0
  await after(1)
  expect([memory.commits, said, noted]).toEqual([[], [AWAY, BACK], undefined])
})

it('has its end told once, and the next time is another occasion', async () => {
  await turn()
  await after(5 * MINUTES)
  const begun = memory.commits.flatMap(({ planned }) => planned)
  for (const notice of begun) await memory.store.write(notice.sources, recordOf(notice))
  told()
  channels = channels.map(one => ({ ...one, isDefault: one.name === 'other' }))
  state = { isReceived: true, counts: {} }
  await after(1)
  const end = now
  expect(told()).toEqual(
    ['phone', 'other'].map(name => [`intvlm8r-messages-${NOW}-resolve-${name}`, end, BACK]),
  )
  await after(1)
  expect([memory.commits, noted, said]).toEqual([[], undefined, [AWAY, BACK]])
  state = { isReceived: false, counts: {} }
  await after(1)
  await after(5 * MINUTES)
  expect(told().map(([id]) => id)).toEqual([`intvlm8r-messages-${end + 2}-trigger-other`])
})

it('stays noted where its end could not be planned', async () => {
  noted = NOW
  state = { isReceived: true, counts: {} }
  memory.refusals = 1
  await turn()
  expect([noted, said]).toEqual([NOW, []])
  await turn()
  expect([noted, said]).toEqual([undefined, [BACK]])
})

it('that could not be forgotten at its end is forgotten later, and told no second time', async () => {
  noted = NOW
  state = { isReceived: true, counts: {} }
  isThere = false
  await expect(turn()).rejects.toThrow('Redis is away')
  isThere = true
  await turn()
  expect([noted, memory.commits.length, said]).toEqual([undefined, 1, [BACK]])
})

it('is none in a break of less than five minutes', async () => {
  await turn()
  await after(4 * MINUTES)
  state = { isReceived: true, counts: {} }
  await after(MINUTES)
  state = { isReceived: false, counts: {} }
  await after(1)
  await after(5 * MINUTES - 1)
  expect(memory.commits).toEqual([])
})

it('counts anew after the clock was set back', async () => {
  await turn()
  now = NOW - 60 * MINUTES
  await turn()
  await after(5 * MINUTES - 1)
  expect(memory.commits).toEqual([])
  await after(1)
  expect(told().map(([id]) => id)).toEqual([`intvlm8r-messages-${NOW - 60 * MINUTES}-trigger-phone`])
})

it('is told of an address that cannot be listened at, too', async () => {
  state = { isReceived: true, troubles: ['tcp://0.0.0.0:5659 is in use'], counts: {} }
  await turn()
  await after(5 * MINUTES)
  expect(told().map(([, , subject]) => subject)).toEqual([
    '[0MQ] Messages by 0MQ are not received everywhere',
  ])
})

it('ends where the INI names no address any more, and goes on while that is not known', async () => {
  await turn()
  await after(5 * MINUTES)
  told()
  isUsed = undefined
  await after(MINUTES)
  expect([memory.commits, noted]).toEqual([[], NOW])
  isUsed = false
  await after(MINUTES)
  expect(told().map(([, , subject]) => subject)).toEqual(['[0MQ] Messages are not expected any more'])
  await after(60 * MINUTES)
  expect(memory.commits).toEqual([])
})
