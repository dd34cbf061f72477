-- All that the copy outside Redis may hold, as it is at one moment; with the states of checks where they are asked for.

local mark, plans, channels, apiKeys, pingKey, secret, vapid, states, accounts = unpack(KEYS)
local browsersPrefix, withStates = ARGV[1], ARGV[2] == '1'

local browsers = {}
for _, name in ipairs(redis.call('HKEYS', channels)) do
  local all = redis.call('HVALS', browsersPrefix .. name)
  if #all > 0 then browsers[#browsers + 1] = {name, all} end
end
return {
  redis.call('HMGET', mark, 'lineage', 'revision'),
  redis.call('HGETALL', plans),
  redis.call('HGETALL', channels),
  redis.call('HGETALL', apiKeys),
  {redis.call('GET', pingKey), redis.call('GET', secret), redis.call('GET', vapid)},
  browsers,
  withStates and redis.call('HGETALL', states) or {},
  redis.call('HGETALL', accounts),
}
