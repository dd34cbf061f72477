-- A new or changed plan with its state. Returns 1, or nil when the version is another one, when the slug must be free and
-- is not, or when anything was counted since `revisionBefore` was read.

local states, deadlines, outbox, plans, flips, slugs = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local mark = KEYS[7]
local keptFlips, wakeChannel, changedChannel = ARGV[1], ARGV[2], ARGV[3]
-- `expected` is '' for a new check, `slugBefore` where there was none.
local id, expected, state, deadline, plan = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local slug, slugBefore, slugMustBeFree = ARGV[9], ARGV[10], ARGV[11] == '1'
local revisionChannel = ARGV[12]
-- Empty where other plans do not matter.
local revisionBefore = ARGV[13]
local newFlips = {unpack(ARGV, 14)}

local stored = redis.call('HGET', states, id)
if expected == '' then
  if stored then return nil end
elseif not stored or not hasVersion(stored, expected) then
  return nil
end
if slugMustBeFree and redis.call('HEXISTS', slugs, slug) == 1 then return nil end
if revisionBefore ~= '' and (redis.call('HGET', mark, 'revision') or '0') ~= revisionBefore then return nil end

redis.call('HSET', plans, id, plan)
if slug ~= slugBefore then
  if slugBefore ~= '' then leaveSlug(states, slugs, slugBefore, id) end
  joinSlug(states, slugs, slug, id)
end
local earliestBefore = earliestOf(deadlines)
local into = {states = states, deadlines = deadlines, outbox = outbox, flips = flips, keptFlips = keptFlips}
writeState(into, id, state, deadline, newFlips)
publishWritten(wakeChannel, changedChannel, earliestBefore)
countRevision(mark, revisionChannel)
return 1
