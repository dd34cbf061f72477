/** batchy: a workflow that a batchy server keeps account of began, or ended, lately enough. */

import { judgeBatchy } from '../domain/probes/batchy'
import { batchyUrl } from '../domain/probes/batchy-target'
import type { Look, Prober } from '../domain/probes/look'
import { brokenExchange } from './broken-exchange'

/** Bytes of an account that are read. */
const MOST_BYTES = 1024 * 1024

export const batchy: Prober = async ({ target, settings, now, timeout, signal }, { http }) => {
  const url = batchyUrl(target)
  const { host } = new URL(url)
  const exchange = await http.send(
    { method: 'GET', url, bodyLimit: MOST_BYTES },
    { notAfter: Number.POSITIVE_INFINITY, deadlineMs: timeout, signal },
  )
  if (exchange.kind === 'broken') return brokenExchange(exchange, host, signal)
  const { status, body, cut, phases } = exchange
  const failure = (detail: string): Look => ({ answer: 'failure', detail, output: body.slice(0, 2_000) })
  const seen =
    status < 200 || status >= 300
      ? failure(`${host} answered ${status}`)
      : cut === 'broken'
        ? failure(`${host} did not end its answer${signal.aborted ? ' in time' : ''}`)
        : cut === 'size'
          ? failure(`the answer of ${host} is longer than 1 MiB`)
          : judgeBatchy(body, target, settings, now)
  const { total, ...reached } = phases
  return { ...seen, took: total, phases: { ...reached, total } }
}
