-- Puts outcomes to those of a check, in one step: several channels and programs tell at the same time. Of the same outcome that
-- of the lower id stays, so that all members come to the same. KEYS[1]: the hash; ARGV: id, outcomes as JSON, how many are
-- kept. Returns what there is then, as JSON, or nil where nothing has changed.
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local told = stored and cjson.decode(stored) or {}
local changed = false
for name, outcome in pairs(cjson.decode(ARGV[2])) do
  local before = told[name]
  if not before or outcome.by < before.by then
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
for at = tonumber(ARGV[3]) + 1, #names do told[names[at]] = nil end
local text = cjson.encode(told)
if text == stored then return nil end
redis.call('HSET', KEYS[1], ARGV[1], text)
return text
