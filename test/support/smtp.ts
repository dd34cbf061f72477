/** A real SMTP server that accepts everything unless a test makes it misbehave. */
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  /** With CRLF. */
  readonly source: string
}

export async function startSmtp(
  options: SMTPServerOptions = {},
  onMail: (mail: TakenMail) => void = () => {},
  host = '127.0.0.1',
) {
  const mails: TakenMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username = '', password, accessToken }, _session, done) =>
      password === 'secret' || accessToken === 'ya29.token'
        ? done(null, { user: username })
        : done(Object.assign(new Error('no'), { responseCode: 535 })),
    onData: (stream, session, done) => {
      const take = (source: Buffer) => {
        const mail: TakenMail = {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          user: session.user,
          source: source.toString(),
        }
        mails.push(mail)
        onMail(mail)
        done()
      }
      // A client that goes away in the middle leaves no mail.
      buffer(stream).then(take, () => {})
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, host, () => resolve()))
  const close = () => new Promise<void>(resolve => server.close(() => resolve()))
  onTestFinished(close)
  return { mails, port: (server.server.address() as AddressInfo).port, close, server }
}
