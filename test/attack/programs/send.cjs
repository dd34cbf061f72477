// Sends the requests of an order, some at a time, and prints how each ended. The order comes on the standard input.
const { randomBytes } = require('node:crypto')
const { Agent, request } = require('node:http')
const { text } = require('node:stream/consumers')

const PATIENCE_MS = 20_000

async function main() {
  const { host, port, parallel, mostCharacters, requests } = JSON.parse(await text(process.stdin))
  const agent = new Agent({ keepAlive: true, maxSockets: parallel })

  /** `bytes`: a body of so many bytes that hardly compress. `next`: what follows, with `{tag}` from the answer. */
  function send({ address, method = 'GET', path, headers = {}, body = '', bytes = 0 }) {
    const content = bytes ? randomBytes(bytes).toString('base64').slice(0, bytes) : body
    const length = method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(content) }
    return new Promise(resolve => {
      const begun = performance.now()
      const end = (status, answered = '', answer = {}) =>
        resolve({
          status,
          text: answered.slice(0, mostCharacters),
          headers: answer,
          ms: performance.now() - begun,
        })
      const options = { host, port, agent, method, path, localAddress: address, timeout: PATIENCE_MS }
      const call = request({ ...options, headers: { ...length, ...headers } }, response => {
        let answered = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          answered += chunk
        })
        response.on('end', () => end(response.statusCode, answered, response.headers))
      })
      call.on('timeout', () => call.destroy(new Error('no answer')))
      call.on('error', error => end(error.code ?? error.message))
      call.end(content)
    })
  }

  const answers = []
  let begun = 0
  async function work() {
    while (begun < requests.length) {
      const { next = [], ...first } = requests[begun++]
      const answer = await send(first)
      answers.push(answer)
      const [, tag = 'none'] = /"tag":"([^"]*)"/.exec(answer.text) ?? []
      for (const more of next)
        answers.push(await send({ ...more, path: more.path.replace('{tag}', encodeURIComponent(tag)) }))
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  agent.destroy()
  process.stdout.write(JSON.stringify(answers))
}
main()
