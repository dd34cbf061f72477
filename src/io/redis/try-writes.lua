-- KEYS[1]: a key that nobody sees. Tries commands of the queue on it, with arguments by which they change nothing.
-- Returns the name and the error of each that failed; most errors are about the arguments.
local tries = {
  -- Only this one needs memory.
  { 'SETRANGE', KEYS[1], '0', '' },
  { 'SET', KEYS[1], '', 'XX' },
  { 'HSET', KEYS[1], 'field', 'value', 'odd' },
  { 'HDEL', KEYS[1], 'field' },
  { 'INCRBY', KEYS[1], 'odd' },
  { 'LREM', KEYS[1], '0', '' },
  { 'RPOPLPUSH', KEYS[1], KEYS[1] },
  { 'ZADD', KEYS[1], 'XX', '0', 'member' },
  { 'ZREM', KEYS[1], 'member' },
  { 'XADD', KEYS[1], 'odd', 'field', 'value' },
  { 'XTRIM', KEYS[1], 'MAXLEN', '0' },
  { 'SREM', KEYS[1], 'member' },
  { 'DEL', KEYS[1] },
}
local failed = {}
for _, try in ipairs(tries) do
  local answer = redis.pcall(unpack(try))
  if type(answer) == 'table' and answer.err then
    failed[#failed + 1] = try[1]
    failed[#failed + 1] = answer.err
  end
end
return failed
