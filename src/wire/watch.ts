import type { ListWindows } from '../domain/alerts/ports'
import type { Identity } from '../domain/appliance/identity'
import type { ReadGates } from '../domain/heartbeat/gates'
import type { Log } from '../domain/log'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { CLAIM_MS } from '../domain/time/limits'
import type { MessageState } from '../domain/watch/message-words'
import type { CheckPlan } from '../domain/watch/plan-fields'
import type { CheckStore } from '../domain/watch/ports'
import type { Making } from '../domain/watch/waiting'
import { openApiKeys } from '../io/access/api-keys'
import { openInboxMemory } from '../io/mail/inbox-memory'
import { renewClaim } from '../io/redis/claim'
import { namesOf, type Redis, type RedisTarget, untilReady } from '../io/redis/client'
import { shardsOf } from '../io/redis/shards'
import { openCheckStore } from '../io/watch/check-store'
import { createGateReader } from '../io/watch/gate-reader'
import { openJobTable } from '../io/watch/job-table'
import { claimListening, type ListeningClaim, withdrawClaim } from '../io/watch/listening'
import { openLosses } from '../io/watch/losses'
import { openMailLoops } from '../io/watch/mail-loops'
import { openListMending } from '../io/watch/mend-lists'
import { mendSlugs } from '../io/watch/mend-slugs'
import { openMessageCounts, readMessages } from '../io/watch/message-counts'
import { openProvisioning } from '../io/watch/provisioning'
import { openScheduleWords } from '../io/watch/schedule-words'
import { openSchedules } from '../io/watch/schedules'
import { openSweepStore } from '../io/watch/sweep-store'
import { zmqProblem } from '../io/watch/zmq-library'
import { matchInTime } from '../probes/pattern-in-time'
import { openStore, openUnreported } from './connections'
import { formerNameOf, type Places } from './places'
import { openWindows } from './watch/window-list'

/** The watch's checks, and the keys of its API, for the web app and the command line. */
export function openChecks(target: RedisTarget, log: Log, settings: Pick<SettingsFile, 'read'>) {
  const connection = openStore(target, log)
  const { shownWindows } = openWindows(connection, settings)
  const checks = openCheckStore(connection, openSchedules())
  return {
    checks,
    gates: createGateReader(checks, Date.now, shownWindows),
    /** All maintenance windows. */
    windows: shownWindows,
    apiKeys: openApiKeys(connection),
    losses: openLosses(connection),
    scheduleWords: openScheduleWords(),
    /** The state of check-ins by 0MQ. */
    messages: () => readMessageState(connection),
    /** Settles when Redis is connected; fails with StoreUnavailable. */
    connected: () => untilReady(connection),
  }
}

/** The state of check-ins by 0MQ, with what this machine lacks for them. */
export async function readMessageState(connection: Redis): Promise<MessageState> {
  const problem = zmqProblem()
  return { ...(await readMessages(connection)), ...(problem !== undefined && { problem }) }
}

/** The checks of a group, for the worker. `storing`: one for the checks alone. */
export function openGroupChecks(connection: Redis, storing: Redis) {
  return { checks: openCheckStore(storing, openSchedules()), mailLoops: openMailLoops(connection) }
}

/** The gates of the heartbeat, on a connection that is opened when they are read first: most appliances have none. */
export function openGates(target: RedisTarget, now: Clock, settings: Pick<SettingsFile, 'read'>) {
  let opened:
    | { readonly connection: Redis; readonly store: CheckStore; readonly windows: ListWindows }
    | undefined
  const open = () => {
    if (opened !== undefined) return opened
    const connection = openUnreported(target)
    const { shownWindows: windows } = openWindows(connection, settings)
    opened = { connection, store: openCheckStore(connection, openSchedules()), windows }
    return opened
  }
  const gates: ReadGates = async (names, provided) => {
    const { connection, store, windows } = open()
    await untilReady(connection)
    return await createGateReader(store, now, windows)(names, provided)
  }
  return {
    gates,
    onChange: (changed: () => void) => open().store.onChange(changed),
    close: async () => await opened?.store.close(),
  }
}

/** For check-ins by e-mail: the checks, and how far each mailbox has come. */
export function openMailCheckIns(target: RedisTarget) {
  const connection = openUnreported(target)
  const checks = openCheckStore(connection, openSchedules())
  return { checks, memory: openInboxMemory(connection), matchInTime, close: () => checks.close() }
}

/** The worker's side of the watch: the sweep's store, the checks, and those of them which the INI provides. */
export function openSweeping(target: RedisTarget, where: Places, { id }: Identity, now: Clock) {
  const connection = openUnreported(target)
  const storing = openUnreported(target)
  const schedules = openSchedules()
  /** A store for each part of the checks. */
  const sweeps = shardsOf(connection).map(shard => openSweepStore(shard, schedules, now))
  const store = openCheckStore(storing, schedules)
  const provider = { id, formerName: formerNameOf(where) }
  const provisioning = openProvisioning(storing, store, schedules, provider)
  return {
    sweeps,
    provisioning,
    /** For expected events, in files of their own. */
    expectations: openProvisioning(storing, store, schedules, { id: `${id}:expected` }, 'file'),
    /** For a checklist that is followed. */
    listings: openProvisioning(storing, store, schedules, { id: `${id}:checklist` }, 'file'),
    checks: store,
    /** Makes the lists of checks where an older version left none, or wrong ones, and the index of slugs. */
    mendLists: async () => {
      await openListMending(storing).mend()
      await mendSlugs(storing)
    },
    /** Claims, from now on, that checks are swept: as long as `works`. */
    claim: (works: () => boolean) => renewClaim(connection, namesOf(connection).claims.sweep, works),
    /** Nothing is received by 0MQ here any more. */
    withdrawMessages: async () =>
      void (await Promise.all(shardsOf(storing).map(shard => withdrawClaim(shard, 'messages', id)))),
    close: async () => {
      await Promise.all([...sweeps.map(each => each.close()), store.close()])
      connection.disconnect()
    },
  }
}

/** The parts of Redis for check-ins by 0MQ. */
export function openMessages(target: RedisTarget, { id }: Pick<Identity, 'id'>, log: Log, now: Clock) {
  const connection = openStore(target, log)
  const subscriber = openUnreported(target)
  const publishing = openUnreported(target)
  /** By the connections to the parts of the checks. */
  const claims = new Map<Redis, ListeningClaim>()
  const store = openCheckStore(connection, openSchedules(), shard => claims.get(shard)?.taker() ?? '')
  const jobs = openJobTable(connection, subscriber)
  const { publish: published } = namesOf(connection).messages
  function onMessage(name: string, callback: (text: string) => void): void {
    publishing.on('message', (channel, text: string) => {
      if (channel === name) callback(text)
    })
    publishing.subscribe(name).catch(() => {}) // Closed before Redis was there.
  }
  function attendPart(shard: Redis, mayRenew: () => Promise<boolean>): ListeningClaim {
    const own = claimListening(shard, { door: 'messages', id, mayRenew })
    claims.set(shard, own)
    const renew = () => void own.renew().catch(() => {}) // The connection reports its own troubles.
    onMessage(namesOf(shard).messages.rollCall, renew)
    if (shard.status === 'ready') renew()
    return own
  }
  return {
    store,
    jobs,
    counts: openMessageCounts(connection, id),
    /** Makes a check for an unknown job, unless one has its slug; a race never makes two. */
    create: async (plan: CheckPlan, making: Making) => {
      const { check } = await store.createForSlug(plan, now(), making)
      jobs.learn(check)
      return check
    },
    /** Calls back with the frames of messages for other programs. */
    onPublish: (publish: (frames: readonly string[]) => void) =>
      onMessage(published, frames => publish(JSON.parse(frames))),
    /** Settles when none of them come any more, and Redis no longer counts this program as one that gets them. */
    endPublishing: async () => {
      if (publishing.status === 'ready') await publishing.unsubscribe(published).catch(() => {})
    },
    /** Claims, from now on, that messages are received, whenever all that came is written down. */
    attend: (mayRenew: () => Promise<boolean>) => {
      const all = shardsOf(connection).map(shard => attendPart(shard, mayRenew))
      return {
        close: () => {
          for (const claim of all) claim.stop()
        },
      }
    },
    /** Settles when Redis answers. */
    ping: async () => void (await connection.ping()),
    claim: (works: () => boolean) =>
      renewClaim(connection, namesOf(connection).claims.zmq, works, CLAIM_MS.receiving.renewal),
    close: async () => {
      subscriber.disconnect()
      publishing.disconnect()
      await store.close()
    },
  }
}
