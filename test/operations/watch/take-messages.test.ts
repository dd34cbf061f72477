import { expect, test } from 'vitest'
import type { JobCheck } from '../../../src/domain/watch/jobs'
import type { Signal } from '../../../src/domain/watch/signal'
import { createTakeMessages, type TakeMessagesPorts } from '../../../src/operations/watch/take-messages'

const JOBS: Readonly<Record<string, readonly JobCheck[]>> = {
  'clientA/nightly': [
    { id: 'started', expect: 'start' },
    { id: 'succeeded', expect: 'success' },
  ],
  'clientB/begun': [
    { id: 'first', expect: 'start' },
    { id: 'second', expect: 'start' },
  ],
}

function scene(more: Partial<TakeMessagesPorts> = {}) {
  const added: string[] = []
  const counted = new Map<string, number>()
  const unknown: string[] = []
  let now = 1_000
  const take = createTakeMessages({
    now: () => now,
    jobs: { checksOf: job => JOBS[job] ?? [], ready: async () => {}, confirm: async () => {} },
    backlog: { add: (id: string, { kind, at }: Signal) => void added.push(`${id} ${kind} ${at}`) },
    counts: {
      add: name => void counted.set(name, (counted.get(name) ?? 0) + 1),
      noteUnknown: job => void unknown.push(job),
    },
    word: '',
    ...more,
  })
  const send = async (...frames: string[]) => await take(frames.map(frame => new TextEncoder().encode(frame)))
  const pass = (ms: number) => {
    now += ms
  }
  return { send, added, counted, unknown, pass }
}

test('a message is for every check of its job, but a failure only for the one that awaits the success', async () => {
  const { send, added, counted } = scene()
  await send('STARTED', 'clientA', 'nightly')
  await send('FAILED', 'clientA', 'nightly')
  await send('FAILED', 'clientB', 'begun')
  expect(added).toEqual([
    'started start 1000',
    'succeeded start 1000',
    'succeeded fail 1000',
    'first fail 1000',
    'second fail 1000',
  ])
  expect(counted.get('taken')).toBe(3)
})

test('a check that was made before a message, and is not known yet, gets it; a stranger costs one look a second', async () => {
  const known: Record<string, readonly JobCheck[]> = {}
  let looks = 0
  const { send, added, counted, pass } = scene({
    jobs: {
      checksOf: job => known[job] ?? [],
      ready: async () => {},
      confirm: async () => {
        looks++
        if (looks === 1) known['clientD/nightly'] = [{ id: 'new' }]
      },
    },
  })
  await send('FAILED', 'clientD', 'nightly')
  expect(added).toEqual(['new fail 1000'])
  expect(counted.get('unknown')).toBeUndefined()
  for (let n = 0; n < 10; n++) await send('PROGRESS', 'clientE', 'nightly')
  expect(looks).toBe(2)
  pass(999)
  await send('PROGRESS', 'clientE', 'nightly')
  expect(looks).toBe(2)
  pass(1)
  await send('PROGRESS', 'clientE', 'nightly')
  expect(looks).toBe(3)
  expect(counted.get('unknown')).toBe(12)
})

test('a stranger whose look takes long is not looked for again right behind it, wherever the clock is set', async () => {
  let looks = 0
  let step = 1_500
  const { send, pass, counted } = scene({
    jobs: {
      checksOf: () => [],
      ready: async () => {},
      confirm: async () => {
        looks++
        pass(step)
      },
    },
  })
  for (let n = 0; n < 3; n++) await send('PROGRESS', 'clientE', 'nightly')
  expect([looks, counted.get('unknown')]).toEqual([1, 3])
  pass(1_000)
  await send('PROGRESS', 'clientE', 'nightly')
  expect(looks).toBe(2)
  step = -1_500
  pass(1_000)
  await send('PROGRESS', 'clientE', 'nightly')
  expect(looks).toBe(3)
})

test('a thousand strangers are remembered, and all are forgotten for the next one', async () => {
  let looks = 0
  const { send } = scene({
    jobs: {
      checksOf: () => [],
      ready: async () => {},
      confirm: async () => void looks++,
    },
  })
  for (let n = 0; n < 1_000; n++) await send('SUCCEEDED', `client${n}`, 'nightly')
  await send('SUCCEEDED', 'client0', 'nightly')
  expect(looks).toBe(1_000)
  await send('SUCCEEDED', 'client1000', 'nightly')
  await send('SUCCEEDED', 'client1000', 'nightly')
  expect(looks).toBe(1_001)
  await send('SUCCEEDED', 'client0', 'nightly')
  expect(looks).toBe(1_002)
})

test('a check that was found, and is gone, is looked for again at once', async () => {
  let known: readonly JobCheck[] = []
  let looks = 0
  const { send } = scene({
    jobs: {
      checksOf: () => known,
      ready: async () => {},
      confirm: async () => {
        known = ++looks === 1 ? [{ id: 'new' }] : []
      },
    },
  })
  await send('SUCCEEDED', 'clientD', 'nightly')
  known = []
  await send('SUCCEEDED', 'clientD', 'nightly')
  expect(looks).toBe(2)
})

test('what is no message is counted by the reason, and given to no check', async () => {
  const { send, added, counted } = scene({ word: 'secret' })
  await send('SUCCEEDED')
  await send('SUCCEEDED', 'clientA', 'nightly')
  await send('EXPLODED', 'clientA', 'nightly', '', 'secret')
  expect(added).toEqual([])
  expect(Object.fromEntries(counted)).toEqual({ word: 2, type: 1 })
})

test('a check that cannot be made is counted', async () => {
  const { send, added, counted } = scene({ create: () => Promise.reject(new Error('Redis is away')) })
  await send('FAILED', 'clientC', 'nightly')
  expect([added, Object.fromEntries(counted)]).toEqual([[], { failed: 1 }])
})

test('an unknown sender is counted and named, and makes no check', async () => {
  const { send, added, counted, unknown } = scene()
  await send('FAILED', 'clientC', 'nightly')
  expect(added).toEqual([])
  expect(counted.get('unknown')).toBe(1)
  expect(unknown).toEqual(['clientC/nightly'])
})

test('an unknown sender makes a check where that is allowed, unless there are too many', async () => {
  const made: string[] = []
  const { send, added, counted } = scene({
    create: async job => {
      made.push(job)
      return made.length > 1 ? 'full' : { id: 'new' }
    },
  })
  await send('FAILED', 'clientC', 'nightly')
  await send('FAILED', 'clientD', 'nightly')
  expect(made).toEqual(['clientC/nightly', 'clientD/nightly'])
  expect(added).toEqual(['new fail 1000'])
  expect(Object.fromEntries(counted)).toEqual({ taken: 1, full: 1 })
})

test('a flood of notes is cut, and no failure of the same sender with it', async () => {
  const { send, counted, pass, added } = scene()
  for (let n = 0; n < 20_050; n++) await send('PROGRESS', 'clientA', 'nightly', '1')
  expect(counted.get('rate')).toBe(50)
  await send('FAILED', 'clientA', 'nightly')
  expect(added.at(-1)).toBe('succeeded fail 1000')
  pass(1_000)
  for (let n = 0; n < 101; n++) await send('PROGRESS', 'clientA', 'nightly', '1')
  expect(counted.get('rate')).toBe(51)
})

test('a flood of other messages is cut, and costs no other sender anything', async () => {
  const { send, counted, pass, added } = scene()
  for (let n = 0; n < 2_010; n++) await send('SUCCEEDED', 'clientA', 'nightly')
  expect(counted.get('rate')).toBe(10)
  await send('FAILED', 'clientB', 'begun')
  expect(added.at(-1)).toBe('second fail 1000')
  pass(1_000)
  for (let n = 0; n < 11; n++) await send('SUCCEEDED', 'clientA', 'nightly')
  expect(counted.get('rate')).toBe(11)
})
