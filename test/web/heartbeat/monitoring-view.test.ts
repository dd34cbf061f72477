import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/domain/settings/reading'
import { editAnswer, localsOf, savedNotice } from '../../../src/web/heartbeat/monitoring-view'

const NOW = Date.UTC(2026, 10, 28, 12, 1)
const URL_OF = 'https://hc-ping.com/3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const ok = (frequency: number | 'Off' = 10, url = URL_OF) =>
  ({
    kind: 'ok',
    settings: { monitoring: { frequency, url } },
    revision: 'r1',
    changedAt: 0,
  }) as unknown as Reading
const faulty = (more: object = {}) =>
  ({
    kind: 'faulty',
    faults: [{ section: 'Web', key: 'port', reason: 'is no port' }],
    sound: {},
    revision: 'r2',
    changedAt: 0,
    ...more,
  }) as unknown as Reading
const UNREADABLE: Reading = { kind: 'unreadable', reason: 'the disk is broken' }

const seen = (reading: Reading, more: object = {}) =>
  ({
    reading,
    now: NOW,
    queue: { reached: false, reason: 'away' },
    last: undefined,
    chain: [],
    notices: ['a notice'],
    next: 1,
    underWayIn: 2,
    ...more,
  }) as never

describe('the page', () => {
  test('of a sound INI shows its settings, and can send', () => {
    expect(localsOf(seen(ok()), {})).toMatchObject({
      last: undefined,
      next: 1,
      notices: ['a notice'],
      underWayIn: 2,
      saved: { frequency: '10', url: URL_OF },
      fields: { frequency: '10', url: URL_OF },
      notice: undefined,
      progress: undefined,
      problem: undefined,
      doubt: undefined,
      receiver: { name: expect.stringContaining('Healthchecks') },
      faults: [],
      unreadable: undefined,
      revision: 'r1',
      canSend: true,
      tone: 'unknown',
      lastWords: undefined,
      late: undefined,
      bars: undefined,
    })
    expect(localsOf(seen(ok('Off')), {}).canSend).toBe(false)
  })

  test('of one with faults shows them, and what is sound of its settings', () => {
    const draft = { frequency: 20, url: URL_OF }
    expect(localsOf(seen(faulty({ draft })), {})).toMatchObject({
      saved: undefined,
      fields: { frequency: '20', url: URL_OF },
      faults: ['[Web] port: is no port'],
      unreadable: undefined,
      revision: 'r2',
      canSend: false,
    })
    expect(localsOf(seen(faulty()), {}).fields).toEqual({ frequency: '', url: '' })
    const sound = { monitoring: { frequency: 5, url: URL_OF } }
    expect(localsOf(seen(faulty({ sound })), {})).toMatchObject({ saved: { frequency: '5', url: URL_OF } })
  })

  test('of one that cannot be read says why', () => {
    expect(localsOf(seen(UNREADABLE), {})).toMatchObject({
      fields: { frequency: '', url: '' },
      faults: [],
      unreadable: 'the disk is broken',
      revision: '',
      canSend: false,
      receiver: undefined,
    })
  })

  test('shows what was typed, with its problem, before what is saved', () => {
    const typed = { frequency: '20', url: 'nonsense' }
    const locals = localsOf(seen(ok()), { typed, notice: { kind: 'bad', text: 'no' } })
    expect(locals).toMatchObject({
      fields: typed,
      notice: { kind: 'bad', text: 'no' },
      problem: expect.any(String),
      receiver: undefined,
    })
    expect(localsOf(seen(ok()), { typed: { frequency: '20', url: URL_OF } }).problem).toBeUndefined()
  })

  test('tells the last result by its tone', () => {
    const tone = (result: string) => localsOf(seen(ok(), { last: { at: NOW, result } }), {}).tone
    expect([tone('200'), tone('Timeout error')]).toEqual(['ok', 'bad'])
    expect(localsOf(seen(ok(), { last: { at: NOW, result: '200' } }), {}).lastWords).toBeDefined()
  })

  test('has the late link of the chain, the broken one, and bars where the queue is known', () => {
    const chain = [
      { name: 'Timer', state: 'ok' },
      { name: 'Worker', state: 'bad', overdue: { late: true } },
    ]
    const locals = localsOf(seen(ok(), { chain, queue: { reached: true, history: [] } }), {})
    expect([locals.late, locals.broken, locals.chain]).toEqual([chain[1], chain[1], chain])
    expect(locals.bars).toBeDefined()
  })

  test('has the steps of a heartbeat that was asked for', () => {
    const attempt = { at: NOW, delivered: false, result: 'x', detail: '', phases: { total: 1 } }
    const progress = { job: '7', slot: 1, state: 'failed', detail: 'refused', attempts: [attempt, attempt] }
    expect(localsOf(seen(ok()), { progress: progress as never }).progress).toEqual({
      state: 'failed',
      words: 'Failed (refused).',
      end: 'Failed',
      retried: true,
    })
    const before = { ...progress, attempts: [{ ...attempt, target: 'another' }] }
    expect(localsOf(seen(ok()), { progress: before as never }).progress).toMatchObject({
      words: expect.stringContaining('before the change'),
      retried: false,
    })
  })
})

describe('the answer to a change', () => {
  const EVERY_10 = expect.stringMatching(/^Saved: a heartbeat every 10 minutes to .*Healthchecks/)

  test('has what is saved, and when the first heartbeat goes out', () => {
    for (const kind of ['saved', 'unchanged'] as const)
      expect(editAnswer({ kind, reading: ok() }, NOW)).toEqual({
        outcome: kind,
        message: EVERY_10,
        saved: { frequency: '10', url: URL_OF },
        revision: 'r1',
        usable: true,
        first: Date.UTC(2026, 10, 28, 12, 10),
      })
    expect(editAnswer({ kind: 'saved', reading: ok('Off') }, NOW)).toEqual({
      outcome: 'saved',
      message: 'Saved: heartbeating is Off.',
      saved: { frequency: 'Off', url: URL_OF },
      revision: 'r1',
      usable: true,
    })
  })

  test('of an INI with faults, or one that cannot be read any more, promises no heartbeat', () => {
    const message = 'Saved, but no heartbeat goes out until the INI is mended (see below).'
    expect(editAnswer({ kind: 'saved', reading: faulty() }, NOW)).toEqual({
      outcome: 'saved',
      message,
      revision: 'r2',
      usable: false,
    })
    expect(editAnswer({ kind: 'saved', reading: UNREADABLE }, NOW)).toEqual({
      outcome: 'saved',
      message,
      usable: false,
    })
  })

  test('that met another one has what is there now, and no first heartbeat', () => {
    expect(editAnswer({ kind: 'conflict', reading: ok() }, NOW)).toEqual({
      outcome: 'conflict',
      message: expect.stringContaining('Apply again to save yours instead'),
      saved: { frequency: '10', url: URL_OF },
      revision: 'r1',
      usable: true,
    })
  })

  test('that was refused has the reason alone', () => {
    expect(editAnswer({ kind: 'refused', reason: 'the disk is full' }, NOW)).toEqual({
      outcome: 'refused',
      message: 'Not saved: the disk is full.',
    })
  })

  test('is a notice on the page without script', () => {
    expect(savedNotice(ok(), NOW)).toEqual({
      kind: 'ok',
      text: EVERY_10,
      first: Date.UTC(2026, 10, 28, 12, 10),
    })
    expect(savedNotice(faulty(), NOW)).toMatchObject({ kind: 'ok', first: undefined })
  })
})
