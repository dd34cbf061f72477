import type { HttpAnswer } from '../../net/exchange'
import { firstCharacters } from '../../shorten'
import type { Receiver } from './receiver'
import { failed, get, mergeQuery } from './request'
import { delivered, isSuccess, type ReceiverVerdict, refused } from './verdict'

export const uptimeKuma: Receiver = {
  id: 'uptime-kuma',
  takesFailures: true,
  name: 'Uptime Kuma',
  hint: 'status, msg and ping are filled in for you; only "ok": true counts.',
  matches: url => /\/api\/push\/[^/]+\/?$/.test(url.pathname),
  // GET, because version 1 takes nothing else.
  request: (url, report) =>
    get(
      mergeQuery(url, {
        status: failed(report) ? 'down' : 'up',
        msg: firstCharacters(report.message ?? 'OK', 250),
        ping: report.roundTrip === undefined ? undefined : String(Math.max(0, Math.round(report.roundTrip))),
      }),
    ),
  judge: judgeKuma,
}

function judgeKuma(answer: HttpAnswer): ReceiverVerdict {
  const { ok, msg } = parseObject(answer.body)
  if (isSuccess(answer.status) && ok === true) return delivered(answer)
  // A 404 may also come from a race of two pushes (a unique constraint), so it is worth the retry.
  if (typeof msg === 'string') return refused(answer, oneLine(msg))
  return refused(answer, isSuccess(answer.status) ? 'this is not the {"ok": true} of Uptime Kuma' : undefined)
}

/** The fields of a JSON object; none for any other text. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // Text that is not JSON has no fields.
  }
}

/** A text of the server in one short line. */
function oneLine(text: string): string {
  return firstCharacters(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), 100)
}
