-- Remembers what the alerts of some sources have come to, with the alerts that are planned by it, in one step. Returns 1,
-- or 0 when anything it starts from has changed meanwhile.

local memory, reviews, planned, health = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local recordsPrefix, orderPrefix = ARGV[1], ARGV[2]
local keptRecords, keptSeconds = ARGV[3], ARGV[4]
-- JSON: changes {source, before, after, reviewAt}, healths {channel, before, after}, planned {id, at, sources, record,
-- alert}; '' where there is nothing.
local commit = cjson.decode(ARGV[5])
-- From that share of the memory on fewer records are kept, so that alerts still have room.
local fullShare, fewRecords = tonumber(ARGV[6]), ARGV[7]
if memoryShare() >= fullShare then keptRecords = fewRecords end

local function replace(hash, field, value)
  if value == '' then redis.call('HDEL', hash, field) else redis.call('HSET', hash, field, value) end
end

-- Alerts that are on their way stay: others wait for their end.
local function cutRecords(records, order)
  for _, id in ipairs(redis.call('ZRANGE', order, 0, -keptRecords - 1)) do
    local record = redis.call('HGET', records, id)
    local state = record and cjson.decode(record).state
    if state ~= 'queued' and state ~= 'retrying' then
      redis.call('HDEL', records, id)
      redis.call('ZREM', order, id)
    end
  end
end

-- Returns whether the record is new.
local function addRecord(source, alert)
  local records, order = recordsPrefix .. source, orderPrefix .. source
  if redis.call('HSETNX', records, alert.id, alert.record) == 0 then return false end
  redis.call('ZADD', order, alert.at, alert.id)
  cutRecords(records, order)
  redis.call('EXPIRE', records, keptSeconds)
  redis.call('EXPIRE', order, keptSeconds)
  return true
end

for _, change in ipairs(commit.changes) do
  if (redis.call('HGET', memory, change.source) or '') ~= change.before then return 0 end
end
for _, change in ipairs(commit.healths) do
  if (redis.call('HGET', health, change.channel) or '') ~= change.before then return 0 end
end

for _, change in ipairs(commit.healths) do replace(health, change.channel, change.after) end
for _, change in ipairs(commit.changes) do
  replace(memory, change.source, change.after)
  if change.reviewAt == '' then
    redis.call('ZREM', reviews, change.source)
  else
    redis.call('ZADD', reviews, change.reviewAt, change.source)
  end
end
for _, alert in ipairs(commit.planned) do
  local isNew = false
  for _, source in ipairs(alert.sources) do
    if addRecord(source, alert) then isNew = true end
  end
  if isNew then redis.call('HSET', planned, alert.id, alert.alert) end
end
return 1
