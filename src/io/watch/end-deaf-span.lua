-- Ends a span in which the watch received nothing. Returns 1, or 0 when the ledger has changed meanwhile: of several
-- workers only the first one writes.

local alive, outbox, away = KEYS[1], KEYS[2], KEYS[3]
-- `expected`: what the ledger held, or ''. `digest`: JSON for the outbox, or ''.
local expected, now, digest = ARGV[1], ARGV[2], ARGV[3]
-- `span`: for the list of them, or '' where it is too short for that; the list keeps the newest.
local span, kept = ARGV[4], ARGV[5]

if (redis.call('GET', alive) or '') ~= expected then return 0 end
redis.call('SET', alive, now)
if digest ~= '' then redis.call('XADD', outbox, '*', 'blind', digest) end
if span ~= '' then
  redis.call('RPUSH', away, span)
  redis.call('LTRIM', away, -kept, -1)
end
return 1
