import { setTimeout } from 'node:timers/promises'
import { mayPass } from '../../domain/net/retry'
import { heartbeatUrlProblem } from '../../domain/net/web-url'
import { ATTEMPT_MS } from '../../domain/time/limits'
import type { SignalDetail, SignalKind } from '../../domain/watch/signal'
import { openOutward } from '../../wire/net'
import { openSettings } from '../../wire/settings'
import { places, proxyVariables, version } from '../shared/environment'
import { CommandError } from './context'

/** Pauses before a second and a third attempt, as long as runitor's. */
const PAUSES_MS = [1_000, 2_000]

export function isAddress(nameOrAddress: string): boolean {
  return /^https?:\/\//i.test(nameOrAddress)
}

/** Names a check in a message; its address is a secret, of which only the host is printed. */
export function printable(nameOrAddress: string): string {
  if (!isAddress(nameOrAddress)) return `"${nameOrAddress}"`
  return URL.canParse(nameOrAddress) ? `the check at ${new URL(nameOrAddress).host}` : 'the check'
}

/**
 * Checks in at a check's own address (`http://pi:8080/ping/<uuid>`), by Healthchecks' convention: for users who may not
 * read the appliance's files, and from other machines. Returns the answer.
 */
export async function checkInAt(
  address: string,
  kind: SignalKind,
  { rid, exitCode, body = '' }: SignalDetail,
  isOnlyTry = false,
): Promise<string> {
  const problem = heartbeatUrlProblem(address)
  if (problem !== undefined) throw new CommandError(`that address cannot be used. ${problem}`)
  const url = new URL(address)
  const action = exitCode ?? (kind === 'success' ? '' : kind)
  url.pathname = `${url.pathname.replace(/\/$/, '')}${action === '' ? '' : `/${action}`}`
  if (rid !== undefined) url.searchParams.set('rid', rid)
  // Where this user may not read the INI, the environment alone names the proxy.
  const where = places()
  const settings = openSettings(where)
  const { http } = openOutward({ version, now: Date.now, settings, where, variables: proxyVariables() })

  async function send([pause, ...pauses]: readonly number[]): Promise<string> {
    const request = { method: 'POST', url: url.href, body } as const
    const exchange = await http.send(request, { notAfter: Date.now() + ATTEMPT_MS })
    if (exchange.kind === 'answer' && (exchange.status === 200 || exchange.status === 201)) {
      const words = exchange.body.trim().slice(0, 100)
      // Hosted services answer so for a check that they do not know, or that checks in too often.
      if (words.startsWith('OK (')) throw new CommandError(`${url.host} did not take the signal: ${words}`)
      return words
    }
    const isTemporary = exchange.kind === 'broken' || mayPass(exchange.status, 'runitor')
    if (isTemporary && pause !== undefined) {
      await setTimeout(pause)
      return await send(pauses)
    }
    const why = exchange.kind === 'broken' ? exchange.detail : `it answered ${exchange.status}`
    throw new CommandError(`${url.host} did not take the signal: ${why}`)
  }
  return await send(isOnlyTry ? [] : PAUSES_MS)
}
