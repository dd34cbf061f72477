-- KEYS[1]: hash of the members, id -> name as JSON; KEYS[2]: the number of parts of the checks, missing where it is 1; then
-- keys one of which every watch has that is in use. The first member fixes the number.
-- Returns 1 where the appliance is a member from now on, minus the number of parts where that is another one, or else the
-- names of those that are members.
local id, entry, mayJoin, shards = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local stored = redis.call('HGET', KEYS[1], id)
local isInUse = redis.call('HLEN', KEYS[1]) > 0
for at = 3, #KEYS do
  isInUse = isInUse or redis.call('EXISTS', KEYS[at]) == 1
end
if isInUse and not stored and not mayJoin then return redis.call('HVALS', KEYS[1]) end
local fixed = redis.call('GET', KEYS[2]) or '1'
if not isInUse and fixed ~= shards then
  redis.call('SET', KEYS[2], shards)
elseif fixed ~= shards then
  return -tonumber(fixed)
end
if stored ~= entry then redis.call('HSET', KEYS[1], id, entry) end
return 1
