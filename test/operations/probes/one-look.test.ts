import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import { nextLook } from '../../../src/domain/probes/timetable'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { ProbedCheck } from '../../../src/domain/watch/looks'
import { createRunProbes } from '../../../src/operations/probes/run-probes'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }
const FAILED: Look = { answer: 'failure', detail: 'nas:445 refuses connections' }
const AWAY: Look = { answer: 'blind', detail: 'this watch has no network', isCutOff: true }
const STOOD_STILL: Look = { answer: 'blind', detail: 'this machine stood still in the middle of the look' }
const TCP: Probe = { kind: 'tcp', target: 'nas:445', every: 60_000, timeout: 5_000, settings: {} }
const JOB: Probe = { ...TCP, kind: 'checker-job' }
const FIRST = nextLook(TCP, 'a', NOON)

const checkOf = (probe: Probe, id = 'a'): ProbedCheck => ({
  ...planOf({ name: id }),
  ...{ probe, id, origin: 'ini', createdAt: 0 },
})

beforeEach(() => void vi.useFakeTimers({ now: NOON }))
afterEach(() => void vi.useRealTimers())

interface Ports {
  readonly claim?: boolean
  readonly forestalled?: Look
  readonly look?: (signal: AbortSignal) => Promise<Look>
  readonly judged?: Look
  readonly opinion?: Look
  readonly record?: () => Promise<void>
  readonly onLook?: () => Promise<void>
  readonly atOnce?: number
}

/** A worker with one check; its calls, with moments in milliseconds after the first one of the check. */
function worker({ claim = true, forestalled, look = async () => WELL, judged, opinion, ...ports }: Ports) {
  const calls: unknown[][] = []
  const errors: string[] = []
  const since = (at: number) => at - FIRST
  const probes = createRunProbes({
    store: {
      claim: async ({ id }, moment, now, busyUntil) => {
        calls.push(['claim', id, since(moment), since(now), since(busyUntil)])
        return claim
      },
      end: async ({ id }, moment) => void calls.push(['end', id, since(moment)]),
      lastSuccess: async id => {
        calls.push(['lastSuccess', id])
        return 4_711
      },
      record: async (id, seen, at, by) => {
        calls.push(['record', id, seen, since(at), by?.kind])
        await ports.record?.()
      },
    },
    look: (_check, at, signal, lastSuccess) => {
      calls.push(['look', since(at), lastSuccess])
      return look(signal)
    },
    ownNetwork: {
      watch: checks => void calls.push(['watch', ...checks.map(({ id }) => id)]),
      forestall: () => forestalled,
      judge: async (_check, seen, began) => {
        calls.push(['judge', seen, since(began)])
        return judged ?? seen
      },
      end: () => void calls.push(['network ends']),
    },
    ...(opinion && {
      secondOpinion: async (_check, seen) => {
        calls.push(['second opinion', seen])
        return opinion
      },
    }),
    onLook: async ({ id }, seen, at) => {
      calls.push(['told', id, seen, since(at)])
      await ports.onLook?.()
    },
    now: Date.now,
    onError: ({ message }) => void errors.push(message),
    ...(ports.atOnce !== undefined && { atOnce: () => ports.atOnce as number }),
  })
  const at = async (ms: number) => {
    vi.setSystemTime(FIRST + ms)
    const next = probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    return next === undefined ? undefined : since(next)
  }
  return { calls, errors, probes, at }
}

/** The calls of the first look of a check. */
async function callsOf(ports: Ports, probe = TCP) {
  const w = worker(ports)
  w.probes.watch([checkOf(probe)])
  await w.at(0)
  expect(w.errors).toEqual([])
  return w.calls.slice(1)
}

it('a look is claimed up to the moment at which it is given up, made, judged, recorded and told', async () => {
  expect(await callsOf({})).toEqual([
    ['claim', 'a', 0, 0, 6_000],
    ['look', 0, undefined],
    ['judge', WELL, 0],
    ['record', 'a', WELL, 0, 'tcp'],
    ['end', 'a', 0],
    ['told', 'a', WELL, 0],
  ])
})

it('a look that another worker has is left to it', async () => {
  expect(await callsOf({ claim: false })).toEqual([['claim', 'a', 0, 0, 6_000]])
})

it('a look at what cannot be reached is not made, and no peer is asked about it', async () => {
  expect(await callsOf({ forestalled: AWAY, opinion: FAILED })).toEqual([
    ['claim', 'a', 0, 0, 6_000],
    ['record', 'a', AWAY, 0, 'tcp'],
    ['end', 'a', 0],
    ['told', 'a', AWAY, 0],
  ])
})

it('what peers see is recorded with the look as the own network has it judged', async () => {
  const seen = { ...FAILED, detail: 'as judged' }
  const told = { ...FAILED, detail: 'as peers see it' }
  expect(await callsOf({ look: async () => FAILED, judged: seen, opinion: told })).toEqual([
    ['claim', 'a', 0, 0, 6_000],
    ['look', 0, undefined],
    ['judge', FAILED, 0],
    ['second opinion', seen],
    ['record', 'a', told, 0, 'tcp'],
    ['end', 'a', 0],
    ['told', 'a', seen, 0],
  ])
})

it('a kind with parts looks at those that became due since its last success', async () => {
  expect(await callsOf({}, JOB)).toEqual([
    ['claim', 'a', 0, 0, 9_000],
    ['lastSuccess', 'a'],
    ['look', 0, 4_711],
    ['judge', WELL, 0],
    ['record', 'a', WELL, 0, 'checker-job'],
    ['end', 'a', 0],
    ['told', 'a', WELL, 0],
  ])
})

it.each([
  ['a look without parts ends', WELL, ['claim', 'look', 'judge', 'record', 'end']],
  ['one with parts ends not', { ...WELL, parts: [] }, ['claim', 'look', 'judge', 'record']],
])('%s before its recording does', async (_what, seen, calls) => {
  let recorded = () => {}
  const record = () =>
    new Promise<void>(resolve => {
      recorded = resolve
    })
  const w = worker({ look: async () => seen, record })
  w.probes.watch([checkOf(TCP)])
  await w.at(0)
  expect(w.calls.slice(1).map(([call]) => call)).toEqual(calls)
  recorded()
  await vi.advanceTimersByTimeAsync(0)
  expect(w.calls.slice(1).map(([call]) => call)).toEqual(['claim', 'look', 'judge', 'record', 'end', 'told'])
})

it.each<[number, Look, Look]>([
  [7_000, FAILED, FAILED],
  [7_001, FAILED, STOOD_STILL],
  [7_001, WELL, WELL],
])('after %i ms of a look with a limit of 5,000, %j counts as %j', async (ms, seen, counts) => {
  const look = async () => {
    vi.setSystemTime(FIRST + ms)
    return seen
  }
  const calls = await callsOf({ look, opinion: counts })
  expect(calls.find(([call]) => call === 'record')).toEqual(['record', 'a', counts, ms, 'tcp'])
  expect(calls.find(([call]) => call === 'second opinion')).toEqual(['second opinion', counts])
})

it.each<[string, Ports]>([
  ['with its recording', { record: () => Promise.reject(new Error('Redis is full')) }],
  ['with those that are told of it', { onLook: () => Promise.reject(new Error('Redis is full')) }],
])('trouble %s is logged, and the next look is made', async (_what, ports) => {
  const w = worker(ports)
  w.probes.watch([checkOf(TCP)])
  await w.at(0)
  expect(w.errors).toEqual(['Redis is full'])
  await w.at(60_000)
  expect(w.errors).toEqual(['Redis is full', 'Redis is full'])
})

it('a look under way at the end is cut, ends without an answer, and is the last one', async () => {
  const look = (signal: AbortSignal) =>
    new Promise<Look>(resolve => signal.addEventListener('abort', () => resolve(FAILED)))
  const w = worker({ look })
  w.probes.watch([checkOf(TCP)])
  await w.at(0)
  vi.useRealTimers()
  await w.probes.end()
  expect(w.calls).toEqual([
    ['watch', 'a'],
    ['claim', 'a', 0, 0, 6_000],
    ['look', 0, undefined],
    ['network ends'],
    ['end', 'a', 0],
  ])
  vi.useFakeTimers()
  await w.at(60_000)
  expect(w.calls).toHaveLength(5)
})

it('a turn says when the next one is, and makes the looks that are due by then', async () => {
  const w = worker({})
  expect(w.probes.turn()).toBeUndefined()
  w.probes.watch([checkOf(TCP), checkOf({ ...TCP, every: 3_600_000 }, 'b')])
  expect(await w.at(-1)).toBe(0)
  expect(w.calls).toEqual([['watch', 'a', 'b']])
  expect(await w.at(0)).toBe(60_000)
  expect(await w.at(59_999)).toBe(60_000)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(1)
  expect(await w.at(60_000)).toBe(120_000)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(2)
})

it.each<[string, Partial<Probe>, readonly number[]]>([
  ['keeps its moment while its interval does', { target: 'nas:22' }, [0]],
  ['has a new moment with another interval', { every: 5_000 }, []],
  ['has a new moment with another time of day', { settings: { checktime: '12:30' }, kind: 'inbox' }, []],
])('a check that is edited when its moment has passed %s', async (_what, change, looks) => {
  const w = worker({})
  w.probes.watch([checkOf(TCP)])
  vi.setSystemTime(FIRST)
  w.probes.watch([checkOf({ ...TCP, ...change })])
  await w.at(0)
  expect(w.calls.flatMap(([call, at]) => (call === 'look' ? [at] : []))).toEqual(looks)
})

it('a machine that slept looks at the last moment that passed; where the clock names them, at the one it missed', async () => {
  const w = worker({})
  w.probes.watch([checkOf(TCP)])
  await w.at(3 * 60_000 + 59_999)
  expect(w.calls[1]).toEqual(['claim', 'a', 180_000, 239_999, 245_999])
  const clocked = worker({})
  const probe: Probe = { ...TCP, every: 'minute' }
  vi.setSystemTime(FIRST)
  clocked.probes.watch([checkOf(probe)])
  const first = nextLook(probe, 'a', FIRST) - FIRST
  await clocked.at(first + 3 * 60_000)
  expect(clocked.calls[1]?.[2]).toBe(first)
})

it('after the clock was set back, no look is made at once, and the next one is at its own moment', async () => {
  const w = worker({})
  w.probes.watch([checkOf(TCP)])
  await w.at(0)
  expect(await w.at(-3_600_000)).toBe(-3_540_000)
  expect(await w.at(-3_540_001)).toBe(-3_540_000)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(1)
  await w.at(-3_540_000)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(2)
})

it('only a daily look that saw nothing is repeated ten minutes later, and not after its next moment', async () => {
  const settings = { subjects: 'x', checktime: '12:30', timezone: 'UTC' }
  const inbox: Probe = { kind: 'inbox', target: 'home', every: 86_400_000, settings }
  const next = async (look: Look, probe: Probe) => {
    vi.setSystemTime(NOON)
    const w = worker({ look: async () => look })
    w.probes.watch([checkOf(probe)])
    const first = nextLook(probe, 'a', NOON) - FIRST
    await w.at(first)
    return ((await w.at(first)) ?? 0) - first
  }
  expect(await next({ answer: 'blind', detail: 'the mailbox could not be read' }, inbox)).toBe(600_000)
  expect(await next(FAILED, inbox)).toBe(86_400_000)
  expect(await next({ answer: 'blind', detail: 'no route' }, { ...TCP, every: 3_600_000 })).toBe(3_600_000)
  const often: Probe = { ...inbox, every: 300_000, settings: { ...settings, checktime: '00:00-23:59' } }
  expect(await next({ answer: 'blind', detail: 'the mailbox could not be read' }, often)).toBe(300_000)
})

it.each([
  ['is made when there is room before its next moment', 59_999, ['look', 'look']],
  ['is left out where there is room only at its next moment', 60_000, ['look']],
])('a look that waits for room %s', async (_what, ms, looks) => {
  let end = () => {}
  const slow = new Promise<Look>(resolve => {
    end = () => resolve(WELL)
  })
  const w = worker({ atOnce: 1, look: () => slow })
  w.probes.watch([checkOf({ ...TCP, every: 86_400_000, timeout: 600_000 }, 'slow'), checkOf(TCP)])
  const later = 86_400_000
  await w.at(later)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(1)
  vi.setSystemTime(FIRST + later + ms)
  end()
  await vi.advanceTimersByTimeAsync(0)
  expect(w.calls.flatMap(([call]) => (call === 'look' ? [call] : []))).toEqual(looks)
})

it('a check that is gone while its look waits for room is not looked at', async () => {
  let end = () => {}
  const slow = new Promise<Look>(resolve => {
    end = () => resolve(WELL)
  })
  const w = worker({ atOnce: 1, look: () => slow })
  const first = checkOf({ ...TCP, every: 86_400_000 }, 'slow')
  w.probes.watch([first, checkOf(TCP)])
  await w.at(86_400_000)
  w.probes.watch([first])
  end()
  await vi.advanceTimersByTimeAsync(0)
  expect(w.calls.filter(([call]) => call === 'look')).toHaveLength(1)
})
