-- Renews a claim to take check-ins, by this server's clock. KEYS[1]: hash, id of the process -> since when it has taken them
-- without a break, and the last renewal. A claim that was not renewed for ARGV[2] ms, or whose connection is a new one
-- (ARGV[3]: '1'), begins anew, and keeps the last renewal before that gap. Nothing of it goes to the disk or to a replica.
-- KEYS[2]: who took the last check-in of each check, which matters only while there are several. Returns the number of claims.
local claims, takers, id, valid, isNew = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local since, renewed, broken = string.match(redis.call('HGET', claims, id) or '', '^(%d+) (%d+) ?(%d*)$')
if not since or now < tonumber(renewed) then
  since, broken = now, ''
elseif isNew or now - renewed > valid then
  since, broken = now, renewed
end
redis.set_repl(redis.REPL_NONE)
redis.call('HSET', claims, id, string.format('%.0f %.0f', since, now) .. (broken == '' and '' or ' ' .. broken))
local count = redis.call('HLEN', claims)
if count == 1 then redis.call('DEL', takers) end
return count
