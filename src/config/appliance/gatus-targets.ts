/** The probe of an endpoint of Gatus. */

import type { Probe } from '../../domain/probes/probe'
import type { Keys } from './gatus-alerting'
import { headersOf, isRecord, textOf } from './moved'

type Target = Pick<Probe, 'kind' | 'target' | 'settings'>

/** By the scheme of its URL; or the reason why it cannot be looked at. */
export function targetOf(endpoint: Keys): Target | string {
  const url = textOf(endpoint.url)
  if (isRecord(endpoint.dns)) return dnsTarget(endpoint.dns, url)
  const scheme = /^([a-z+]+):\/\//i.exec(url)?.[1] ?? ''
  const client = isRecord(endpoint.client) ? endpoint.client : {}
  if (['oauth2', 'identity-aware-proxy', 'tls', 'tunnel'].some(key => client[key] !== undefined))
    return 'it logs in by OAuth, a certificate or a tunnel, which probes here cannot'
  const host = url.slice(`${scheme}://`.length).replace(/\/.*/, '')
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return httpTarget(endpoint, url, client)
    case 'tcp':
      return { kind: 'tcp', target: host, settings: given({ send: textOf(endpoint.body) }) }
    case 'icmp':
      return { kind: 'ping', target: host, settings: {} }
    case 'tls':
      return { kind: 'tls', target: host, settings: {} }
    case 'starttls':
      return {
        kind: 'tls',
        target: host,
        settings: { starttls: /:143$/.test(host) ? 'imap' : 'smtp' },
      }
    default:
      return `there is no probe for ${scheme === '' ? 'an address without a scheme' : `${scheme.slice(0, 20)}://`}`
  }
}

function httpTarget(endpoint: Keys, url: string, client: Keys): Target | string {
  const { username, password, href } = URL.canParse(url)
    ? new URL(url)
    : { username: '', password: '', href: url }
  const method = textOf(endpoint.method).toUpperCase()
  if (endpoint.graphql === true) return 'it is a query in GraphQL; give it a body and a method of its own'
  return {
    kind: 'http',
    target: username === '' ? url : href.replace(/\/\/[^@/]*@/, '//'),
    settings: given({
      method: method === 'GET' ? '' : method,
      headers: isRecord(endpoint.headers) ? headersOf(endpoint.headers) : '',
      body: textOf(endpoint.body),
      username: decoded(username),
      password: decoded(password),
      redirects: client['ignore-redirect'] === true ? '0' : '10',
    }),
  }
}

/** A % that begins no character stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function dnsTarget(dns: Keys, url: string): Target {
  return {
    kind: 'dns',
    target: textOf(dns['query-name']).replace(/\.$/, ''),
    settings: given({
      record: textOf(dns['query-type']) || 'A',
      resolver: url.replace(/^\w+:\/\//, '').replace(/:53$/, ''),
    }),
  }
}

function given(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
}
