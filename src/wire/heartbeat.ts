import { join } from 'node:path'
import { livenessOf, missesOf, newerResult } from '../domain/heartbeat/alive'
import {
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatRecord,
  lastResultOf,
  newestHeartbeat,
} from '../domain/heartbeat/heartbeat'
import type { ResultFile, SendStep, TickFile, TickSecret, TimerReader } from '../domain/heartbeat/ports'
import type { Log } from '../domain/log'
import type { ReadOwnHeartbeats } from '../domain/probes/look'
import { readingProblem } from '../domain/settings/reading'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { openDisk } from '../io/files/disk'
import { openMissedStore } from '../io/heartbeat/missed-store'
import { type OpenQueue, openHeartbeatQueue, openHeartbeats } from '../io/heartbeat/queue'
import { openResultFile } from '../io/heartbeat/result-file'
import { openStartState } from '../io/heartbeat/start-state'
import { openTickFile } from '../io/heartbeat/tick-file'
import { openTimer } from '../io/heartbeat/tick-log'
import { openTickSecret } from '../io/heartbeat/tick-secret'
import { startHeartbeatWorker } from '../io/heartbeat/worker'
import { connectProducer, connectWorker, type RedisTarget } from '../io/redis/client'
import { redisPlace } from '../io/redis/private-server/place'
import { readTrouble } from '../io/redis/private-server/trouble'
import { reportConnection, reportTrouble } from './connections'
import type { Places } from './places'

export function tickSecretIn({ runtime }: Places): TickSecret {
  return openTickSecret(runtime)
}

/** The producer's side of the queue, for the web app and the command line. */
export function openQueue(target: RedisTarget, now: Clock, log: Log): OpenQueue {
  const connection = connectProducer(target)
  reportConnection(connection, log)
  const whyAway = async () => ('path' in target ? readTrouble(target.path) : undefined)
  return openHeartbeatQueue(connection, now, whyAway)
}

/** The lock that `npm start` holds while it runs. */
export function startLock(home: string): string {
  return join(home, 'start.lock')
}

/** The last heartbeat's result and the last tick, as files, the disk that they and Redis' data are on, and the timer. */
export function openRecords({ home, result, runtime }: Places) {
  // systemd's timer starts the ticks only of an installed appliance, which alone has a runtime folder of its own.
  const timer: TimerReader = runtime === home ? openStartState(startLock(home)) : openTimer()
  return {
    timer,
    result: openResultFile(result),
    ticks: openTickFile(runtime),
    disk: openDisk(home, redisPlace(home).folder),
  }
}

interface HeartbeatSources {
  readonly settings: SettingsFile
  readonly result: Pick<ResultFile, 'read'>
  readonly ticks: TickFile
  readonly history: (limit: number) => Promise<readonly HeartbeatRecord[]>
}

/** The newest records among which the last heartbeat is looked for: some may be of missed slots. */
const RECENT = 20

/** The state of the own heartbeats, of whichever worker sent the last one. */
export function openOwnHeartbeats(
  { settings, result, ticks, history }: HeartbeatSources,
  now: Clock,
): ReadOwnHeartbeats {
  return async () => {
    const [reading, inFile, tick, records] = await Promise.all([
      settings.read(),
      result.read(),
      ticks.read(),
      history(RECENT),
    ])
    const at = now()
    const newest = newestHeartbeat(records)
    const last = newerResult(at, inFile, newest && lastResultOf(newest, newest.finishedAt))
    const liveness = livenessOf(at, reading, last, missesOf(tick, records))
    return { liveness, last, ...(reading.kind !== 'ok' && { why: readingProblem(reading) }) }
  }
}

interface Steps {
  readonly send: SendStep
  /** Runs when a heartbeat has ended. */
  readonly record: (end: HeartbeatEnd, heartbeat?: Heartbeat) => Promise<void>
}

/** The worker's side of the queue: after `start` it takes heartbeats from it and runs these steps with them. */
export function openWorker(target: RedisTarget, log: Log) {
  const connection = connectWorker(target)
  reportConnection(connection, log)
  const onError = reportTrouble(connection, log, 'the queue has trouble')
  const heartbeats = openHeartbeats(connection, onError)
  return {
    history: heartbeats.history,
    missed: openMissedStore(connection, heartbeats.queue, heartbeats.history),
    /** Queues a heartbeat of the worker's own; the same id again is the same one. */
    queue: async (heartbeat: Heartbeat, jobId: string) => void (await heartbeats.add(heartbeat, jobId)),
    /** Calls back whenever Redis is connected. */
    onReady: (run: () => void) => void connection.on('ready', run),
    start: ({ send, record }: Steps) =>
      startHeartbeatWorker(connection, { send, record, onError }, heartbeats),
  }
}
