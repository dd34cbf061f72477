// Holds connections open, each with a request that never ends, and opens every one that is cut again. Prints a line when
// all were opened once, and at SIGTERM how many were opened in all.
const { connect } = require('node:net')

const { kind, host, port, path, addresses, each } = JSON.parse(process.argv[2])
const AGAIN_MS = 100
const MORE_MS = 1_000
const PARTS = 20
/** Of a form, and of JSON whose characters take two bytes in memory; sent piece by piece, and never to the end. */
const FORM = {
  type: 'application/x-www-form-urlencoded',
  body: `m=${'x'.repeat(1024 * 1024 - 100)}`,
  pieces: 8,
}
const CALL = { type: 'application/json', body: `{"name":"${`€${'x'.repeat(997)}`.repeat(64)}`, pieces: 2 }
const post = (type, length) =>
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`

/** What a connection sends first, and then every second. */
const KINDS = {
  'slow headers': { first: `GET ${path} HTTP/1.1\r\nHost: pi\r\n`, more: () => 'X-More: 1\r\n' },
  'slow bodies': { first: post('text/plain', 100_000), more: () => 'x' },
  'idle connections': { first: '', more: () => '' },
  'slow forms': slow(FORM),
  'slow calls': slow(CALL),
}

function slow({ type, body, pieces }) {
  const length = Math.ceil(body.length / pieces)
  const more = turn => body.slice(turn * length, (turn + 1) * length) || 'x'
  return { first: post(type, Buffer.byteLength(body) + 90), more }
}

const wanted = addresses.length * each
const { first, more } = KINDS[kind]
/** Each with the part of a second in which it sends more, and how often it did. */
const open = new Map()
let opened = 0

function hold(localAddress) {
  const socket = connect({ host, port, localAddress })
  socket.on('connect', () => {
    open.set(socket, { part: opened % PARTS, turns: 0 })
    if (first) socket.write(first)
    if (++opened === wanted) console.log('all opened')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    open.delete(socket)
    setTimeout(hold, AGAIN_MS, localAddress)
  })
}

for (const address of addresses) for (let n = 0; n < each; n++) hold(address)
/** A part of the connections at a time: a burst of all at once would measure the processor. */
let part = 0
setInterval(() => {
  part = (part + 1) % PARTS
  for (const [socket, sent] of open) {
    if (sent.part !== part) continue
    const text = more(sent.turns++)
    if (text) socket.write(text)
  }
}, MORE_MS / PARTS)
process.on('SIGTERM', () => {
  process.stdout.write(`${opened}\n`, () => process.exit())
})
