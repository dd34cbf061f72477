-- Puts outcomes to those of a check, in one step: several channels and programs tell at the same time. The same outcome of
-- several members is that of the lowest id, and names the others, so that all members come to the same. KEYS[1]: the hash;
-- ARGV: id, outcomes as JSON, how many are kept. Returns what there is then, as JSON, or nil where nothing has changed.
local function count(ids)
  if not ids then return -1 end
  local n = 0
  for _ in pairs(ids) do n = n + 1 end
  return n
end

local function union(one, other)
  local ids = {}
  for id, value in pairs(other or {}) do ids[id] = value end
  for id, value in pairs(one or {}) do ids[id] = value end
  return ids
end

local function join(one, other)
  local first, second = one, other
  if other.by < one.by then first, second = other, one end
  local others = union(first.others, union({ [second.by] = second.at }, second.others))
  others[first.by] = nil
  local after = (one.after or other.after) and union(one.after, other.after)
  local isSame = first == one and count(others) == math.max(0, count(one.others)) and count(after) == count(one.after)
  first.others = next(others) and others
  first.after = after
  return first, not isSame
end

local stored = redis.call('HGET', KEYS[1], ARGV[1])
local told = stored and cjson.decode(stored) or {}
local changed = false
for name, outcome in pairs(cjson.decode(ARGV[2])) do
  local before = told[name]
  if before then
    local isNew
    told[name], isNew = join(before, outcome)
    changed = changed or isNew
  else
    told[name] = outcome
    changed = true
  end
end
if not changed then return nil end
local names = {}
for name in pairs(told) do names[#names + 1] = name end
table.sort(names, function(a, b)
  if told[a].n ~= told[b].n then return told[a].n > told[b].n end
  return a < b
end)
-- Of silences of members as many are kept as of all else.
local kept = { [true] = 0, [false] = 0 }
for _, name in ipairs(names) do
  local isOfSilence = name:find('^silent ') ~= nil or name:find('^answers ') ~= nil
  kept[isOfSilence] = kept[isOfSilence] + 1
  if kept[isOfSilence] > tonumber(ARGV[3]) then told[name] = nil end
end
local text = cjson.encode(told)
if text == stored then return nil end
redis.call('HSET', KEYS[1], ARGV[1], text)
return text
