-- Removes all that is stored of a check. Returns 1, or nil when the version is another one.

local keys = {
  states = KEYS[1], deadlines = KEYS[2], plans = KEYS[3], slugs = KEYS[4],
  waiting = KEYS[5], unpinged = KEYS[6], pinged = KEYS[7], account = KEYS[8],
  logPrefix = ARGV[1], bodiesPrefix = ARGV[2], flipsPrefix = ARGV[3], timesPrefix = ARGV[4],
}
local outbox, mark = KEYS[9], KEYS[10]
local changedChannel, id, expected, slug, revisionChannel = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
-- Empty where the plan has no probe.
local probesChannel = ARGV[10]
-- Its place in the lists, which are the keys behind the fixed ones, before the eight of the check.
local entry, named, registries = ARGV[11], ARGV[12], {{KEYS[11], ARGV[13]}, {KEYS[12], ARGV[14]}}

local stored = redis.call('HGET', keys.states, id)
if not stored or not hasVersion(stored, expected) then return nil end

eraseCheck(keys, id, slug)
redis.call('ZREM', KEYS[13], named)
leaveLists({unpack(KEYS, 14, #KEYS - 8)}, entry, registries)
if not releaseWaiting(keys, id) then
  redis.call('XADD', outbox, '*', 'gone', cjson.encode({check = id}))
end
redis.call('PUBLISH', changedChannel, id)
countRevision(mark, revisionChannel)
if probesChannel ~= '' then redis.call('PUBLISH', probesChannel, '') end
return 1
