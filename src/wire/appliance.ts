import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRedactedIni } from '../config/settings/redacted-ini'
import { FIRST_PREFIX } from '../domain/appliance/identity'
import type { SystemReader } from '../domain/appliance/system-facts'
import { openBackupFile } from '../io/appliance/backup-file'
import { openBackupStore } from '../io/appliance/backup-store'
import { openCopyTroubleFile } from '../io/appliance/copy-trouble'
import { recently } from '../io/appliance/recent-facts'
import { readHost, readSystemFacts } from '../io/appliance/system-facts'
import { timeZoneName, zoneProblem } from '../io/appliance/time-zone'
import { readTickLog } from '../io/heartbeat/tick-log'
import { connectProducer, namesOf, type RedisTarget, untilReady } from '../io/redis/client'
import { placeOf } from '../io/redis/membership'
import { openSchedules } from '../io/watch/schedules'
import { openUnreported } from './connections'
import type { Places } from './places'

/** The facts about the machine that the system page shows. */
export function openSystem({ home, ini, runtime, zone }: Places): SystemReader {
  const facts = () => readSystemFacts(home)
  return {
    host: readHost,
    zone: () => timeZoneName(zone),
    zoneProblem: () => zoneProblem(zone),
    facts,
    recentFacts: recently(facts),
    tickLog: () => readTickLog(runtime),
    redactedIni: () => readRedactedIni(ini),
  }
}

/**
 * The copy outside Redis of a server's checks, channels and keys. Each server has a copy of its own: that of another one
 * must not be put back here.
 */
export function openCopy(target: RedisTarget, { home }: Pick<Places, 'home'>) {
  return openBackupFile(copyPath(target, home))
}

export function hasCopy(target: RedisTarget, { home }: Pick<Places, 'home'>): boolean {
  const path = copyPath(target, home)
  return existsSync(path) || existsSync(path.replace(/\.json$/, '.before.json'))
}

/**
 * `backup.json`, or of another server `backup-1a2b3c4d.json`, by the path of its socket, or by its address without user and
 * password, and by the name of the watch.
 */
function copyPath(target: RedisTarget, home: string): string {
  if ('path' in target) return join(home, 'backup.json')
  // In version 1.0 no watch had a name.
  const watch = target.prefix === undefined || target.prefix === FIRST_PREFIX ? '' : ` ${target.prefix}`
  const server = createHash('sha256')
    .update(`${placeOf(target)}${watch}`)
    .digest('hex')
    .slice(0, 8)
  return join(home, `backup-${server}.json`)
}

/** Checks, channels and keys in Redis, for the command line and for a server before its start. Fails with StoreUnavailable. */
export function openBackups(target: RedisTarget) {
  const connection = connectProducer(target)
  connection.on('error', () => {})
  return {
    store: openBackupStore(connection, openSchedules()),
    connected: () => untilReady(connection),
    close: () => connection.disconnect(),
  }
}

/** The worker's side of the copy: `onChange` is called after each change, and when Redis is there again. */
export function openKeeping(target: RedisTarget) {
  const connection = openUnreported(target)
  const subscriber = openUnreported(target)
  return {
    store: openBackupStore(connection, openSchedules()),
    onChange: (run: () => void) => {
      subscriber.on('message', run)
      subscriber.on('ready', run)
      subscriber.subscribe(namesOf(subscriber).backupChanged).catch(() => {}) // Closed before Redis was there.
    },
    close: () => {
      connection.disconnect()
      subscriber.disconnect()
    },
  }
}

/** The reason why that copy cannot be written. */
export function openCopyTrouble({ runtime }: Places) {
  return openCopyTroubleFile(runtime)
}

export { discover } from '../config/appliance/crontab'
export { readDesired } from '../config/appliance/desired-file'
export { exportedIni } from '../config/appliance/export-text'
export { gatusMoved } from '../config/appliance/gatus-file'
export { healthchecksMoved } from '../config/appliance/healthchecks-checks'
export { kumaOfBackup, kumaOfTables } from '../config/appliance/kuma-forms'
export { kumaMoved } from '../config/appliance/kuma-monitors'
export type { Meeting, Moved, MovedCheck } from '../config/appliance/moved'
export { type KumaTables, readKumaCopy, readKumaDatabase } from '../io/appliance/kuma-database'
