-- Placed after memory-share.lua. KEYS[1]: the checks that wait to be adopted, KEYS[2]: their account. Returns the share of the
-- memory, the number of those checks, and the fields of the account.
return { tostring(memoryShare()), redis.call('HLEN', KEYS[1]), redis.call('HGETALL', KEYS[2]) }
