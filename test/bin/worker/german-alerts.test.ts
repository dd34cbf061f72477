/** The worker sends alerts in the language of the INI, also once that is another one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../../support/port'
import { startRedis, type TestRedis } from '../../support/redis'
import { type Served, serve } from '../../support/serve'
import { startSmtp, type TakenMail } from '../../support/smtp'

/** A look follows five seconds after the one before it. */
const SENT = { interval: 100 }

interface Message {
  readonly name: string
  readonly subject: string
  readonly text: string
}

let redis: TestRedis
let hook: Served
let worker: ChildProcess
let messages: Message[]
let mails: readonly TakenMail[]
let mailPort: number
let closedPort: number

const configure = (language: string, ...checks: string[]) =>
  writeFile(
    join(redis.home, 'intvlm8r.ini'),
    [
      '[Monitoring]\nheartbeatfrequency = Off',
      `[Web]\nlanguage = ${language}`,
      `[channel.hook]\nkind = webhook\nurl = ${hook.url}`,
      `[channel.post]\nkind = email\nto = ann@example.org\nhost = 127.0.0.1\nport = ${mailPort}\nsecurity = none`,
      ...checks.map(
        name =>
          `[check.${name}]\nprobe = tcp 127.0.0.1:${closedPort}\nevery = 5s\nchannels = hook, post\ntags = cellar`,
      ),
      '',
    ].join('\n'),
    { mode: 0o600 },
  )

beforeEach(async () => {
  messages = []
  hook = await serve(async (request, response) => {
    messages.push(JSON.parse(await text(request)))
    response.end()
  })
  const smtp = await startSmtp()
  mails = smtp.mails
  mailPort = smtp.port
  closedPort = await freePort()
  redis = await startRedis()
})
afterEach(async () => {
  worker.kill('SIGKILL')
  hook.close()
  await redis.close()
})

async function messageOf(name: string): Promise<Message> {
  const found = () => messages.find(message => message.name === name)
  await expect.poll(found, SENT).toBeDefined()
  return found() as Message
}

/** The mail without the line ends that quoted-printable puts into lines. */
async function mailOf(name: string): Promise<string> {
  const found = () => mails.find(({ source }) => source.includes(name))
  await expect.poll(found, SENT).toBeDefined()
  return found()?.source.replaceAll('=\r\n', '') ?? ''
}

it('in German, and in English without a restart', { timeout: 120_000 }, async () => {
  await configure('de', 'pumpe')
  worker = spawn(process.execPath, [join(import.meta.dirname, '../../../dist/bin/worker.js')], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'Europe/Berlin' },
    stdio: 'ignore',
  })

  const german = await messageOf('pumpe')
  expect(german.subject).toBe('[AUSGEFALLEN] pumpe')
  expect(german.text).toMatch(
    /^pumpe ist ausgefallen seit (Mo|Di|Mi|Do|Fr|Sa|So), \d{1,2}\. \S+ \d{4}, \d\d:\d\d UTC\+0[12]:00\.\n/,
  )
  expect(german.text).toContain(`127.0.0.1:${closedPort} lehnt Verbindungen ab`)
  const mail = await mailOf('pumpe')
  expect(mail).toContain('\r\nSubject: [AUSGEFALLEN] pumpe\r\n')
  expect(mail).toContain('pumpe ist ausgefallen seit ')
  expect(mail).toContain('Schlagw=C3=B6rter: cellar')

  await configure('en', 'pumpe', 'fan')
  const english = await messageOf('fan')
  expect(english.subject).toBe('[DOWN] fan')
  expect(english.text).toContain(`127.0.0.1:${closedPort} refuses connections`)
  expect(await mailOf('fan')).toContain('\r\nSubject: [DOWN] fan\r\n')

  await configure('de', 'pumpe', 'fan', 'ofen')
  expect((await messageOf('ofen')).subject).toBe('[AUSGEFALLEN] ofen')
})
