/** The kinds of probes that reach out over the network. */

import { shortDurationProblem } from '../time/duration'
import { BATCHY_KIND } from './batchy-kind'
import { addressProblem, hostAndPortProblem, hostPerhapsPortProblem, hostProblem } from './host-and-port'
import { HTTP_KIND } from './http-kind'
import type { KindOfProbe } from './kind-of-probe'
import { IP_VERSION, SECOND, SECOND_OPINION, SLOW } from './network-fields'

/** DNS records that can be looked up. */
export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'SOA', 'PTR'] as const

/** A check of tls without a port looks at these, by its `starttls`. */
export const TLS_PORTS = { '': 443, smtp: 587, imap: 143 } as const

export const NETWORK_KINDS = {
  http: HTTP_KIND,
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
      SECOND_OPINION,
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
      SECOND_OPINION,
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
      SECOND_OPINION,
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
      SECOND_OPINION,
    ],
  },
  batchy: BATCHY_KIND,
  clock: {
    label: 'Clock',
    hint: "This machine's clock is right.",
    target: {
      label: 'Time server',
      hint: 'An NTP server such as pool.ntp.org or 192.168.1.1; without one it only has to be set by one.',
      problem: hostPerhapsPortProblem,
    },
    network: true,
    ofMachine: true,
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
