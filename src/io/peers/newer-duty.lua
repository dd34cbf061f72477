-- Keeps the record of the duty that counts: the higher term, then the lower rank, then the lower id. KEYS[1]: the text; ARGV:
-- term, rank, holder. Returns 1 when it is written.
local stored = redis.call('GET', KEYS[1]) or ''
local term, rank, holder = string.match(stored, '^(%d+) (%d+) (.*)$')
local newTerm, newRank = tonumber(ARGV[1]), tonumber(ARGV[2])
if term then
  term, rank = tonumber(term), tonumber(rank)
  if newTerm < term then return 0 end
  if newTerm == term then
    if newRank > rank then return 0 end
    if newRank == rank and ARGV[3] >= holder then return 0 end
  end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
return 1
