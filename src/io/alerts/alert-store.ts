/** The alerts' memory in Redis: the incidents of each source, the planned alerts, and how deliveries ended. */
import { type DeliveryRecord, FINAL, newRecord } from '../../domain/alerts/alert'
import type { ChannelHealth } from '../../domain/alerts/channel-health'
import type { AlertStore, Remembered } from '../../domain/alerts/ports'
import { ROOM } from '../../domain/watch/room'
import { acknowledged, inTimeOn, namesOf, type Redis } from '../redis/client'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import { decodeAlerting, decodePlan, encodeAlerting, encodePlan, type StoredPlan } from './codec'
import commitLua from './commit.lua' with { type: 'text' }
import outlookLua from './outlook.lua' with { type: 'text' }
import writeRecordLua from './write-record.lua' with { type: 'text' }

/** Deliveries that are kept of each source, and for how many seconds after the last one. */
const KEPT = { records: 50, seconds: 180 * 86_400 } as const
/** Deliveries that are kept of each source while the memory is nearly full. */
const FEW_RECORDS = 5

/** Sources in one command. */
const AT_ONCE = 1_000

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openAlertStore(connection: Redis): AlertStore {
  const runCommit = defineScript<0 | 1>(connection, memoryShareLua + commitLua)
  const runOutlook = defineScript<[planned: number, earliest?: string]>(connection, outlookLua)
  const runWrite = defineScript<null>(connection, writeRecordLua)
  const {
    memory,
    reviews,
    planned: plannedKey,
    health: healthKey,
    records,
    order,
  } = namesOf(connection).alerts
  const inTime = inTimeOn(connection)

  return {
    remembered: async sources => {
      if (sources.length === 0) return new Map()
      const raws = await inTime(connection.hmget(memory, ...sources))
      return new Map(sources.map((source, index) => [source, rememberedOf(raws[index] ?? '')]))
    },

    commit: async (changes, planned, health) => {
      const text = (value: object | undefined) => (value === undefined ? '' : JSON.stringify(value))
      const commit = {
        healths: health
          ? [{ channel: health.channel, before: text(health.before), after: text(health.after) }]
          : [],
        changes: changes.map(({ source, before, after, reviewAt }) => ({
          source,
          before: before.raw,
          after: after === undefined ? '' : encodeAlerting(after),
          reviewAt: reviewAt === undefined ? '' : String(Math.ceil(reviewAt)),
        })),
        planned: planned.map(alert => ({
          id: alert.id,
          at: alert.at,
          sources: alert.sources,
          record: JSON.stringify(newRecord(alert)),
          alert: JSON.stringify(encodePlan(alert)),
        })),
      }
      // The script finds the latter by the sources; in a Cluster they have to be named all the same.
      const sources = [...new Set(planned.flatMap(alert => alert.sources))]
      const keys = [memory, reviews, plannedKey, healthKey, ...sources.map(records), ...sources.map(order)]
      const args = [
        records(''),
        order(''),
        KEPT.records,
        KEPT.seconds,
        JSON.stringify(commit),
        ROOM.history,
        FEW_RECORDS,
      ]
      return (await acknowledged(connection, runCommit(keys, args))) === 1
    },

    planned: async limit => {
      const ids = (await inTime(connection.hrandfield(plannedKey, limit))) as string[]
      if (ids.length === 0) return []
      const found = await inTime(connection.hmget(plannedKey, ...ids))
      return found.flatMap(json => (json ? [decodePlan(JSON.parse(json) as StoredPlan)] : []))
    },

    queued: async ids => {
      if (ids.length > 0) await inTime(connection.hdel(plannedKey, ...ids))
    },

    outlook: async () => {
      const [count, earliest] = await inTime(runOutlook([plannedKey, reviews], []))
      return { isPlanned: count > 0, ...(earliest !== undefined && { next: Number(earliest) }) }
    },

    dueReviews: async (now, limit) =>
      await inTime(connection.zrangebyscore(reviews, '-inf', now, 'LIMIT', 0, limit)),

    reviewAll: async now => {
      const sources = await inTime(connection.zrange(reviews, '0', '-1'))
      for (let from = 0; from < sources.length; from += AT_ONCE) {
        const scores = sources.slice(from, from + AT_ONCE).flatMap(source => [String(now), source])
        await inTime(connection.zadd(reviews, 'XX', 'LT', ...scores))
      }
    },

    record: async (source, id) => {
      const json = await inTime(connection.hget(records(source), id))
      return json === null ? undefined : (JSON.parse(json) as DeliveryRecord)
    },

    write: async (sources, record) => {
      const written = runWrite(sources.map(records), [record.id, JSON.stringify(record), ...FINAL])
      await inTime(acknowledged(connection, written))
    },

    forCheck: async (check, limit) => {
      const ids = await inTime(connection.zrevrange(order(check), 0, limit - 1))
      if (ids.length === 0) return []
      const found = await inTime(connection.hmget(records(check), ...ids))
      return found.flatMap(json => (json ? [JSON.parse(json) as DeliveryRecord] : []))
    },

    health: async channel => {
      const json = await inTime(connection.hget(healthKey, channel))
      return json === null ? undefined : (JSON.parse(json) as ChannelHealth)
    },

    failing: async () => {
      const all = await inTime(connection.hgetall(healthKey))
      return new Map(Object.entries(all).map(([name, json]) => [name, JSON.parse(json) as ChannelHealth]))
    },
  }
}

function rememberedOf(raw: string): Remembered {
  return { raw, alerting: raw === '' ? undefined : decodeAlerting(raw) }
}
