/** An alert as the HTML of a mail. */
import type { Alert } from '../domain/alerts/alert'
import { factsOf, quoteBelow } from '../domain/alerts/report'
import { t } from '../domain/language/text'

/** @param address the page of the alert, where it is known */
export function htmlOf(alert: Alert, address: string | undefined): string {
  const { subject, text, about = '', status, tags } = alert
  const colour =
    status === 'up' ? '#1a7f37' : status === 'mixed' || status === 'paused' ? '#57606a' : '#cf222e'
  const paragraph = (html: string) => `<p style="margin:0 0 6px">${html}</p>`
  const facts = [
    ...factsOf(alert),
    ...(tags.length > 0 ? [{ term: t('Tags'), words: tags.join(' ') }] : []),
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
  return `<div style="font-family:sans-serif">${head}${lines.join('')}${facts.join('')}${quoteHtml(alert)}${description}${link}</div>`
}

/** The sender's words stand in a box of their own, without the marks of plain text. */
function quoteHtml(alert: Alert): string {
  const { lines, head } = quoteBelow(alert)
  if (lines.length === 0) return ''
  const quote = lines.map(line => line.replace(/^> ?/, ''))
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
