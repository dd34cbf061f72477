/**
 * For vitest's `setupFiles`. INTVLM8R_TEST_REDIS, the path of a valkey-server or redis-server, chooses the server of all
 * tests; without it they use the one on the PATH, as the appliance does.
 */
import { delimiter, dirname } from 'node:path'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'

const chosen = process.env.INTVLM8R_TEST_REDIS
if (chosen !== undefined) {
  const path = [dirname(chosen), process.env.PATH].join(delimiter)
  const found = findRedisServer(path)
  if (found !== chosen) throw new Error(`the appliance would not use ${chosen}, but ${found ?? 'none'}`)
  process.env.PATH = path
}
