-- Placed before scripts that add to what is stored. Returns the share of its memory that the server uses, once for each
-- call of the script; 0 where the server does not say. A server without a limit is taken to have half of its machine.
-- From 1 on the server refuses by itself, and names its own reason.

local knownShare = nil

local function memoryShare()
  if knownShare then return knownShare end
  local info = redis.pcall('INFO', 'memory')
  knownShare = 0
  if type(info) ~= 'string' then return knownShare end
  local function field(name)
    return tonumber(string.match(info, '\n' .. name .. ':(%d+)') or '0')
  end
  local limit = field('maxmemory')
  if limit == 0 then limit = field('total_system_memory') / 2 end
  if limit > 0 then knownShare = (field('used_memory') - field('mem_not_counted_for_evict')) / limit end
  return knownShare
end
