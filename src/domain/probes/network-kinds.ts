/** The kinds of probes that reach out over the network. */

import type { Fault } from '../fault'
import type { SettingField } from '../field'
import { HEADER_LIST, headerListProblem } from '../net/header-list'
import { heartbeatUrlProblem } from '../net/web-url'
import { shortDurationProblem } from '../time/duration'
import { patternProblem } from './body-pattern'
import { addressProblem, hostAndPortProblem, hostPerhapsPortProblem, hostProblem } from './host-and-port'
import { jsonConditionProblem } from './json-condition'
import type { KindOfProbe } from './kind-of-probe'
import { statusesProblem } from './status-list'

const SECOND = 1_000

/** DNS records that can be looked up. */
export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'SOA', 'PTR'] as const

/** A check of tls without a port looks at these, by its `starttls`. */
export const TLS_PORTS = { '': 443, smtp: 587, imap: 143 } as const

const SLOW: SettingField = {
  key: 'slow',
  label: 'Slow',
  hint: 'A success that took longer has a warning: 500ms, 2s; empty: never.',
  type: 'text',
  problem: shortDurationProblem,
}

const IP_VERSION: SettingField = {
  key: 'ip',
  label: 'IP version',
  hint: '4 or 6; empty: whichever answers.',
  type: 'choice',
  choices: ['4', '6'],
}

export const NETWORK_KINDS = {
  http: {
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
    ],
    faults: httpFaults,
  },
  tcp: {
    label: 'TCP port',
    hint: 'Something accepts connections at a host and port.',
    target: {
      label: 'Host and port',
      hint: 'Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.',
      problem: hostAndPortProblem,
      required: true,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'send',
        label: 'Send',
        hint: 'A line to send first; empty: nothing.',
        type: 'text',
      },
      {
        key: 'expect',
        label: 'Expect',
        hint: 'Text that has to be in the answer; empty: a connection is enough.',
        type: 'text',
      },
    ],
  },
  tls: {
    label: 'TLS certificate',
    hint: 'A certificate is valid for some time yet.',
    target: {
      label: 'Host and port',
      hint: 'Such as example.org, mail.example.org:465 or [2001:db8::1]:443.',
      problem: hostPerhapsPortProblem,
      required: true,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'days',
        label: 'Days',
        hint: 'Fewer days of validity than these are a failure.',
        type: 'text',
        pattern: [/^\d{1,4}$/, 'has to be a number of days'],
        fallback: '30',
      },
      {
        key: 'warndays',
        label: 'Warning days',
        hint: 'Fewer days than these are a warning; empty: no warning.',
        type: 'text',
        pattern: [/^\d{1,4}$/, 'has to be a number of days'],
      },
      {
        key: 'verify',
        label: 'Verify',
        hint: 'on: the host name and the authorities have to be right, too; name: the host name only.',
        type: 'choice',
        choices: ['off', 'name', 'on'],
        fallback: 'off',
      },
      {
        key: 'name',
        label: 'Host name',
        hint: 'The name that the certificate is asked for; empty: the host.',
        type: 'text',
        problem: hostProblem,
      },
      {
        key: 'starttls',
        label: 'STARTTLS',
        hint: 'smtp or imap, where the connection is encrypted only after a greeting; empty: from the start.',
        type: 'choice',
        choices: ['smtp', 'imap'],
      },
      {
        key: 'cafile',
        label: 'Authorities',
        hint: 'With verify = on, a PEM file of the authorities that alone are trusted; empty: as for everything else.',
        type: 'file',
      },
    ],
    faults: ({ days, warndays, cafile, verify }) => [
      ...(warndays && Number(warndays) <= Number(days)
        ? [{ key: 'warndays', reason: `has to be more than days (${days}), or it would never come` }]
        : []),
      ...(cafile && verify !== 'on'
        ? [{ key: 'cafile', reason: 'is of use only with verify = on; add that, or remove the line' }]
        : []),
    ],
  },
  dns: {
    label: 'DNS record',
    hint: 'A name has the records that it should have.',
    target: {
      label: 'Name',
      hint: 'Such as example.org; for PTR an address such as 192.0.2.1.',
      problem: hostProblem,
      required: true,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'record',
        label: 'Record',
        hint: `One of ${RECORD_TYPES.join(', ')}.`,
        type: 'choice',
        choices: RECORD_TYPES,
        fallback: 'A',
      },
      {
        key: 'resolver',
        label: 'Name server',
        hint: "The address of the name server to be asked, such as 1.1.1.1 or 192.168.1.1:53; empty: this machine's.",
        type: 'text',
        problem: addressProblem,
      },
      {
        key: 'expect',
        label: 'Expect',
        hint: 'Values that have to be among the records, with commas between them (of TXT a single one); nxdomain: the name must not exist; empty: any.',
        type: 'text',
      },
      SLOW,
    ],
  },
  ping: {
    label: 'Ping',
    hint: 'A machine answers to ping (ICMP echo).',
    target: {
      label: 'Host',
      hint: 'Such as 192.168.1.1, nas.local or 2001:db8::1.',
      problem: hostProblem,
      required: true,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'count',
        label: 'Packets',
        hint: 'So many are sent, from 1 to 20.',
        type: 'text',
        pattern: [/^(?:[1-9]|1\d|20)$/, 'has to be a number from 1 to 20'],
        fallback: '3',
      },
      {
        key: 'loss',
        label: 'Loss',
        hint: 'A greater loss than this is a failure, in percent; a smaller one is a warning.',
        type: 'text',
        pattern: [/^(?:\d|[1-9]\d) ?%?$/, 'has to be a percentage from 0 to 99'],
        fallback: '50',
      },
      SLOW,
      IP_VERSION,
    ],
  },
  clock: {
    label: 'Clock',
    hint: "This machine's clock is right.",
    target: {
      label: 'Time server',
      hint: 'An NTP server such as pool.ntp.org or 192.168.1.1; without one it only has to be set by one.',
      problem: hostPerhapsPortProblem,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'offset',
        label: 'Offset',
        hint: 'A greater difference from the server is a failure: 500ms, 2s.',
        type: 'text',
        problem: shortDurationProblem,
        fallback: '2s',
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>

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
