import { describe, expect, test } from 'vitest'
import { brokenLink, causeChain } from '../../../src/domain/heartbeat/cause-chain'
import {
  type ChainInput,
  type Link,
  type Organ,
  overdueWords,
} from '../../../src/domain/heartbeat/chain-link'
import type { Attempt, HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { missedRecord } from '../../../src/domain/heartbeat/missed-slot'
import type { Reading } from '../../../src/domain/settings/reading'
import { slotOf } from '../../../src/domain/time/slot'

const NOW = Date.UTC(2026, 10, 20, 10, 7)
const MINUTE = 60_000
/** Noon of the machine's own day. */
const NOON_LOCAL = new Date(2026, 10, 20, 12).getTime()

function reading(frequency: 'Off' | 10, url: string): Reading {
  return {
    kind: 'ok',
    revision: '1',
    changedAt: NOW - 60 * MINUTE,
    settings: {
      monitoring: { frequency, url, catchup: true, gates: [], gateFails: false, duty: 'own' },
      web: {
        host: '',
        port: 8080,
        tlscert: '',
        tlskey: '',
        trustproxy: false,
        hostnames: [],
        language: 'en',
      },
      watch: {
        pyremto: 'adopt',
        batchy: 'adopt',
        create: 'open',
        startChannel: '',
        probesAtOnce: 10,
        escalation: { channels: [], after: 1_800_000 },
      },
      expected: { files: [] },
      checklist: { file: '', etl: '', redis: '' },
      zmq: { bind: [], bindsub: [], connect: [], publish: [], create: 'off', word: '', curve: 'off' },
      redis: { url: '', prefix: '', join: false, copies: 1, shards: 1 },
      network: { proxy: '', noproxy: '', cafile: '' },
      login: { username: 'admin', passwordHash: '' },
      checks: [],
      channels: [],
      mail: [],
      checker: { port: 0 },
      group: { rank: 0, takeover: 120_000 },
      peers: [],
      windows: [],
      statusPages: [],
    },
  }
}

const attempt: Attempt = {
  at: NOW - 2 * MINUTE,
  delivered: true,
  result: '200',
  detail: 'answered 200',
  phases: { dns: 20, tcp: 40, tls: 80, answer: 120, total: 121 },
}

function record(last?: Partial<Attempt>, more: Partial<HeartbeatRecord> = {}): HeartbeatRecord {
  return {
    job: 'slot-1',
    slot: 1,
    occasion: 'due',
    outcome: 'delivered',
    attempts: last ? [{ ...attempt, ...last }] : [],
    reason: '',
    receiver: 'Healthchecks',
    queuedAt: NOW - 2 * MINUTE,
    finishedAt: NOW - 2 * MINUTE,
    ...more,
  }
}

/** An appliance on which everything works. */
const WELL: ChainInput = {
  now: NOW,
  reading: reading(10, 'https://hc-ping.com/x/y'),
  tick: { at: NOW - 2 * MINUTE, end: 'queued', line: 'heartbeat queued as slot-1' },
  web: { up: true, since: NOW - 600 * MINUTE },
  queue: { reached: true, pulse: { server: 'valkey 8.1.4', workers: 1 }, history: [record({})] },
  lastResult: { at: NOW - 2 * MINUTE, result: '200' },
}

const pulse = (more: object, history = [record({})]): Partial<ChainInput> => ({
  queue: { reached: true, pulse: { server: 'valkey 8.1.4', workers: 1, ...more }, history },
})
const sent = (last: Partial<Attempt>, more: Partial<HeartbeatRecord> = {}) => pulse({}, [record(last, more)])
const link = (input: Partial<ChainInput>, organ: Organ): Link | undefined =>
  causeChain({ ...WELL, ...input }).find(each => each.organ === organ)

test('an appliance on which everything works has no broken link', () => {
  const chain = causeChain(WELL)
  expect(chain.map(({ organ, state }) => `${organ} ${state}`)).toStrictEqual([
    'tick ok',
    'ini ok',
    'disk ok',
    'web ok',
    'redis ok',
    'worker ok',
    'dns ok',
    'tcp ok',
    'tls ok',
    'http ok',
    'answer ok',
  ])
  expect(brokenLink(chain)).toBeUndefined()
})

describe('the link of the gates', () => {
  const since = NOON_LOCAL
  test.each<[Link['state'], string, ChainInput['gates']]>([
    ['ok', 'open: photo, disk', [gate('photo', 'up'), gate('disk', 'up')]],
    [
      'warn',
      'open, though photo is late since 12:00, disk is paused since 12:00',
      [gate('photo', 'late'), gate('disk', 'paused')],
    ],
    [
      'bad',
      'heartbeats are withheld: photo is down since 12:00 (and 1 more of the gates)',
      [gate('photo', 'down'), gate('disk', 'new')],
    ],
    [
      'bad',
      'heartbeats are withheld: there is no check "x" for the gate of this name',
      [{ name: 'x', status: 'missing' }],
    ],
    [
      'bad',
      'heartbeats are withheld: the gate x cannot be read: Redis cannot be reached',
      [{ name: 'x', status: 'unread', why: 'Redis cannot be reached' }],
    ],
  ])('is %s: %s', (state, detail, gates) => {
    expect(link({ gates }, 'gates')).toMatchObject({ state, detail })
  })

  test('is not there where no check is a gate', () => {
    expect(link({ gates: [] }, 'gates')).toBeUndefined()
  })

  function gate(name: string, status: 'up' | 'late' | 'paused' | 'down' | 'new') {
    return { name, status, since }
  }
})

describe('a link tells its state', () => {
  const away: Partial<ChainInput> = { queue: { reached: false, reason: 'Redis cannot be reached' } }
  const { at } = WELL.tick!
  test.each<[Organ, Link['state'], string, Partial<ChainInput>]>([
    [
      'tick',
      'bad',
      'no tick for 17 minutes: the timer does not run',
      { tick: { ...WELL.tick!, at: NOW - 17 * MINUTE } },
    ],
    ['tick', 'ok', 'heartbeat queued as slot-1', { tick: { ...WELL.tick!, at: NOW - 11 * MINUTE } }],
    ['tick', 'bad', 'no tick for 10 hours: the timer does not run', { tick: undefined }],
    [
      'tick',
      'unknown',
      'no tick yet; one comes every five minutes',
      { tick: undefined, web: { up: true, since: NOW - MINUTE } },
    ],
    [
      'tick',
      'warn',
      'the last tick lies 3 hours ahead: the clock was set back',
      { tick: { ...WELL.tick!, at: NOW + 180 * MINUTE } },
    ],
    ['ini', 'warn', 'heartbeating is Off', { reading: reading('Off', '') }],
    ['ini', 'ok', 'every 10 minutes to Healthchecks', {}],
    [
      'ini',
      'bad',
      'x.ini does not exist',
      { reading: { kind: 'unreadable', reason: 'x.ini does not exist' } },
    ],
    [
      'ini',
      'bad',
      '[Web] port: is odd (and 1 more)',
      {
        reading: {
          kind: 'faulty',
          faults: [
            { section: 'Web', key: 'port', reason: 'is odd' },
            { section: 'Login', key: '', reason: 'x' },
          ],
          sound: {},
          revision: '1',
          changedAt: 0,
        },
      },
    ],
    [
      'ini',
      'bad',
      'the last tick could not use it: no heartbeat: it may not be read',
      { tick: { at, end: 'ini', line: 'no heartbeat: it may not be read' } },
    ],
    ['tick', 'bad', 'intvlm8r-tick.timer is inactive', { timer: 'inactive' }],
    ['tick', 'bad', 'intvlm8r-tick.timer is masked', { timer: 'masked' }],
    [
      'tick',
      'warn',
      'intvlm8r-tick.timer is disabled: no tick comes after the next boot. Type: sudo systemctl enable intvlm8r-tick.timer',
      { timer: 'disabled' },
    ],
    ['tick', 'ok', 'heartbeat queued as slot-1', { timer: 'active' }],
    [
      'tick',
      'bad',
      'npm start (process 4711) was stopped, as by Ctrl-Z: no tick comes. Type fg in its terminal, or: kill -CONT 4711',
      { timer: { start: 'stopped', pid: 4711 } },
    ],
    [
      'tick',
      'bad',
      'npm start (process 4711) is gone: start it again',
      { timer: { start: 'gone', pid: 4711 }, web: { up: false, reason: 'it does not answer' } },
    ],
    // Somebody starts the programs one by one since then.
    ['tick', 'ok', 'heartbeat queued as slot-1', { timer: { start: 'gone', pid: 4711 } }],
    [
      'disk',
      'bad',
      'less than 1 MB is free',
      { disk: { name: 'Disk full', detail: 'less than 1 MB is free' } },
    ],
    [
      'disk',
      'warn',
      'it works now; the last tick: no heartbeat: Disk full',
      { tick: { at, end: 'disk', line: 'no heartbeat: Disk full' } },
    ],
    ['web', 'bad', 'does not run', { web: { up: false, reason: 'does not run' } }],
    [
      'web',
      'bad',
      'the last tick got no heartbeat from it: no heartbeat',
      { tick: { at, end: 'web', line: 'no heartbeat' } },
    ],
    [
      'web',
      'warn',
      'running again; the last tick could not reach it',
      { tick: { at, end: 'web', line: 'x' }, web: { up: true, since: NOW - 1 } },
    ],
    ['redis', 'bad', 'Redis cannot be reached', away],
    ['redis', 'ok', 'valkey 8.1.4', {}],
    [
      'redis',
      'bad',
      'valkey 8.1.4 takes no heartbeats: its memory is full',
      pulse({ refuses: 'its memory is full' }),
    ],
    [
      'redis',
      'warn',
      'valkey 8.1.4 loses the last second; it is nearly full',
      pulse({ faults: ['loses the last second', 'is nearly full'] }),
    ],
    [
      'redis',
      'warn',
      'it answers now, but took no heartbeat of the last tick',
      { tick: { at, end: 'redis', line: 'no heartbeat' } },
    ],
    ['web', 'ok', 'running, started', { tick: { at, end: 'redis', line: 'no heartbeat' } }],
    ['web', 'ok', 'it answers', { web: { up: true } }],
    [
      'web',
      'warn',
      'it answers now; the last tick could not reach it',
      { tick: { at, end: 'web', line: 'x' }, web: { up: true } },
    ],
    ['tick', 'unknown', 'no tick yet; one comes every five minutes', { tick: undefined, web: { up: true } }],
    ['worker', 'unknown', 'not known while Redis cannot be reached', away],
    ['worker', 'bad', 'no worker is running', pulse({ workers: 0 })],
    [
      'worker',
      'bad',
      'no worker is running; a heartbeat has been waiting for 40 s',
      pulse({ workers: 0, waitingSince: NOW - 40_000 }),
    ],
    [
      'worker',
      'bad',
      'a heartbeat has been waiting for 40 s: the worker hangs or is gone',
      pulse({ waitingSince: NOW - 40_000 }),
    ],
    [
      'worker',
      'bad',
      'the worker stands still: nothing has come from it for 40 s',
      pulse({ workers: 0, workerStillFor: 40_000 }),
    ],
    [
      'worker',
      'warn',
      'the worker does not answer: nothing has come from it for 4 s',
      pulse({ workerSilentFor: 4_000 }),
    ],
    [
      'worker',
      'warn',
      '3 are running; one of them does not answer: nothing has come from it for 4 s',
      pulse({ workers: 3, workerSilentFor: 4_000 }),
    ],
    [
      'worker',
      'warn',
      'running; another stands still: nothing has come from it for 40 s',
      pulse({ workerStillFor: 40_000 }),
    ],
    [
      'worker',
      'warn',
      'running, but the sweep of the checks stands still: nothing has come from it for 3 minutes',
      pulse({ sweepStillFor: 180_000 }),
    ],
    ['worker', 'ok', 'running', pulse({ waitingSince: NOW - 15_000 })],
    ['worker', 'ok', '3 are running', pulse({ workers: 3 })],
    [
      'worker',
      'ok',
      'running',
      pulse({ waitingSince: NOW - 400_000 }, [record({}, { finishedAt: NOW - 10_000 })]),
    ],
    [
      'worker',
      'ok',
      'running',
      pulse({}, [
        record(undefined, { outcome: 'missed', queuedAt: NOW - 500_000, finishedAt: NOW - 5_000 }),
        record({}, { finishedAt: NOW - 10_000 }),
      ]),
    ],
    [
      'worker',
      'bad',
      'the last heartbeat was not sent: taken too late',
      pulse({}, [record(undefined, { outcome: 'missed', reason: 'taken too late' })]),
    ],
    ['dns', 'unknown', 'no heartbeat was sent yet', { ...pulse({}, []), lastResult: undefined }],
    ['dns', 'ok', 'the last heartbeat passed it', pulse({}, [])],
    [
      'dns',
      'unknown',
      'not known of the last heartbeat',
      { ...pulse({}, []), lastResult: { at, result: 'TLS error' } },
    ],
    ['dns', 'unknown', 'not known while Redis cannot be reached', away],
    ['answer', 'ok', 'Healthchecks answered 200', {}],
    [
      'answer',
      'bad',
      'Healthchecks answered 503',
      sent({ delivered: false, result: 'HTTP error 503', detail: 'answered 503' }),
    ],
    ['answer', 'ok', 'the last result was 200', away],
    ['answer', 'bad', 'the last result was DNS error', { ...away, lastResult: { at, result: 'DNS error' } }],
    ['answer', 'unknown', 'no heartbeat was sent yet', { ...away, lastResult: undefined }],
  ])('%s %s: %s', (organ, state, detail, input) => {
    expect(link(input, organ)).toMatchObject({ organ, state, detail })
  })
})

describe('an overdue heartbeat', () => {
  /** The last one arrived at 9:50, and two minutes ago the next was due. */
  const late: Partial<ChainInput> = {
    now: NOW + 5 * MINUTE,
    lastResult: { at: NOW - 17 * MINUTE, result: '200' },
  }
  const due = NOW + 3 * MINUTE
  const queued = { at: due + 2_000, end: 'queued', line: 'heartbeat queued as slot-1' } as const
  const stopped = (end: 'ini' | 'disk' | 'web' | 'redis') => ({ at: due + 2_000, end, line: 'no heartbeat' })
  test.each<[Organ, Partial<ChainInput>]>([
    ['tick', {}],
    ['tick', { tick: undefined, web: { up: true, since: due } }],
    ['ini', { tick: stopped('ini') }],
    ['disk', { tick: stopped('disk') }],
    ['web', { tick: stopped('web'), web: { up: true, since: due + 60_000 } }],
    ['redis', { tick: stopped('redis') }],
    ['worker', { tick: queued }],
    ['redis', { tick: queued, queue: { reached: false, reason: 'Redis cannot be reached' } }],
  ])('stands at the %s', (organ, more) => {
    const overdue = { at: due, late: true }
    const chain = causeChain({ ...WELL, ...late, ...more })
    expect(chain.filter(each => each.overdue)).toStrictEqual([expect.objectContaining({ organ, overdue })])
    expect(chain.find(each => each.organ === organ)?.state).toMatch(/warn|bad/)
  })

  test('is known from its record, also after an edit of the INI, and accuses no worker', () => {
    const missed = missedRecord({ slot: slotOf(due), reason: 'Redis was away' })
    const chain = causeChain({
      ...WELL,
      ...late,
      now: due + 7 * MINUTE,
      reading: { ...reading(10, 'http://x'), changedAt: due + 6 * MINUTE } as Reading,
      tick: stopped('redis'),
      ...pulse({}, [missed, record({})]),
    })
    expect(chain.find(each => each.organ === 'worker')?.state).toBe('ok')
    expect(brokenLink(chain)).toMatchObject({ organ: 'redis', overdue: { at: due, late: false } })
  })

  test('breaks the chain when its slot is over', () => {
    const chain = causeChain({ ...WELL, ...late, now: due + 5 * MINUTE, tick: stopped('redis') })
    expect(brokenLink(chain)).toMatchObject({ organ: 'redis', overdue: { at: due, late: false } })
  })

  test('has words for local readers', () => {
    const at = new Date('2026-11-20T02:45').getTime()
    expect(overdueWords({ at, late: true })).toBe('Late: the 02:45 heartbeat has not gone out')
    expect(overdueWords({ at, late: false })).toBe('the 02:45 heartbeat did not go out')
  })
})

test('a disk on which nothing can be stored is named by its trouble, before Redis, which it ends', () => {
  const disk = { name: 'Disk read-only', detail: 'nothing can be written' } as const
  const chain = causeChain({ ...WELL, disk, queue: { reached: false, reason: 'Redis cannot be reached' } })
  expect(brokenLink(chain)).toMatchObject({ organ: 'disk', name: 'Disk read-only', state: 'bad' })
})

test('with Off, what an earlier heartbeat met breaks nothing', () => {
  const failed = sent({ delivered: false, result: 'x', phases: { total: 9 } }, { outcome: 'failed' })
  const missed = pulse({}, [
    record(undefined, { outcome: 'missed', reason: 'heartbeating was switched off' }),
  ])
  for (const past of [failed, missed, { lastResult: { at: NOW, result: 'Missed' } }]) {
    const chain = causeChain({ ...WELL, reading: reading('Off', 'https://hc-ping.com/x/y'), ...past })
    expect(brokenLink(chain)).toBeUndefined()
    expect(chain.filter(each => each.state === 'warn')).toHaveLength(1)
  }
})

describe('the network links follow how far the last attempt got', () => {
  const failed = (phases: Attempt['phases']) =>
    sent({ delivered: false, result: 'x', detail: 'it broke', phases }, { outcome: 'failed' })
  test.each<[string, Attempt['phases'], string[]]>([
    [
      'at the name',
      { total: 9 },
      ['dns bad', 'tcp unknown', 'tls unknown', 'http unknown', 'answer unknown'],
    ],
    [
      'at the connection',
      { dns: 1, total: 9 },
      ['dns ok', 'tcp bad', 'tls unknown', 'http unknown', 'answer unknown'],
    ],
    [
      'at the encryption',
      { dns: 1, tcp: 2, total: 9 },
      ['dns ok', 'tcp ok', 'tls bad', 'http unknown', 'answer unknown'],
    ],
    [
      'before the answer',
      { dns: 1, tcp: 2, tls: 3, total: 9 },
      ['dns ok', 'tcp ok', 'tls ok', 'http bad', 'answer unknown'],
    ],
    [
      'with the answer',
      { dns: 1, tcp: 2, tls: 3, answer: 4, total: 9 },
      ['dns ok', 'tcp ok', 'tls ok', 'http ok', 'answer bad'],
    ],
    [
      'at the encryption of an address',
      { tcp: 2, total: 9 },
      ['dns ok', 'tcp ok', 'tls bad', 'http unknown', 'answer unknown'],
    ],
  ])('%s', (_name, phases, expected) => {
    const chain = causeChain({ ...WELL, ...failed(phases) })
    expect(chain.slice(6).map(({ organ, state }) => `${organ} ${state}`)).toStrictEqual(expected)
    expect(brokenLink(chain)?.organ).toBe(expected.find(text => text.endsWith('bad'))?.split(' ')[0])
  })

  test('a connection that breaks before any lookup, as to a proxy with a number, accuses no DNS', () => {
    const refused = { delivered: false, result: 'Conn. error', detail: 'refused', phases: { total: 9 } }
    const chain = causeChain({ ...WELL, ...sent(refused, { outcome: 'failed' }) })
    expect(brokenLink(chain)).toMatchObject({ organ: 'tcp', detail: 'refused' })
    expect(chain.find(({ organ }) => organ === 'dns')).toMatchObject({ state: 'ok', detail: 'not needed' })
  })

  test('plain http has no encryption to break', () => {
    const plain = causeChain({
      ...WELL,
      reading: reading(10, 'http://receiver.lan'),
      ...failed({ dns: 1, tcp: 2, total: 9 }),
    })
    expect(plain.slice(6).map(({ organ, state }) => `${organ} ${state}`)).toStrictEqual([
      'dns ok',
      'tcp ok',
      'http bad',
      'answer unknown',
    ])
  })
})
