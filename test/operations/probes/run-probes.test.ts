import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import { nextLook } from '../../../src/domain/probes/timetable'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { ProbedCheck } from '../../../src/domain/watch/looks'
import { createRunProbes, type RunProbesPorts } from '../../../src/operations/probes/run-probes'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }

function checkOf(id: string, more: Partial<Probe> = {}): ProbedCheck {
  const probe: Probe = {
    kind: 'tcp',
    target: 'nas:445',
    every: 60_000,
    timeout: 5_000,
    settings: {},
    ...more,
  }
  return { ...planOf({ name: id }), probe, id, origin: 'ini', createdAt: 0 }
}

/** A worker with a clock of the test; its looks end when the test says so, unless `look` does. */
function worker(
  look: (id: string, signal: AbortSignal, check: ProbedCheck) => Promise<Look> = async () => WELL,
  more: { readonly atOnce?: () => number } = {},
) {
  const looks: { id: string; at: number }[] = []
  const records: { id: string; answer: string; detail: string }[] = []
  const seenAt: number[] = []
  const errors: string[] = []
  const claimed = new Map<string, number>()
  const store: RunProbesPorts['store'] = {
    claim: async ({ id }, moment) => {
      if ((claimed.get(id) ?? 0) >= moment) return false
      claimed.set(id, moment)
      return true
    },
    end: async () => {},
    lastSuccess: async () => undefined,
    record: async (id, { answer, detail }, at) => {
      records.push({ id, answer, detail })
      seenAt.push(at)
    },
  }
  const changeable: { -readonly [K in keyof typeof store]: (typeof store)[K] } = { ...store }
  const probes = createRunProbes({
    store: {
      claim: (...args) => changeable.claim(...args),
      end: (...args) => changeable.end(...args),
      lastSuccess: id => changeable.lastSuccess(id),
      record: (...args) => changeable.record(...args),
    },
    ownNetwork: {
      watch: () => {},
      forestall: () => undefined,
      judge: async (_check, look) => look,
      end: () => {},
    },
    look: (check, at, signal) => {
      const { id } = check
      looks.push({ id, at })
      return look(id, signal, check)
    },
    now: Date.now,
    onError: ({ message }) => void errors.push(message),
    ...more,
  })
  return {
    store: changeable,
    looks,
    records,
    seenAt,
    errors,
    claimed,
    probes,
    /** Lets time pass, with every turn that is due. */
    async pass(ms: number) {
      const end = Date.now() + ms
      for (let turns = 0; ; turns++) {
        const next = Math.min(probes.turn() ?? end, end)
        if (turns > ms / 1_000 || next < Date.now())
          throw new Error('a turn has to be later than the last one')
        await vi.advanceTimersByTimeAsync(next - Date.now())
        if (next === end) return
      }
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOON })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('probes', () => {
  it('count no failure of a look in which this machine stood still', async () => {
    const w = worker(async (_id, signal) => {
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      return { answer: 'failure', detail: 'nas:445 did not answer in time' }
    })
    w.probes.watch([checkOf('a')])
    const first = nextLook({ every: 60_000 }, 'a', NOON)
    await w.pass(first - NOON + 1_000)
    vi.setSystemTime(first + 3_600_000)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(w.records).toEqual([
      { id: 'a', answer: 'blind', detail: 'this machine stood still in the middle of the look' },
    ])
  })

  it.each<[what: string, more: Partial<Probe>, late: number, answer: string, detail: string]>([
    ['a job that is stopped slowly counts', { kind: 'command' }, 2_900, 'failure', 'it was stopped'],
    ['jobs of a Checker count likewise', { kind: 'checker-job' }, 2_900, 'failure', 'it was stopped'],
    ['a job that is not stopped is given up', { kind: 'command' }, 4_100, 'blind', 'the look did not end'],
    ['any other look is given up sooner', {}, 1_100, 'blind', 'the look did not end'],
  ])('end after their time limits, too: %s', async (_what, more, late, answer, detail) => {
    const w = worker(async (_id, signal) => {
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      await new Promise(resolve => setTimeout(resolve, late))
      return { answer: 'failure', detail: 'it was stopped' }
    })
    w.probes.watch([checkOf('a', more)])
    await w.pass(nextLook({ every: 60_000 }, 'a', NOON) - NOON + 15_000)
    expect(w.records).toEqual([{ id: 'a', answer, detail }])
  })

  it('are repeated ten minutes after a daily one that saw nothing', async () => {
    const inbox = {
      kind: 'inbox',
      every: 86_400_000,
      settings: { subjects: 'x', checktime: '12:30', timezone: 'UTC' },
    } as const
    let looks = 0
    const w = worker(async () =>
      ++looks < 3 ? { answer: 'blind', detail: 'the mailbox could not be read' } : WELL,
    )
    w.probes.watch([checkOf('a', inbox)])
    // The worker's clock rings at least once a minute.
    for (let minute = 0; minute < 180; minute++) await w.pass(60_000)
    const first = nextLook(inbox, 'a', NOON)
    expect(w.looks.map(({ at }) => Math.round((at - first) / 60_000))).toEqual([0, 10, 20])
    expect(w.records.map(({ answer }) => answer)).toEqual(['blind', 'blind', 'success'])
  })

  it('are repeated ten minutes after a daily one that Redis did not take', async () => {
    const settings = { subjects: 'x', checktime: '12:30', timezone: 'UTC' }
    const inbox = { kind: 'inbox', every: 86_400_000, settings } as const
    const refused = new Error('READONLY You can not write against a read only replica')
    const w = worker()
    const [{ claim, record }, failing] = [w.store, vi.fn().mockRejectedValue(refused)]
    w.store.claim = failing
    w.probes.watch([checkOf('a', inbox)])
    const first = nextLook(inbox, 'a', NOON)
    await w.pass(first + 60_000 - NOON)
    w.store.claim = claim
    w.store.record = failing
    for (let minute = 0; minute < 11; minute++) await w.pass(60_000)
    w.store.record = record
    for (let minute = 0; minute < 60; minute++) await w.pass(60_000)
    expect(w.looks.map(({ at }) => Math.round((at - first) / 60_000))).toEqual([10, 20])
    expect(w.records.map(({ answer }) => answer)).toEqual(['success'])
    expect(w.errors).toEqual([refused.message, refused.message])
  })

  it('that are patient keep no others waiting, nor wait for them', async () => {
    const ends: (() => void)[] = []
    const w = worker(id =>
      id.startsWith('loop') ? new Promise(resolve => ends.push(() => resolve(WELL))) : Promise.resolve(WELL),
    )
    const loop = { kind: 'mail-loop', every: 3_600_000, settings: { patience: '10m' } } as const
    const loops = Array.from({ length: 12 }, (_, n) => checkOf(`loop${n}`, loop))
    w.probes.watch([...loops, checkOf('a')])
    await w.pass(3_600_000)
    expect(w.looks.filter(({ id }) => id.startsWith('loop')).length).toBe(10)
    expect(w.records.filter(({ id }) => id === 'a').length).toBe(60)
    for (const end of ends) end()
  })

  it('look once in each interval, at moments that only the check decides', async () => {
    const w = worker()
    const check = checkOf('a')
    w.probes.watch([check])
    await w.pass(5 * 60_000)
    const first = nextLook({ every: 60_000 }, 'a', NOON)
    expect(w.looks.map(({ at }) => at - first)).toEqual([0, 60_000, 120_000, 180_000, 240_000])
    expect(w.records).toHaveLength(5)
  })

  it('are run by one worker each time, however many there are', async () => {
    const one = worker()
    const other = worker()
    // Both see the same claims, as workers on one Redis do.
    other.claimed.set = one.claimed.set.bind(one.claimed)
    other.claimed.get = one.claimed.get.bind(one.claimed)
    for (const { probes } of [one, other]) probes.watch([checkOf('a'), checkOf('b')])
    for (let half = 0; half <= 10; half++) {
      one.probes.turn()
      other.probes.turn()
      await vi.advanceTimersByTimeAsync(30_000)
    }
    // Two checks, and five minutes before the last turn.
    expect(one.records.length + other.records.length).toBe(10)
  })

  it('never look twice at once, though a look takes longer than its interval', async () => {
    let underWay = 0
    let most = 0
    const w = worker(async (_id, signal) => {
      most = Math.max(most, ++underWay)
      // It does not even end when it is aborted.
      await new Promise(resolve => setTimeout(resolve, 150_000))
      expect(signal.aborted).toBe(true)
      underWay--
      return WELL
    })
    w.probes.watch([checkOf('a')])
    await w.pass(10 * 60_000)
    expect(w.records[0]).toEqual({ id: 'a', answer: 'blind', detail: 'the look did not end' })
    expect(most).toBeLessThanOrEqual(3)
  })

  it('wait for the next moment where the look before has not ended at its own', async () => {
    let underWay = 0
    let most = 0
    const w = worker(async (_id, signal) => {
      most = Math.max(most, ++underWay)
      await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      await new Promise(resolve => setTimeout(resolve, 500))
      underWay--
      return WELL
    })
    // Its limit ends with its interval, and its look half a second after that.
    w.probes.watch([checkOf('a', { timeout: 60_000 })])
    await w.pass(6 * 60_000)
    const first = nextLook({ every: 60_000 }, 'a', NOON)
    expect(w.looks.map(({ at }) => at - first)).toEqual([0, 120_000, 240_000])
    expect(most).toBe(1)
  })

  it('that hang delay no other, and ten at most run at once', async () => {
    let underWay = 0
    let most = 0
    const w = worker(async (id, signal) => {
      most = Math.max(most, ++underWay)
      if (id.startsWith('slow'))
        await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      underWay--
      return WELL
    })
    const slow = Array.from({ length: 20 }, (_, n) => checkOf(`slow${n}`))
    const quick = Array.from({ length: 20 }, (_, n) => checkOf(`quick${n}`))
    w.probes.watch([...slow, ...quick])
    await w.pass(3 * 60_000)
    expect(most).toBeLessThanOrEqual(10)
    const each = (list: readonly ProbedCheck[]) =>
      list.map(({ id }) => w.records.filter(record => record.id === id).length)
    expect(Math.min(...each(quick))).toBeGreaterThanOrEqual(2)
    expect(Math.min(...each(slow))).toBeGreaterThanOrEqual(2)
  })

  it('run so many at once as are allowed by then', async () => {
    let atOnce = 2
    const hang = (_id: string, signal: AbortSignal) =>
      new Promise<Look>(resolve => signal.addEventListener('abort', () => resolve(WELL), { once: true }))
    const w = worker(hang, { atOnce: () => atOnce })
    w.probes.watch(Array.from({ length: 9 }, (_, n) => checkOf(`slow${n}`, { every: 86_400_000 })))
    vi.setSystemTime(NOON + 86_400_000)
    w.probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    expect(w.looks).toHaveLength(2)
    atOnce = 5
    await vi.advanceTimersByTimeAsync(5_000)
    expect(w.looks).toHaveLength(2 + 5)
  })

  it.each([
    ['without parts counts from its end', 'tcp', 4_000],
    ['whose parts have moments of their own counts from its beginning', 'checker-job', 0],
  ] as const)('a look %s', async (_which, kind, after) => {
    const w = worker(async () => {
      await new Promise(resolve => setTimeout(resolve, 4_000))
      return WELL
    })
    w.probes.watch([checkOf('a', { kind })])
    await w.pass(70_000)
    expect(w.seenAt[0]).toBe(nextLook({ every: 60_000 }, 'a', NOON) + after)
  })

  it('that are removed while they look daily, and see nothing, are not waited for any more', async () => {
    const w = worker(async (_id, signal) => {
      await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      return { answer: 'blind', detail: 'the mailbox could not be read' }
    })
    const settings = { checktime: '12:01', timezone: 'UTC' }
    const inbox = { kind: 'inbox', target: 'home', every: 86_400_000, timeout: 120_000, settings } as const
    w.probes.watch([checkOf('a', inbox)])
    await w.pass(75_000)
    expect(w.looks).toHaveLength(1)
    w.probes.watch([])
    await vi.advanceTimersByTimeAsync(20 * 60_000)
    expect(w.probes.turn()).toBeUndefined()
  })

  it('that were edited while they waited for room look as they are by then', async () => {
    const statuses: (string | undefined)[] = []
    const w = worker(
      async (id, signal, { probe }) => {
        if (id === 'slow')
          await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
        else statuses.push(probe.settings.status)
        return WELL
      },
      { atOnce: () => 1 },
    )
    const slow = checkOf('slow', { every: 86_400_000 })
    const asked = (status: string) => checkOf('asked', { every: 86_400_000, settings: { status } })
    w.probes.watch([slow, asked('200')])
    vi.setSystemTime(NOON + 86_400_000)
    w.probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    w.probes.watch([slow, asked('401')])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(statuses).toEqual(['401'])
  })

  it('that waited for room over several of their moments look once, and not many times in a row', async () => {
    const w = worker(async (id, signal) => {
      if (id !== 'quick')
        await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      return WELL
    })
    const slow = Array.from({ length: 10 }, (_, n) =>
      checkOf(`slow${n}`, { every: 86_400_000, timeout: 150_000 }),
    )
    w.probes.watch(slow)
    // A day later all ten are due at once, and take all the room until their time limit.
    vi.setSystemTime(NOON + 86_400_000)
    w.probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    expect(w.looks).toHaveLength(10)
    w.probes.watch([...slow, checkOf('quick')])
    const free = Date.now() + 150_000
    await w.pass(150_000 + 60_000)
    expect(w.looks.filter(({ id }) => id === 'quick').map(({ at }) => at)).toEqual([
      free,
      nextLook({ every: 60_000 }, 'quick', free),
    ])
  })

  it('with a fault of their own are blind, and the others go on', async () => {
    const w = worker(async id => {
      if (id === 'bad') throw new Error('no such property')
      return WELL
    })
    w.probes.watch([checkOf('bad'), checkOf('good')])
    await w.pass(60_000)
    expect(w.records).toContainEqual({
      id: 'bad',
      answer: 'blind',
      detail: 'the probe tcp has a fault of its own',
    })
    expect(w.records).toContainEqual({ id: 'good', answer: 'success', detail: WELL.detail })
    expect(w.errors).toEqual(['no such property'])
  })

  it('that are gone look no more, and a new one begins', async () => {
    const w = worker()
    w.probes.watch([checkOf('a')])
    await w.pass(60_000)
    w.probes.watch([checkOf('b')])
    await w.pass(60_000)
    expect(w.looks.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('go on at once when the clock is set back', async () => {
    const w = worker()
    w.probes.watch([checkOf('a')])
    await w.pass(60_000)
    vi.setSystemTime(NOON - 3_600_000)
    w.claimed.clear()
    await w.pass(60_000)
    expect(w.looks).toHaveLength(2)
  })

  it('look once, not many times, after the machine slept', async () => {
    const w = worker()
    w.probes.watch([checkOf('a')])
    w.probes.turn()
    vi.setSystemTime(NOON + 3_600_000)
    w.probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    expect(w.looks).toHaveLength(1)
  })

  it('are cut at the end, and have no answer then', async () => {
    const w = worker(async (_id, signal) => {
      await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      return { answer: 'failure', detail: 'nas:445 did not answer in time' }
    })
    w.probes.watch([checkOf('a')])
    await w.pass(nextLook({ every: 60_000 }, 'a', NOON) - NOON)
    w.probes.turn()
    await vi.advanceTimersByTimeAsync(0)
    expect(w.looks).toHaveLength(1)
    vi.useRealTimers()
    await w.probes.end()
    expect(w.records).toEqual([])
  })
})
