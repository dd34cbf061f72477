/** Settings -> ports: everything is constructed here, for whichever program asks. */
import { editIni, readSettings } from './config/ini-file'
import { parseSettings } from './config/settings'
import type { Clock, HttpClient, SendStep, SettingsFile } from './domain/ports'
import { resultLine } from './domain/result-line'
import type { Reading, Settings } from './domain/settings'
import { replaceFile } from './io/atomic-file'
import { openHeartbeatQueue, startHeartbeatWorker } from './io/bullmq'
import { createHttpClient } from './io/http-client'
import type { Log } from './io/log'
import { connectProducer, connectWorker, type Redis, type RedisTarget } from './io/redis'
import { redisPlace } from './io/redis-server'
import { openResultFile } from './io/result-file'
import { openTickFile } from './io/tick-file'

/** The folders and files of one appliance; `bin/environment` reads them from the environment. */
export interface Where {
  readonly home: string
  readonly ini: string
  readonly result: string
  readonly runtime: string
}

export function openSettings({ ini }: Where): SettingsFile {
  return {
    read: () => readSettings(ini),
    edit: (edits, expectedRevision) =>
      editIni(ini, edits, { replaceFile, ...(expectedRevision !== undefined && { expectedRevision }) }),
  }
}

/** A section as far as it can be used: as the INI says, or the defaults while it is being mended. */
export function usable<S extends keyof Settings>(reading: Reading, section: S): Settings[S] | undefined {
  if (reading.kind === 'ok') return reading.settings[section]
  if (reading.kind === 'faulty') return reading.sound[section]
  return undefined
}

/** What holds for a section that the INI does not mention. */
export function defaults(): Settings {
  const parsed = parseSettings('[Monitoring]\nheartbeatfrequency = Off\n')
  if (parsed.kind !== 'ok') throw new Error('the defaults have faults')
  return parsed.settings
}

export function redisTarget(redis: Settings['redis'], home: string): RedisTarget {
  return redis.url === '' ? { path: redisPlace(home).socket } : { url: redis.url }
}

/** The producer's side: what the web app (and the command line) does with the queue. */
export function openQueue(target: RedisTarget, now: Clock, log: Log): ReturnType<typeof openHeartbeatQueue> {
  const connection = connectProducer(target)
  reportConnection(connection, log)
  return openHeartbeatQueue(connection, now)
}

/** What the web app reads besides the INI and the queue. */
export function openRecords({ result, runtime }: Where) {
  return { result: openResultFile(result), ticks: openTickFile(runtime) }
}

export function openHttpClient(version: string, now: Clock): HttpClient {
  return createHttpClient({ userAgent: `intvlm8r-heartbeat/${version}`, now })
}

/** The worker's side: takes heartbeats from the queue, sends them, and writes down how they ended. */
export function openWorker(target: RedisTarget, send: SendStep, where: Where, now: Clock, log: Log) {
  const connection = connectWorker(target)
  reportConnection(connection, log)
  const file = openResultFile(where.result)
  return startHeartbeatWorker(connection, {
    send,
    onError: error => log.error(error, 'the queue has trouble'),
    record: async ({ outcome, attempts, reason, receiver }) => {
      const last = attempts.at(-1)
      const result = outcome === 'missed' || last === undefined ? { at: now(), result: 'Missed' } : last
      const line = resultLine(result)
      log[outcome === 'delivered' ? 'info' : 'warn'](
        `heartbeat ${outcome}: ${line} ${receiver} ${reason}`.trim(),
      )
      // The heartbeat is what it is, also when it cannot be written down.
      await file.write(result).catch(error => log.error(error, 'hbresults.txt cannot be written'))
    },
  })
}

/** One line when the connection is lost and one when it is there: not one for every attempt between. */
function reportConnection(connection: Redis, log: Log): void {
  let lost = false
  connection.on('ready', () => {
    if (lost) log.info('Redis is there again')
    lost = false
  })
  connection.on('error', error => {
    if (!lost) log.warn(`Redis cannot be reached: ${error.message}`)
    lost = true
  })
  connection.on('close', () => {
    if (!lost && connection.status !== 'end') log.warn('the connection to Redis is lost')
    lost = true
  })
}
