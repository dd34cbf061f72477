-- All but the checks that the copy outside Redis may hold, as it is at one moment.

local mark, channels, apiKeys, pingKey, secret, vapid, accounts, windows = unpack(KEYS)
local browsersPrefix = ARGV[1]

local browsers = {}
for _, name in ipairs(redis.call('HKEYS', channels)) do
  local all = redis.call('HVALS', browsersPrefix .. name)
  if #all > 0 then browsers[#browsers + 1] = {name, all} end
end
return {
  redis.call('HMGET', mark, 'lineage', 'revision'),
  redis.call('HGETALL', channels),
  redis.call('HGETALL', apiKeys),
  {redis.call('GET', pingKey), redis.call('GET', secret), redis.call('GET', vapid)},
  browsers,
  redis.call('HGETALL', accounts),
  redis.call('HGETALL', windows),
}
