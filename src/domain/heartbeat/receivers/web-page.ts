/** Answers that are pages for people: a receiver's log-in, its dashboard, or a captive portal in its place. Pure. */

import type { HttpAnswer } from '../../net/exchange'

type Answer = Pick<HttpAnswer, 'headers' | 'body'>

/** Whether the body is an HTML document. */
export function isWebPage({ body }: Answer): boolean {
  return /^<(!doctype\s+html|html|head|body|title|meta|script)\b/i.test(startOf(body))
}

/** Whether the answer is a document or a part of one. Its type alone proves nothing: many scripts answer "OK" as text/html. */
export function isMarkup(answer: Answer): boolean {
  const isHtml = /\bhtml\b/i.test(answer.headers['content-type'] ?? '')
  return isWebPage(answer) || (isHtml && /^<[a-z][^>]*>/i.test(startOf(answer.body)))
}

/** Whether the page has a field for a password. */
export function isLogInPage(answer: Answer): boolean {
  return isMarkup(answer) && /<input\b[^>]*\btype\s*=\s*["']?password\b/i.test(answer.body)
}

/** The text after what may stand before a document. */
function startOf(body: string): string {
  return body
    .slice(0, 4_096)
    .replace(/^\uFEFF/, '')
    .replace(/^(\s+|<\?xml[^>]*\?>|<!--[\s\S]*?-->)+/, '')
}
