/**
 * Log-ins by an access token, with servers that refuse one as Google documents it: they send the error first, and the
 * refusal only after the client has answered that with an empty line
 * (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol).
 */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { createTryAccount } from '../../../src/operations/mail/try-account'
import { accountOf, ME, toolsFor } from '../../support/mail'

const TOKEN = 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg'
/** For `me@example.org` and the token, by hand: base64 of user=...^Aauth=Bearer ...^A^A. */
const SASL =
  'dXNlcj1tZUBleGFtcGxlLm9yZwFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=='
const ERROR = Buffer.from('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').toString(
  'base64',
)

/** A server of lines; `answer` returns what a line is answered with. */
async function lines(greeting: string, answer: (line: string) => string) {
  const seen: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.write(`${greeting}\r\n`)
    createInterface(socket).on('line', line => {
      seen.push(line)
      socket.write(`${answer(line)}\r\n`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, seen }
}

const smtp = () =>
  lines('220 smtp.example.org', line => {
    if (line.startsWith('EHLO')) return '250-smtp.example.org\r\n250 AUTH XOAUTH2'
    if (line === `AUTH XOAUTH2 ${SASL}`) return '235 2.7.0 Accepted'
    if (line.startsWith('AUTH')) return `334 ${ERROR}`
    if (line === '') return '535-5.7.8 Username and Password not accepted\r\n535 5.7.8 - gsmtp'
    return line === 'QUIT' ? '221 bye' : '502 no'
  })

async function imap() {
  let waiting = ''
  return await lines('* OK Gimap ready', line => {
    const [tag, verb = ''] = line.split(' ')
    if (waiting !== '' && line === '')
      return `${waiting} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)`
    if (verb === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n${tag} OK done`
    if (line === `${tag} AUTHENTICATE XOAUTH2 ${SASL}`) return `${tag} OK me@example.org authenticated`
    if (verb === 'AUTHENTICATE') {
      waiting = tag ?? ''
      return `+ ${ERROR}`
    }
    return `${tag} BAD not in this test`
  })
}

async function logins(token: string) {
  const [out, box] = await Promise.all([smtp(), imap()])
  const account = accountOf({ smtp: out.port, imap: box.port }, { token })
  const steps = await createTryAccount(toolsFor(account))(account)
  return {
    steps: steps.flatMap(({ side, step, ok, detail }) => (step === 'Log-in' ? [{ side, ok, detail }] : [])),
    seen: [...out.seen, ...box.seen],
    sent: await toolsFor(account).send(
      account,
      { from: { name: '', address: ME }, to: [{ name: '', address: ME }], subject: 'x', text: 'x' },
      AbortSignal.timeout(5_000),
    ),
    opened: await toolsFor(account).open(account, AbortSignal.timeout(5_000)),
  }
}

it('a token that is right is accepted by both sides', async () => {
  const { steps, seen } = await logins(TOKEN)
  expect(steps.map(({ side, ok }) => [side, ok])).toEqual([
    ['SMTP', true],
    ['IMAP', true],
  ])
  expect(seen).toContain(`AUTH XOAUTH2 ${SASL}`)
})

it('a token that is refused is a log-in that is refused, on both sides', async () => {
  const { steps, sent, opened } = await logins('ya29.stale')
  expect(steps).toEqual([
    {
      side: 'SMTP',
      ok: false,
      detail: '127.0.0.1 answered 535 to AUTH (log-in refused: check user and token)',
    },
    { side: 'IMAP', ok: false, detail: 'log-in refused by 127.0.0.1 (IMAP): check user and token' },
  ])
  expect(sent).toMatchObject({ ok: false, permanent: true, fault: 'login' })
  expect(opened).toMatchObject({ step: 'login', refused: true })
})
