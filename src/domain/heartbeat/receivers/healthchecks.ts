import type { HttpAnswer } from '../../net/exchange'
import { UUID } from '../../uuid'
import { canBeHealthchecks } from './ping-url'
import type { Receiver } from './receiver'
import { appendOutcome, post } from './request'
import { delivered, type ReceiverVerdict, refused } from './verdict'

const HEALTHCHECKS_HOSTED = new RegExp(`^/(?:${UUID}|[^/]+/[^/]+)/?$`, 'i')
/** Other hosts may be anything, so only a UUID or a ping key, which has 22 characters, is proof enough. */
const HEALTHCHECKS_ANYWHERE = new RegExp(`/ping/(?:${UUID}|[\\w-]{22}/[^/]+)/?$`, 'i')

export const healthchecks: Receiver = {
  id: 'healthchecks',
  takesFailures: true,
  name: 'Healthchecks',
  hint: 'only the answer "OK" counts; after missed heartbeats, a note about them is sent along.',
  matches: ({ hostname, pathname }) =>
    (hostname === 'hc-ping.com' && HEALTHCHECKS_HOSTED.test(pathname)) ||
    (canBeHealthchecks({ hostname }) && HEALTHCHECKS_ANYWHERE.test(pathname)),
  // Always POST: a check that accepts only POST answers "OK" to a GET, but ignores it.
  request: (url, report) => post(appendOutcome(url, report), report),
  judge: judgeHealthchecks,
}

function judgeHealthchecks(answer: HttpAnswer): ReceiverVerdict {
  const { status } = answer
  const body = answer.body.trim()
  if ((status === 200 && body === 'OK') || (status === 201 && body === 'Created')) return delivered(answer)
  // The answers of hc/api/views.py to a malformed ping, an unknown check, an ambiguous slug; a retry helps none of them.
  if (status === 404 || body === 'OK (not found)') return refused(answer, 'there is no such check', false)
  if (status === 409) return refused(answer, 'several checks have this slug', false)
  if (status === 400) return refused(answer, 'it does not accept this URL', false)
  if (body === 'OK (rate limited)') return refused(answer, 'too many pings for this check')
  return refused(answer, status < 300 ? 'this is not the "OK" of Healthchecks' : undefined)
}
