-- Takes a check out of those that have a slug, where checks are divided.

local slugs, slug, id = KEYS[1], ARGV[1], ARGV[2]
local others = {}
for other in string.gmatch(redis.call('HGET', slugs, slug) or '', '%S+') do
  if other ~= id then others[#others + 1] = other end
end
if #others == 0 then
  redis.call('HDEL', slugs, slug)
else
  redis.call('HSET', slugs, slug, table.concat(others, ' '))
end
return 1
