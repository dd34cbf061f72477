// A check-in without the watch: node:http and one command, answered when Redis has stored it.
// Argument: the socket of Redis. Prints its port.
import { createServer } from 'node:http'
import { Redis } from 'ioredis'

const redis = new Redis(process.argv[2], { enableAutoPipelining: true })
const server = createServer(async ({ url }, response) => {
  await redis.set('{intvlm8r}:bench', url)
  response.end('OK')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
