/** The alerts' memory in Redis: what was told of each check, what is planned, and what became of it. */
import { type DeliveryRecord, FINAL, newRecord } from '../../domain/alerts/alert'
import type { ChannelHealth } from '../../domain/alerts/channel-health'
import type { AlertStore, Remembered } from '../../domain/alerts/ports'
import { PATIENCE_MS, type Redis, within } from '../redis/client'
import { decodeAlerting, decodePlan, encodeAlerting, encodePlan, type StoredPlan } from './codec'

/** In braces, so that a clustered server keeps all keys together, as those of the queue. */
const PREFIX = '{intvlm8r}:alerts:'

const KEYS = {
  /** Hash: book -> what is remembered of its alerts, as JSON. */
  memory: `${PREFIX}memory`,
  /** Sorted set: book by the moment at which somebody has to look. */
  looks: `${PREFIX}looks`,
  /** Hash: id -> alert that is not queued yet, as JSON. */
  planned: `${PREFIX}planned`,
  /** Hash: channel -> health as JSON. */
  health: `${PREFIX}health`,
} as const

/** Hash: id -> record as JSON; sorted set: id by the moment it was planned. */
const book = (id: string) => `${PREFIX}book:${id}`
const order = (id: string) => `${PREFIX}order:${id}`

/** Deliveries that are kept of each check, and for how many seconds after the last one. */
const KEPT = { records: 50, seconds: 180 * 86_400 } as const

/** KEYS: memory, looks, planned, health. ARGV: prefix, JSON of changes and alerts. Answers 1, or 0 when something is another one. */
const COMMIT = `
local wanted = cjson.decode(ARGV[2])
for _, c in ipairs(wanted.changes) do
  if (redis.call('HGET', KEYS[1], c.book) or '') ~= c.before then return 0 end
end
for _, h in ipairs(wanted.healths) do
  if (redis.call('HGET', KEYS[4], h.channel) or '') ~= h.before then return 0 end
end
for _, h in ipairs(wanted.healths) do
  if h.after == '' then redis.call('HDEL', KEYS[4], h.channel) else redis.call('HSET', KEYS[4], h.channel, h.after) end
end
for _, c in ipairs(wanted.changes) do
  if c.after == '' then redis.call('HDEL', KEYS[1], c.book) else redis.call('HSET', KEYS[1], c.book, c.after) end
  if c.look == '' then redis.call('ZREM', KEYS[2], c.book) else redis.call('ZADD', KEYS[2], c.look, c.book) end
end
for _, p in ipairs(wanted.planned) do
  local fresh = false
  for _, b in ipairs(p.books) do
    local book, order = ARGV[1] .. 'book:' .. b, ARGV[1] .. 'order:' .. b
    if redis.call('HSETNX', book, p.id, p.record) == 1 then
      fresh = true
      redis.call('ZADD', order, p.at, p.id)
      -- Those that are on their way stay: others wait for their end.
      for _, old in ipairs(redis.call('ZRANGE', order, 0, -${KEPT.records + 1})) do
        local record = redis.call('HGET', book, old)
        local state = record and cjson.decode(record).state
        if state ~= 'queued' and state ~= 'retrying' then
          redis.call('HDEL', book, old)
          redis.call('ZREM', order, old)
        end
      end
      redis.call('EXPIRE', book, ${KEPT.seconds})
      redis.call('EXPIRE', order, ${KEPT.seconds})
    end
  end
  if fresh then redis.call('HSET', KEYS[3], p.id, p.json) end
end
return 1
`

/**
 * KEYS: books. ARGV: id, record. A worker that stood still must not take back what another one has recorded. All books in
 * one step: where one says how it ended and another does not, nobody would ever put that right.
 */
const WRITE = `
local final = {${FINAL.map(state => `${state} = true`).join(', ')}}
for _, book in ipairs(KEYS) do
  local present = redis.call('HGET', book, ARGV[1])
  if not (present and final[cjson.decode(present).state]) then redis.call('HSET', book, ARGV[1], ARGV[2]) end
end
`

type Scripted = Redis & {
  alertsWrite(count: number, ...keysIdRecord: string[]): Promise<null>
  alertsCommit(
    memory: string,
    looks: string,
    planned: string,
    health: string,
    prefix: string,
    wanted: string,
  ): Promise<number>
}

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openAlertStore(connection: Redis): AlertStore {
  connection.defineCommand('alertsCommit', { numberOfKeys: 4, lua: COMMIT })
  connection.defineCommand('alertsWrite', { lua: WRITE })
  const redis = connection as Scripted
  const inTime = <T>(work: Promise<T>) => within(PATIENCE_MS, work)

  return {
    remembered: async books => {
      if (books.length === 0) return new Map()
      const raws = await inTime(redis.hmget(KEYS.memory, ...books))
      return new Map(books.map((id, i) => [id, rememberedOf(raws[i] ?? '')]))
    },

    commit: async (changes, planned, health) => {
      const text = (value: object | undefined) => (value === undefined ? '' : JSON.stringify(value))
      const wanted = {
        healths: health
          ? [{ channel: health.channel, before: text(health.before), after: text(health.after) }]
          : [],
        changes: changes.map(({ source: id, before, after, reviewAt }) => ({
          book: id,
          before: before.raw,
          after: after === undefined ? '' : encodeAlerting(after),
          look: reviewAt === undefined ? '' : String(Math.ceil(reviewAt)),
        })),
        planned: planned.map(alert => ({
          id: alert.id,
          at: alert.at,
          books: alert.sources,
          record: JSON.stringify(newRecord(alert)),
          json: JSON.stringify(encodePlan(alert)),
        })),
      }
      const keys = [KEYS.memory, KEYS.looks, KEYS.planned, KEYS.health] as const
      return (await redis.alertsCommit(...keys, PREFIX, JSON.stringify(wanted))) === 1
    },

    planned: async limit => {
      const ids = (await inTime(redis.hrandfield(KEYS.planned, limit))) as string[]
      if (ids.length === 0) return []
      const found = await inTime(redis.hmget(KEYS.planned, ...ids))
      return found.flatMap(json => (json ? [decodePlan(JSON.parse(json) as StoredPlan)] : []))
    },

    queued: async ids => {
      if (ids.length > 0) await inTime(redis.hdel(KEYS.planned, ...ids))
    },

    dueReviews: async (now, limit) => {
      const [sources, next] = await inTime(
        Promise.all([
          redis.zrangebyscore(KEYS.looks, '-inf', now, 'LIMIT', 0, limit),
          redis.zrangebyscore(KEYS.looks, `(${now}`, '+inf', 'WITHSCORES', 'LIMIT', 0, 1),
        ]),
      )
      return next[1] === undefined ? { sources } : { sources, next: Number(next[1]) }
    },

    record: async (id, alert) => {
      const json = await inTime(redis.hget(book(id), alert))
      return json === null ? undefined : (JSON.parse(json) as DeliveryRecord)
    },

    write: async (books, record) => {
      await inTime(redis.alertsWrite(books.length, ...books.map(book), record.id, JSON.stringify(record)))
    },

    forCheck: async (id, limit) => {
      const ids = await inTime(redis.zrevrange(order(id), 0, limit - 1))
      if (ids.length === 0) return []
      const found = await inTime(redis.hmget(book(id), ...ids))
      return found.flatMap(json => (json ? [JSON.parse(json) as DeliveryRecord] : []))
    },

    health: async channel => {
      const json = await inTime(redis.hget(KEYS.health, channel))
      return json === null ? undefined : (JSON.parse(json) as ChannelHealth)
    },
  }
}

function rememberedOf(raw: string): Remembered {
  return { raw, alerting: raw === '' ? undefined : decodeAlerting(raw) }
}
