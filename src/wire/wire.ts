/** Settings -> ports: everything is constructed here, for whichever program asks. */

import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { readRedactedIni } from '../config/ini/ini-redact'
import { withSecrets } from '../config/settings/channels'
import { lastGood } from '../config/settings/last-good'
import { parseSettings } from '../config/settings/settings'
import { editIni, settingsReader } from '../config/settings/settings-file'
import type { Channel } from '../domain/alerts/channel'
import type { AlertStore, ChannelStore, Channels, DeliverStep, PushStore } from '../domain/alerts/ports'
import type { SendStep } from '../domain/heartbeat/ports'
import { resultLine } from '../domain/heartbeat/result-line'
import type { Log } from '../domain/log'
import type { HttpClient } from '../domain/net/http-client'
import { usable } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { openApiKeys } from '../io/access/api-keys'
import { createPasswords } from '../io/access/password-hashing'
import { openSessionFile } from '../io/access/session-file'
import { openSetupToken } from '../io/access/setup-token'
import { openAlertStore } from '../io/alerts/alert-store'
import { openAlertLanes } from '../io/alerts/channel-queues'
import { openChannelStore } from '../io/alerts/channel-store'
import { readHost, readSystemFacts, readTickLog } from '../io/appliance/system-facts'
import { timeZoneName } from '../io/appliance/time-zone'
import { replaceFile } from '../io/files/atomic-file'
import { withLock } from '../io/files/lock-file'
import { type OpenQueue, openHeartbeatQueue } from '../io/heartbeat/queue'
import { openResultFile } from '../io/heartbeat/result-file'
import { openTickFile } from '../io/heartbeat/tick-file'
import { startHeartbeatWorker } from '../io/heartbeat/worker'
import { openCertificate } from '../io/net/certificate'
import { createHttpClient } from '../io/net/http-client'
import {
  connectProducer,
  connectStore,
  connectWorker,
  type Redis,
  type RedisTarget,
  untilReady,
} from '../io/redis/client'
import { redisPlace } from '../io/redis/private-server'
import { openCheckStore } from '../io/watch/check-store'
import { openOutbox } from '../io/watch/outbox'
import { openProvisioning } from '../io/watch/provisioning'
import { openSchedules } from '../io/watch/schedules'
import { openSweepStore } from '../io/watch/sweep-store'
import { NOTIFIERS } from '../notifiers/index'
import { drawVapidKeys } from '../notifiers/web-push'

export { NOTIFIERS, usable }

/** The folders and files of one appliance; `bin/shared/environment` reads them from the environment. */
export interface Where {
  readonly home: string
  readonly ini: string
  readonly result: string
  readonly runtime: string
  readonly zone?: string | undefined
}

export function openSettings({ ini }: Where): SettingsFile {
  const read = settingsReader(ini)
  return {
    read: async () => read(),
    edit: (edits, expectedRevision) =>
      editIni(ini, edits, {
        replaceFile,
        withLock,
        ...(expectedRevision !== undefined && { expectedRevision }),
      }),
  }
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
export function openQueue(target: RedisTarget, now: Clock, log: Log): OpenQueue {
  const connection = connectProducer(target)
  reportConnection(connection, log)
  return openHeartbeatQueue(connection, now)
}

/** The watch's checks, for whoever takes check-ins or shows them. */
export function openChecks(target: RedisTarget, log: Log) {
  const connection = connectStore(target)
  reportConnection(connection, log)
  const schedules = openSchedules()
  return {
    checks: openCheckStore(connection, schedules),
    schedules,
    apiKeys: openApiKeys(connection),
    /** Settles when Redis is connected; fails with StoreUnavailable. */
    connected: () => untilReady(connection),
  }
}

/** Channels, the INI's and the page's, and what became of their alerts. A name that the INI has belongs to the INI. */
export function openChannels(target: RedisTarget, settings: SettingsFile, { ini }: Where, log: Log) {
  const connection = connectStore(target)
  reportConnection(connection, log)
  const channelStore = openChannelStore(connection, drawVapidKeys)
  const provided = lastGood(settings, 'channels')
  return {
    channelStore,
    channels: {
      // Where nothing usable was read yet the page still has to be shown.
      list: async () => await allChannels(await provided().catch(() => []), ini, channelStore),
    },
    deliveries: openAlertStore(connection),
    closeChannels: () => connection.disconnect(),
  }
}

async function allChannels(provided: readonly Channel[], ini: string, store: ChannelStore) {
  const names = new Set(provided.map(({ name }) => name))
  const [own, others] = await Promise.all([
    Promise.all(provided.map(channel => withSecrets(channel, dirname(ini)))),
    store.list(),
  ])
  return [...own, ...others.filter(({ name }) => !names.has(name))]
}

/** What the web app reads besides the INI and the queue. */
export function openRecords({ home, ini, result, runtime, zone }: Where) {
  const system = {
    host: readHost,
    zone: () => timeZoneName(zone),
    facts: () => readSystemFacts(home),
    tickLog: () => readTickLog(runtime),
    redactedIni: () => readRedactedIni(ini),
  }
  return { result: openResultFile(result), ticks: openTickFile(runtime), system }
}

/** What the log-in works with. */
export async function openAccess({ home }: Where, now: Clock, log: Log) {
  return {
    passwords: createPasswords(),
    setupToken: openSetupToken(join(home, 'setup-token')),
    sessions: await openSessionFile(join(home, 'sessions.json'), now, log),
  }
}

/** The certificate that [Web] names, relative names in the state folder; undefined without one. */
export function openTls({ tlscert, tlskey }: Settings['web'], { home }: Where, now: Clock, log: Log) {
  if (tlscert === '') return undefined
  return openCertificate({ cert: resolve(home, tlscert), key: resolve(home, tlskey) }, now, log)
}

export function openHttpClient(version: string, now: Clock): HttpClient {
  return createHttpClient({ userAgent: `intvlm8r-heartbeat/${version}`, now })
}

/** The worker's side: takes heartbeats from the queue, sends them, and writes down how they ended. */
export function openWorker(target: RedisTarget, send: SendStep, where: Where, now: Clock, log: Log) {
  const connection = connectWorker(target)
  reportConnection(connection, log)
  const trouble = reportTrouble(connection, log, 'the queue has trouble')
  const file = openResultFile(where.result)
  return startHeartbeatWorker(connection, {
    send,
    onError: trouble,
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

/** The worker's side of the watch: what it sweeps, and where it puts the checks that the INI provides. */
export function openSweeping(target: RedisTarget, { ini }: Where, now: Clock) {
  const connection = connectWorker(target)
  const storing = connectWorker(target)
  for (const each of [connection, storing]) each.on('error', () => {}) // the queue's connection reports the same
  const schedules = openSchedules()
  const sweeps = openSweepStore(connection, schedules, now)
  const store = openCheckStore(storing, schedules)
  const provisioning = openProvisioning(storing, store, schedules, `${hostname()}:${ini}`)
  return { sweeps, provisioning, close: () => Promise.all([sweeps.close(), store.close()]) }
}

/** What the alerts work on. */
export function openAlertOutbox(target: RedisTarget) {
  const connection = connectWorker(target)
  connection.on('error', () => {}) // the queue's connection reports the same
  return openOutbox(connection)
}

/** What alerts are made of and sent with. */
export interface AlertParts {
  readonly store: AlertStore
  readonly channels: Channels
  readonly push: PushStore
  readonly notifiers: typeof NOTIFIERS
}

/**
 * The worker's side of the alerts; `deliver` is what the queues run. Started with an INI whose channels cannot be used,
 * nothing is sent until they are mended, as it might be for one of them.
 */
export function openAlerting(
  target: RedisTarget,
  settings: SettingsFile,
  { ini }: Where,
  deliver: (parts: AlertParts) => DeliverStep,
  log: Log,
) {
  const storing = connectWorker(target)
  const queueing = connectWorker(target)
  const checking = connectWorker(target)
  // The heartbeats' connection reports the same.
  for (const each of [storing, queueing, checking]) each.on('error', () => {})
  const push = openChannelStore(storing, drawVapidKeys)
  const provided = lastGood(settings, 'channels')
  const list = async () => await allChannels(await provided(), ini, push)
  const parts = { store: openAlertStore(storing), channels: { list }, push, notifiers: NOTIFIERS }
  const queue = openAlertLanes(queueing, {
    deliver: deliver(parts),
    onError: reportTrouble(queueing, log, 'the alerts have trouble'),
  })
  const checks = openCheckStore(checking, openSchedules())
  const outbox = openAlertOutbox(target)
  return {
    ...parts,
    queue,
    checks,
    outbox,
    close: async () => {
      await outbox.close()
      await queue.close()
      await checks.close()
      storing.disconnect()
    },
  }
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

/** For what BullMQ says of its own: silent about a connection that is lost, and about what it said before. */
function reportTrouble(connection: Redis, log: Log, what: string): (error: Error) => void {
  let said = ''
  connection.on('ready', () => {
    said = ''
  })
  return error => {
    // BullMQ has more connections than this one, and theirs may be the first to say that they broke.
    if ('syscall' in error || connection.status !== 'ready' || error.message === said) return
    said = error.message
    log.error(error, what)
  }
}
