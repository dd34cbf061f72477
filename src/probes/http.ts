/** http: a web server answers with the right status, and with what is expected in its headers and its body. */

import type { HttpAnswer, OutgoingRequest } from '../domain/net/exchange'
import { parseHeaderList } from '../domain/net/header-list'
import { judgeJson, parseJsonCondition } from '../domain/probes/json-condition'
import type { Look, Prober, Task } from '../domain/probes/look'
import { isAmong, parseStatuses } from '../domain/probes/status-list'
import { brokenExchange } from './broken-exchange'
import { quoted, withSlow } from './words'

/** Bytes of a body that are read and judged. */
const MOST_BYTES = 1024 * 1024

export const http: Prober = async (task, tools) => {
  const { target, settings, timeout, signal } = task
  const { host } = new URL(target)
  const exchange = await tools.http.send(requestOf(task), {
    notAfter: Number.POSITIVE_INFINITY,
    deadlineMs: timeout,
    signal,
  })
  if (exchange.kind === 'broken') return brokenExchange(exchange, host, signal)
  const { total, ...reached } = exchange.phases
  const phases = { ...reached, total }
  const judged = await judge(exchange, task, host)
  return { ...withSlow(judged, settings.slow, total), took: total, phases }
}

function requestOf({ target, settings }: Task): OutgoingRequest {
  const { method, headers = '', body, username, password = '', bearer, redirects, ip, cafile } = settings
  const basic = username && `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const authorization = bearer ? `Bearer ${bearer}` : basic
  return {
    method: method as OutgoingRequest['method'],
    url: target,
    headers: { ...(authorization && { Authorization: authorization }), ...parseHeaderList(headers) },
    redirects: Number(redirects),
    bodyLimit: MOST_BYTES,
    ...(body && { body }),
    ...(ip && { family: ip === '6' ? 6 : 4 }),
    ...(cafile && { cafile }),
  }
}

/** The first condition that does not hold decides. */
async function judge(answer: HttpAnswer, { settings, signal }: Task, host: string): Promise<Look> {
  const { status, body, cut } = answer
  const failure = (detail: string): Look => ({ answer: 'failure', detail, output: body.slice(0, 2_000) })
  const { status: statuses = '', contains, matches, json } = settings
  if (!isAmong(status, parseStatuses(statuses) ?? []))
    return failure(`${host} answered ${status}, which is not among ${statuses}`)
  const missing = missingHeader(answer, settings.header ?? '')
  if (missing !== undefined) return failure(`${host} answered ${status}, but ${missing}`)
  if (cut === 'broken')
    return failure(
      signal.aborted
        ? `${host} answered ${status}, but did not end its answer in time`
        : `${host} answered ${status}, but broke off in the middle of its answer`,
    )
  const where = cut === 'size' ? 'the first MiB of its answer' : 'its answer'
  if (contains && !body.includes(contains))
    return failure(`${host} answered ${status}, but ${where} does not contain ${quoted(contains)}`)
  // Stryker disable next-line ConditionalExpression: an empty expression matches everything, only later.
  if (matches) {
    const [{ MATCH_MS, matchInTime }, { patternOf }] = await Promise.all([
      import('./pattern-in-time'),
      import('../domain/probes/body-pattern'),
    ])
    const matched = matchInTime(patternOf(matches), body)
    if (matched === undefined)
      return {
        answer: 'blind',
        detail: `the expression in matches took longer than ${MATCH_MS} ms; simplify it`,
      }
    if (!matched) return failure(`${host} answered ${status}, but ${where} does not match ${matches}`)
  }
  const fault = json ? jsonFault(json, answer) : undefined
  if (fault === undefined) return { answer: 'success', detail: `${host} answered ${status}` }
  if (cut === 'size')
    return {
      answer: 'blind',
      detail: `the answer of ${host} is longer than 1 MiB, too long to be read as JSON`,
    }
  return failure(`${host} answered ${status}, but ${fault}`)
}

function missingHeader({ headers }: HttpAnswer, expected: string): string | undefined {
  for (const [name, text] of Object.entries(parseHeaderList(expected) ?? {})) {
    const found = headers[name.toLowerCase()]
    if (found === undefined) return `without the header ${name}`
    if (!found.toLowerCase().includes(text.toLowerCase()))
      return `its header ${name} is ${quoted(found)} rather than ${quoted(text)}`
  }
  return undefined
}

function jsonFault(condition: string, { body }: HttpAnswer): string | undefined {
  let document: unknown
  try {
    // Without the byte order mark that some servers put in front (RFC 8259, 8.1).
    document = JSON.parse(body.replace(/^\ufeff/, ''))
  } catch {
    return 'its answer is no JSON'
  }
  const parsed = parseJsonCondition(condition)
  if (parsed === undefined) return `${condition} is no condition`
  const { holds, found } = judgeJson(parsed, document)
  if (holds) return undefined
  return found === undefined
    ? `nothing stands at the path of ${condition}`
    : `${condition} does not hold: ${quoted(found)} stands there`
}
