-- Compare and set, of one check or of many at once; each stands or falls by itself. Returns the share of the memory that
-- is in use, or '' where nobody had to know it; and then for each change 1, or 0 when there is no such check, or {plan, state} as they are when the
-- version is another one, or the text of the error.

local states, deadlines, outbox, plans, unpinged, pinged = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
-- '' where nobody has to know who took the signals.
local takers, taker = KEYS[7], ARGV[14]
local logPrefix, bodiesPrefix, flipsPrefix = ARGV[1], ARGV[2], ARGV[3]
local keptSignals, keptBodies, keptFlips = ARGV[4], ARGV[5], ARGV[6]
local spareSignals = 20
-- Of checks that wait.
local fewSignals, fewFlips = ARGV[7], ARGV[8]
-- Shares of the memory: bodies keep their size, histories keep theirs, check-ins that flip are refused.
local bodyShare, historyShare, flipShare = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local wakeChannel, changedChannel = ARGV[12], ARGV[13]
-- The moment of the newest signal among these, or ''.
local heard, heardAt = KEYS[8], ARGV[15]
-- The share of the memory a moment ago, or '': looking at it costs as much as a check-in, and ordinary ones need not know
-- it so well.
local recentShare = tonumber(ARGV[16])
local firstChange = 17
-- The further ones are missing where a check only stays as it is and its deadline comes later.
local fieldsOfChange, furtherFields = 6, 9

-- The states of the checks as they are; by their ids, since one may change several times.
local stored = {}
-- Each check with the name of its taker.
local taken = {}
local isUnsynced = false

-- What follows is written to the disk, or not. Replicas get it at once in any case.
local function replicate(unsynced)
  if unsynced == isUnsynced then return end
  writeGathered(states, deadlines)
  isUnsynced = unsynced
  redis.set_repl(unsynced and redis.REPL_REPLICA or redis.REPL_ALL)
end

-- `spare`: so many more than are kept wait to be cut off together, which spares writes to the disk.
local function addSignal(log, signal, share, kept, spare)
  local length = redis.call('LPUSH', log, signal)
  if share >= historyShare then redis.call('RPOP', log) end
  if length >= kept + spare then redis.call('LTRIM', log, 0, kept - 1) end
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

local function saveFurther(id, signal, at, count)
  local body, excerpt, unsynced = ARGV[at], ARGV[at + 1], ARGV[at + 2] == '1'
  -- '' for an ordinary check; of one that waits the moment of its ping, or '0'.
  local waits = ARGV[at + 3]
  local isWaiting = waits ~= ''
  -- Its place in the lists before and now, the first of their keys, and how many there are: 0 where it stays at its place.
  local entryBefore, entry, firstList, lists = ARGV[at + 4], ARGV[at + 5], tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7])
  if excerpt ~= '' and memoryShare() >= flipShare and memoryShare() < 1 then
    error({err = 'FULL no flip of a check-in is taken any more'})
  end
  -- The disk gets the change with the next one of this check that is written in full.
  replicate(unsynced)
  if signal ~= '' then
    if isWaiting then
      addSignal(logPrefix .. id, signal, memoryShare(), fewSignals, 1)
    else
      addSignal(logPrefix .. id, signal, memoryShare(), keptSignals, spareSignals)
    end
  end
  if body ~= '' and not isWaiting then addBody(bodiesPrefix .. id, body) end
  if isWaiting and waits ~= '0' then
    redis.call('ZREM', unpinged, id)
    redis.call('ZADD', pinged, waits, id)
  end
  addFlips({
    outbox = not isWaiting and outbox, flips = flipsPrefix .. id,
    keptFlips = isWaiting and fewFlips or keptFlips, excerpt = excerpt,
  }, {unpack(ARGV, at + furtherFields, at + count - 1)})
  for n = firstList, firstList + lists - 1 do
    redis.call('ZREM', KEYS[n], entryBefore)
    redis.call('ZADD', KEYS[n], 0, entry)
  end
  return ARGV[at + 8] == '1'
end

local function save(at, further)
  local id, expected, state, deadline, signal = unpack(ARGV, at, at + 4)
  local before = stored[id]
  if not before then return 0 end
  if not hasVersion(before, expected) then return {redis.call('HGET', plans, id), before} end
  local isLater = true
  if further > 0 then
    isLater = saveFurther(id, signal, at + fieldsOfChange, further)
  else
    replicate(false)
    addSignal(logPrefix .. id, signal, knownShare or recentShare or memoryShare(), keptSignals, spareSignals)
  end
  gatherState(id, state, deadline, isLater)
  stored[id] = state
  if taker ~= '' and signal ~= '' then
    taken[#taken + 1] = id
    taken[#taken + 1] = taker
  end
  return 1
end

local changes, ids = {}, {}
local at = firstChange
while at <= #ARGV do
  ids[#ids + 1] = ARGV[at]
  changes[#changes + 1] = at
  at = at + fieldsOfChange + tonumber(ARGV[at + fieldsOfChange - 1])
end
for n, state in ipairs(redis.call('HMGET', states, unpack(ids))) do stored[ids[n]] = state end
local results = {''}
for _, first in ipairs(changes) do
  local ok, result = pcall(save, first, tonumber(ARGV[first + fieldsOfChange - 1]))
  if not ok then result = type(result) == 'table' and result.err or result end
  results[#results + 1] = result
end
replicate(false)
writeGathered(states, deadlines)
if heardAt ~= '' then
  local last = redis.call('HGET', heard, 'last')
  if not last or tonumber(last) < tonumber(heardAt) then redis.call('HSET', heard, 'last', heardAt) end
end
if #taken > 0 then
  redis.set_repl(redis.REPL_NONE)
  redis.call('HSET', takers, unpack(taken))
  redis.set_repl(redis.REPL_ALL)
end
publishWritten(wakeChannel, changedChannel)
results[1] = knownShare and tostring(knownShare) or ''
return results
