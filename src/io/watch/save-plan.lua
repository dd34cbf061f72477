-- A new or changed plan with its state. Returns 1, or ids and slugs of checks that had to go where checks are divided, or nil when the version is another one, when the slug must be free and
-- is not, or when anything was counted since `revisionBefore` was read.

local keys = {
  states = KEYS[1], deadlines = KEYS[2], plans = KEYS[3], slugs = KEYS[4],
  waiting = KEYS[5], unpinged = KEYS[6], pinged = KEYS[7], account = KEYS[8],
  logPrefix = ARGV[1], bodiesPrefix = ARGV[2], flipsPrefix = ARGV[3], timesPrefix = ARGV[4],
}
local states, deadlines, plans, slugs = keys.states, keys.deadlines, keys.plans, keys.slugs
local outbox, mark = KEYS[9], KEYS[10]
local changedChannel, wakeChannel, keptFlips = ARGV[5], ARGV[6], ARGV[7]
-- `expected` is '' for a new check, `slugBefore` where there was none.
local id, expected, state, deadline, plan = ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12]
local slug, slugBefore, slugMustBeFree = ARGV[13], ARGV[14], ARGV[15] == '1'
-- `fullShare`: of the memory, from which on no check is created. `held`: bytes of a new check that waits beside its plan,
-- or ''. `wait`: 'waits', or 'adopted' or 'adopted down' when it waits no more, or ''.
local fullShare, held, budget, now, unpingedMs = ARGV[16], ARGV[17], ARGV[18], ARGV[19], ARGV[20]
local wait = ARGV[21]
local revisionChannel = ARGV[22]
-- Empty where other plans do not matter.
local revisionBefore = ARGV[23]
-- Empty where the plan neither has a probe nor had one.
local probesChannel = ARGV[24]
-- The response times are of what was looked at before.
local forgetsTimes = ARGV[25] == '1'
local plansChannel = ARGV[26]
-- The place in the lists, '' for none, before and now, and the same in the list by names; the keys behind the fixed ones are the lists: so many that held it before, and so many that hold it now. Further keys are those of checks.
local entryBefore, entry, namedBefore, named = ARGV[27], ARGV[28], ARGV[29], ARGV[30]
local listsBefore, listsNow = tonumber(ARGV[31]), tonumber(ARGV[32])
local registries = {{KEYS[11], ARGV[33]}, {KEYS[12], ARGV[34]}}
local names, firstList = KEYS[13], 14
keys.isDivided = ARGV[35] == '1'
local newFlips = {unpack(ARGV, 36)}

local stored = redis.call('HGET', states, id)
if expected == '' then
  if stored then return nil end
elseif not stored or not hasVersion(stored, expected) then
  return nil
end
if slugMustBeFree and isTaken(keys, slug) then return nil end
if revisionBefore ~= '' and (redis.call('HGET', mark, 'revision') or '0') ~= revisionBefore then return nil end
if expected == '' and memoryShare() >= tonumber(fullShare) and memoryShare() < 1 then
  return redis.error_reply('FULL no check is created any more')
end

if held ~= '' then
  local bytes = #plan + tonumber(held)
  expireWaiting(keys, tonumber(now) - tonumber(unpingedMs), changedChannel)
  makeRoom(keys, bytes, tonumber(budget), now, changedChannel)
  chargeWaiting(keys, id, bytes, now)
elseif wait == 'adopted' or wait == 'adopted down' then
  releaseWaiting(keys, id)
  -- Earlier outages are over, and are not reported now. The present one is: none of its flips got to the outbox.
  redis.call('LTRIM', keys.flipsPrefix .. id, 0, 0)
  local last = redis.call('LINDEX', keys.flipsPrefix .. id, 0)
  if wait == 'adopted down' and last and #newFlips == 0 then redis.call('XADD', outbox, '*', 'flip', last) end
end
redis.call('HSET', plans, id, plan)
if forgetsTimes then redis.call('DEL', keys.timesPrefix .. id, besideTimes(keys, 'run-times', id)) end
if slug ~= slugBefore then
  if slugBefore ~= '' then leaveSlug(states, slugs, slugBefore, id) end
  joinSlug(states, slugs, slug, id)
end
leaveLists({unpack(KEYS, firstList, firstList - 1 + listsBefore)}, entryBefore, registries)
joinLists({unpack(KEYS, firstList + listsBefore, firstList - 1 + listsBefore + listsNow)}, entry, registries)
if named ~= namedBefore then
  if namedBefore ~= '' then redis.call('ZREM', names, namedBefore) end
  if named ~= '' then redis.call('ZADD', names, 0, named) end
end
addFlips({outbox = wait ~= 'waits' and outbox, flips = keys.flipsPrefix .. id, keptFlips = keptFlips}, newFlips)
gatherState(id, state, deadline)
writeGathered(states, deadlines)
publishWritten(wakeChannel, changedChannel)
countRevision(mark, revisionChannel)
redis.call('PUBLISH', plansChannel, id)
if probesChannel ~= '' then redis.call('PUBLISH', probesChannel, '') end
if #erased > 0 then return erased end
return 1
