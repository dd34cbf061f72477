-- Placed before scripts that change what the copy outside Redis may hold: counts the change, and publishes it.

-- `channel` is '' for a check that is in no copy.
local function countRevision(mark, channel)
  if channel == '' then return end
  redis.call('HINCRBY', mark, 'revision', 1)
  redis.call('PUBLISH', channel, '')
end
