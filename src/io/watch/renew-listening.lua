-- Renews a claim to take check-ins, by this server's clock. KEYS[1]: hash, id of the process -> since when it has taken them
-- without a break, and the last renewal. A claim that was not renewed for ARGV[2] ms, or whose connection is a new one
-- (ARGV[3]: '1'), begins anew. Nothing of it goes to the disk or to a replica.
local claims, id, valid, isNew = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local since, renewed = string.match(redis.call('HGET', claims, id) or '', '^(%d+) (%d+)$')
if isNew or not since or now - renewed > valid or now < tonumber(renewed) then since = now end
redis.set_repl(redis.REPL_NONE)
redis.call('HSET', claims, id, string.format('%.0f %.0f', since, now))
return 1
