import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jobPlace, modemPlace } from '../../src/bin/shared/environment'
import { RESTART } from '../../src/bin/shared/lifetime'
import { ENVIRONMENT, NODE_OPTIONS } from '../../src/bin/start/start-program'
import { ATTEMPT_MS } from '../../src/domain/alerts/channel'
import { LONGEST_TIMEOUT, PROBES_AT_ONCE } from '../../src/domain/probes/probe'
import { END_MS, READY_MS, RETRY_TICK_MS, TICK_LATE_MS, TICK_PATIENCE_MS } from '../../src/domain/time/limits'
import { SLOT_MS } from '../../src/domain/time/slot'
import { REQUEST_TIMEOUT_MS } from '../../src/io/redis/client'

const FOLDER = join(import.meta.dirname, '../../deploy/systemd')

/** The settings of a unit; the last one of a name counts, and comments do not. */
function settingsOf(unit: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(FOLDER, unit), 'utf8').split('\n')
  return new Map(
    lines.flatMap(line => {
      const [, key, value] = /^([A-Z]\w*)=(.*)$/.exec(line) ?? []
      return key === undefined || value === undefined ? [] : [[key, value] as const]
    }),
  )
}

const UNITS = { s: 1_000, min: 60_000, h: 3_600_000 } as const

/** A span in a unit, such as `15s` or `5min`, in milliseconds. */
function span(unit: string, key: string): number {
  const [, count, name] = /^(\d+)(s|min|h)$/.exec(settingsOf(unit).get(key) ?? '') ?? []
  if (name === undefined) throw new Error(`${unit} has no span ${key}`)
  return Number(count) * UNITS[name as keyof typeof UNITS]
}

const SERVICES = readdirSync(FOLDER).filter(name => name.endsWith('.service'))
const TICKS = ['intvlm8r-tick.service', 'intvlm8r-boot.service']
const PROGRAMS = ['intvlm8r-web.service', 'intvlm8r-worker.service']

describe('the systemd units', () => {
  it('are those that the tests below know', () => {
    expect(SERVICES.sort()).toEqual(
      [
        ...TICKS,
        ...PROGRAMS,
        'intvlm8r-redis.service',
        'intvlm8r-job@.service',
        'intvlm8r-modem@.service',
      ].sort(),
    )
  })

  it.each([...PROGRAMS, 'intvlm8r-redis.service'])(
    '%s: has as much time to start and to end as in `npm start`',
    unit => {
      expect(span(unit, 'TimeoutStartSec')).toBeGreaterThanOrEqual(READY_MS)
      expect(span(unit, 'TimeoutStopSec')).toBeGreaterThanOrEqual(END_MS.part)
    },
  )

  it.each(PROGRAMS)('%s: is restarted at once at its own wish, and does not fail with that', unit => {
    expect(settingsOf(unit).get('RestartForceExitStatus')).toBe(String(RESTART))
    expect(settingsOf(unit).get('SuccessExitStatus')).toBe(String(RESTART))
  })

  it.each(PROGRAMS)('%s: is fed well within its watchdog, even while Redis keeps it waiting', unit => {
    // The program feeds it twice in its time; see io/appliance/systemd.
    expect(span(unit, 'WatchdogSec') / 2).toBeGreaterThan(10 * REQUEST_TIMEOUT_MS)
  })

  it.each([
    ['intvlm8r-web.service', NODE_OPTIONS.web],
    ['intvlm8r-worker.service', NODE_OPTIONS.worker],
  ])('%s: runs with the same options and environment as in `npm start`', (unit, options) => {
    const words = settingsOf(unit).get('ExecStart')?.split(' ') ?? []
    expect(words.filter(word => word.startsWith('-'))).toEqual([...options])
    const environment = settingsOf(unit).get('Environment')?.split(' ')
    expect(environment).toEqual(
      expect.arrayContaining(Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`)),
    )
  })

  it.each(TICKS)('%s: has time for its request, and ends before the next tick', unit => {
    // Its last request may begin when the time for another is over, and it queries systemd.
    expect(span(unit, 'TimeoutStartSec')).toBeGreaterThan(RETRY_TICK_MS.longest + 2 * TICK_PATIENCE_MS)
    expect(span(unit, 'TimeoutStartSec') + span(unit, 'TimeoutStopSec')).toBeLessThan(SLOT_MS)
  })

  it.each(TICKS)(
    '%s: has its own line in the journal, and none of systemd for the start and the end',
    unit => {
      // systemd's are of the level info, which is below notice.
      expect(settingsOf(unit).get('SyslogLevel')).toBe('notice')
      expect(settingsOf(unit).get('LogLevelMax')).toBe('notice')
    },
  )

  it('the heartbeat after boot is tried for as long as it takes the timer to come to its next tick', () => {
    const unit = 'intvlm8r-boot.service'
    const tries = Number(settingsOf(unit).get('StartLimitBurst'))
    expect(tries * span(unit, 'RestartSec')).toBeGreaterThanOrEqual(SLOT_MS)
    expect(tries * (span(unit, 'RestartSec') + RETRY_TICK_MS.longest + TICK_PATIENCE_MS)).toBeLessThan(
      span(unit, 'StartLimitIntervalSec'),
    )
  })

  it.each(['worker', 'web'])(
    'the %s may run ping, whose own calls are allowed again after the filter of all privileged ones',
    program => {
      const unit = readFileSync(join(FOLDER, `intvlm8r-${program}.service`), 'utf8')
      const filters = [...unit.matchAll(/^SystemCallFilter=(.*)$/gm)].map(([, value]) => value)
      expect(filters.slice(-2)).toEqual([
        '~@privileged @resources sethostname setdomainname',
        'capset setuid',
      ])
      const range = readFileSync(join(FOLDER, 'sysctl.conf'), 'utf8')
      expect(range).toMatch(/^net\.ipv4\.ping_group_range = 0 2147483647$/m)
    },
  )

  it('gammu has more time than an attempt, a modem within reach, and no other program beside it', () => {
    const modem = settingsOf('intvlm8r-modem@.service')
    expect(span('intvlm8r-modem@.service', 'RuntimeMaxSec')).toBeGreaterThan(ATTEMPT_MS)
    expect(modem.get('ExecStart')).toBe('/usr/lib/intvlm8r-heartbeat/run-job')
    expect(modem.get('Environment')).toBe('ONLY_PROGRAM=gammu LC_ALL=C.UTF-8')
    expect(modem.get('SupplementaryGroups')).toBe('dialout')
    const socket = settingsOf('intvlm8r-modem.socket')
    expect(socket.get('ListenStream')).toBe(modemPlace({ RUNTIME_DIRECTORY: '/run/intvlm8r' }).socket)
  })

  it('a job has more time than the longest limit of a probe, and limits of its own', () => {
    const job = settingsOf('intvlm8r-job@.service')
    expect(span('intvlm8r-job@.service', 'RuntimeMaxSec')).toBeGreaterThan(LONGEST_TIMEOUT)
    expect([...job.keys()]).toEqual(expect.arrayContaining(['MemoryMax', 'TasksMax', 'CPUQuota']))
    // A kernel that counts no memory ends a job before any organ, all of which have 0.
    expect(job.get('OOMScoreAdjust')).toBe('500')
    expect(job.get('ExecStart')).toBe('/usr/lib/intvlm8r-heartbeat/run-job')
    const socket = settingsOf('intvlm8r-job.socket')
    expect(socket.get('ListenStream')).toBe(jobPlace({ RUNTIME_DIRECTORY: '/run/intvlm8r' }).socket)
    expect([socket.get('SocketUser'), socket.get('SocketMode')]).toEqual(['intvlm8r', '0600'])
    expect(Number(socket.get('MaxConnections'))).toBeGreaterThanOrEqual(2 * PROBES_AT_ONCE.most)
  })

  it('the timer ticks once a slot, and none of its ticks counts as late', () => {
    const timer = 'intvlm8r-tick.timer'
    expect(settingsOf(timer).get('OnCalendar')).toBe(`*:0/${SLOT_MS / 60_000} UTC`)
    expect(span(timer, 'OnActiveSec')).toBe(SLOT_MS)
    expect(span(timer, 'OnUnitActiveSec')).toBe(SLOT_MS)
    expect(span(timer, 'AccuracySec') + span(timer, 'RandomizedDelaySec')).toBeLessThan(TICK_LATE_MS)
  })
})

it.each(['intvlm8r-web.service', 'intvlm8r-worker.service'])(
  'the kernel’s id of the boot is given to %s, from which ProcSubset hides it: by another one it would be its own twin',
  unit => {
    expect(settingsOf(unit).get('ProcSubset')).toBe('pid')
    expect(settingsOf(unit).get('Environment')?.split(' ')).toContain('INTVLM8R_BOOT=%b')
  },
)

it('the figures of the memory are shown to web app and worker, from which ProcSubset hides them', () => {
  for (const unit of ['intvlm8r-web.service', 'intvlm8r-worker.service'])
    expect(settingsOf(unit).get('BindReadOnlyPaths')).toBe('-/proc/meminfo:/run/intvlm8r/meminfo')
})

describe('the unit for 0MQ, in a package of its own', () => {
  const ZMQ = '../zmq/intvlm8r-zmq.service'
  const own = settingsOf(ZMQ)

  it('runs its program with the options and the environment of `npm start`', () => {
    const words = own.get('ExecStart')?.split(' ') ?? []
    expect(words.filter(word => word.startsWith('-'))).toEqual([...NODE_OPTIONS.zmq])
    expect(words.at(-1)).toBe('/usr/lib/intvlm8r-heartbeat/bin/zmq.js')
    expect(own.get('Environment')).toContain('MALLOC_ARENA_MAX=1')
  })

  it('is as hardened as the worker, with less memory, and may run no ping', () => {
    const HARDENING = [
      'NoNewPrivileges',
      'CapabilityBoundingSet',
      'PrivateUsers',
      'PrivateTmp',
      'PrivateDevices',
      'ProtectSystem',
      'ProtectHome',
      'ProtectProc',
      'ProcSubset',
      'RestrictNamespaces',
      'LockPersonality',
      'SystemCallArchitectures',
      'UMask',
      'User',
    ]
    const worker = settingsOf('intvlm8r-worker.service')
    for (const key of HARDENING) expect([key, own.get(key)]).toEqual([key, worker.get(key)])
    // libzmq reads the list of interfaces.
    expect(own.get('RestrictAddressFamilies')).toBe('AF_UNIX AF_INET AF_INET6 AF_NETLINK')
    const unit = readFileSync(join(FOLDER, ZMQ), 'utf8')
    // libzmq aborts where it may not set the policy of its threads.
    expect([...unit.matchAll(/^SystemCallFilter=(.*)$/gm)].map(([, value]) => value)).toEqual([
      '@system-service',
      '~@privileged @resources sethostname setdomainname',
      'sched_setscheduler',
    ])
    expect(own.get('MemoryMax')).toBe('128M')
  })

  it('has time to start, to end and to be fed, and is restarted at its own wish', () => {
    expect(span(ZMQ, 'TimeoutStartSec')).toBeGreaterThanOrEqual(READY_MS)
    expect(span(ZMQ, 'TimeoutStopSec')).toBeGreaterThanOrEqual(END_MS.part)
    expect(span(ZMQ, 'WatchdogSec') / 2).toBeGreaterThan(10 * REQUEST_TIMEOUT_MS)
    expect(own.get('RestartForceExitStatus')).toBe(String(RESTART))
  })

  it.each([
    ['bind = tcp://0.0.0.0:5659', 0],
    ['  Connect=tcp://a:5659', 0],
    ['publish : ipc:///run/x', 0],
    ['bind = "tcp://0.0.0.0:5659"', 0],
    ["publish = 'ipc:///run/x'", 0],
    ['; bind = tcp://0.0.0.0:5659', 1],
    ['bind =                       ; check-ins by 0MQ: tcp://0.0.0.0:5659', 1],
    ['heartbeaturl = https://example.org', 1],
  ])('starts nothing but where the settings name an address: %s', (line, code) => {
    const [, pattern = ''] = /^\/usr\/bin\/grep -qiE "(.*)" /.exec(own.get('ExecCondition') ?? '') ?? []
    expect(pattern).not.toBe('')
    expect(spawnSync('grep', ['-qiE', pattern], { input: `${line}\n` }).status).toBe(code)
  })
})
