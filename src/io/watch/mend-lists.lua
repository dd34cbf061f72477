-- Puts checks at their places in lists, or takes outdated entries out of them; each only if its check has not changed since
-- it was read.

-- KEYS: states, tags, channelSets, the lists. For each entry: the number of its list (1 is the first), the check's id, its
-- version ('' where there was none), the entry, and '1' to put it there.
local states = KEYS[1]
local registries = {{KEYS[2], ARGV[1]}, {KEYS[3], ARGV[2]}}

for at = 3, #ARGV, 5 do
  local list, id, version, entry = KEYS[3 + tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local stored = redis.call('HGET', states, id)
  local isAsRead
  if stored then isAsRead = version ~= '' and hasVersion(stored, version) else isAsRead = version == '' end
  if isAsRead and ARGV[at + 4] == '1' then
    redis.call('ZADD', list, 0, entry)
  elseif isAsRead then
    redis.call('ZREM', list, entry)
  end
end
for n = 4, #KEYS do countList(KEYS[n], registries) end
return 1
