/** An e-mail channel that sends by a mail account. */
import { expect, it } from 'vitest'
import { channelFaults } from '../../src/domain/alerts/channel'
import { addressOf, smtpOf } from '../../src/domain/mail/account'
import { email } from '../../src/notifiers/email'
import { alertOf, context } from '../contracts/notifier'
import { headerOf } from '../support/imap-server'
import { accountOf } from '../support/mail'
import { startSmtp } from '../support/smtp'

const CHANNEL = {
  name: 'mail',
  kind: 'email',
  origin: 'ini',
  settings: { to: 'you@example.org', account: 'home' },
} as const

/** With an account whose server is at that port. */
const withAccount = (port: number, settings: Record<string, string> = {}) => {
  const account = accountOf({ smtp: port }, settings)
  const server = smtpOf(account)
  if (server === undefined) throw new Error('no server')
  return {
    ...context(),
    smtpOf: async (name: string) =>
      name === 'home' ? { server, from: addressOf(account) } : `there is no mail account ${name}`,
  }
}

it('sends by its server and with its log-in, from its address', async () => {
  const smtp = await startSmtp()
  const sent = await email(
    alertOf('trigger'),
    CHANNEL,
    withAccount(smtp.port, { from: 'Pi <pi@example.org>' }),
  )
  expect(sent).toEqual({ ok: true, detail: 'taken by the mail server' })
  expect(smtp.mails).toMatchObject([
    { from: 'pi@example.org', to: ['you@example.org'], user: 'me@example.org' },
  ])
  expect(headerOf(smtp.mails[0]?.source ?? '', 'From')).toBe('Pi <pi@example.org>')
})

it('says that there is no such account, for the alert to be tried again', async () => {
  const away = { ...CHANNEL, settings: { ...CHANNEL.settings, account: 'away' } }
  expect(await email(alertOf('trigger'), away, withAccount(25))).toEqual({
    ok: false,
    permanent: false,
    untaken: true,
    detail: 'there is no mail account away',
  })
})

it('has either an account or a server', () => {
  const faults = (settings: Record<string, string>) =>
    channelFaults({ name: 'mail', kind: 'email', origin: 'page', settings: { to: 'x', ...settings } }).map(
      ({ key, reason }) => `${key} ${reason}`,
    )
  expect(faults({ account: 'home' })).toEqual([])
  expect(faults({ host: 'smtp.example.org' })).toEqual([])
  expect(faults({})).toEqual([
    'host is empty. Enter a server such as smtp.example.org, or name a mail account',
  ])
  expect(faults({ account: 'home', host: 'x', password: 'y' })).toEqual([
    'host stands beside a mail account; keep one of them',
    'password stands beside a mail account; keep one of them',
  ])
})
