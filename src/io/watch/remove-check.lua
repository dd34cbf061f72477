-- Removes all that is stored of a check. Returns 1, or nil when the version is another one.

local states, deadlines, plans, slugs = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local log, bodies, flips, outbox, mark = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local changedChannel, id, expected, slug, revisionChannel = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local stored = redis.call('HGET', states, id)
if not stored or not hasVersion(stored, expected) then return nil end

redis.call('HDEL', states, id)
redis.call('HDEL', plans, id)
redis.call('ZREM', deadlines, id)
redis.call('DEL', log, bodies, flips)
leaveSlug(states, slugs, slug, id)
redis.call('XADD', outbox, '*', 'gone', cjson.encode({check = id}))
redis.call('PUBLISH', changedChannel, id)
countRevision(mark, revisionChannel)
return 1
