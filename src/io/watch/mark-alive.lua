-- Writes into the ledger that the watch receives now. Returns 1, or 0 when there are no checks: nothing is written then.

local alive, plans = KEYS[1], KEYS[2]
local now = ARGV[1]

if redis.call('EXISTS', plans) == 0 then return 0 end
redis.call('SET', alive, now)
return 1
