import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { allChecks } from '../../support/all-checks'
import { type ImapServer, startImap } from '../../support/imap-server'
import { startRedis, type TestRedis } from '../../support/redis'
import { type OpenStore, openStore } from '../../support/watch'

let redis: TestRedis
let web: OpenStore
let imap: ImapServer
let worker: ChildProcess

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
  imap = await startImap()
  imap.deliver(
    `From: a@x\r\nSubject: Great\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n`,
    'INBOX',
  )
})
afterEach(async () => {
  worker.kill('SIGKILL')
  await web.store.close()
  await redis.close()
})

/** The compiled worker with an account and one look at it every five seconds. */
async function startWorker(): Promise<void> {
  await writeFile(
    join(redis.home, 'intvlm8r.ini'),
    `[Monitoring]
heartbeatfrequency = Off
[mail.home]
imaphost = 127.0.0.1
imapport = ${imap.port}
imapsecurity = none
imapuser = me@example.org
imappassword = secret
[check.inbox]
probe = inbox home
subjects = Great
deliverytime = 00:00
checktime = 00:00
every = 5s
`,
  )
  const program = join(import.meta.dirname, '../../../dist/bin/worker.js')
  worker = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC' },
    stdio: 'ignore',
  })
}

/** The programs that the worker runs at present. */
function programsOf({ pid }: ChildProcess): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

const seen = async () => {
  const [watched] = await allChecks(web.store)
  return [watched?.state.status, watched?.state.unseen?.why]
}
const searches = () => imap.verbs().filter(verb => verb === 'UID SEARCH').length
const WITHIN = { interval: 50 }

it('looks at mail are made by a program of its own; one that dies could not look, and the next look has another', async () => {
  await startWorker()
  await expect.poll(seen, WITHIN).toEqual(['up', undefined])
  imap.misbehave(({ verb }) => verb === 'UID SEARCH')
  const before = searches()
  await expect.poll(searches, WITHIN).toBeGreaterThan(before)
  const [program = 0] = programsOf(worker)
  process.kill(program, 'SIGKILL')
  await expect
    .poll(seen, WITHIN)
    .toEqual(['up', 'the program that made this look ended in the middle of it (SIGKILL)'])
  imap.misbehave(() => false)
  await expect.poll(seen, WITHIN).toEqual(['up', undefined])
})

it('the program ends with its worker, even one that is killed', async () => {
  await startWorker()
  await expect.poll(() => programsOf(worker), WITHIN).toHaveLength(1)
  const [program = 0] = programsOf(worker)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  await expect.poll(() => existsSync(`/proc/${program}`), WITHIN).toBe(false)
})
