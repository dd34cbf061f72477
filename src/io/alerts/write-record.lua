-- Writes a delivery's record for each of its sources, in one step: where only some had its end, nobody would ever put the
-- others right. A final record stays: a worker that stood still must not overwrite what another one has recorded.

-- KEYS: the records of each source.
local id, record = ARGV[1], ARGV[2]
local finalStates = {unpack(ARGV, 3)}

local isFinal = {}
for _, state in ipairs(finalStates) do isFinal[state] = true end

for _, records in ipairs(KEYS) do
  local stored = redis.call('HGET', records, id)
  if not (stored and isFinal[cjson.decode(stored).state]) then redis.call('HSET', records, id, record) end
end
