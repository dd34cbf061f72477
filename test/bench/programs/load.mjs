// Sends requests as fast as the answers come, shared among the connections. Each line of the standard input is JSON with
// port, paths and seconds; 0 seconds: each path once. Prints for each line the requests, those a second, and the
// milliseconds that 99 % stay below. One process does all of them, so that its own start-up slows none of them down.
// Argument: connections.
import { createInterface } from 'node:readline'
import autocannon from 'autocannon'

const connections = Number(process.argv[2])

async function load({ port, paths, seconds: most }) {
  const limit = most > 0 ? { duration: most } : { amount: Math.max(paths.length, connections) }
  let [clients, begun] = [0, 0]
  const loading = autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    sampleInt: 100,
    ...limit,
    setupClient: client => {
      const first = clients++
      const own = paths.filter((_path, index) => index % connections === first % connections)
      client.setRequests((own.length > 0 ? own : paths).map(path => ({ path })))
    },
  })
  // It writes all requests down first, which takes a tenth of a second for 10,000 paths.
  loading.once('start', () => {
    begun = performance.now()
  })
  const { requests, latency, non2xx, errors } = await loading
  const seconds = (performance.now() - begun) / 1_000
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals, ${errors} errors`)
  return { requests: requests.total, rate: requests.total / seconds, p99: latency.p99 }
}

for await (const line of createInterface(process.stdin))
  console.log(JSON.stringify(await load(JSON.parse(line))))
