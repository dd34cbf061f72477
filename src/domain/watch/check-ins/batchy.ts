/** The routes of batchy, whose clients open, close and fail batches of workflows by GET. Pure. */

import { isVisible } from '../../visible-text'
import type { KeptSignal } from '../signal'
import { addressOf } from './address'

/** `account`: nothing is written; the state of the workflow is the answer. */
export type BatchyAction = 'start' | 'success' | 'fail' | 'account'

const ACTIONS: ReadonlyMap<string, BatchyAction> = new Map([
  ['open_batch', 'start'],
  ['close_batch', 'success'],
  ['fail_batch', 'fail'],
  ['get_status', 'account'],
  ['load_cfg', 'account'],
])

/** Its clients put /batchy before a route only behind a gateway; the others call the routes at the root. */
const PREFIX = /^\/+batchy(?=[/?]|$)/i
const AT_ROOT = new RegExp(`^/(${[...ACTIONS.keys(), 'index'].join('|')})(?=[/?]|$)`)

/** Characters of a workflow's name, as many as a check's name may have. */
const LONGEST_NAME = 100

export interface BatchyCall {
  readonly action: BatchyAction
  readonly workflow: string
  /** In place of JSON: a file of parameters, as Informatica reads it. */
  readonly form?: 'infa'
}

/** The page by which a client sees that somebody is there; it names no workflow. */
export interface BatchyIndex {
  readonly action: 'index'
}

/** Undefined for a request that is none of batchy's; without a workflow: it cannot be understood, for that reason. */
export function parseBatchy(url: string): BatchyCall | BatchyIndex | { readonly reason: string } | undefined {
  const prefix = PREFIX.exec(url)?.[0]
  if (prefix === undefined && !AT_ROOT.test(url)) return undefined
  const { parts } = addressOf(url, (prefix ?? '').length + 1)
  const [route = '', workflow = '', form = 'json', ...more] = parts
  if (route === 'index' && parts.length === 1) return { action: 'index' }
  const action = ACTIONS.get(route)
  if (action === undefined)
    return { reason: `there is no such route; there are ${[...ACTIONS.keys(), 'index'].join(', ')}` }
  if (workflow.trim() === '') return { reason: 'the address names no workflow' }
  if (workflow.length > LONGEST_NAME || !isVisible(workflow))
    return { reason: `the name of a workflow has at most ${LONGEST_NAME} characters, all of them visible` }
  const isInfa = form === 'infa' && action === 'start'
  if ((form !== 'json' && !isInfa) || more.length > 0)
    return { reason: 'only json is answered here, and infa to open_batch' }
  return { action, workflow, ...(isInfa && { form: 'infa' as const }) }
}

/**
 * The account of a workflow as batchy gives it, by the last signals of its check, newest first. Times are UTC without an
 * offset, with a fraction, which its clients insist on.
 */
export function accountOf(signals: readonly Pick<KeptSignal, 'kind' | 'at'>[]): Record<string, object> {
  const told = signals.filter(({ kind }) => kind !== 'log')
  const [last] = told
  const start = told.find(({ kind }) => kind === 'start') ?? told.at(-1)
  const end = last && last.kind !== 'start' ? last : undefined
  return {
    global: {
      batch_id: start === undefined ? null : Math.floor(start.at / 1000),
      status: statusOf(last?.kind),
      batch_start: momentText(start?.at),
      batch_end: momentText(end?.at),
    },
  }
}

/** An account as a file of parameters: a section for each job, with `None` for what there is not, as batchy writes it. */
export function parametersOf(account: Readonly<Record<string, object>>): string {
  const lineOf = ([key, value]: [string, unknown]) => `$$${key}=${value ?? 'None'}\n`
  return Object.entries(account)
    .map(([job, fields]) => `\n[${job}]\n${Object.entries(fields).map(lineOf).join('')}`)
    .join('')
}

function statusOf(kind: KeptSignal['kind'] | undefined): string {
  if (kind === undefined) return 'new'
  if (kind === 'start') return 'open'
  return kind === 'fail' ? 'failure' : 'success'
}

const momentText = (at: number | undefined) =>
  at === undefined ? null : `${new Date(at).toISOString().slice(0, -1)}000`
