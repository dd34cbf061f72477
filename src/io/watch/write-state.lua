-- Placed before save-states.lua and save-plan.lua: writes states with their deadlines and flips, and publishes once for
-- all that were written.

local changedIds = {}
local earliestWritten = nil

-- `into`: the keys states, deadlines, outbox (false where none is meant) and flips; keptFlips, how many flips the list keeps; excerpt, of the signal
-- that made the flips, or '' or nil. The outbox alone has it: a flip is small, since a hundred of each check are kept.
local function writeState(into, id, state, deadline, flips)
  redis.call('HSET', into.states, id, state)
  if deadline == '' then
    redis.call('ZREM', into.deadlines, id)
  else
    redis.call('ZADD', into.deadlines, deadline, id)
    local moment = tonumber(deadline)
    if not earliestWritten or moment < earliestWritten then earliestWritten = moment end
  end
  for _, flip in ipairs(flips) do
    if not into.outbox then
      -- Nobody is alerted.
    elseif into.excerpt and into.excerpt ~= '' then
      redis.call('XADD', into.outbox, '*', 'flip', flip, 'signal', into.excerpt)
    else
      redis.call('XADD', into.outbox, '*', 'flip', flip)
    end
    redis.call('LPUSH', into.flips, flip)
    redis.call('LTRIM', into.flips, 0, into.keptFlips - 1)
  end
  changedIds[#changedIds + 1] = id
end

local function earliestOf(deadlines)
  return tonumber(redis.call('ZRANGE', deadlines, 0, 0, 'WITHSCORES')[2])
end

-- `earliestBefore`: the earliest deadline before anything was written, or nil.
local function publishWritten(wakeChannel, changedChannel, earliestBefore)
  if earliestWritten and (not earliestBefore or earliestWritten < earliestBefore) then
    redis.call('PUBLISH', wakeChannel, string.format('%.0f', earliestWritten))
  end
  if #changedIds > 0 then redis.call('PUBLISH', changedChannel, table.concat(changedIds, ' ')) end
end
