/** The kind http of probes: its target and its settings. */

import type { Fault } from '../fault'
import { HEADER_LIST, headerListProblem } from '../net/header-list'
import { heartbeatUrlProblem } from '../net/web-url'
import { patternProblem } from './body-pattern'
import { jsonConditionProblem } from './json-condition'
import type { KindOfProbe } from './kind-of-probe'
import { IP_VERSION, SECOND, SECOND_OPINION, SLOW } from './network-fields'
import { statusesProblem } from './status-list'

export const HTTP_KIND = {
  label: 'Web address',
  hint: 'A web server answers as it should.',
  target: {
    label: 'URL',
    hint: 'Such as https://example.org/health.',
    problem: webTargetProblem,
    required: true,
  },
  network: true,
  onPage: true,
  timeout: 10 * SECOND,
  fields: [
    {
      key: 'status',
      label: 'Status',
      hint: 'Statuses and ranges with commas between them, such as 200-299, 401.',
      type: 'text',
      problem: statusesProblem,
      fallback: '200-299',
    },
    {
      key: 'contains',
      label: 'Contains',
      hint: 'Text that has to be in the answer; empty: any answer will do.',
      type: 'text',
    },
    {
      key: 'matches',
      label: 'Matches',
      hint: 'A regular expression that has to match the answer, such as /ready|idle/i.',
      type: 'text',
      problem: patternProblem,
    },
    {
      key: 'json',
      label: 'JSON',
      hint: 'A condition about an answer in JSON, such as $.status = ok or $.disks[0].free > 10.',
      type: 'text',
      problem: jsonConditionProblem,
    },
    {
      key: 'header',
      label: 'Expected headers',
      hint: 'Headers of the answer and what they have to hold: Name: text, with | between several.',
      type: 'text',
      pattern: HEADER_LIST,
      problem: headerListProblem,
    },
    SLOW,
    {
      key: 'method',
      label: 'Method',
      hint: 'GET unless the service wants another one.',
      type: 'choice',
      choices: ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'],
      fallback: 'GET',
    },
    {
      key: 'headers',
      label: 'Headers',
      hint: 'To send: Name: value, with | between several.',
      type: 'secret',
      pattern: HEADER_LIST,
      problem: headerListProblem,
      secret: true,
    },
    {
      key: 'body',
      label: 'Body',
      hint: 'To send with POST or PUT.',
      type: 'secret',
      secret: true,
      readable: true,
    },
    { key: 'username', label: 'User', hint: 'For basic authentication.', type: 'text' },
    { key: 'password', label: 'Password', hint: 'Of that user.', type: 'secret', secret: true },
    {
      key: 'bearer',
      label: 'Bearer token',
      hint: 'Sent as Authorization: Bearer.',
      type: 'secret',
      secret: true,
    },
    {
      key: 'redirects',
      label: 'Redirects',
      hint: 'As many are followed at most; 0: a redirect is the answer.',
      type: 'text',
      pattern: [/^(?:1?\d|20)$/, 'has to be a number from 0 to 20'],
      fallback: '5',
    },
    IP_VERSION,
    {
      key: 'cafile',
      label: 'Authorities',
      hint: 'A PEM file of the authorities that alone are trusted; empty: as for everything else.',
      type: 'file',
    },
    SECOND_OPINION,
  ],
  faults: httpFaults,
} as const satisfies KindOfProbe

function webTargetProblem(url: string): string | undefined {
  const problem = heartbeatUrlProblem(url)
  if (problem !== undefined) return problem
  const { username, password } = new URL(url)
  // The target is shown, and no secret.
  return username === '' && password === ''
    ? undefined
    : 'holds a user or a password; name them as username and password instead'
}

function httpFaults({
  method = '',
  bearer,
  username,
  password,
  contains,
  matches,
  json,
  body,
}: Readonly<Record<string, string>>): readonly Fault[] {
  const faults: Fault[] = []
  if (bearer && (username || password))
    faults.push({ key: 'bearer', reason: 'stands beside username or password; keep one of them' })
  if (password && !username) faults.push({ key: 'password', reason: 'is without a username' })
  if (method === 'HEAD')
    for (const [key, value] of Object.entries({ contains, matches, json }))
      if (value) faults.push({ key, reason: 'cannot be judged with method HEAD, whose answer has no body' })
  if (body && !['POST', 'PUT'].includes(method))
    faults.push({ key: 'body', reason: `is not sent with ${method}; choose POST or PUT` })
  return faults
}
