/** The watch's keys in Redis, and the steps that have to happen as one. */
import type { Redis } from './redis'

/** In braces, so that a clustered server keeps all keys together, as those of the queue. */
const PREFIX = '{intvlm8r}:watch:'

export const KEYS = {
  /** Hash: id -> plan as JSON. */
  plans: `${PREFIX}plans`,
  /** Hash: id -> `version|state as JSON`. */
  states: `${PREFIX}states`,
  /** Sorted set: id by deadline. */
  deadlines: `${PREFIX}deadlines`,
  /** Hash: slug -> ids, with blanks between them. */
  slugs: `${PREFIX}slugs`,
  /** Stream of flips, removals and digests for the alerts. */
  outbox: `${PREFIX}outbox`,
  alive: `${PREFIX}alive`,
  pingKey: `${PREFIX}ping-key`,
  /** Set: ids of the checks that an INI provides. */
  provided: (provider: string) => `${PREFIX}provided:${provider}`,
  /** Lists, newest first. */
  log: (id: string) => `${PREFIX}log:${id}`,
  bodies: (id: string) => `${PREFIX}bodies:${id}`,
  flips: (id: string) => `${PREFIX}flips:${id}`,
} as const

export const CHANNELS = {
  /** A deadline was set that is earlier than all others. */
  wake: `${PREFIX}wake`,
  /** The id of a check that changed. */
  changed: `${PREFIX}changed`,
} as const

/** The name of a connection that stands as long as somebody takes check-ins: Redis knows how long that is. */
export const EARS = 'intvlm8r-ears'

/** Signals, bodies and flips that are kept of each check. Signals are cut back only every now and then. */
export const KEPT = { signals: 100, bodies: 5, flips: 100 } as const

const PUT = `
local function put(states, deadlines, outbox, flips, id, state, deadline, from)
  redis.call('HSET', states, id, state)
  if deadline == '' then
    redis.call('ZREM', deadlines, id)
  else
    local first = redis.call('ZRANGE', deadlines, 0, 0, 'WITHSCORES')
    redis.call('ZADD', deadlines, deadline, id)
    if not first[2] or tonumber(deadline) < tonumber(first[2]) then
      redis.call('PUBLISH', '${CHANNELS.wake}', deadline)
    end
  end
  for i = from, #ARGV do
    redis.call('XADD', outbox, '*', 'flip', ARGV[i])
    redis.call('LPUSH', flips, ARGV[i])
    redis.call('LTRIM', flips, 0, ${KEPT.flips - 1})
  end
  redis.call('PUBLISH', '${CHANNELS.changed}', id)
end
local function is(present, version)
  return string.sub(present, 1, #version + 1) == version .. '|'
end
`

/**
 * Compare and set. KEYS: states, deadlines, outbox, plans, log, bodies, flips. ARGV: id, version expected, state,
 * deadline or '', signal or '', '1' to cut the log, body or '', flips. Answers 1, or [plan, state] as they are when the
 * version is another one, or nil when there is no such check.
 */
const SAVE = `${PUT}
local id = ARGV[1]
local present = redis.call('HGET', KEYS[1], id)
if not present then return nil end
if not is(present, ARGV[2]) then return {redis.call('HGET', KEYS[4], id), present} end
if ARGV[5] ~= '' then
  redis.call('LPUSH', KEYS[5], ARGV[5])
  if ARGV[6] == '1' then redis.call('LTRIM', KEYS[5], 0, ${KEPT.signals - 1}) end
end
if ARGV[7] ~= '' then
  redis.call('LPUSH', KEYS[6], ARGV[7])
  redis.call('LTRIM', KEYS[6], 0, ${KEPT.bodies - 1})
end
put(KEYS[1], KEYS[2], KEYS[3], KEYS[7], id, ARGV[3], ARGV[4], 8)
return 1
`

const SLUGS = `
-- Who shares the slug gets another version, so that nobody's memory of whose it is stays good.
local function others(ids, id)
  local rest = {}
  for other in string.gmatch(ids or '', '%S+') do
    if other ~= id then rest[#rest + 1] = other end
  end
  return rest
end
local function touch(states, ids)
  for _, other in ipairs(ids) do
    local state = redis.call('HGET', states, other)
    local version = string.match(state, '^[^|]+')
    local changed = string.format('%.0f', tonumber(string.match(version, '^%d+')) + 1) .. '.s'
    redis.call('HSET', states, other, changed .. string.sub(state, #version + 1))
  end
end
local function leave(states, slugs, slug, id)
  local rest = others(redis.call('HGET', slugs, slug), id)
  if #rest == 0 then redis.call('HDEL', slugs, slug) else redis.call('HSET', slugs, slug, table.concat(rest, ' ')) end
  touch(states, rest)
end
local function join(states, slugs, slug, id)
  local rest = others(redis.call('HGET', slugs, slug), id)
  touch(states, rest)
  rest[#rest + 1] = id
  redis.call('HSET', slugs, slug, table.concat(rest, ' '))
end
`

/**
 * A new plan. KEYS: states, deadlines, outbox, plans, flips, slugs. ARGV: id, version expected ('' for a new check),
 * state, deadline or '', plan, slug, slug before or '', '1' when the slug must be free, flips. Answers 1, or nil when
 * somebody was faster.
 */
const SAVE_PLAN = `${PUT}${SLUGS}
local id = ARGV[1]
local present = redis.call('HGET', KEYS[1], id)
if ARGV[2] == '' then
  if present then return nil end
elseif not present or not is(present, ARGV[2]) then
  return nil
end
if ARGV[8] == '1' and redis.call('HEXISTS', KEYS[6], ARGV[6]) == 1 then return nil end
redis.call('HSET', KEYS[4], id, ARGV[5])
if ARGV[6] ~= ARGV[7] then
  if ARGV[7] ~= '' then leave(KEYS[1], KEYS[6], ARGV[7], id) end
  join(KEYS[1], KEYS[6], ARGV[6], id)
end
put(KEYS[1], KEYS[2], KEYS[3], KEYS[5], id, ARGV[3], ARGV[4], 9)
return 1
`

/** KEYS: states, deadlines, plans, slugs, log, bodies, flips, outbox. ARGV: id, version expected, slug. Answers 1, or nil when somebody was faster. */
const REMOVE = `${PUT}${SLUGS}
local id = ARGV[1]
local present = redis.call('HGET', KEYS[1], id)
if not present or not is(present, ARGV[2]) then return nil end
redis.call('HDEL', KEYS[1], id)
redis.call('HDEL', KEYS[3], id)
redis.call('ZREM', KEYS[2], id)
redis.call('DEL', KEYS[5], KEYS[6], KEYS[7])
leave(KEYS[1], KEYS[4], ARGV[3], id)
redis.call('XADD', KEYS[8], '*', 'gone', cjson.encode({check = id}))
redis.call('PUBLISH', '${CHANNELS.changed}', id)
return 1
`

/** The ledger. KEYS: alive, plans. ARGV: now. Nothing is written while there are no checks. */
const MARK_ALIVE = `
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1
`

/** The end of a gap. KEYS: alive, outbox. ARGV: what the ledger said, now, digest or ''. Of several workers the first writes. */
const END_GAP = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('XADD', KEYS[2], '*', 'blind', ARGV[3]) end
return 1
`

/** A connection on which the steps are commands. */
export type Scripted = Redis & {
  watchSave(...args: string[]): Promise<1 | [plan: string, state: string] | null>
  watchSavePlan(...args: string[]): Promise<1 | null>
  watchRemove(...args: string[]): Promise<1 | null>
  watchMarkAlive(...args: string[]): Promise<number>
  watchEndGap(...args: string[]): Promise<number>
}

export function withScripts(connection: Redis): Scripted {
  connection.defineCommand('watchSave', { numberOfKeys: 7, lua: SAVE })
  connection.defineCommand('watchSavePlan', { numberOfKeys: 6, lua: SAVE_PLAN })
  connection.defineCommand('watchRemove', { numberOfKeys: 8, lua: REMOVE })
  connection.defineCommand('watchMarkAlive', { numberOfKeys: 2, lua: MARK_ALIVE })
  connection.defineCommand('watchEndGap', { numberOfKeys: 2, lua: END_GAP })
  return connection as Scripted
}
