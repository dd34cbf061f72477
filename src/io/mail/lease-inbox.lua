-- Gives or renews the right to follow a mailbox, for so many milliseconds. Nothing of it is written to the disk.
-- Returns 1 or 0.

redis.set_repl(redis.REPL_REPLICA)
local lease, owner, life = KEYS[1], ARGV[1], ARGV[2]
local holder = redis.call('GET', lease)
if holder and holder ~= owner then return 0 end
redis.call('SET', lease, owner, 'PX', life)
return 1
