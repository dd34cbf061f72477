-- Ends a look before its time is over. Nothing of it is written to the disk.

redis.set_repl(redis.REPL_REPLICA)
local looks, id, moment = KEYS[1], ARGV[1], ARGV[2]
local last = string.match(redis.call('HGET', looks, id) or '', '^(%d+) ')
if last == moment then redis.call('HSET', looks, id, moment .. ' 0') end
return 1
