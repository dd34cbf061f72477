-- The numbers of plans, of checks that wait, of those in the list of all and in the list by names, and what was noted of those in
-- none, as they are at one moment. No transaction: Redis 7 refuses any, even of readings alone, while its memory is full.
return {
  redis.call('HLEN', KEYS[1]), redis.call('HLEN', KEYS[2]), redis.call('ZCARD', KEYS[3]), redis.call('ZCARD', KEYS[4]),
  redis.call('GET', KEYS[5]),
}
