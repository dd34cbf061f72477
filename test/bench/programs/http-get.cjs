// The bare script that a due tick is compared with: the same request to the same address.
const { get } = require('node:http')
get(
  { host: '127.0.0.1', port: Number(process.argv[2]), path: '/heartbeat?for=due', agent: false },
  response => response.resume(),
)
