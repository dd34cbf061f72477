/** The appliance in a browser: on a good day, on a day when the receiver and the timer are down, and with an INI to be mended. */
import { utimes } from 'node:fs/promises'
import type { SystemFacts } from '../../src/domain/appliance/system-facts'
import type {
  Attempt,
  HeartbeatOutcome,
  HeartbeatRecord,
  Progress,
} from '../../src/domain/heartbeat/heartbeat'
import type { HeartbeatQueue } from '../../src/domain/heartbeat/ports'
import { slotOf, slotStart } from '../../src/domain/time/slot'
import { startRedis } from './redis'
import { serve } from './serve'
import { INI, openWeb, type TestWeb, type TestWebOptions } from './web'

const NOW = slotStart(slotOf(Date.now())) + 100_000
const PING = 'https://hc-ping.com/0a1b2c3d-1111-2222-3333-0123456789ab'

function attempt(at: number, result: string): Attempt {
  const delivered = result === '200'
  const detail = delivered ? 'answered 200' : `answered ${result.slice(-3)}`
  return { at, delivered, result, detail, phases: { dns: 21, tcp: 48, tls: 96, answer: 151, total: 153 } }
}

/** A day in the field: most heartbeats arrive, some at the second attempt, a few not at all. */
function record(index: number, newest: readonly string[]): HeartbeatRecord {
  const results =
    index === 0
      ? newest
      : index === 9
        ? ['HTTP error 503', '200']
        : index === 17
          ? ['HTTP error 503', 'HTTP error 503']
          : ['200']
  const slot = slotOf(NOW) - index * 2
  const finishedAt = slotStart(slot) + 2_000 + index * 7
  const missed = index === 23 || index === 24
  const outcome: HeartbeatOutcome = missed ? 'missed' : results.at(-1) === '200' ? 'delivered' : 'failed'
  return {
    job: `slot-${slot}`,
    slot,
    occasion: 'due',
    outcome,
    attempts: missed
      ? []
      : results.map((result, n) => attempt(finishedAt - (results.length - n - 1) * 6_000, result)),
    reason: missed ? 'no tick ran: was the power off, or the timer stopped?' : 'answered 200',
    receiver: missed ? '' : 'Healthchecks',
    queuedAt: finishedAt - 160 - (results.length - 1) * 6_000,
    finishedAt,
  }
}

const RETRYING: Progress = {
  job: 'now-1',
  slot: slotOf(NOW),
  state: 'retrying',
  detail: 'answered 503',
  attempts: [attempt(NOW, 'HTTP error 503')],
}

const queue = (newest: readonly string[]): HeartbeatQueue => ({
  addForSlot: async () => Promise.reject(new Error('not here')),
  addForBoot: async () => Promise.reject(new Error('not here')),
  addNow: async () => RETRYING,
  find: async () => RETRYING,
  roundTrips: async () => {
    const trips = Array.from({ length: 48 }, (_, index) => {
      const took = 120 + ((index * 7_919) % 90)
      return { at: NOW - index * 1_200_000, count: 1, min: took, median: took, max: took + 40 }
    })
    return { day: trips.slice().reverse(), month: trips.slice().reverse(), year: trips.slice(0, 1) }
  },
  history: async () => Array.from({ length: 48 }, (_, index) => record(index, newest)),
  pulse: async () => ({ server: 'valkey 8.1.4', workers: 1 }),
})

const SOUND = INI.replace(/heartbeaturl = .*/, `heartbeaturl = ${PING}`)

/** The appliance on a good day, on a day when the receiver and the timer are down, and with an INI to be mended. */
export const SCENES = {
  calm: {
    ini: SOUND,
    queue: queue(['200']),
    tick: {
      at: NOW - 92_000,
      end: 'queued',
      line: `heartbeat queued as slot-${slotOf(NOW)}: due every 10 minutes`,
    },
  },
  refused: {
    ini: SOUND,
    queue: queue(['HTTP error 503', 'HTTP error 503']),
    tick: { at: NOW - 17 * 60_000, end: 'nothing', line: 'nothing to do: not due' },
  },
  broken: {
    ini: SOUND.replace('frequency = 10', 'frequency = 7').replace('trustproxy = off', 'trustproxy = perhaps'),
    queue: undefined,
    tick: {
      at: NOW - 60_000,
      end: 'ini',
      line: 'no heartbeat: [Web] trustproxy: "perhaps" is neither on nor off',
    },
  },
} as const

const UNITS = [
  'intvlm8r-tick.timer',
  'intvlm8r-tick.service',
  'intvlm8r-redis.service',
  'intvlm8r-web.service',
]
const FACTS: SystemFacts = {
  hostName: 'raspberrypi',
  os: 'Debian GNU/Linux 13 (trixie)',
  node: 'v20.19.2',
  model: 'Raspberry Pi 4 Model B Rev 1.4',
  uptime: 9 * 86_400_000,
  temperature: 51.5,
  power: { now: [], sinceStart: ['under-voltage'] },
  disk: { free: 22.4e9, total: 31.1e9 },
  memory: { available: 512e6, total: 944e6 },
  clockSynchronised: true,
  units: [
    ...UNITS.map(name => ({ name, state: 'active', detail: 'running', healthy: true })),
    { name: 'intvlm8r-worker.service', state: 'failed', detail: 'failed', healthy: false },
  ],
}

export interface OpenScene {
  readonly url: string
  readonly web: TestWeb
  close(): Promise<void>
}

export async function openScene(
  { ini, queue: history, tick }: (typeof SCENES)[keyof typeof SCENES],
  options: Pick<TestWebOptions, 'catalogue'> & { readonly edit?: (ini: string) => string } = {},
): Promise<OpenScene> {
  const { edit = text => text, ...others } = options
  const redis = history && (await startRedis())
  const web: TestWeb = await openWeb({
    ...others,
    ...(redis && { redis: redis.target }),
    ini: edit(ini),
    now: () => NOW,
    ports: {
      ticks: { read: async () => tick },
      system: {
        host: () => FACTS,
        zone: () => 'Europe/Berlin',
        zoneProblem: () => undefined,
        facts: async () => FACTS,
        recentFacts: async () => FACTS,
        tickLog: async () => ({ source: 'nowhere', lines: [] }),
        redactedIni: async () => ({ ini: '', mask: text => text }),
      },
      ...(history && { queue: history }),
    },
  })
  const longAgo = NOW / 1000 - 9 * 86_400
  await utimes(web.where.ini, longAgo, longAgo)
  const { url, close } = await serve(web.app)
  return {
    url,
    web,
    close: async () => {
      close()
      await web.close()
      await redis?.close()
    },
  }
}
