// Holds connections open, each with a request that never ends, and opens every one that is cut again. Prints a line when
// all were opened once, and at SIGTERM how many were opened in all.
const { connect } = require('node:net')

const { kind, host, port, path, addresses, each } = JSON.parse(process.argv[2])
const BEGINNINGS = {
  'slow headers': `GET ${path} HTTP/1.1\r\nHost: pi\r\n`,
  'slow bodies': `POST ${path} HTTP/1.1\r\nHost: pi\r\nContent-Length: 100000\r\n\r\n`,
  'idle connections': '',
}
const MORE = { 'slow headers': 'X-More: 1\r\n', 'slow bodies': 'x', 'idle connections': '' }
const AGAIN_MS = 100
const MORE_MS = 1_000

const wanted = addresses.length * each
const open = new Set()
let opened = 0

function hold(localAddress) {
  const socket = connect({ host, port, localAddress })
  socket.on('connect', () => {
    open.add(socket)
    if (BEGINNINGS[kind]) socket.write(BEGINNINGS[kind])
    if (++opened === wanted) console.log('all opened')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    open.delete(socket)
    setTimeout(hold, AGAIN_MS, localAddress)
  })
}

for (const address of addresses) for (let n = 0; n < each; n++) hold(address)
setInterval(() => {
  if (MORE[kind]) for (const socket of open) socket.write(MORE[kind])
}, MORE_MS)
process.on('SIGTERM', () => {
  process.stdout.write(`${opened}\n`, () => process.exit())
})
