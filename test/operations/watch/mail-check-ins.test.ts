import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { MailAccount } from '../../../src/domain/mail/account'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { CheckStore } from '../../../src/domain/watch/ports'
import { openInboxMemory } from '../../../src/io/mail/inbox-memory'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { createFollowInbox } from '../../../src/operations/watch/follow-inbox'
import { createTakeMail } from '../../../src/operations/watch/take-mail'
import { matchInTime } from '../../../src/probes/pattern-in-time'
import { type ImapOptions, type ImapServer, startImap } from '../../support/imap-server'
import { accountOf, toolsFor } from '../../support/mail'
import { startRedis, type TestRedis } from '../../support/redis'
import { openStore, plan } from '../../support/watch'

let redis: TestRedis
let admin: Redis
let checks: CheckStore

beforeAll(async () => {
  redis = await startRedis()
  admin = connectWorker(redis.target)
  checks = (await openStore(redis)).store
})

beforeEach(async () => void (await admin.flushall()))
afterAll(async () => {
  admin.disconnect()
  await checks.close()
  await redis.close()
})

async function imap(options: ImapOptions = {}) {
  const server = await startImap(options)
  onTestFinished(server.close)
  return server
}

/** A worker that follows the account until it ends. */
function following(account: MailAccount) {
  const troubles: (string | undefined)[] = []
  const memory = openInboxMemory(admin)
  const mail = toolsFor(account, {
    pause: async (ms, signal) =>
      await new Promise(resolve => setTimeout(resolve, signal.aborted ? 0 : Math.min(ms, 50))),
  })
  const follow = createFollowInbox({
    mail,
    memory,
    take: createTakeMail({ checks, memory, matchInTime, now: Date.now }),
    now: Date.now,
    onTrouble: (_account, detail) => void troubles.push(detail),
  })
  const abort = new AbortController()
  const ended = follow('home', abort.signal)
  const end = async () => {
    abort.abort()
    await ended
  }
  onTestFinished(end)
  return { troubles, end }
}

const create = async (name: string, options: Partial<CheckPlan> = {}) =>
  (await checks.create(plan(name, options), 'page', Date.now())).check.id

/** The kinds of the check's signals, the first one first. */
const signals = async (id: string) => (await checks.history(id)).map(({ kind }) => kind).reverse()

let letters = 0
const letter = (to: string, subject = 'Hello', text = 'x', more = '') =>
  `From: Bob <bob@example.org>\nTo: ${to}\nSubject: ${subject}\nMessage-ID: <${++letters}@example.org>\n${more}\n${text}`

/** Waits until the worker waits for mails. */
const idle = (server: ImapServer, times = 1) =>
  expect.poll(() => server.verbs().filter(verb => verb === 'IDLE').length).toBeGreaterThanOrEqual(times)

describe('a mail is a check-in', () => {
  it('for the checks that its recipients name, at once', async () => {
    const box = await imap()
    const account = accountOf({ imap: box.port }, { checkins: 'on' })
    const [a, b, c, d] = await Promise.all(['a', 'b', 'nas-backup', 'd'].map(name => create(name)))
    const key = await checks.pingKey()
    following(account)
    await idle(box)
    box.deliver(letter(`me+${a}@example.org, ${b}@example.org, me+nas-backup@example.org`))
    await expect
      .poll(() => Promise.all([a, b, c].map(id => signals(id ?? ''))))
      .toEqual([['success'], ['success'], ['success']])
    box.deliver(letter('other@example.org', 'Hello', 'x', `Delivered-To: ${key}+d@example.org\n`))
    await expect.poll(() => signals(d ?? '')).toEqual(['success'])
    box.deliver(letter('other+d@example.org'))
    box.deliver(letter(`${'x'.repeat(22)}+d@example.org`))
    box.deliver(letter(`me+${a}@example.org`))
    await expect.poll(() => signals(a ?? '')).toEqual(['success', 'success'])
    expect(await signals(d ?? '')).toEqual(['success'])
  })

  it('by its subject, where no recipient names a check', async () => {
    const box = await imap()
    const [named, other] = [
      await create('named', { mailSubject: '/^backup of \\w+/i' }),
      await create('other'),
    ]
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    box.deliver(letter('me@example.org', 'Backup of nas'))
    await expect.poll(() => signals(named)).toEqual(['success'])
    box.deliver(letter('me+other@example.org', 'Backup of nas'))
    await expect.poll(() => signals(other)).toEqual(['success'])
    expect(await signals(named)).toEqual(['success'])
  })

  it('by no subject of an alert, nor of an answer to it', async () => {
    const box = await imap()
    const named = await create('named', { mailSubject: 'nas' })
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    const id = `<intvlm8r-${named}-1764400000000@example.org>`
    box.deliver(letter('me@example.org', '[DOWN] nas').replace(/<\d+@example.org>/, id))
    box.deliver(letter('me@example.org', 'Re: [DOWN] nas', 'I look', `In-Reply-To: ${id}\n`))
    box.deliver(letter('me@example.org', 'nas is fine', 'x'))
    await expect.poll(() => signals(named)).toEqual(['success'])
    const [body] = await checks.bodies(named)
    expect(body?.body).toBe('nas is fine\n\nx')
  })

  it('by no subject on which a pattern loses itself, and the next mail is taken', async () => {
    const box = await imap()
    const lost = await create('lost', { mailSubject: '^(a+)+$' })
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    box.deliver(letter('me@example.org', `${'a'.repeat(40)}!`))
    box.deliver(letter('me@example.org', 'aaa'))
    await expect.poll(() => signals(lost)).toEqual(['success'])
  })

  it('of the kind that its words say, and its body is kept', async () => {
    const box = await imap()
    const words = { mailFail: 'FAILED, error', mailSuccess: 'OK', mailStart: 'begun' }
    const id = await create('words', words)
    const strict = await create('strict', { ...words, mailOther: 'fail', mailWordsIn: 'subject' })
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    const to = 'me+words@example.org, me+strict@example.org'
    box.deliver(letter(to, 'It has begun'))
    await expect.poll(() => signals(strict)).toEqual(['start'])
    box.deliver(letter(to, 'All OK', 'but one error'))
    await expect.poll(() => signals(strict)).toEqual(['start', 'success'])
    box.deliver(letter(to, '=?utf-8?Q?Nothing_f=C3=BCr_you?=', 'ok'))
    await expect.poll(() => signals(strict)).toEqual(['start', 'success', 'fail'])
    expect(await signals(id)).toEqual(['start', 'fail'])
    const [body] = await checks.bodies(id)
    expect(body?.body).toBe('All OK\n\nbut one error')
  })
})

describe('a mail of many lines', () => {
  it('is judged by its last one, too, which is kept as its end', async () => {
    const box = await imap()
    const id = await create('log', { mailFail: 'FAILED', mailSuccess: 'copied' })
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    const lines = Array.from({ length: 8_000 }, (_, line) => `copied file ${line}`).join('\n')
    box.deliver(letter('me+log@example.org', 'Log', `${lines}\ndisk full: FAILED`))
    await expect.poll(() => signals(id)).toEqual(['fail'])
    const [body] = await checks.bodies(id)
    expect(body?.ending).toMatch(/disk full: FAILED$/)
  })
})

describe('no mail is missed, and none counts twice', () => {
  it('over lost connections, and over a worker that ends', async () => {
    const box = await imap()
    const account = accountOf({ imap: box.port }, { checkins: 'on' })
    const id = await create('nas')
    box.deliver(letter('me+nas@example.org', 'before'))
    const first = following(account)
    await idle(box)
    box.deliver(letter('me+nas@example.org', 'one'))
    await expect.poll(() => signals(id)).toHaveLength(1)
    box.drop()
    for (const subject of ['two', 'three']) box.deliver(letter('me+nas@example.org', subject))
    await expect.poll(() => signals(id)).toHaveLength(3)
    await first.end()
    box.deliver(letter('me+nas@example.org', 'four'))
    const second = following(account)
    await expect.poll(() => signals(id)).toHaveLength(4)
    await second.end()
    expect([...first.troubles, ...second.troubles]).toEqual([])
    expect((await checks.bodies(id)).map(({ body }) => body.split('\n')[0]).reverse()).toEqual([
      'one',
      'two',
      'three',
      'four',
    ])
  })

  it('where the connection drops in the middle of a mail', async () => {
    const box = await imap()
    const id = await create('nas')
    let drops = 0
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    box.misbehave(({ verb, args, socket }) => {
      if (verb !== 'UID FETCH' || !args.includes('HEADER') || drops > 0) return false
      drops++
      socket.write('* 1 FETCH (UID 1 ENV', () => socket.destroy())
      return true
    })
    box.deliver(letter('me+nas@example.org'))
    await expect.poll(() => signals(id)).toEqual(['success'])
    expect(drops).toBe(1)
  })

  it('where the text of a mail breaks the connection each time, for the checks that its recipients name', async () => {
    const box = await imap()
    const id = await create('nas')
    following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    box.misbehave(({ verb, args, socket }) => {
      if (verb !== 'UID FETCH' || !args.includes('BODYSTRUCTURE')) return false
      socket.destroy()
      return true
    })
    box.deliver(letter('me+nas@example.org', 'Log'))
    await expect.poll(() => signals(id)).toEqual(['success'])
    expect((await checks.bodies(id)).map(({ body }) => body)).toEqual(['Log'])
  })

  it('while Redis takes no writes, which is reported, and after it does so again', async () => {
    const box = await imap()
    const id = await create('nas')
    const { troubles } = following(accountOf({ imap: box.port }, { checkins: 'on' }))
    await idle(box)
    onTestFinished(async () => void (await admin.config('SET', 'maxmemory', '0')))
    await admin.config('SET', 'maxmemory', '1')
    box.drop()
    box.deliver(letter('me+nas@example.org'))
    await expect.poll(() => troubles).toEqual([expect.stringMatching(/^Redis answers with an error \(OOM /)])
    await admin.config('SET', 'maxmemory', '0')
    await expect.poll(() => signals(id)).toEqual(['success'])
    await expect.poll(() => troubles.slice(1)).toEqual([undefined])
  })

  it('where a mail arrives twice, or its worker died before it noted it', async () => {
    const box = await imap()
    const account = accountOf({ imap: box.port }, { checkins: 'on' })
    const [id, end] = [await create('nas'), await create('end')]
    const worker = following(account)
    await idle(box)
    const twice = letter('me+nas@example.org')
    box.deliver(twice)
    box.deliver(twice)
    box.deliver(letter('me+end@example.org'))
    await expect.poll(() => signals(end)).toHaveLength(1)
    expect(await signals(id)).toHaveLength(1)
    await worker.end()
    await admin.hdel('{intvlm8r}:mail:positions', 'home')
    await admin.hset(
      '{intvlm8r}:mail:positions',
      'home',
      JSON.stringify({ folder: 'INBOX', uidValidity: '1', uid: 0, at: 0 }),
    )
    await admin.del('{intvlm8r}:mail:taken:home')
    box.deliver(letter('me+end@example.org'))
    following(account)
    await expect.poll(() => signals(end)).toHaveLength(2)
    expect(await signals(id)).toHaveLength(1)
  })

  it('where the folder is made anew, so that all mails have other UIDs', async () => {
    const box = await imap()
    const account = accountOf({ imap: box.port }, { checkins: 'on' })
    const [id, end] = [await create('nas'), await create('end')]
    box.deliver(letter('me+nas@example.org', 'long ago'), 'INBOX', new Date(Date.now() - 86_400_000))
    const worker = following(account)
    await idle(box)
    box.deliver(letter('me+nas@example.org'))
    await expect.poll(() => signals(id)).toHaveLength(1)
    await worker.end()
    box.deliver(letter('me+nas@example.org', 'while away'))
    box.renew()
    box.deliver(letter('me+end@example.org'))
    following(account)
    await expect.poll(() => signals(end)).toHaveLength(1)
    expect(await signals(id)).toHaveLength(2)
  })

  it('with two workers, of which one follows and the other takes over', async () => {
    const box = await imap()
    const account = accountOf({ imap: box.port }, { checkins: 'on' })
    const id = await create('nas')
    const first = following(account)
    await idle(box)
    following(account)
    box.deliver(letter('me+nas@example.org'))
    await expect.poll(() => signals(id)).toHaveLength(1)
    expect(box.verbs().filter(verb => verb === 'AUTHENTICATE')).toHaveLength(1)
    await first.end()
    box.deliver(letter('me+nas@example.org'))
    await expect.poll(() => signals(id)).toHaveLength(2)
  })
})

it('takes a mail that is too large to be read by its head alone, and goes on', async () => {
  const box = await imap()
  const id = await create('nas', { mailSubject: 'Huge' })
  following(accountOf({ imap: box.port }, { checkins: 'on' }))
  await idle(box)
  box.misbehave(({ tag, verb, args, socket }) => {
    if (verb !== 'UID FETCH' || !args.includes('HEADER')) return false
    socket.write('* 1 FETCH (UID 1 BODY[HEADER] {10000000}\r\n')
    return socket.write(Buffer.alloc(10_000_000, 'x'), () => socket.write(`\r\n${tag} OK\r\n`)) || true
  })
  box.deliver(letter('me@example.org', 'Huge'))
  await expect.poll(() => signals(id)).toEqual(['success'])
})

it('reports trouble once, and its end', async () => {
  const box = await imap({
    interrupt: ({ tag, verb, socket }) =>
      verb === 'AUTHENTICATE' && socket.write(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`),
  })
  const { troubles } = following(accountOf({ imap: box.port }, { checkins: 'on' }))
  await expect.poll(() => box.verbs().filter(verb => verb === 'AUTHENTICATE').length).toBeGreaterThan(3)
  expect(troubles).toEqual(['log-in refused by 127.0.0.1 (IMAP): check user and password'])
  box.misbehave(undefined)
  await expect.poll(() => troubles).toHaveLength(2)
  expect(troubles[1]).toBeUndefined()
})
