-- KEYS[1]: hash of the members, id -> name as JSON; then keys one of which every watch has that is in use.
-- Returns 1 where the appliance is a member from now on, or else the names of those that are.
local id, entry, mayJoin = ARGV[1], ARGV[2], ARGV[3] == '1'
local stored = redis.call('HGET', KEYS[1], id)
if stored == entry then return 1 end
if not stored and not mayJoin then
  local members = redis.call('HVALS', KEYS[1])
  if #members > 0 then return members end
  for at = 2, #KEYS do
    if redis.call('EXISTS', KEYS[at]) == 1 then return {} end
  end
end
redis.call('HSET', KEYS[1], id, entry)
return 1
