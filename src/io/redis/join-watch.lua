-- KEYS[1]: hash of the members, id -> name and the last day on which it was there, by this server's clock, as JSON; KEYS[2]:
-- the number of parts of the checks, missing where it is 1; then keys one of which every watch has that is in use. The first
-- member fixes the number. Where the server lost it with the members, while programs ran that have put other things back, a
-- member that has joined before with so many fixes it again.
-- Returns 1 where the appliance is a member from now on, minus the number of parts where that is another one, or else the
-- names of those that are members.
local id, name, mayJoin, shards, knowsShards = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4], ARGV[5] == '1'
local stored = redis.call('HGET', KEYS[1], id)
local hasMembers = redis.call('HLEN', KEYS[1]) > 0
local isInUse = hasMembers
for at = 3, #KEYS do
  isInUse = isInUse or redis.call('EXISTS', KEYS[at]) == 1
end
if isInUse and not stored and not mayJoin then return redis.call('HVALS', KEYS[1]) end
local fixed = redis.call('GET', KEYS[2]) or '1'
local isLost = fixed == '1' and not hasMembers and knowsShards
if fixed ~= shards and (isLost or not isInUse) then
  redis.call('SET', KEYS[2], shards)
elseif fixed ~= shards then
  return -tonumber(fixed)
end
local entry = string.format('{"name":%s,"seen":%d}', name, math.floor(redis.call('TIME')[1] / 86400))
if stored ~= entry then redis.call('HSET', KEYS[1], id, entry) end
return 1
