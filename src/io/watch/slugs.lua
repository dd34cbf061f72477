-- Placed before save-plan.lua and remove-check.lua: keeps the ids of each slug. The others that share the slug get
-- another version, so that no process' memory of whose slug it is stays valid. Where checks are divided, the index is kept
-- apart (claim-slug.lua, leave-slug.lua), and slugs are '' here.

local function othersOf(ids, id)
  local others = {}
  for other in string.gmatch(ids or '', '%S+') do
    if other ~= id then others[#others + 1] = other end
  end
  return others
end

-- An id may be that of a check whose record, or half of it, was lost.
local function changeVersions(states, ids)
  for _, id in ipairs(ids) do
    local stored = redis.call('HGET', states, id)
    if stored then redis.call('HSET', states, id, withNextVersion(stored)) end
  end
end

local function isTaken(keys, slug)
  for id in string.gmatch(redis.call('HGET', keys.slugs, slug) or '', '%S+') do
    if redis.call('HEXISTS', keys.states, id) + redis.call('HEXISTS', keys.plans, id) == 2 then return true end
  end
  return false
end

local function leaveSlug(states, slugs, slug, id)
  if slug == '' then return end
  local others = othersOf(redis.call('HGET', slugs, slug), id)
  if #others == 0 then
    redis.call('HDEL', slugs, slug)
  else
    redis.call('HSET', slugs, slug, table.concat(others, ' '))
  end
  changeVersions(states, others)
end

local function joinSlug(states, slugs, slug, id)
  local ids = othersOf(redis.call('HGET', slugs, slug), id)
  changeVersions(states, ids)
  ids[#ids + 1] = id
  redis.call('HSET', slugs, slug, table.concat(ids, ' '))
end
