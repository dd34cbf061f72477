/** The page `/monitoring` under load and on the wire. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type Installed, PASSWORD } from './installed'
import { type Answers, load } from './load'
import { median, sum } from './statistics'

type Load = Pick<Answers, 'rate' | 'p99'>

/** Logs in; the cookie that a browser would send from then on. */
export async function logIn({ port }: Installed): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'admin', password: PASSWORD }),
    redirect: 'manual',
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (answer.status !== 303 || cookie === undefined) throw new Error(`the log-in answered ${answer.status}`)
  return cookie
}

/** The page and an Express hello-world, turn by turn: medians of `rounds`. */
export async function loads(
  { port, node }: Installed,
  cookie: string,
  rounds: number,
  seconds: number,
): Promise<Record<'page' | 'hello' | 'dressed', Load>> {
  const size = (await get({ port }, '/monitoring', cookie)).text.length
  const hello = await startProgram(node, ['test/bench/programs/hello-express.mjs'])
  const dressed = await startProgram(node, ['test/bench/programs/dressed-express.mjs', String(size)])
  const measured: Record<'page' | 'hello' | 'dressed', Load[]> = { page: [], hello: [], dressed: [] }
  for (let round = 0; round < rounds; round++) {
    measured.hello.push(await load({ port: hello.port, paths: ['/'], seconds }))
    measured.page.push(await load({ port, paths: ['/monitoring'], seconds, headers: [`cookie: ${cookie}`] }))
    measured.dressed.push(await load({ port: dressed.port, paths: ['/'], seconds }))
  }
  hello.child.kill()
  dressed.child.kill()
  return {
    page: medians(measured.page),
    hello: medians(measured.hello),
    dressed: medians(measured.dressed),
  }
}

/** A program that prints its port. */
export async function startProgram(node: string, args: string[]) {
  const child = spawn(node, args, { env: { NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(line) }
}

function medians(loads: readonly Load[]): Load {
  return { rate: median(loads.map(({ rate }) => rate)), p99: median(loads.map(({ p99 }) => p99)) }
}

/** Bytes of all bodies that a browser with an empty cache loads for the page, as they go over the wire. */
export async function bytesOnTheWire(appliance: Installed, cookie: string): Promise<number> {
  const page = await get(appliance, '/monitoring', cookie)
  const parts = [...page.text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg))"/g)].map(
    ([, path = '']) => path,
  )
  const bodies = await Promise.all([...new Set(parts)].map(path => get(appliance, path, cookie)))
  return sum([page, ...bodies].map(({ bytes }) => bytes))
}

async function get(
  { port }: Pick<Installed, 'port'>,
  path: string,
  cookie: string,
): Promise<{ bytes: number; text: string }> {
  const headers = { cookie, 'accept-encoding': 'gzip, deflate, br', accept: 'text/html,*/*' }
  const asked = request({ port, path, headers, agent: false }).end()
  const [incoming] = await once(asked, 'response')
  const body = await buffer(incoming)
  if (incoming.statusCode !== 200) throw new Error(`${path} answered ${incoming.statusCode}`)
  const plain = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } })
  return { bytes: body.length, text: await plain.text() }
}
