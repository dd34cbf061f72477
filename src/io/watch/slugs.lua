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

local function changeVersions(states, ids)
  for _, id in ipairs(ids) do
    redis.call('HSET', states, id, withNextVersion(redis.call('HGET', states, id)))
  end
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
