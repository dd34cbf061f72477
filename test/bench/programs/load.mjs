// Requests the paths of a JSON array on the standard input, shared among the connections, as fast as the answers come.
// Arguments: port, connections, seconds; 0 seconds: for each path once. Prints requests a second, and the milliseconds
// that 99 % stay below.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

const [port, connections, seconds] = process.argv.slice(2).map(Number)
const paths = JSON.parse(readFileSync(0, 'utf8'))
const limit = seconds > 0 ? { duration: seconds } : { amount: Math.max(paths.length, connections) }
let clients = 0
const { requests, latency, duration, non2xx, errors } = await autocannon({
  url: `http://127.0.0.1:${port}`,
  connections,
  ...limit,
  setupClient: client => {
    const first = clients++
    const own = paths.filter((_path, index) => index % connections === first % connections)
    client.setRequests((own.length > 0 ? own : paths).map(path => ({ path })))
  },
})
if (non2xx + errors > 0) throw new Error(`${non2xx} refusals, ${errors} errors`)
console.log(JSON.stringify({ rate: requests.total / duration, p99: latency.p99 }))
