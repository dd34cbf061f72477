// The bare script that a due tick is compared with: the same request, with the same secret, to the same address.
const { readFileSync } = require('node:fs')
const { get } = require('node:http')
get(
  {
    host: '127.0.0.1',
    port: Number(process.argv[2]),
    path: '/heartbeat?for=due',
    headers: {
      'X-Intvlm8r-Tick': readFileSync(`${process.env.RUNTIME_DIRECTORY}/tick-secret`, 'utf8').trim(),
    },
    agent: false,
  },
  response => response.resume(),
)
