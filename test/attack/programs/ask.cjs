// Sends requests one after the other, each on a connection of its own, and prints how each ended and how long it took.
const { get } = require('node:http')

const { host, port, path, address, count } = JSON.parse(process.argv[2])
const PATIENCE_MS = 10_000

function ask() {
  const begun = performance.now()
  return new Promise(resolve => {
    const end = status => resolve({ status, ms: performance.now() - begun })
    const options = { host, port, path, localAddress: address, agent: false, timeout: PATIENCE_MS }
    const request = get(options, response => {
      response.resume().on('end', () => end(response.statusCode))
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', error => end(error.code ?? error.message))
  })
}

async function main() {
  const asked = []
  for (let n = 0; n < count; n++) asked.push(await ask())
  console.log(JSON.stringify(asked))
}
main()
