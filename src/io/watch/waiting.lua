-- Placed before scripts that make, adopt or remove checks, after erase-check.lua: the account of the checks that wait to be
-- adopted. None of them is in the alerts' memory, so the outbox needs no word of their end.

-- Ids and slugs, in turns, of the checks that were erased; only where `keys.isDivided`.
local erased = {}

-- `keys`: those of eraseCheck; waiting (hash: id -> bytes), unpinged (ids by creation), pinged (ids by the last ping) and
-- account. Returns whether the check waited.
local function releaseWaiting(keys, id)
  local bytes = redis.call('HGET', keys.waiting, id)
  if not bytes then return false end
  redis.call('HDEL', keys.waiting, id)
  redis.call('ZREM', keys.unpinged, id)
  redis.call('ZREM', keys.pinged, id)
  redis.call('HINCRBY', keys.account, 'bytes', -tonumber(bytes))
  return true
end

local function eraseWaiting(keys, id, changedChannel)
  releaseWaiting(keys, id)
  -- A plan that is damaged or lost names no slug; its check goes all the same.
  local isReadable, plan = pcall(cjson.decode, redis.call('HGET', keys.plans, id) or '')
  local slug = isReadable and type(plan) == 'table' and plan.slug or ''
  eraseCheck(keys, id, keys.isDivided and '' or slug)
  if keys.isDivided and slug ~= '' then
    erased[#erased + 1] = id
    erased[#erased + 1] = slug
  end
  redis.call('PUBLISH', changedChannel, id)
end

-- Removes those that were made before `moment` and never pinged. Returns their number.
local function expireWaiting(keys, moment, changedChannel)
  local ids = redis.call('ZRANGEBYSCORE', keys.unpinged, '-inf', moment)
  for _, id in ipairs(ids) do eraseWaiting(keys, id, changedChannel) end
  return #ids
end

-- Makes room for so many bytes: the oldest go first, those that were never pinged before all others.
local function makeRoom(keys, bytes, budget, now, changedChannel)
  local dropped = 0
  while tonumber(redis.call('HGET', keys.account, 'bytes') or 0) + bytes > budget do
    local id = redis.call('ZRANGE', keys.unpinged, 0, 0)[1] or redis.call('ZRANGE', keys.pinged, 0, 0)[1]
    if not id then break end
    eraseWaiting(keys, id, changedChannel)
    dropped = dropped + 1
  end
  if dropped == 0 then return end
  if redis.call('HSETNX', keys.account, 'fullSince', now) == 1 then redis.call('HSET', keys.account, 'dropped', 0) end
  redis.call('HSET', keys.account, 'fullAt', now)
  redis.call('HINCRBY', keys.account, 'dropped', dropped)
end

local function chargeWaiting(keys, id, bytes, now)
  redis.call('HSET', keys.waiting, id, bytes)
  redis.call('ZADD', keys.unpinged, now, id)
  redis.call('HINCRBY', keys.account, 'bytes', bytes)
end
