-- Placed before save-states.lua and save-plan.lua: gathers states with their deadlines, writes them together, since each
-- command costs more than what it writes, and publishes once for all that were written. Flips are written at once.

local changedIds = {}
-- What is gathered: the ids in their order; states and deadlines by id, of which the last ones count.
local gathered, stateOf, deadlineOf = {}, {}, {}
-- The earliest deadline among those that may come before all others, and the earliest of all before it was written.
local earliestWritten, earliestBefore = nil, nil

-- `into`: the keys outbox (false where none is meant) and flips; keptFlips, how many flips the list keeps; excerpt, of the signal
-- that made the flips, or '' or nil. The outbox alone has it: a flip is small, since a hundred of each check are kept.
local function addFlips(into, flips)
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
end

-- `deadline`: '' where there is none. `isLater`: it is known to come after one that the check had before.
local function gatherState(id, state, deadline, isLater)
  local moment = tonumber(deadline)
  -- One command has them all, and would be refused as a whole.
  if deadline ~= '' and (not moment or moment ~= moment) then error({err = 'ERR a deadline is not a number'}) end
  if not stateOf[id] then gathered[#gathered + 1] = id end
  stateOf[id], deadlineOf[id] = state, deadline
  changedIds[#changedIds + 1] = id
  if moment and not isLater and (not earliestWritten or moment < earliestWritten) then earliestWritten = moment end
end

local function writeGathered(states, deadlines)
  if #gathered == 0 then return end
  if earliestWritten and not earliestBefore then
    earliestBefore = tonumber(redis.call('ZRANGE', deadlines, 0, 0, 'WITHSCORES')[2]) or math.huge
  end
  local fields, scores, without = {}, {}, {}
  for n, id in ipairs(gathered) do
    local deadline = deadlineOf[id]
    fields[2 * n - 1], fields[2 * n] = id, stateOf[id]
    if deadline == '' then
      without[#without + 1] = id
    else
      scores[#scores + 1] = deadline
      scores[#scores + 1] = id
    end
  end
  redis.call('HSET', states, unpack(fields))
  if #scores > 0 then redis.call('ZADD', deadlines, unpack(scores)) end
  if #without > 0 then redis.call('ZREM', deadlines, unpack(without)) end
  gathered, stateOf, deadlineOf = {}, {}, {}
end

local function publishWritten(wakeChannel, changedChannel)
  if earliestWritten and earliestWritten < earliestBefore then
    redis.call('PUBLISH', wakeChannel, string.format('%.0f', earliestWritten))
  end
  if #changedIds > 0 then redis.call('PUBLISH', changedChannel, table.concat(changedIds, ' ')) end
end
