/** Strangers who make tags of pyremto and send bodies to them, from many addresses. */
import { once } from 'node:events'
import { Agent, createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Makes so many tags and sends five bodies of 11,000 bytes to each; every hundred tags have an address of their own. */
export async function floodWithTags(app: RequestListener, tags: number): Promise<void> {
  const strangers = await openStrangers(app)
  const bodies = Array.from({ length: 5 }, noise)
  const make = async (n: number) => {
    const { body } = await strangers.post('/pyremto', 1 + Math.floor(n / 100), {
      backendversion: '2',
      'create-tag': 'true',
    })
    const { tag } = JSON.parse(body) as { tag?: string }
    for (const text of bodies) await strangers.post(`/ping/${tag}`, 1, {}, text)
  }
  for (let n = 0; n < tags; n += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => make(n + k)))
  strangers.close()
}

/** POSTs from addresses of this machine, 127.0.0.1 to 127.0.0.250. */
async function openStrangers(app: RequestListener) {
  const server = createServer(app).listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 40 })
  const post = (path: string, from: number, headers: Record<string, string>, body = '') =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const call = request(
        { port, path, agent, method: 'POST', headers, host: '127.0.0.1', localAddress: `127.0.0.${from}` },
        response => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', chunk => {
            text += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        },
      )
      call.on('error', reject)
      call.end(body)
    })
  return {
    post,
    close: () => {
      agent.destroy()
      server.close()
    },
  }
}

/** Text that hardly compresses. */
const noise = () =>
  Array.from({ length: 11_000 }, () => String.fromCharCode(33 + Math.random() * 90)).join('')
