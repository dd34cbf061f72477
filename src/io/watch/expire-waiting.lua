-- Removes the checks that wait, were made before a moment and never pinged. Returns their number, or their ids and slugs
-- where checks are divided.

local keys = {
  states = KEYS[1], deadlines = KEYS[2], plans = KEYS[3], slugs = KEYS[4],
  waiting = KEYS[5], unpinged = KEYS[6], pinged = KEYS[7], account = KEYS[8],
  logPrefix = ARGV[1], bodiesPrefix = ARGV[2], flipsPrefix = ARGV[3], timesPrefix = ARGV[4],
}
local changedChannel, moment = ARGV[5], ARGV[6]
keys.isDivided = ARGV[7] == '1'

local count = expireWaiting(keys, moment, changedChannel)
if keys.isDivided then return erased end
return count
