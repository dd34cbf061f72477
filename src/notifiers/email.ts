/** E-mail by SMTP. A resolve appears under its trigger: both derive their Message-ID from the incident's key. */
import { type Alert, alertAddress, type Delivery } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { factsOf, quoteHead, quoteOf, reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { addressesOf } from './mail-addresses'

/** Milliseconds. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
  socketTimeout: 12_000,
} as const
const SUBJECT_LIMIT = 200

export const email: Notifier = async (alert, channel, { signal, page }) => {
  const setting = (key: string) => settingOf(channel, key)
  const { createTransport } = await import('nodemailer')
  const security = setting('security')
  const to = addressesOf(setting('to'))
  const [sender] = addressesOf(
    setting('from') || (setting('username').includes('@') ? setting('username') : (to[0]?.address ?? '')),
  )
  const from = { name: sender?.name || 'intvlm8r', address: sender?.address ?? '' }
  const transport = createTransport({
    host: setting('host'),
    port: Number(setting('port')) || (security === 'tls' ? 465 : 587),
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(setting('username') && { auth: { user: setting('username'), pass: setting('password') } }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const address = alertAddress(alert, page)
    const host = domainOf(from.address)
    const first = `<${alert.key}@${host}>`
    const follows = alert.kind === 'reminder' || alert.kind === 'resolve'
    const { rejected } = await transport.sendMail({
      from,
      to: [...to],
      subject: firstCharacters(alert.subject.replace(/\s+/g, ' '), SUBJECT_LIMIT),
      text: `${reportOf(alert, { tags: true, link: address })}\n`,
      html: htmlOf(alert, address),
      messageId: follows ? `<${alert.key}-${alert.kind}-${alert.at}@${host}>` : first,
      ...(follows && { inReplyTo: first, references: [first] }),
      signal,
      // RFC 3834 requires it of programs, so that no vacation notice answers.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    if (rejected.length === 0) return { ok: true, detail: 'taken by the mail server' }
    return {
      ok: true,
      detail: `taken by the mail server, but not for ${rejected.length} of ${to.length} recipients`,
    }
  } catch (error) {
    return judge(error as SmtpError, setting('host'))
  } finally {
    transport.close()
  }
}

interface SmtpError extends Error {
  readonly code?: string
  /** Node's own code, where nodemailer has replaced it. */
  readonly originalCode?: string
  readonly responseCode?: number
  readonly command?: string
}

/** Judges by the codes of nodemailer and SMTP: 5xx is final. The message may hold the server's words, so it is not passed on. */
function judge({ code = '', originalCode = '', responseCode, command }: SmtpError, host: string): Delivery {
  if (responseCode !== undefined && responseCode >= 400) {
    const step = command ? ` to ${command.split(' ')[0]}` : ''
    const why = code === 'EAUTH' ? ' (log-in refused: check user and password)' : ''
    return {
      ok: false,
      permanent: responseCode >= 500,
      detail: `${host} answered ${responseCode}${step}${why}`,
    }
  }
  if (/CERT|SIGNED|ISSUER/.test(originalCode)) {
    const detail = `the certificate of ${host} is not to be trusted here (${originalCode})`
    return { ok: false, permanent: false, detail }
  }
  const [permanent, why] = REASONS[originalCode] ??
    REASONS[code] ?? [false, `sending by ${host} failed (${/^\w+$/.test(code) ? code : 'no reason given'})`]
  return { ok: false, permanent, detail: why.replace('%', host) }
}

const REASONS: Readonly<Record<string, readonly [permanent: boolean, why: string]>> = {
  EABORT: [false, '% does not answer in time'],
  ETIMEDOUT: [false, '% does not answer in time'],
  ECONNECTION: [false, 'no connection to %'],
  ESOCKET: [false, 'no connection to %'],
  ECONNREFUSED: [false, 'connection refused by %'],
  EDNS: [false, 'there is no host of the name %, or no DNS server answers'],
  ENOTFOUND: [false, 'there is no host of the name %'],
  ETLS: [false, '% offers no TLS that can be used here'],
  EAUTH: [true, '% accepts no log-in of this kind; check user, password and security'],
  ENOAUTH: [true, '% wants a log-in; enter user and password'],
  EENVELOPE: [true, 'the addresses cannot be used; check To and From'],
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'intvlm8r.invalid'
}

function htmlOf(alert: Alert, address: string | undefined): string {
  const { subject, text, about = '', status, tags, signal } = alert
  const colour =
    status === 'up' ? '#1a7f37' : status === 'mixed' || status === 'paused' ? '#57606a' : '#cf222e'
  const paragraph = (html: string) => `<p style="margin:0 0 6px">${html}</p>`
  const facts = [
    ...factsOf(alert),
    ...(tags.length > 0 ? [{ term: 'Tags', words: tags.join(' ') }] : []),
  ].map(({ term, words }) => paragraph(`<strong>${escapeHtml(term)}:</strong> ${escapeHtml(words)}`))
  const head = `<p style="font-weight:bold;color:${colour}">${escapeHtml(subject)}</p>`
  const lines = text.split('\n').map(line => paragraph(escapeHtml(line)))
  const description =
    about === ''
      ? ''
      : about
          .split('\n')
          .map(line => paragraph(escapeHtml(line)))
          .join('')
  const link =
    address === undefined ? '' : `<p><a href="${escapeHtml(address)}">${escapeHtml(address)}</a></p>`
  return `<div style="font-family:sans-serif">${head}${lines.join('')}${facts.join('')}${quoteHtml(signal)}${description}${link}</div>`
}

/** The sender's words stand in a box of their own, without the marks of plain text. */
function quoteHtml(signal: Alert['signal']): string {
  const { lines, isWhole } = quoteOf(signal)
  if (lines.length === 0) return ''
  const quote = lines.map(line => line.replace(/^> ?/, ''))
  const head = quoteHead(isWhole)
  const style =
    'margin:0 0 6px;padding:6px 10px;border-left:4px solid #57606a;background:#f6f8fa;white-space:pre-wrap'
  return `<p style="margin:0 0 6px">${escapeHtml(head)}</p><blockquote style="margin:0"><pre style="${style}">${escapeHtml(quote.join('\n'))}</pre></blockquote>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
