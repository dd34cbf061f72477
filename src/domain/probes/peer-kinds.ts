/** The kinds of probes that look at other watches. They come from the sections [peer.NAME] of the INI. */

import { heartbeatUrlProblem } from '../net/web-url'
import { shortDurationProblem } from '../time/duration'
import type { KindOfProbe } from './kind-of-probe'
import { SECOND } from './network-fields'

const MINUTE = 60 * SECOND

/** The addresses of one peer: the first, and others that lead to it over another network. */
export function peerUrls(target: string): readonly string[] {
  return target.split(/\s+/).filter(url => url !== '')
}

function peerUrlsProblem(target: string): string | undefined {
  const urls = peerUrls(target)
  if (urls.length > 2) return 'has more than two addresses'
  const problems = urls.map(url => heartbeatUrlProblem(url)).filter(problem => problem !== undefined)
  return problems[0] === undefined ? undefined : `is not a usable address. ${problems[0]}`
}

export const PEER_KIND = {
  label: 'Peer',
  hint: 'Another heartbeat appliance is well, and proves that it is the one.',
  target: {
    label: 'Addresses',
    hint: 'Of its page, such as http://office.example.org:8080; a second one, over another network, behind a blank.',
    problem: peerUrlsProblem,
    required: true,
  },
  network: true,
  onPage: false,
  every: MINUTE,
  timeout: 10 * SECOND,
  fields: [
    {
      key: 'key',
      label: 'Key',
      hint: 'As `intvlm8r peer invite` makes it, the same on both sides.',
      type: 'secret',
      secret: true,
      required: true,
      pattern: [/^[\w-]{43}$/, 'is no key of 43 characters, as `intvlm8r peer invite` makes them'],
    },
    {
      key: 'offset',
      label: 'Offset',
      hint: 'A greater difference between both clocks is a failure: 2s, 1m.',
      type: 'text',
      problem: shortDurationProblem,
      fallback: '10s',
    },
  ],
} as const satisfies KindOfProbe

export const CHECKER_KIND = {
  label: 'Checker',
  hint: 'A Checker is well, or another program that answers as it does.',
  target: {
    label: 'Address',
    hint: 'Such as http://office.example.org:5000.',
    problem: heartbeatUrlProblem,
    required: true,
  },
  network: true,
  onPage: false,
  every: 60 * MINUTE,
  // As Checker itself waits.
  timeout: 5 * SECOND,
  fields: [],
} as const satisfies KindOfProbe
