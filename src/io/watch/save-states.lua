-- Compare and set, of one check or of many at once; each stands or falls by itself. Returns for each 1, or 0 when there
-- is no such check, or {plan, state} as they are when the version is another one, or the text of the error.

local states, deadlines, outbox, plans = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local logPrefix, bodiesPrefix, flipsPrefix = ARGV[1], ARGV[2], ARGV[3]
local keptSignals, keptBodies, keptFlips = ARGV[4], ARGV[5], ARGV[6]
local wakeChannel, changedChannel = ARGV[7], ARGV[8]
local firstChange = 9
local fieldsOfChange = 10

local function save(at, flips)
  local id, expected, state, deadline = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local signal, cutsLog, body, excerpt = ARGV[at + 4], ARGV[at + 5] == '1', ARGV[at + 6], ARGV[at + 7]
  local isUnsynced = ARGV[at + 8] == '1'
  local stored = redis.call('HGET', states, id)
  if not stored then return 0 end
  if not hasVersion(stored, expected) then return {redis.call('HGET', plans, id), stored} end
  -- Replicas get the change at once; the disk gets it with the next one of this check that is written in full.
  redis.set_repl(isUnsynced and redis.REPL_REPLICA or redis.REPL_ALL)
  if signal ~= '' then
    redis.call('LPUSH', logPrefix .. id, signal)
    if cutsLog then redis.call('LTRIM', logPrefix .. id, 0, keptSignals - 1) end
  end
  if body ~= '' then
    redis.call('LPUSH', bodiesPrefix .. id, body)
    redis.call('LTRIM', bodiesPrefix .. id, 0, keptBodies - 1)
  end
  local into = {
    states = states, deadlines = deadlines, outbox = outbox, flips = flipsPrefix .. id, keptFlips = keptFlips,
    excerpt = excerpt,
  }
  writeState(into, id, state, deadline, flips)
  return 1
end

local earliestBefore = earliestOf(deadlines)
local results = {}
local at = firstChange
while at <= #ARGV do
  local firstFlip = at + fieldsOfChange
  local nextChange = firstFlip + tonumber(ARGV[firstFlip - 1])
  local ok, result = pcall(save, at, {unpack(ARGV, firstFlip, nextChange - 1)})
  if not ok then result = type(result) == 'table' and result.err or result end
  results[#results + 1] = result
  at = nextChange
end
redis.set_repl(redis.REPL_ALL)
publishWritten(wakeChannel, changedChannel, earliestBefore)
return results
