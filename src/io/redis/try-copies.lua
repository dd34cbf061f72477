-- KEYS[1]: a key that nobody sees. It is made and removed for the replicas' sake, which write both down, unlike this server.
redis.set_repl(redis.REPL_REPLICA)
redis.call('SET', KEYS[1], '')
redis.call('DEL', KEYS[1])
