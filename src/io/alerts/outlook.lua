-- The number of alerts that are planned and not yet queued (KEYS[1]), and the moment of the earliest review (KEYS[2]), where
-- there is one.
local earliest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
return { redis.call('HLEN', KEYS[1]), earliest }
