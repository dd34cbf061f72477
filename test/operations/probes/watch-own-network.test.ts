import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { NetworkIncident, NetworkSight } from '../../../src/domain/probes/own-network'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { ProbedCheck } from '../../../src/domain/watch/looks'
import { createWatchOwnNetwork } from '../../../src/operations/probes/watch-own-network'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const CUT = { kind: 'cut', why: 'no cable or WLAN is connected' } as const
const SILENT = { kind: 'silent', why: 'the gateway 192.0.2.1 does not answer' } as const
const WORKS = { kind: 'works' } as const
const FAILED: Look = { answer: 'failure', detail: 'nas:445 did not answer in time' }
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }

function checkOf(target: string, ...channels: string[]): ProbedCheck {
  const probe = { kind: 'tcp', target, every: 10_000, settings: {} } as const
  return { ...planOf({ name: target, channels }), probe, id: target, origin: 'ini', createdAt: 0 }
}
const NAS = checkOf('nas:445', 'mail')

function watching(first: NetworkSight) {
  const told: (NetworkIncident | 'back')[] = []
  let isOpen = false
  let seen: NetworkSight = first
  let sights = 0
  let ends = 0
  const asked: string[] = []
  const network = createWatchOwnNetwork({
    sight: async () => {
      sights++
      return seen
    },
    leadsHere: async host => {
      asked.push(host)
      return host === 'pi.local'
    },
    incidents: {
      open: async incident => {
        isOpen = true
        told.push(incident)
      },
      end: async () => {
        ends++
        if (isOpen) told.push('back')
        isOpen = false
      },
    },
    now: Date.now,
    onError: error => {
      throw error
    },
  })
  return {
    network,
    told,
    asked,
    get ends() {
      return ends
    },
    get sights() {
      return sights
    },
    becomes: (sight: NetworkSight) => {
      seen = sight
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON })
})
afterEach(() => {
  vi.useRealTimers()
})

it('a failure counts while the network works', async () => {
  const { network } = watching(WORKS)
  expect(await network.judge(NAS, FAILED, NOON)).toEqual(FAILED)
})

it('no failure counts while it is away; that is told once, and so is its return', async () => {
  const w = watching(CUT)
  const others = Array.from({ length: 50 }, (_, n) => checkOf(`host${n}:80`, n % 2 ? 'phone' : 'mail'))
  w.network.watch(others)
  for (const check of others)
    expect(await w.network.judge(check, FAILED, NOON)).toEqual({
      answer: 'blind',
      detail: 'this watch has no network: no cable or WLAN is connected',
      isCutOff: true,
    })
  expect(w.told).toEqual([])
  await vi.advanceTimersByTimeAsync(120_000)
  expect(w.told).toEqual([{ since: NOON, why: CUT.why, channels: ['mail', 'phone'] }])
  w.becomes(WORKS)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(w.told).toHaveLength(2)
  expect(w.told[1]).toBe('back')
  expect(await w.network.judge(NAS, FAILED, Date.now())).toEqual(FAILED)
})

it('looks are not made while it is away, but for one every now and then where only its gateway is silent', async () => {
  const w = watching(CUT)
  expect(w.network.forestall(NAS)).toBeUndefined()
  await w.network.judge(NAS, FAILED, NOON)
  expect(w.network.forestall(NAS)).toEqual({
    answer: 'blind',
    detail: 'this watch has no network: no cable or WLAN is connected',
    isCutOff: true,
  })
  expect(w.network.forestall(checkOf('localhost:80'))).toBeUndefined()
  w.becomes(SILENT)
  await vi.advanceTimersByTimeAsync(5_000)
  const made = Array.from({ length: 50 }, () => w.network.forestall(NAS)).filter(look => look === undefined)
  expect(made).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(w.network.forestall(NAS)).toBeUndefined()
})

it('a short absence excuses failures, and is not told', async () => {
  const w = watching(CUT)
  await w.network.judge(NAS, FAILED, NOON)
  w.becomes(WORKS)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await w.network.judge(NAS, FAILED, NOON + 4_000)).toMatchObject({
    answer: 'blind',
    detail: 'this watch had no network until a moment ago',
  })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(w.told).toEqual([])
})

it('a return that lies in the future, since the clock was set back, excuses no failure', async () => {
  const w = watching(CUT)
  await w.network.judge(NAS, FAILED, NOON)
  w.becomes(WORKS)
  await vi.advanceTimersByTimeAsync(5_000)
  vi.setSystemTime(NOON - 3_600_000)
  expect(await w.network.judge(NAS, FAILED, Date.now())).toEqual(FAILED)
})

it('an absence that lies in the future, since the clock was set back, is told as soon as any other', async () => {
  const w = watching(CUT)
  await w.network.judge(NAS, FAILED, NOON)
  const later = NOON - 3_600_000
  vi.setSystemTime(later)
  await vi.advanceTimersByTimeAsync(12_000)
  expect(w.told).toEqual([{ since: later + 1_000, why: CUT.why, channels: [] }])
})

it('a cable that is in for a moment every few seconds is no absence that is told', async () => {
  const w = watching(CUT)
  await w.network.judge(NAS, FAILED, NOON)
  for (let round = 0; round < 6; round++) {
    await vi.advanceTimersByTimeAsync(3_500)
    w.becomes(WORKS)
    await vi.advanceTimersByTimeAsync(1_200)
    w.becomes(CUT)
    await w.network.judge(NAS, FAILED, Date.now())
  }
  expect(w.told).toEqual([])
})

it('a silent gateway means nothing where another machine answers', async () => {
  const w = watching(SILENT)
  expect(await w.network.judge(NAS, FAILED, NOON)).toMatchObject({ answer: 'blind' })
  // This very machine answers without any network.
  await w.network.judge(checkOf('pi.local:80'), WELL, NOON)
  expect(await w.network.judge(NAS, FAILED, NOON)).toMatchObject({ answer: 'blind' })
  await w.network.judge(checkOf('printer:631'), WELL, NOON)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await w.network.judge(NAS, FAILED, Date.now())).toEqual(FAILED)
  expect(w.told).toEqual([])
})

it.each([
  ['a name server on this machine', 'pi.local', 'blind'],
  ["this machine's own name servers, which may be one on it", '', 'blind'],
  ['one on another machine', '192.0.2.53', 'failure'],
])('a record that comes from %s leaves a silent gateway at that', async (_where, resolver, answer) => {
  const w = watching(SILENT)
  const probe = { kind: 'dns', target: 'example.org', every: 10_000, settings: { resolver } } as const
  await w.network.judge(NAS, FAILED, NOON)
  await w.network.judge({ ...NAS, probe }, { answer: 'success', detail: 'example.org has A 192.0.2.1' }, NOON)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await w.network.judge(NAS, FAILED, Date.now())).toMatchObject({ answer })
})

it('an incident that the last life of the program left open is ended', async () => {
  const w = watching(CUT)
  w.network.watch([NAS])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(w.told).toHaveLength(1)
  const ended: number[] = []
  const next = createWatchOwnNetwork({
    sight: async () => WORKS,
    leadsHere: async () => false,
    incidents: { open: async () => {}, end: async at => void ended.push(at) },
    now: Date.now,
    onError: error => {
      throw error
    },
  })
  next.watch([NAS])
  await vi.advanceTimersByTimeAsync(0)
  expect(ended).toEqual([NOON + 20_000])
})

it('looks at targets on this machine are none of its business', async () => {
  const w = watching(CUT)
  w.network.watch([checkOf('127.0.0.1:80')])
  expect(await w.network.judge(checkOf('localhost:80'), FAILED, NOON)).toEqual(FAILED)
  expect(w.sights).toBe(0)
})

it('failures at the same time share a sight that began after them', async () => {
  const w = watching(WORKS)
  await Promise.all(Array.from({ length: 50 }, () => w.network.judge(NAS, FAILED, NOON)))
  expect(w.sights).toBe(2)
})

it.each([
  ['cut', CUT, 10_000],
  ['silent', SILENT, 60_000],
] as const)('a network that is %s is told after its time, and not before', async (_kind, sight, ms) => {
  const w = watching(sight)
  await w.network.judge(NAS, FAILED, NOON)
  await vi.advanceTimersByTimeAsync(ms - 1)
  expect(w.told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(w.told).toEqual([{ since: NOON, why: sight.why, channels: [] }])
})

it('the first checks that reach out have the network seen once, those after them none', async () => {
  const w = watching(WORKS)
  for (const checks of [[], [checkOf('localhost:80')], [NAS], [NAS, checkOf('printer:631')]]) {
    w.network.watch(checks)
    await vi.advanceTimersByTimeAsync(0)
  }
  expect([w.sights, w.ends]).toEqual([1, 1])
})

it('while the network works, its incident is ended once, and no name is looked up for an answer', async () => {
  const w = watching(WORKS)
  for (const look of [FAILED, WELL, FAILED]) await w.network.judge(NAS, look, NOON)
  expect([w.sights, w.ends, w.asked]).toEqual([2, 1, []])
})

it('an answer refutes only a silent gateway, and what is cut is cut', async () => {
  const w = watching(CUT)
  await w.network.judge(NAS, FAILED, NOON)
  expect(await w.network.judge(NAS, WELL, NOON)).toEqual(WELL)
  expect(w.asked).toEqual([])
  expect(w.network.forestall(NAS)).toMatchObject({ isCutOff: true })
})

it('an incident that could not be told is told with the next sight, and the trouble is logged', async () => {
  const [told, errors]: [string[], string[]] = [[], []]
  const network = createWatchOwnNetwork({
    sight: async () => CUT,
    leadsHere: async () => false,
    incidents: {
      open: async ({ why }) => {
        told.push(why)
        if (told.length === 1) throw new Error('Redis is loading')
      },
      end: async () => {},
    },
    now: Date.now,
    onError: ({ message }) => void errors.push(message),
  })
  await network.judge(NAS, FAILED, NOON)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(told).toEqual([CUT.why, CUT.why])
  expect(errors).toEqual(['Redis is loading'])
  network.end()
  expect(vi.getTimerCount()).toBe(0)
})

it('a sight that fails is logged, and the failure counts', async () => {
  const errors: string[] = []
  const network = createWatchOwnNetwork({
    sight: () => Promise.reject(new Error('the routes cannot be read')),
    leadsHere: async () => false,
    incidents: { open: async () => {}, end: async () => {} },
    now: Date.now,
    onError: ({ message }) => void errors.push(message),
  })
  network.watch([NAS])
  expect(await network.judge(NAS, FAILED, NOON)).toEqual(FAILED)
  expect(errors).toEqual(['the routes cannot be read', 'the routes cannot be read'])
})

it('nothing is seen any more after the end', async () => {
  const w = watching(CUT)
  const judged = w.network.judge(NAS, FAILED, NOON)
  w.network.end()
  await judged
  expect(vi.getTimerCount()).toBe(0)
})
