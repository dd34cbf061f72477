-- Placed before scripts that remove checks, after slugs.lua.

-- The key of a check with another name in the place of `times`.
local function besideTimes(keys, name, id)
  return string.gsub(keys.timesPrefix, 'times:$', name .. ':', 1) .. id
end

-- `keys`: states, plans, deadlines and slugs; logPrefix, bodiesPrefix, flipsPrefix and timesPrefix.
local function eraseCheck(keys, id, slug)
  redis.call('HDEL', keys.states, id)
  redis.call('HDEL', keys.plans, id)
  redis.call('ZREM', keys.deadlines, id)
  redis.call('DEL', keys.logPrefix .. id, keys.bodiesPrefix .. id, keys.flipsPrefix .. id)
  redis.call('DEL', keys.timesPrefix .. id, besideTimes(keys, 'run-times', id))
  redis.call('DEL', besideTimes(keys, 'status-days', id), besideTimes(keys, 'notes', id))
  redis.call('SREM', string.gsub(keys.timesPrefix, 'times:$', 'noted', 1), id)
  leaveSlug(keys.states, keys.slugs, slug, id)
end
