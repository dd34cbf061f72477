-- Adds a check to those that have a slug, or are to get it, where checks are divided. With `expected` only while these are
-- the ids there. Returns all ids from now on, with blanks between them, or nil where they were others.

local slugs, slug, id = KEYS[1], ARGV[1], ARGV[2]
local isConditional, expected = ARGV[3] == '1', ARGV[4]

local ids = redis.call('HGET', slugs, slug) or ''
if isConditional and ids ~= expected then return nil end
for there in string.gmatch(ids, '%S+') do
  if there == id then return ids end
end
ids = ids == '' and id or ids .. ' ' .. id
redis.call('HSET', slugs, slug, ids)
return ids
