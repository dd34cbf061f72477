/**
 * E-mail by SMTP. A resolve appears under its trigger: both derive their Message-ID from the incident's key. It is the same
 * from each watch of a group.
 */

import { domainToASCII } from 'node:url'
import type { Delivery } from '../domain/alerts/alert'
import { alertAddress } from '../domain/alerts/alert'
import type { Channel } from '../domain/alerts/channel'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier, NotifierContext, SmtpOf } from '../domain/alerts/ports'
import type { RecipientWords } from '../domain/alerts/recipients'
import { reportOf } from '../domain/alerts/report'
import type { MailServer } from '../domain/mail/account'
import { ALERT_HEADER } from '../domain/mail/alert-mail'
import type { MailSent, OutgoingMail } from '../domain/mail/sending'
import { firstCharacters } from '../domain/shorten'
import { addressesOf } from './mail-addresses'
import { htmlOf } from './mail-html'
import { sendToEach } from './recipients'
import { sendBySmtp, TAKEN } from './smtp'

const SUBJECT_LIMIT = 200
const WORDS: RecipientWords = (having, without, why) =>
  without.length === 0
    ? TAKEN
    : `taken by the mail server for ${having.join(', ')}; not for ${without.join(', ')}: ${why}`

export const email: Notifier = async (alert, channel, context) => {
  const way = await wayOf(channel, context)
  if (typeof way === 'string') return { ok: false, permanent: false, untaken: true, detail: way }
  const { server, from: written, note } = way
  const own = alert.isReport ? settingOf(channel, 'weeklyto') : ''
  const to = addressesOf(own || settingOf(channel, 'to'))
  const [sender] = addressesOf(written || (to[0]?.address ?? ''))
  const from = { name: sender?.name || 'intvlm8r', address: sender?.address ?? '' }
  const address = alertAddress(alert, context.page)
  const host = domainOf(from.address)
  const first = `<${alert.key}@${host}>`
  const follows = alert.kind === 'reminder' || alert.kind === 'resolve'
  const mail: OutgoingMail = {
    from,
    to,
    subject: firstCharacters(alert.subject.replace(/\s+/g, ' '), SUBJECT_LIMIT),
    text: `${reportOf(alert, { tags: true, link: address })}\n`,
    html: htmlOf(alert, address),
    messageId: follows ? `<${alert.key}-${alert.kind}-${alert.until ?? alert.at}@${host}>` : first,
    ...(follows && { inReplyTo: first, references: [first] }),
    // RFC 3834 requires it of programs, so that no vacation notice answers.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      [ALERT_HEADER]: alert.key,
    },
  }
  const send = async (names: readonly string[]) => {
    const only = to.filter(each => names.includes(nameOf(each)))
    const sent = await sendBySmtp(server, { ...mail, only }, context)
    await note?.(sent)
    return outcomesOf(names, sent, server)
  }
  return await sendToEach(to.map(nameOf), context, send, WORDS)
}

/** The outcome for each recipient; or one, where the server has judged none of them by himself. */
function outcomesOf(
  names: readonly string[],
  sent: MailSent,
  { host }: MailServer,
): Delivery | readonly Delivery[] {
  const { rejected = [] } = sent
  const codes = new Map(rejected.map(one => [nameOf(one), one.code]))
  if (sent.ok || rejected.length > 0)
    return names.map(name => {
      const code = codes.get(name)
      if (code === undefined) return { ok: true, detail: TAKEN }
      return { ok: false, permanent: code >= 500, untaken: true, detail: `${host} answered ${code} to RCPT` }
    })
  const { fault, permanent, detail } = sent
  return { ok: false, permanent, ...(fault !== 'unanswered' && { untaken: true }), detail }
}

/** The address in one spelling: as the channel has it, or as the mail library wrote it to the server. */
function nameOf({ address }: { readonly address: string }): string {
  const at = address.lastIndexOf('@')
  const [local, host] = [address.slice(0, at), address.slice(at + 1)]
  return `${local.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1')}@${domainToASCII(host) || host}`
}

/** The server, and the sender where one is named: those of the account, or of the channel itself. Else why there is none. */
async function wayOf(channel: Channel, { smtpOf }: NotifierContext): ReturnType<SmtpOf> {
  const setting = (key: string) => settingOf(channel, key)
  const account = setting('account')
  if (account !== '') {
    const way = (await smtpOf?.(account)) ?? `there is no mail account ${account}`
    return typeof way === 'string' ? way : { ...way, from: setting('from') || way.from }
  }
  const security = setting('security') as MailServer['security']
  const user = setting('username')
  return {
    server: {
      host: setting('host'),
      port: Number(setting('port')) || (security === 'tls' ? 465 : 587),
      security,
      user,
      password: setting('password'),
    },
    from: setting('from') || (user.includes('@') ? user : ''),
  }
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'intvlm8r.invalid'
}
