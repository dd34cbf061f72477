-- Lets one worker begin the look of a moment. A look that another worker has begun, and that may still take, keeps all
-- from it; the worker that died in one lost only that. Nothing of it is written to the disk. Returns 1 or 0.

redis.set_repl(redis.REPL_REPLICA)
local looks, id = KEYS[1], ARGV[1]
local moment, now, busyUntil, interval = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])

local last, busy = string.match(redis.call('HGET', looks, id) or '', '^(%d+) (%d+)$')
if last then
  -- A look far in the future is one from before the clock was set back.
  local isOver = tonumber(last) > moment + 2 * interval
  if not isOver and (tonumber(last) >= moment or tonumber(busy) > now) then return 0 end
end
redis.call('HSET', looks, id, ARGV[2] .. ' ' .. busyUntil)
return 1
