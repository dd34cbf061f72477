-- Placed before scripts that write checks: keeps the lists in which checks stand in order.

-- `registries`: {key, start of the names of its lists}; each has its lists by the number of their checks, the longest first.
local function countList(list, registries)
  for _, registry in ipairs(registries) do
    local key, start = registry[1], registry[2]
    if string.sub(list, 1, #start) == start then
      local size = redis.call('ZCARD', list)
      local name = string.sub(list, #start + 1)
      if size == 0 then redis.call('ZREM', key, name) else redis.call('ZADD', key, -size, name) end
    end
  end
end

local function leaveLists(lists, entry, registries)
  for _, list in ipairs(lists) do
    redis.call('ZREM', list, entry)
    countList(list, registries)
  end
end

local function joinLists(lists, entry, registries)
  for _, list in ipairs(lists) do
    redis.call('ZADD', list, 0, entry)
    countList(list, registries)
  end
end
