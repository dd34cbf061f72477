import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Signal, SignalKind } from '../../../src/domain/watch/signal'
import { createBacklog } from '../../../src/operations/watch/message-backlog'

/** What Redis was given, in order; each is under way until it is settled. */
let given: string[]
let underWay: Map<string, { resolve: () => void; reject: (error: Error) => void }>
/** Whether Redis takes each at once. */
let isQuick: boolean
let sizes: number[]
let failures: string[]
let backlog: ReturnType<typeof createBacklog>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  given = []
  underWay = new Map()
  isQuick = false
  sizes = []
  failures = []
  backlog = createBacklog({
    record: (id, { kind, detail }) =>
      new Promise<void>((resolve, reject) => {
        const name = [id, kind, detail.percent ?? ''].join(' ').trim()
        given.push(name)
        underWay.set(name, { resolve, reject })
        if (isQuick) resolve()
      }),
    onSize: size => sizes.push(size),
    onFailure: ({ message }) => failures.push(message),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

function add(id: string, kind: SignalKind, body = '', percent?: number): void {
  const signal: Signal = { kind, at: 0, detail: { body, ...(percent !== undefined && { percent }) } }
  backlog.add(id, signal)
}
const many = (count: number, kind: SignalKind, begin: string) => {
  for (let n = 0; n < count; n++) add(`${begin}${n}`, kind)
}
/** Lets what has been settled have its effects. */
const effects = () => new Promise(resolve => setImmediate(resolve))
async function settle(name: string, error?: Error): Promise<void> {
  if (error === undefined) underWay.get(name)?.resolve()
  else underWay.get(name)?.reject(error)
  await effects()
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const AWAY = new StoreUnavailable('Redis has gone')

describe('of the signals on their way to Redis', () => {
  it('two hundred are under way at once', async () => {
    many(250, 'success', 'c')
    expect(given).toHaveLength(200)
    await settle('c7 success')
    expect(given.slice(200)).toEqual(['c200 success'])
  })

  it('a failure is the next, after those of its check that came before it', async () => {
    many(202, 'success', 'c')
    add('z', 'start')
    add('z', 'success')
    add('z', 'fail')
    add('y', 'fail')
    for (const name of ['c0 success', 'c1 success', 'z start', 'z success']) await settle(name)
    expect(given.slice(200)).toEqual(['z start', 'y fail', 'z success', 'z fail'])
  })

  it('one waits for the one before it of its check, also where that cannot be written down', async () => {
    for (const kind of ['start', 'success', 'fail'] as const) add('a', kind)
    add('b', 'fail')
    expect(given).toEqual(['a start', 'b fail'])
    await settle('a start', new Error('its record is damaged'))
    expect(given.slice(2)).toEqual(['a success'])
    await settle('b fail')
    expect(given.slice(3)).toEqual([])
    await settle('a success')
    expect(given.slice(3)).toEqual(['a fail'])
    expect(failures).toEqual(['its record is damaged'])
  })

  it('each is counted until it is written down', async () => {
    add('a', 'success')
    add('b', 'log')
    add('c', 'fail')
    expect([sizes, backlog.size()]).toEqual([[1, 2, 3], 3])
    await settle('c fail')
    expect([sizes.slice(3), backlog.size()]).toEqual([[2], 2])
    await pass(25)
    await settle('b log')
    await settle('a success', new Error('its record is damaged'))
    expect([sizes.slice(4), backlog.size()]).toEqual([[1, 0], 0])
  })
})

describe('notes', () => {
  it('go when none came in a moment, and the next ones wait again', async () => {
    add('a', 'log')
    await pass(24)
    expect(given).toEqual([])
    await pass(1)
    expect(given).toEqual(['a log'])
    await settle('a log')
    add('b', 'log')
    expect(given).toEqual(['a log'])
    await pass(25)
    expect(given).toEqual(['a log', 'b log'])
  })

  it('that come on and on go after about a second', async () => {
    add('a', 'log')
    await pass(20)
    for (let n = 0; n < 40; n++) {
      add(`n${n}`, 'log')
      await pass(25)
    }
    expect(given).toEqual([])
    add('last', 'log')
    await pass(4)
    expect(given).toEqual([])
    await pass(1)
    expect(given).toHaveLength(42)
  })

  it.each([
    [10_001, 200],
    [10_000, 0],
  ])('that come on and on, and are %i by now, go at once: %i', async (count, gone) => {
    many(count, 'log', 'n')
    await pass(25)
    expect(given).toHaveLength(gone)
  })

  it('let all others go first, and none of them is lost', async () => {
    many(300, 'log', 'n')
    await pass(50)
    expect(given).toHaveLength(200)
    add('z', 'success')
    await settle('n0 log')
    expect(given.slice(200)).toEqual(['z success'])
    isQuick = true
    await settle('z success')
    for (let n = 1; n < 200; n++) await settle(`n${n} log`)
    expect(new Set(given).size).toBe(301)
    expect(backlog.size()).toBe(0)
  })

  it('are waited for by no other of their check, and end the wait for none', async () => {
    add('a', 'log')
    await pass(25)
    add('a', 'success')
    add('a', 'fail')
    expect(given).toEqual(['a log', 'a success'])
    await settle('a log')
    expect(given.slice(2)).toEqual([])
    await settle('a success')
    expect(given.slice(2)).toEqual(['a fail'])
  })

  const notes = (count: number) => Array.from({ length: count }, () => 'a log')
  it.each([
    [100, 'start', [...notes(100), 'a start']],
    [101, 'start', ['a start', ...notes(101)]],
    [2, 'fail', ['a fail', ...notes(2)]],
  ] as const)('%i go before or after a %s of their check', async (count, kind, expected) => {
    isQuick = true
    for (let n = 0; n < count; n++) add('a', 'log')
    add('a', kind)
    await effects()
    await pass(50)
    expect(given).toEqual(expected)
  })

  it.each([
    ['success', 101, 'a log'],
    ['fail', 1, 'a log'],
    ['success', 1, 'a log 50'],
  ] as const)('have no progress any more after a %s that passes them: %i', async (kind, count, expected) => {
    isQuick = true
    for (let n = 0; n < count; n++) add('a', 'log', 'half', 50)
    add('a', kind)
    await effects()
    await pass(50)
    expect(given.filter(name => name.includes('log'))).toEqual(Array.from({ length: count }, () => expected))
  })
})

describe('while Redis is away', () => {
  it('nothing is given to it, and after a second all go in their order', async () => {
    add('a', 'success')
    add('b', 'success')
    await settle('b success', AWAY)
    add('c', 'fail')
    add('d', 'success')
    await pass(2_000)
    expect(given).toEqual(['a success', 'b success'])
    await settle('a success', AWAY)
    await pass(999)
    expect(given).toHaveLength(2)
    await pass(1)
    expect(given.slice(2)).toEqual(['b success', 'a success', 'c fail', 'd success'])
    expect([failures, backlog.size()]).toEqual([[], 4])
  })

  it('it is tried again as often as it takes', async () => {
    add('a', 'success')
    for (let n = 1; n <= 3; n++) {
      await settle('a success', AWAY)
      await pass(1_000)
      expect(given).toHaveLength(n + 1)
    }
    await settle('a success')
    expect(backlog.size()).toBe(0)
    add('a', 'fail')
    expect(given.at(-1)).toBe('a fail')
  })
})

describe('there is room', () => {
  it.each<[string, number, () => void]>([
    ['20,000 notes', 20_000, () => add('a', 'log')],
    ['400 others', 400, () => add('a', 'success')],
    // Each is charged with 200 bytes besides.
    ['8 MB of texts', 800, () => add('a', 'log', 'x'.repeat(9_800))],
  ])('for less than %s', (_what, most, addOne) => {
    for (let n = 1; n < most; n++) addOne()
    expect(backlog.hasRoom()).toBe(true)
    addOne()
    expect(backlog.hasRoom()).toBe(false)
  })

  it('again as soon as one is written down, of the same bytes', async () => {
    isQuick = true
    many(799, 'log', 'x')
    isQuick = false
    for (let n = 0; n < 800; n++) add(`n${n}`, 'log', 'x'.repeat(9_800))
    let isThere = false
    void backlog.room().then(() => {
      isThere = true
    })
    await effects()
    expect(isThere).toBe(false)
    isQuick = true
    await pass(50)
    await effects()
    expect([isThere, backlog.hasRoom(), backlog.size()]).toEqual([true, true, 0])
    for (let n = 0; n < 799; n++) add(`n${n}`, 'log', 'x'.repeat(9_800))
    expect(backlog.hasRoom()).toBe(true)
  })
})

describe('all that came before a moment', () => {
  /** Whether it is written down by now. */
  function written(): () => boolean {
    let is = false
    void backlog.written().then(() => {
      is = true
    })
    return () => is
  }

  it('is written down when the last of it is, whatever came later', async () => {
    add('a', 'success')
    add('b', 'fail')
    const first = written()
    add('c', 'success')
    const second = written()
    await settle('a success')
    expect([first(), second()]).toEqual([false, false])
    await settle('c success')
    expect([first(), second()]).toEqual([false, false])
    await settle('b fail')
    expect([first(), second()]).toEqual([true, true])
  })

  it('is so before what came later is', async () => {
    add('a', 'success')
    const first = written()
    add('b', 'success')
    await settle('a success')
    expect(first()).toBe(true)
  })

  it('is so without notes, which end no wait for others', async () => {
    add('n', 'log')
    const notes = written()
    await effects()
    expect(notes()).toBe(true)
    add('a', 'success')
    add('m', 'log')
    await pass(50)
    const others = written()
    await settle('n log')
    await settle('m log')
    expect(others()).toBe(false)
    await settle('a success')
    expect(others()).toBe(true)
  })

  it('is so also while there is no room', async () => {
    add('first', 'success')
    const first = written()
    many(500, 'success', 'c')
    await settle('first success')
    expect([first(), backlog.hasRoom()]).toEqual([true, false])
  })
})
