-- Placed behind memory-share.lua. Stores what is kept of a check's past, unless somebody else did meanwhile, or the watch has
-- used its share of the memory. Returns 1 or 0.

local past = KEYS[1]
-- `expected`: the number before the bar of what was read, or ''.
local expected, value, historyShare = ARGV[1], ARGV[2], tonumber(ARGV[3])

local head = redis.call('GETRANGE', past, 0, 15)
if (string.match(head, '^(%d+)|') or '') ~= expected then return 0 end
if memoryShare() >= historyShare then return 0 end
redis.call('SET', past, value)
return 1
