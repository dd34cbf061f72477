// The services of the owner, on the appliance's own machine: the receiver of heartbeats at /ping, and that of alerts at
// /alerts, which takes its time. Prints a line of JSON for each alert, and for each visit elsewhere. Between `begin` and `end` on its input it requests
// heartbeats as a tick does, and prints for each how it ended and how long it was on its way to /ping.
const { randomBytes } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { createServer, get } = require('node:http')
const { createInterface } = require('node:readline')
const { setTimeout: rest } = require('node:timers/promises')

const { port, secretFile, receiverPort, alertMs } = JSON.parse(process.argv[2])
const PATIENCE_MS = 10_000
const PAUSE_MS = 250
const SLOT_MS = 300_000

let arrived = () => {}
let going = false
const print = line => console.log(JSON.stringify(line))

function takeAlert(request, response) {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    print({ kind: 'alert', body, at: Date.now() })
    setTimeout(() => response.end('OK'), alertMs)
  })
}

createServer((request, response) => {
  if (request.url.startsWith('/alerts')) return takeAlert(request, response)
  if (request.url.startsWith('/ping')) arrived()
  else print({ kind: 'visit', path: request.url })
  response.end('OK')
}).listen(receiverPort, '127.0.0.1', () => print({ kind: 'ready' }))

function request() {
  const headers = { 'X-Intvlm8r-Tick': readFileSync(secretFile, 'utf8').trim() }
  const slot = Math.floor(Date.now() / SLOT_MS)
  const path = `/heartbeat?for=boot&slot=${slot}&boot=${randomBytes(16).toString('hex')}`
  return new Promise(resolve => {
    get({ host: '127.0.0.1', port, path, headers, agent: false, timeout: PATIENCE_MS }, response => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
      .on('timeout', function () {
        this.destroy(new Error('no answer'))
      })
      .on('error', error => resolve(error.code ?? error.message))
  })
}

async function beat() {
  const begun = performance.now()
  const arrival = new Promise(resolve => {
    arrived = resolve
  })
  const asked = await request()
  const isHere = asked === 202 && (await Promise.race([arrival.then(() => true), rest(PATIENCE_MS, false)]))
  const status = asked === 202 && !isHere ? 'never arrived' : asked
  print({ kind: 'heartbeat', status, ms: performance.now() - begun })
}

// A second loop would take the arrivals of the first for its own.
let looping = false

async function beatOn() {
  if (looping) return
  looping = true
  while (going) {
    await beat()
    await rest(PAUSE_MS)
  }
  looping = false
}

createInterface({ input: process.stdin }).on('line', line => {
  if (line === 'begin') {
    going = true
    beatOn()
  } else if (line === 'end') going = false
})
