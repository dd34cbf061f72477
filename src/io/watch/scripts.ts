/** The watch's keys in Redis, and the steps that have to happen as one. */
import type { Redis } from '../redis/client'

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
  /** The ids of the checks that changed, with blanks between them. */
  changed: `${PREFIX}changed`,
} as const

/** The name of a connection that stands as long as somebody takes check-ins: Redis knows how long that is. */
export const EARS = 'intvlm8r-ears'

/** Signals, bodies and flips that are kept of each check. Signals are cut back only every now and then. */
export const KEPT = { signals: 100, bodies: 5, flips: 100 } as const

const PUT = `
-- What each put leaves to be told, once for all of them.
local changed = {}
local earliest = nil
local function put(states, deadlines, outbox, flips, id, state, deadline, from, to)
  redis.call('HSET', states, id, state)
  if deadline == '' then
    redis.call('ZREM', deadlines, id)
  else
    redis.call('ZADD', deadlines, deadline, id)
    local moment = tonumber(deadline)
    if not earliest or moment < earliest then earliest = moment end
  end
  for i = from, to do
    redis.call('XADD', outbox, '*', 'flip', ARGV[i])
    redis.call('LPUSH', flips, ARGV[i])
    redis.call('LTRIM', flips, 0, ${KEPT.flips - 1})
  end
  changed[#changed + 1] = id
end
local function firstOf(deadlines)
  return tonumber(redis.call('ZRANGE', deadlines, 0, 0, 'WITHSCORES')[2])
end
local function tell(first)
  if earliest and (not first or earliest < first) then
    redis.call('PUBLISH', '${CHANNELS.wake}', string.format('%.0f', earliest))
  end
  if #changed > 0 then redis.call('PUBLISH', '${CHANNELS.changed}', table.concat(changed, ' ')) end
end
local function is(present, version)
  return string.sub(present, 1, #version + 1) == version .. '|'
end
`

/**
 * Compare and set, of one check or of many that come at once; each stands for itself. KEYS: states, deadlines, outbox,
 * plans. ARGV, for each: id, version expected, state, deadline or '', signal or '', '1' to cut the log, body or '', how
 * many flips, flips. Answers for each 1, or [plan, state] as they are when the version is another one, or 0 when there is
 * no such check, or the error's text.
 */
const SAVE = `${PUT}
local function save(at, flips)
  local id = ARGV[at]
  local present = redis.call('HGET', KEYS[1], id)
  if not present then return 0 end
  if not is(present, ARGV[at + 1]) then return {redis.call('HGET', KEYS[4], id), present} end
  if ARGV[at + 4] ~= '' then
    local log = '${KEYS.log('')}' .. id
    redis.call('LPUSH', log, ARGV[at + 4])
    if ARGV[at + 5] == '1' then redis.call('LTRIM', log, 0, ${KEPT.signals - 1}) end
  end
  if ARGV[at + 6] ~= '' then
    local bodies = '${KEYS.bodies('')}' .. id
    redis.call('LPUSH', bodies, ARGV[at + 6])
    redis.call('LTRIM', bodies, 0, ${KEPT.bodies - 1})
  end
  put(KEYS[1], KEYS[2], KEYS[3], '${KEYS.flips('')}' .. id, id, ARGV[at + 2], ARGV[at + 3], at + 8, at + 7 + flips)
  return 1
end
local first = firstOf(KEYS[2])
local answers = {}
local at = 1
while at <= #ARGV do
  local flips = tonumber(ARGV[at + 7])
  local ok, answer = pcall(save, at, flips)
  if not ok then answer = type(answer) == 'table' and answer.err or answer end
  answers[#answers + 1] = answer
  at = at + 8 + flips
end
tell(first)
return answers
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
local first = firstOf(KEYS[2])
put(KEYS[1], KEYS[2], KEYS[3], KEYS[5], id, ARGV[3], ARGV[4], 9, #ARGV)
tell(first)
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

/** 1: done; what is there instead; 0: there is no such check; or why Redis could not. */
export type Saved = 1 | 0 | [plan: string, state: string] | string

/** A connection on which the steps are commands. */
export type Scripted = Redis & {
  watchSave(...args: string[]): Promise<Saved[]>
  watchSavePlan(...args: string[]): Promise<1 | null>
  watchRemove(...args: string[]): Promise<1 | null>
  watchMarkAlive(...args: string[]): Promise<number>
  watchEndGap(...args: string[]): Promise<number>
}

export function withScripts(connection: Redis): Scripted {
  connection.defineCommand('watchSave', { numberOfKeys: 4, lua: SAVE })
  connection.defineCommand('watchSavePlan', { numberOfKeys: 6, lua: SAVE_PLAN })
  connection.defineCommand('watchRemove', { numberOfKeys: 8, lua: REMOVE })
  connection.defineCommand('watchMarkAlive', { numberOfKeys: 2, lua: MARK_ALIVE })
  connection.defineCommand('watchEndGap', { numberOfKeys: 2, lua: END_GAP })
  return connection as Scripted
}
