import type { Request } from 'express'
import { flipsJson, pingJson } from '../../../domain/watch/healthchecks-json'
import { Refusal } from '../../pages/errors'
import { found, type Handler, type ManagementPorts } from './call'

/** The handlers that return what happened to a check. */
export function recordHandlers({ now, checks }: ManagementPorts) {
  const pings: Handler = async call => {
    await found(checks, call)
    const [history, bodies] = await Promise.all([checks.history(call.id), checks.bodies(call.id)])
    const check = `${call.base}/api/v${call.version}/checks/${call.id}`
    const withBody = call.request.query.with_body === 'true'
    return { body: { pings: history.map(signal => pingJson(signal, { check, bodies, withBody })) } }
  }

  const body: Handler = async call => {
    const kept = (await checks.bodies(call.id)).find(({ n }) => String(n) === call.request.params.n)
    if (!kept) throw new Refusal(404, 'not found')
    return { body: kept.body }
  }

  const flips: Handler = async call => {
    await found(checks, call)
    const { from, to } = spanOf(call.request.query, now())
    const all = await checks.flips(call.id)
    return { body: flipsJson(all.filter(({ due }) => due >= from && due < to)) }
  }

  return { pings, body, flips }
}

/** @throws Refusal for a parameter that is no number of seconds */
function spanOf(query: Request['query'], now: number): { readonly from: number; readonly to: number } {
  const read = (name: string) => {
    const text = query[name]
    if (text === undefined) return undefined
    if (typeof text !== 'string' || !/^\d{1,10}$/.test(text)) throw new Refusal(400, `invalid ${name}`)
    return Number(text) * 1000
  }
  const [seconds, start, end] = [read('seconds'), read('start'), read('end')]
  return {
    from: Math.max(start ?? 0, seconds === undefined ? 0 : now - seconds),
    to: end ?? Number.POSITIVE_INFINITY,
  }
}
