/** Secrets, sought where others look: in the support bundle, in /proc, and in a page whose owner has logged out. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, test } from 'vitest'
import { ALARMS, CHECK, PASSWORD, PORT } from './appliance'
import { type Answer, send } from './clients'
import { APPLIANCE, DEVICE, mayAttack } from './networks'
import { openScene, repel } from './scene'

const FIRST_PASSWORD = 'the first word of the owner'
const secret = (n: number) => `s3cr3t${n}x`
const SECRETS = Array.from({ length: 16 }, (_, n) => secret(n))
const INI = `[channel.spare]
kind = webhook
url = http://hooks.example/${secret(0)}
headers = X-Key: ${secret(1)}
[check.other]
period = 1h ; the old one was ${secret(2)}
# ${secret(3)}
[Camera]
pasword = ${secret(4)}
server = admin:${secret(5)}@10.0.0.7
note = see ${secret(6)}
redis = cache.example:6379/?auth=${secret(7)}
${secret(8)} = on
[mail.home]
from = pi@example.org
smtphost = ${secret(9)}.example
smtpuser = ${secret(10)}
smtppassword = ${secret(11)}
refreshtoken = ${secret(12)}
tokenurl = https://tokens.example/${secret(13)}
clientid = ${secret(14)}
[Zmq]
word = ${secret(15)}
`
const STREAM_S = 6
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe.skipIf(!mayAttack())('secrets', () => {
  const scene = openScene({ ini: INI, env: { INTVLM8R_PASSWORD: FIRST_PASSWORD } })
  const owner = () => ({ network: scene.networks.others, host: APPLIANCE[4] })

  /** Logs in; resolves with the cookies. */
  async function logIn(): Promise<string> {
    const body = new URLSearchParams({ username: 'admin', password: PASSWORD }).toString()
    const request = { address: DEVICE[4], method: 'POST', path: '/login', headers: FORM, body }
    const [answer] = await send(owner(), [request])
    if (answer?.status !== 303) throw new Error(`no log-in: ${answer?.status}`)
    return cookiesOf(answer)
  }

  test('are not in the support bundle', async () => {
    const harm = 'secrets of the INI, and addresses of checks, in it'
    await repel(scene, { attack: 'the support bundle', harm }, async () => {
      const request = { address: DEVICE[4], path: '/system/support', headers: { Cookie: await logIn() } }
      const [bundle] = await send({ ...owner(), whole: true }, [request])
      if (!bundle?.text.startsWith('Support bundle of')) throw new Error(`no bundle: ${bundle?.status}`)
      const found = [...SECRETS, CHECK, ...ALARMS, PASSWORD].filter(each => bundle.text.includes(each))
      for (const each of found) console.log(`${each} is in the bundle`)
      return { requests: 1, through: found.length }
    })
  })

  test('of the environment are not in /proc', async () => {
    const harm = 'programs whose environment shows it'
    await repel(scene, { attack: 'INTVLM8R_PASSWORD in /proc/PID/environ', harm }, async () => {
      const pids = Object.values(scene.appliance.pids())
      const shown = pids.filter(pid =>
        readFileSync(`/proc/${pid}/environ`, 'latin1').includes(FIRST_PASSWORD),
      )
      return { requests: pids.length, through: shown.length }
    })
  })

  test('come no longer to a page whose owner has logged out', async () => {
    const harm = 'streams that go on'
    await repel(scene, { attack: 'the live stream of a page, after log-out', harm }, async () => {
      const Cookie = await logIn()
      const address = DEVICE[4]
      const stream = (path: string) => {
        const args = ['-sN', '--max-time', String(STREAM_S), '-H', `Cookie: ${Cookie}`]
        const url = `http://${APPLIANCE[4]}:${PORT}${path}`
        return spawn('ip', ['netns', 'exec', scene.networks.others, 'curl', ...args, url], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      }
      const streams = ['/checks/events', `/checks/events?check=${CHECK}`].map(stream)
      const ends = streams.map(child => Promise.all([text(child.stdout), once(child, 'close')]))
      await Promise.all(streams.map(({ stdout }) => once(stdout, 'data')))
      await send(owner(), [{ address, method: 'POST', path: '/logout', headers: { Cookie } }])
      // 28: it was still open at the end of the time.
      const open = (await Promise.all(ends)).filter(([, [code]]) => code !== 0)
      return { requests: streams.length, through: open.length }
    })
  })
})

function cookiesOf({ headers }: Answer): string {
  const set = [headers['set-cookie'] ?? []].flat()
  return set.map(line => line.split(';')[0]).join('; ')
}
