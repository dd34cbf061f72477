-- Compare and set, of one check or of many at once; each stands or falls by itself. Returns for each 1, or 0 when there
-- is no such check, or {plan, state} as they are when the version is another one, or the text of the error.

local states, deadlines, outbox, plans, unpinged, pinged = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
-- '' where nobody has to know who took the signals.
local takers, taker = KEYS[7], ARGV[14]
local logPrefix, bodiesPrefix, flipsPrefix = ARGV[1], ARGV[2], ARGV[3]
local keptSignals, keptBodies, keptFlips = ARGV[4], ARGV[5], ARGV[6]
-- Of checks that wait.
local fewSignals, fewFlips = ARGV[7], ARGV[8]
-- Shares of the memory: bodies keep their size, histories keep theirs, check-ins that flip are refused.
local bodyShare, historyShare, flipShare = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local wakeChannel, changedChannel = ARGV[12], ARGV[13]
-- The moment of the newest signal among these, or ''.
local heard, heardAt = KEYS[8], ARGV[15]
local firstChange = 16
local fieldsOfChange = 15

local function addSignal(log, signal, cutsLog, most)
  redis.call('LPUSH', log, signal)
  if memoryShare() >= historyShare then redis.call('RPOP', log) end
  if cutsLog then redis.call('LTRIM', log, 0, most - 1) end
end

-- Without room a body takes that of older ones of its check; where they are too small, they stay.
local function addBody(bodies, body)
  if memoryShare() >= bodyShare then
    local room = 0
    for _, older in ipairs(redis.call('LRANGE', bodies, 0, -1)) do room = room + #older end
    if room < #body then return end
    local freed = 0
    while freed < #body do freed = freed + #redis.call('RPOP', bodies) end
  end
  redis.call('LPUSH', bodies, body)
  redis.call('LTRIM', bodies, 0, keptBodies - 1)
end

local function save(at, flips)
  local id, expected, state, deadline = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local signal, cutsLog, body, excerpt = ARGV[at + 4], ARGV[at + 5] == '1', ARGV[at + 6], ARGV[at + 7]
  local isUnsynced = ARGV[at + 8] == '1'
  -- '' for an ordinary check; of one that waits the moment of its ping, or '0'.
  local waits = ARGV[at + 9]
  local isWaiting = waits ~= ''
  -- Its place in the lists before and now, the first of their keys, and how many there are: 0 where it stays at its place.
  local entryBefore, entry, firstList, lists = ARGV[at + 10], ARGV[at + 11], tonumber(ARGV[at + 12]), tonumber(ARGV[at + 13])
  local stored = redis.call('HGET', states, id)
  if not stored then return 0 end
  if not hasVersion(stored, expected) then return {redis.call('HGET', plans, id), stored} end
  if excerpt ~= '' and memoryShare() >= flipShare and memoryShare() < 1 then return 'FULL no flip of a check-in is taken any more' end
  if taker ~= '' and signal ~= '' then
    redis.set_repl(redis.REPL_NONE)
    redis.call('HSET', takers, id, taker)
  end
  -- Replicas get the change at once; the disk gets it with the next one of this check that is written in full.
  redis.set_repl(isUnsynced and redis.REPL_REPLICA or redis.REPL_ALL)
  if signal ~= '' then
    addSignal(logPrefix .. id, signal, cutsLog or isWaiting, isWaiting and fewSignals or keptSignals)
  end
  if body ~= '' and not isWaiting then addBody(bodiesPrefix .. id, body) end
  if isWaiting and waits ~= '0' then
    redis.call('ZREM', unpinged, id)
    redis.call('ZADD', pinged, waits, id)
  end
  local into = {
    states = states, deadlines = deadlines, outbox = not isWaiting and outbox, flips = flipsPrefix .. id,
    keptFlips = isWaiting and fewFlips or keptFlips, excerpt = excerpt,
  }
  writeState(into, id, state, deadline, flips)
  for n = firstList, firstList + lists - 1 do
    redis.call('ZREM', KEYS[n], entryBefore)
    redis.call('ZADD', KEYS[n], 0, entry)
  end
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
if heardAt ~= '' then
  local last = redis.call('HGET', heard, 'last')
  if not last or tonumber(last) < tonumber(heardAt) then redis.call('HSET', heard, 'last', heardAt) end
end
publishWritten(wakeChannel, changedChannel, earliestBefore)
return results
