-- Placed before scripts that change what the copy outside Redis may hold: counts the change, and publishes it.

local function countRevision(mark, channel)
  redis.call('HINCRBY', mark, 'revision', 1)
  redis.call('PUBLISH', channel, '')
end
