-- Placed before scripts that remove checks, after slugs.lua.

-- `keys`: states, plans, deadlines and slugs; logPrefix, bodiesPrefix, flipsPrefix and timesPrefix.
local function eraseCheck(keys, id, slug)
  redis.call('HDEL', keys.states, id)
  redis.call('HDEL', keys.plans, id)
  redis.call('ZREM', keys.deadlines, id)
  redis.call('DEL', keys.logPrefix .. id, keys.bodiesPrefix .. id, keys.flipsPrefix .. id)
  local times = keys.timesPrefix .. id
  redis.call('DEL', times, times .. ':runs', times .. ':days', times .. ':notes')
  leaveSlug(keys.states, keys.slugs, slug, id)
end
