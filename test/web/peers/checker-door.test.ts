import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openCheckerDoor } from '../../../src/web/peers/checker-door'
import { askAsChecker, judgedByChecker } from '../../support/checker-replay'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb } from '../../support/web'

const redis = await shareRedis()
const run = promisify(execFile)
const WORK = '{intvlm8r}:peers:work'
const MAIL = '[channel.mail]\nkind = email\nto = me@example.org\nhost = 127.0.0.1\n'

/** The marks of a worker that runs, or ran so long ago. */
const worked = async (msAgo = 0) => {
  const at = Date.now() - msAgo
  await redis.admin.hset(WORK, { sweep: at, probes: at })
}
/** The account of the e-mail channel was refused. */
const refuseMail = async () => {
  const health = { since: 1, failures: 1, detail: 'the log-in was refused', reported: true }
  await redis.admin.hset('{intvlm8r}:alerts:health', 'mail', JSON.stringify(health))
}

/** An appliance with its door for Checkers. */
async function openDoor() {
  const web = await openWeb({ ini: INI.replace('= 10', '= Off') + MAIL, redis: redis.target })
  onTestFinished(web.close)
  let clock = Date.now()
  // Each question is more than a second after the one before it.
  const now = () => (clock += 2_000)
  const door = await openCheckerDoor({ ...web.ports, now }, 0)
  if (door === undefined) throw new Error(web.logged.join('\n'))
  onTestFinished(door.close)
  return { web, url: `http://127.0.0.1:${door.port}`, port: door.port }
}

describe('the door for Checkers', () => {
  beforeEach(() => worked())

  it('answers True and nothing else on a healthy appliance, at any path (C1)', async () => {
    const { url } = await openDoor()
    const { stdout } = await run('curl', ['-si', `${url}/anything?x`])
    const [head = '', body] = stdout.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toMatch(/^Content-Type: text\/html\r?$/im)
    expect(head).toMatch(/^Content-Length: 4\r?$/im)
    expect(body).toBe('True')
  })

  it('answers HEAD with the same length and no body, POST with 405, and a browser in no frame', async () => {
    const { url } = await openDoor()
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '4', ''])
    const post = await fetch(url, { method: 'POST', body: 'True' })
    expect(post.status).toBe(405)
    for (const { headers } of [head, post]) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
    }
  })

  it('answers over IPv6, too', async () => {
    const { port } = await openDoor()
    expect(await (await fetch(`http://[::1]:${port}/`)).text()).toBe('True')
  })

  it('answers JobProblem when the worker has stood still for two minutes, and MailProblem before that (C2)', async () => {
    const { url } = await openDoor()
    const word = async () => await (await fetch(url)).text()
    await worked(121_000)
    expect(await word()).toBe('JobProblem')
    await refuseMail()
    expect(await word()).toBe('MailProblem')
    await worked()
    expect(await word()).toBe('MailProblem')
  })

  it.each([
    ['True', async () => {}],
    ['MailProblem', refuseMail],
    ['JobProblem', async () => await worked(121_000)],
  ] as const)(
    'answers %s right after a restart of all organs, where that was known last (C4)',
    async (word, spoil) => {
      const { web, url } = await openDoor()
      await spoil()
      expect(await (await fetch(url)).text()).toBe(word)
      // The marks of a worker are gone with Redis, and no worker has run yet.
      await redis.admin.del(WORK)
      const again = await web.restarted()
      onTestFinished(again.close)
      const door = await openCheckerDoor(again.ports, 0)
      onTestFinished(async () => await door.close())
      expect(await (await fetch(`http://127.0.0.1:${door.port}/`)).text()).toBe(word)
    },
  )

  it('counts as fine, or with its trouble, for an unmodified Checker (C5)', async () => {
    const { port } = await openDoor()
    expect(judgedByChecker(await askAsChecker(port))).toBe('fine')
    await worked(121_000)
    expect(judgedByChecker(await askAsChecker(port, '/some/path'))).toBe('reports its jobs are not running.')
    await refuseMail()
    expect(judgedByChecker(await askAsChecker(port))).toBe('reports it cannot send email.')
  })

  it('looks at the organs once a second at most, whoever asks', async () => {
    let looks = 0
    const ownState = async () => {
      looks++
      return []
    }
    const log = { info() {}, warn() {}, error() {} }
    const door = await openCheckerDoor({ peers: { ownState }, log, now: () => 0 }, 0)
    onTestFinished(async () => await door.close())
    const words = await Promise.all(
      Array.from({ length: 40 }, async () => await (await fetch(`http://127.0.0.1:${door.port}/`)).text()),
    )
    expect(new Set(words)).toEqual(new Set(['True']))
    expect(looks).toBe(1)
  })

  it('whose port is taken is named, and nothing else is lost', async () => {
    const { web, port } = await openDoor()
    const words = `[Checker] port ${port} cannot be opened: another program has it; end that and restart the web app, or choose another port`
    expect(await openCheckerDoor(web.ports, port)).toMatchObject({ trouble: words })
    expect(web.logged.join('\n')).toContain(words)
  })
})
