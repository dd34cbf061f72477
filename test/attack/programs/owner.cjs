// A device of the owner and the owner himself, at one address: a device that checks in, and a browser that logs in and has
// logged in before. Prints a line of JSON for each, with how it ended and how long it took.
const { request } = require('node:http')
const { setTimeout: rest } = require('node:timers/promises')

const { host, port, path, address, login, codes } = JSON.parse(process.argv[2])
const PATIENCE_MS = 10_000
const CHECK_IN_PAUSE_MS = 50
// A recovery code is written into the INI.
const LOG_IN_PAUSE_MS = codes.length > 0 ? 1_500 : 300

const cookies = new Map()

/** Resolves with the status, or the error, and the cookies. */
function send(method, target, headers = {}, body = '') {
  return new Promise(resolve => {
    const options = { host, port, method, headers, path: target, localAddress: address, agent: false }
    const call = request({ ...options, timeout: PATIENCE_MS }, response => {
      response.resume().on('end', () => {
        const set = response.headers['set-cookie'] ?? []
        resolve({ status: response.statusCode, set })
      })
    })
    call.on('timeout', () => call.destroy(new Error('no answer')))
    call.on('error', error => resolve({ status: error.code ?? error.message, set: [] }))
    call.end(body)
  })
}

async function logIn() {
  const form = new URLSearchParams({ ...login, code: codes.shift() ?? '' }).toString()
  const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': form.length }
  const { status, set } = await send('POST', '/login', Cookie ? { ...headers, Cookie } : headers, form)
  for (const line of set) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
    cookies.set(name, value)
  }
  return status
}

async function repeat(kind, work, pause) {
  for (;;) {
    const begun = performance.now()
    const status = await work()
    console.log(JSON.stringify({ kind, status, ms: performance.now() - begun }))
    await rest(pause)
  }
}

async function main() {
  const status = await logIn()
  if (status !== 303) throw new Error(`the owner cannot log in: ${status}`)
  console.log(JSON.stringify({ kind: 'ready' }))
  repeat('check-in', async () => (await send('GET', path)).status, CHECK_IN_PAUSE_MS)
  repeat('log-in', logIn, LOG_IN_PAUSE_MS)
}
main()
