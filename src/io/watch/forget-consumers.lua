-- Removes consumers of a stream's group that have nothing in hand and have been idle for long: every start of a worker is
-- a new consumer, and Redis keeps them all.

local stream = KEYS[1]
local group, idleMs = ARGV[1], tonumber(ARGV[2])

for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
  local name, pending, idle = fields[2], fields[4], fields[6]
  if pending == 0 and idle >= idleMs then redis.call('XGROUP', 'DELCONSUMER', stream, group, name) end
end
