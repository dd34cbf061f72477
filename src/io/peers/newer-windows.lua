-- Keeps the windows of a member, where the list is newer than the one that is kept. KEYS[1]: the hash; ARGV: the member's id,
-- the number of the list, the list as JSON with its number. Returns 1 when it is written.
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored and cjson.decode(stored).n >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
