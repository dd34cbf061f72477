-- Renews a claim to take check-ins, by this server's clock. KEYS[1]: hash, id of the process -> since when it has taken them
-- without a break, and the last renewal. A claim that was not renewed for ARGV[2] ms, or whose connection is a new one
-- (ARGV[3]: '1'), begins anew, and keeps the last renewal before that gap. Nothing of it goes to the disk or to a replica.
-- KEYS[2]: who took the last check-in of each check, which matters only while there are several: it is removed at the first
-- renewal alone, of a new connection or after one among several (ARGV[4]: '1'). Returns the number of claims.
-- KEYS[3]: when the last signal came. A claim that begins while there is no other keeps that apart, since signals come again
-- from now on; this alone goes to the disk.
local claims, takers, heard = KEYS[1], KEYS[2], KEYS[3]
local id, valid, isNew, wasOneOfSeveral = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4] == '1'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local since, renewed, broken = string.match(redis.call('HGET', claims, id) or '', '^(%d+) (%d+) ?(%d*)$')
if not since or now < tonumber(renewed) then
  since, broken = now, ''
elseif isNew or now - renewed > valid then
  since, broken = now, renewed
end
if since == now and redis.call('HLEN', claims) == redis.call('HEXISTS', claims, id) then
  local last = redis.call('HGET', heard, 'last')
  if last then redis.call('HSET', heard, 'before', last, 'since', string.format('%.0f', now)) end
end
redis.set_repl(redis.REPL_NONE)
redis.call('HSET', claims, id, string.format('%.0f %.0f', since, now) .. (broken == '' and '' or ' ' .. broken))
local count = redis.call('HLEN', claims)
if count == 1 and (isNew or wasOneOfSeveral) then redis.call('DEL', takers) end
return count
