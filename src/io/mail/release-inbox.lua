-- Ends the right to follow a mailbox, where it still is this owner's. Like the right itself, that is not written to the disk.

redis.set_repl(redis.REPL_REPLICA)
local lease, owner = KEYS[1], ARGV[1]
if redis.call('GET', lease) == owner then redis.call('DEL', lease) end
