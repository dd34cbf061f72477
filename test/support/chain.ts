import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Gate } from '../../src/domain/heartbeat/gates'
import type { HeartbeatEnd, Occasion } from '../../src/domain/heartbeat/heartbeat'
import { heartbeatOfSlot, lastResultOf } from '../../src/domain/heartbeat/heartbeat'
import type { LastTick } from '../../src/domain/heartbeat/tick'
import type { SettingsFile } from '../../src/domain/settings/settings-file'
import { openMissedStore } from '../../src/io/heartbeat/missed-store'
import { type OpenQueue, openHeartbeatQueue, openHeartbeats } from '../../src/io/heartbeat/queue'
import { openResultFile } from '../../src/io/heartbeat/result-file'
import { startHeartbeatWorker } from '../../src/io/heartbeat/worker'
import { createHttpClient } from '../../src/io/net/http-client'
import { connectProducer, connectWorker } from '../../src/io/redis/client'
import { createNoticeMissed } from '../../src/operations/heartbeat/notice-missed'
import { createSendHeartbeat, type SendHeartbeatPorts } from '../../src/operations/heartbeat/send-heartbeat'
import { openSettings } from '../../src/wire/settings'
import type { TestRedis } from './redis'

/** Queue and worker of the real chain, from the web app's door to the receiver, with a clock that a test may set. */
export interface Chain {
  now: number
  /** The record of the last tick. */
  tick: LastTick | undefined
  /** By their names; a gate that is not here does not exist. A function is called for each reading. */
  gates: Record<string, Gate | (() => Gate)>
  readonly queue: OpenQueue
  readonly settings: SettingsFile
  /** Writes the INI; `changedAt`: its time of change, other than this machine's. */
  configure(frequency: string, url: string, changedAt?: number, more?: string): Promise<void>
  /** Queues the heartbeat of the present slot. */
  beat(occasion?: Occasion): Promise<string>
  /** Queues the heartbeat of a boot with that id. */
  boot(id: string): Promise<string>
  /** Resolves with the end of the next heartbeat that nothing has waited for yet. */
  nextEnd(): Promise<HeartbeatEnd>
  /** The line in hbresults.txt. */
  result(): Promise<string>
  /** Starts a worker in this process. */
  startWorker(): void
  /** Ends the workers of this process; `notice` goes on. */
  stopWorkers(): Promise<void>
  /** Notices missed slots, as the worker that was started last does after each. */
  notice(): Promise<void>
  /** Starts a worker in a process of its own, to be killed or stopped. */
  forkWorker(): Promise<ChildProcess>
  readonly errors: Error[]
  close(): Promise<void>
}

/** Short, since some tests wait until it lapses; a worker of a busy machine that stands still for half of it has lost its job. */
const LOCK_MS = 1_500
const HOUR = Date.parse('2026-11-20T10:00:00Z')

export function openChain(
  redis: TestRedis,
  options: {
    deadlineMs?: number
    retryDelay?: number
    lockMs?: number
    duty?: SendHeartbeatPorts['duty']
  } = {},
): Chain {
  const where = {
    home: redis.home,
    ini: join(redis.home, 'intvlm8r.ini'),
    result: join(redis.home, 'hbresults.txt'),
    runtime: redis.home,
  }
  const producer = connectProducer(redis.target)
  producer.on('error', () => {})
  const queue = openHeartbeatQueue(producer, () => chain.now)
  const results = openResultFile(where.result)
  const workers: { close(): Promise<void> }[] = []
  const children: ChildProcess[] = []
  const errors: Error[] = []
  const ends: HeartbeatEnd[] = []
  const waiting: ((end: HeartbeatEnd) => void)[] = []

  const http = createHttpClient({ userAgent: 'test', now: () => chain.now })
  const ready = async () => {
    if (producer.status !== 'ready') await new Promise(resolve => producer.once('ready', resolve))
  }
  const settings = openSettings(where)
  const createSend = (noticeMissed: () => Promise<void>) =>
    createSendHeartbeat({
      now: () => chain.now,
      settings,
      http: {
        send: (request, sending) =>
          http.send(request, { ...sending, deadlineMs: options.deadlineMs ?? 5_000 }),
      },
      noticeMissed,
      gates: async names =>
        names.map(name => {
          const gate = chain.gates[name]
          return typeof gate === 'function' ? gate() : (gate ?? { name, status: 'missing' })
        }),
      ...(options.duty && { duty: options.duty }),
      retryDelay: () => options.retryDelay ?? 1,
    })

  const chain: Chain = {
    now: HOUR,
    tick: undefined,
    gates: {},
    notice: () => Promise.reject(new Error('no worker is started')),
    queue,
    settings,
    errors,
    configure: async (frequency, url, changedAt, more = '') => {
      const monitoring = `[Monitoring]\nheartbeatfrequency = ${frequency}\nheartbeaturl = ${url}\n${more}`
      await writeFile(where.ini, monitoring)
      if (changedAt !== undefined) await utimes(where.ini, changedAt / 1000, changedAt / 1000)
    },
    beat: async (occasion = 'due') => {
      await ready()
      return (await queue.addForSlot(heartbeatOfSlot(chain.now, occasion))).job
    },
    boot: async id => {
      await ready()
      return (await queue.addForBoot(heartbeatOfSlot(chain.now, 'boot'), id)).job
    },
    nextEnd: () => {
      const end = ends.shift()
      return end ? Promise.resolve(end) : new Promise(resolve => waiting.push(resolve))
    },
    result: async () => await readFile(where.result, 'utf8'),
    startWorker: () => {
      const connection = connectWorker(redis.target)
      connection.on('error', () => {})
      const onError = (error: Error) => void errors.push(error)
      const record = async (end: HeartbeatEnd) => {
        await results.write(lastResultOf(end, chain.now))
        const waiter = waiting.shift()
        if (waiter) waiter(end)
        else ends.push(end)
      }
      const heartbeats = openHeartbeats(connection, onError)
      const store = openMissedStore(connection, heartbeats.queue, heartbeats.history)
      const ticks = { read: async () => chain.tick }
      chain.notice = createNoticeMissed({ now: () => chain.now, settings, ticks, store })
      const steps = {
        send: createSend(chain.notice),
        onError,
        lockDuration: options.lockMs ?? LOCK_MS,
        record,
      }
      workers.push(startHeartbeatWorker(connection, steps, heartbeats))
    },
    forkWorker: async () => {
      const program = join(redis.home, 'worker-child.cjs')
      await build({
        entryPoints: [join(import.meta.dirname, 'worker-child.ts')],
        outfile: program,
        bundle: true,
        platform: 'node',
        external: ['msgpackr-extract'],
      })
      const child = fork(program, [
        redis.place.socket,
        where.ini,
        String(LOCK_MS),
        String(chain.now - Date.now()),
      ])
      children.push(child)
      await once(child, 'message')
      return child
    },
    stopWorkers: async () => {
      await Promise.all(workers.splice(0).map(worker => worker.close()))
    },
    close: async () => {
      for (const child of children) child.kill('SIGKILL')
      await chain.stopWorkers()
      await queue.close()
    },
  }
  return chain
}
