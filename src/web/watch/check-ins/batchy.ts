import type { IncomingMessage, ServerResponse } from 'node:http'
import { defaultChannels } from '../../../domain/alerts/channel'
import { NO_CHANNEL_YET } from '../../../domain/alerts/late-channels'
import { usable } from '../../../domain/settings/reading'
import { canonicalUuid } from '../../../domain/uuid'
import {
  accountOf,
  type BatchyAction,
  type BatchyCall,
  parametersOf,
  parseBatchy,
} from '../../../domain/watch/check-ins/batchy'
import { json, plain, type Reply } from '../../../domain/watch/check-ins/reply'
import { MOST_CHECKS, planOf } from '../../../domain/watch/check-plan'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Watched } from '../../../domain/watch/ports'
import { NEVER } from '../../../domain/watch/schedule'
import type { Admission } from '../../../domain/watch/waiting'
import { networkOf } from '../../net/addresses'
import { foreignHost } from '../../net/own-host'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { idForWorkflow, publicId } from '../public-ids'
import { createCreationLimit } from './creation-limit'
import { BARE, sendReply } from './reply'
import type { SenderOf } from './sender'

const AGENT_LIMIT = 200
const METHODS = ['GET', 'HEAD', 'POST']

/** Whether a request is one of batchy's, understood or not. */
export function isBatchy({ url = '' }: IncomingMessage): boolean {
  return parseBatchy(url) !== undefined
}

/**
 * The routes of batchy: its clients check in with the name of a workflow, and read what became of it. Names can be guessed,
 * and any client can make one, so the Host allow-list applies, pages of other sites are refused, and a name reaches only
 * checks that were made here, or the check whose id it is.
 */
export function batchyDoor(
  ports: Pick<AppPorts, 'now' | 'settings' | 'checks' | 'channels' | 'apiKeys'>,
  senderOf: SenderOf,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { now, settings, checks, channels, apiKeys } = ports
  const admitCreation = createCreationLimit('workflows')

  async function find(workflow: string): Promise<Watched | undefined> {
    const id = canonicalUuid(workflow)
    const own = id === undefined ? undefined : await checks.get(id)
    return own ?? (await checks.get(idForWorkflow(workflow, await apiKeys.installationSecret())))
  }

  async function create(workflow: string, from: string, at: number, waits: boolean): Promise<Watched> {
    await admitCreation(from)
    if ((await checks.count()) >= MOST_CHECKS) throw new Refusal(403, 'there are too many checks')
    const secret = await apiKeys.installationSecret()
    const id = idForWorkflow(workflow, secret)
    const plan = workflowPlan(publicId(id, secret), workflow, defaultChannels(await channels.list(), 'all'))
    try {
      return await checks.create(plan, 'checkin', at, id, { waits, from: networkOf(from) })
    } catch (error) {
      // Another request of the same name was faster.
      const other = await find(workflow)
      if (other === undefined) throw error
      return other
    }
  }

  async function checkIn(
    kind: Exclude<BatchyAction, 'account'>,
    { check }: Watched,
    { headers, method = '' }: IncomingMessage,
    { at, from }: { readonly at: number; readonly from: string },
  ): Promise<void> {
    const agent = headers['user-agent']?.slice(0, AGENT_LIMIT)
    const detail = { via: 'batchy', method, from, ...(agent && { agent }) }
    // As elsewhere, the answer does not show that a GET was ignored where only POST counts.
    const isWanted = (there: CheckPlan) =>
      there.methods === 'post' && method !== 'POST' ? 'post-only' : undefined
    await checks.record({ id: check.id }, { kind, at, detail }, isWanted)
  }

  async function answer(
    { action, workflow, form }: BatchyCall,
    request: IncomingMessage,
    admission: Exclude<Admission, 'off'>,
  ): Promise<Reply> {
    const [at, from] = [now(), await senderOf(request)]
    const there = await find(workflow)
    // As batchy answers for a workflow that it does not know.
    if (there === undefined && action === 'account') return json(200, {})
    if (there === undefined && action !== 'start')
      throw new Refusal(404, 'there is no workflow of this name; open a batch of it first')
    const watched = there ?? (await create(workflow, from, at, admission === 'adopt'))
    if (action !== 'account') await checkIn(action, watched, request, { at, from })
    const account = accountOf(await checks.history(watched.check.id))
    return form === 'infa' ? plain(200, parametersOf(account)) : json(200, account)
  }

  async function answerTo(request: IncomingMessage): Promise<Reply> {
    const { method = '', url = '', headers } = request
    const reading = await settings.read()
    const foreign = foreignHost(request, usable(reading, 'web'))
    if (foreign !== undefined) throw new Refusal(421, foreign)
    const site = headers['sec-fetch-site']
    if (headers.origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin'))
      throw new Refusal(403, 'pages of other sites may not check in')
    // While the section has a fault, what it wants is not known.
    const admission = usable(reading, 'watch')?.batchy ?? 'adopt'
    if (admission === 'off')
      throw new Refusal(403, "batchy's routes are switched off on this appliance ([Watch] batchy)")
    if (!METHODS.includes(method)) throw new Refusal(405, `only ${METHODS.join(', ')} are understood`)
    const call = parseBatchy(url)
    if (call === undefined || 'reason' in call) throw new Refusal(404, call?.reason ?? 'not found')
    return call.action === 'index' ? plain(200, 'batchy') : await answer(call, request, admission)
  }

  return async (request, response) => {
    try {
      sendReply(response, await answerTo(request))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { retryAfter } = error.details
      const retry = retryAfter === undefined ? undefined : [...BARE, 'Retry-After', retryAfter]
      sendReply(response, json(error.status, { error: error.message }), retry)
    }
  }
}

/** How often a workflow runs is not known: until its owner says so, only its failures count. */
function workflowPlan(publicId: string, workflow: string, channels: readonly string[]): CheckPlan {
  return planOf({
    name: workflow,
    // A new workflow must not take another check's slug, and a slug is no secret.
    slug: `batchy-${publicId}`,
    tags: channels.length > 0 ? ['batchy'] : ['batchy', NO_CHANNEL_YET],
    channels,
    schedule: NEVER,
    grace: 0,
  })
}
