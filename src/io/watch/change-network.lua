-- Opens or ends the incident that the watch has no network, and tells the outbox. Returns 1, or 0 when it has changed
-- meanwhile: of several workers only the first one writes.

local network, outbox = KEYS[1], KEYS[2]
-- `expected`: what the key held, or ''. `value`: what it is to hold, or '' for nothing.
local expected, value, name, record = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if (redis.call('GET', network) or '') ~= expected then return 0 end
if value == '' then redis.call('DEL', network) else redis.call('SET', network, value) end
redis.call('XADD', outbox, '*', name, record)
return 1
