/** The target of a batchy probe: a server and a workflow. Pure. */

import { heartbeatUrlProblem } from '../net/web-url'

/** Characters of a workflow's name. */
const LONGEST_NAME = 200

/** `http://batch.lan:8050 nightly`: the base address of the server, and the name of the workflow. */
export function batchyTarget(target: string): { readonly base: string; readonly workflow: string } {
  const [base = '', ...words] = target.trim().split(/\s+/)
  return { base, workflow: words.join(' ') }
}

/** Why a target cannot be used. */
export function batchyProblem(target: string): string | undefined {
  const { base, workflow } = batchyTarget(target)
  const problem = heartbeatUrlProblem(base)
  if (problem !== undefined) return problem
  const { username, password, search, hash } = new URL(base)
  if (username !== '' || password !== '') return 'holds a user or a password, which a target must not'
  if (search !== '' || hash !== '') return 'has more than a path; give the address of the server alone'
  if (workflow === '')
    return 'names no workflow; write it behind the address, as in http://batch.lan:8050 nightly'
  return workflow.length > LONGEST_NAME
    ? `names a workflow of more than ${LONGEST_NAME} characters`
    : undefined
}

/**
 * The address of the workflow's status. Behind a gateway whose name holds `hypergate`, on port 80, batchy's routes begin
 * with /batchy, as its client has it; an address with a path of its own keeps that.
 */
export function batchyUrl(target: string): string {
  const { base, workflow } = batchyTarget(target)
  const { origin, protocol, port, hostname, pathname } = new URL(base)
  const own = pathname.replace(/(?<!\/)\/+$/, '')
  const isGateway = own === '' && protocol === 'http:' && port === '' && hostname.includes('hypergate')
  return `${origin}${isGateway ? '/batchy' : own}/get_status/${encodeURIComponent(workflow)}`
}
