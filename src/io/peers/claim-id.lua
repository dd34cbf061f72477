-- Binds the id of a watch to the key by which it was shown. KEYS[1]: hash of ids by their keys; ARGV: the key, the id, the keys
-- of the other peers. Returns the key that the id belongs to already, or an empty text. An id that nobody else has is the
-- peer's from now on: a machine that was set up anew has another one.
for at = 3, #ARGV do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[2] then return ARGV[at] end
end
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return ''
