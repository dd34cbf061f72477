-- Sets a field of a hash that is never written to the disk nor to a replica. KEYS[1]: the hash; ARGV: field, value. The value
-- 'now' is this server's clock in milliseconds.
redis.set_repl(redis.REPL_NONE)
local value = ARGV[2]
if value == 'now' then
  local clock = redis.call('TIME')
  value = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
end
redis.call('HSET', KEYS[1], ARGV[1], value)
return 1
