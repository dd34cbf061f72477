import { describe, expect, test } from 'vitest'
import {
  blindAfterOf,
  dailyTimes,
  type Every,
  hostOf,
  intervalOf,
  leavesMachine,
  looksAtPeer,
  looksAtTheSame,
  needsItsMachine,
  patienceOf,
  probeFaults,
  settingsOf,
  timeoutOf,
} from '../../../src/domain/probes/probe'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each<[Every, number]>([
  [7_000, 7_000],
  ['minute', MINUTE],
  ['hour', HOUR],
  ['day', DAY],
  ['noon', DAY],
])('two looks every %s are %d ms apart', (every, ms) => {
  expect(intervalOf({ every })).toBe(ms)
})

test('a peer and a Checker are other watches', () => {
  const kinds = ['peer', 'checker', 'http', 'command'] as const
  expect(kinds.map(kind => looksAtPeer({ kind }))).toEqual([true, true, false, false])
  expect(looksAtPeer(undefined)).toBe(false)
})

test('two probes look at the same by their kind and target alone', () => {
  const probe = { kind: 'tcp', target: 'nas:1', every: MINUTE, settings: {} } as const
  expect([
    looksAtTheSame(probe, { ...probe, every: HOUR, settings: { send: 'x' } }),
    looksAtTheSame(probe, { ...probe, kind: 'tls' }),
    looksAtTheSame(probe, { ...probe, target: 'nas:2' }),
    looksAtTheSame(probe, undefined),
    looksAtTheSame(undefined, probe),
    looksAtTheSame(undefined, undefined),
  ]).toEqual([true, false, false, false, false, true])
})

test.each([
  [{ kind: 'tcp', every: MINUTE }, 10_000],
  [{ kind: 'tcp', every: MINUTE, timeout: 3_000 }, 3_000],
  [{ kind: 'tcp', every: 5_000 }, 5_000],
  [{ kind: 'tcp', every: 'minute', timeout: 90_000 }, MINUTE],
  // Twice its patience, and a minute.
  [{ kind: 'mail-loop', every: HOUR }, 21 * MINUTE],
  [{ kind: 'mail-loop', every: HOUR, timeout: 1_000, settings: { patience: '1m' } }, 3 * MINUTE],
  [{ kind: 'mail-loop', every: HOUR, settings: { patience: 'x' } }, MINUTE],
  [{ kind: 'mail-loop', every: 20 * MINUTE }, 20 * MINUTE],
] as const)('a look of %j may take %d ms', (probe, ms) => {
  expect(timeoutOf({ settings: {}, ...probe })).toBe(ms)
})

test.each([
  ['batchy', 'http://[2001:db8::1]:80 w', '2001:db8::1', true],
  ['batchy', 'http://localhost w', 'localhost', false],
  ['peer', 'http://a.example/ http://b.example/', 'a.example', true],
  ['peer', '', '', false],
  ['checker', 'http://c:5000/', 'c', true],
  ['http', 'http://d:5000/', 'd', true],
  ['http', 'no URL', '', false],
  ['tcp', 'a b', '', false],
  ['tcp', 'LOCALHOST:1', 'LOCALHOST', false],
  ['tcp', 'a.b.localhost:1', 'a.b.localhost', false],
  ['tcp', 'xlocalhost:1', 'xlocalhost', true],
  ['tcp', 'localhost.lan:1', 'localhost.lan', true],
  ['tcp', '127.0.0.53:1', '127.0.0.53', false],
  ['tcp', '127.x:1', '127.x', true],
  ['tcp', 'x127.0.0.1:1', 'x127.0.0.1', true],
  ['tcp', '127.0.0.1.lan:1', '127.0.0.1.lan', true],
  ['tcp', '[::1]:1', '::1', false],
  ['tcp', '[::12]:1', '::12', true],
  ['unit', 'ssh.service', 'ssh.service', false],
] as const)('the host of %s %s is %j, another machine: %s', (kind, target, host, leaves) => {
  expect([hostOf({ kind, target }), leavesMachine({ kind, target })]).toEqual([host, leaves])
})

test('a job has longer to end than another look', () => {
  const kinds = ['command', 'checker-job', 'http'] as const
  expect(kinds.map(kind => patienceOf({ kind }))).toEqual([4_000, 4_000, 1_000])
})

test.each([
  [{ kind: 'tcp', every: MINUTE }, 3 * MINUTE],
  [{ kind: 'tcp', every: 'hour' }, 3 * HOUR],
  [{ kind: 'tcp', every: MINUTE, blindAfter: 70_000 }, 70_000],
  [{ kind: 'tcp', every: MINUTE, settings: { checktime: '09:00' } }, 3 * MINUTE],
  [{ kind: 'batchy', every: MINUTE }, 3 * MINUTE],
  [{ kind: 'batchy', every: MINUTE, settings: { checktime: '09:00' } }, 10 * MINUTE],
  [{ kind: 'batchy', every: MINUTE, settings: { checktime: '9' } }, 3 * MINUTE],
] as const)('a check with the probe %j is blind after %d ms', (probe, ms) => {
  expect(blindAfterOf({ settings: {}, ...probe })).toBe(ms)
})

test('looks at a time of day have that, its days and its zone', () => {
  const settings = { checktime: '09:30', weekdays: 'mon-tue', timezone: 'Asia/Tokyo' }
  expect(dailyTimes({ kind: 'inbox', settings, every: 'day' })).toEqual({
    ...{ at: 9.5 * HOUR, days: [1, 2], zone: 'Asia/Tokyo', every: DAY },
  })
  expect(dailyTimes({ kind: 'inbox', settings: { ...settings, weekdays: 'x' }, every: DAY })).toBeUndefined()
  expect(dailyTimes({ kind: 'tcp', settings, every: DAY })).toBeUndefined()
})

test('the settings of a probe have the fallbacks of its kind, and no others', () => {
  const settings = { patience: '', slow: '3m', unknown: 'x' }
  expect(settingsOf({ kind: 'mail-loop', settings })).toEqual({ patience: '10m', slow: '3m', folder: '' })
})

test.each([
  ['http', 'http://nas/', {}, false],
  ['http', 'http://localhost/', {}, true],
  ['http', 'http://nas/', { cafile: 'ca.pem' }, true],
  ['http', 'http://nas/', { username: 'a', password: '@file' }, true],
  ['http', 'http://nas/', { username: '@a', password: 'secret' }, false],
  ['clock', '', {}, true],
  ['clock', 'pool.ntp.org', {}, true],
  ['disk', '/', {}, true],
  ['peer', 'http://office/', {}, false],
] as const)('only the machine of %s %s with %j can answer: %s', (kind, target, settings, needs) => {
  expect(needsItsMachine({ kind, target, settings })).toBe(needs)
})

describe('a probe', () => {
  const faultsOf = (more: Partial<Parameters<typeof probeFaults>[0]>, origin: 'ini' | 'page' = 'page') =>
    probeFaults({ kind: 'tcp', target: 'nas:1', every: MINUTE, settings: {}, ...more }, origin).map(
      ({ key, reason }) => `${key} ${reason}`,
    )
  const EVERY = 'every has to be from 5 s to 31 days, or minute, hour, day or noon'
  const TIMEOUT = 'timeout has to be from 0.1 s to 10 minutes'
  const SHORTER = 'timeout has to be no longer than the time between two looks'
  const FOLLOWS = 'timeout follows from patience for mail-loop; remove it'
  const BLIND = 'blindafter has to be from the time between two looks to 31 days'

  test.each<[Parameters<typeof faultsOf>[0], string[]]>([
    [{}, []],
    [{ every: 'minute' }, []],
    [{ every: 4_999 }, [EVERY]],
    [{ every: 5_000 }, []],
    [{ every: 31 * DAY }, []],
    [{ every: 31 * DAY + 1 }, [EVERY]],
    [{ every: Number.NaN }, [EVERY]],
    [{ timeout: 99 }, [TIMEOUT]],
    [{ timeout: 100 }, []],
    [{ timeout: MINUTE }, []],
    [{ timeout: MINUTE + 1 }, [SHORTER]],
    [{ timeout: 10 * MINUTE, every: HOUR }, []],
    [{ timeout: 10 * MINUTE + 1, every: HOUR }, [TIMEOUT]],
    [{ timeout: Number.NaN }, [TIMEOUT]],
    // Its usual limit may be beyond the interval.
    [{ every: 5_000 }, []],
    [{ blindAfter: MINUTE - 1 }, [BLIND]],
    [{ blindAfter: MINUTE }, []],
    [{ blindAfter: 31 * DAY }, []],
    [{ blindAfter: 31 * DAY + 1 }, [BLIND]],
    [{ blindAfter: Number.POSITIVE_INFINITY }, [BLIND]],
    [
      { kind: 'batchy', target: 'http://b w', every: HOUR, settings: { latency: '1h' }, blindAfter: MINUTE },
      [BLIND],
    ],
    [
      {
        ...{ kind: 'batchy', target: 'http://b w', every: HOUR, blindAfter: MINUTE },
        settings: { latency: '1h', checktime: '09:00' },
      },
      [],
    ],
    [
      {
        ...{ kind: 'batchy', target: 'http://b w', every: HOUR, blindAfter: MINUTE - 1 },
        settings: { latency: '1h', checktime: '09:00' },
      },
      [BLIND],
    ],
    [{ kind: 'mail-loop', target: 'home', every: 21 * MINUTE }, []],
    [
      { kind: 'mail-loop', target: 'home', every: 21 * MINUTE - 1 },
      ['every has to be at least 21m: a look may take twice its patience, and a minute'],
    ],
    [{ kind: 'mail-loop', target: 'home', every: HOUR, timeout: 1_000 }, [FOLLOWS]],
    [
      { kind: 'mail-loop', target: 'home', every: 5 * MINUTE, timeout: 6 * MINUTE },
      [FOLLOWS, 'every has to be at least 21m: a look may take twice its patience, and a minute'],
    ],
    [{ kind: 'mail-loop', target: 'home', every: 'hour', timeout: 10 * MINUTE }, [FOLLOWS]],
    [{ kind: 'clock', target: '' }, []],
    [{ kind: 'memory', target: 'x' }, ['probe memory has no target; write memory alone']],
    [{ kind: 'memory', target: '' }, []],
    [
      { target: '' },
      ['probe tcp has no target. Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.'],
    ],
    [{ target: 'nas\u0000:1' }, ['probe holds an invisible (control) character; type it anew']],
    [{ settings: { sent: 'x' } }, ['sent is no setting of tcp; did you mean send?']],
    [
      { target: 'nas', every: 1, timeout: 1 },
      ['probe has no port; write it behind a colon, such as nas.local:445', EVERY, TIMEOUT],
    ],
  ])('with %j has the faults %j', (more, faults) => {
    expect(faultsOf(more)).toEqual(faults)
  })

  test('runs programs for the INI alone', () => {
    const command = { kind: 'command', target: '/bin/true' }
    expect(faultsOf(command, 'ini')).toEqual([])
    expect(faultsOf(command)).toEqual(['probe command runs programs, and only the INI may do that'])
  })

  test('of an unknown kind has no other fault', () => {
    const [fault] = faultsOf({ kind: 'toString', target: '', every: 1 })
    expect(fault).toMatch(/^probe has to begin with one of http, tcp, tls, dns, ping, /)
    expect(faultsOf({ kind: 'toString', every: 1 })).toHaveLength(1)
  })
})
