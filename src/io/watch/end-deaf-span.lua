-- Ends a span in which the watch received nothing. Returns 1, or 0 when the ledger has changed meanwhile: of several
-- workers only the first one writes.

local alive, outbox = KEYS[1], KEYS[2]
-- `expected`: what the ledger held, or ''. `digest`: JSON for the outbox, or ''.
local expected, now, digest = ARGV[1], ARGV[2], ARGV[3]

if (redis.call('GET', alive) or '') ~= expected then return 0 end
redis.call('SET', alive, now)
if digest ~= '' then redis.call('XADD', outbox, '*', 'blind', digest) end
return 1
