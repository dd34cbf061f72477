import type { IncomingMessage, ServerResponse } from 'node:http'
import { usable } from '../../../domain/settings/reading'
import { json } from '../../../domain/watch/check-ins/reply'
import { isToLook } from '../../../domain/watch/not-looking'
import { isAlive } from '../../../domain/watch/status-at'
import { foreignHost } from '../../net/own-host'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { readNotLooking } from '../read-not-looking'
import { type PyremtoRequest, pyremtoRequest } from './pyremto-request'
import { type PyremtoAnswer, pyremtoTags } from './pyremto-tags'
import { BARE, sendReply } from './reply'
import type { SenderOf } from './sender'
import { createMayUse } from './tag-passwords'

/** Its client knows one fixed address, so a host that stands in for it gets the calls at `/`, too. */
export function isPyremto({ url = '', method, headers }: IncomingMessage): boolean {
  if (/^\/pyremto\/?(\?|$)/.test(url)) return true
  return method === 'POST' && headers.backendversion !== undefined && /^\/(\?|$)/.test(url)
}

/**
 * pyremto's convention, version 2, as its published Python client speaks it: everything is POSTed to one URL, in
 * headers, and every answer but a refusal is 200 with JSON. Names of tags can be guessed, and anybody can make one, so the
 * Host allow-list applies.
 */
export function pyremtoDoor(
  ports: Pick<AppPorts, 'now' | 'settings' | 'checks' | 'channels' | 'passwords' | 'apiKeys' | 'queue'>,
  senderOf: SenderOf,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { now, settings } = ports
  const mayUse = createMayUse(ports.passwords)
  const tags = pyremtoTags(ports, mayUse)

  async function answer(call: PyremtoRequest, admission: 'adopt' | 'open'): Promise<PyremtoAnswer> {
    const { wants } = call
    if (wants('create-tag')) return await tags.create(call, admission)
    if (wants('ping')) return await tags.ping(call)
    const watched = await tags.find(call.tag)
    if (wants('does-tag-exist')) return { exists: watched ? 1 : 0 }
    if (wants('is-password-ok'))
      return { 'password-ok': watched && (await mayUse(watched.check, call)) ? 1 : 0 }
    if (wants('is-alive')) {
      // The published client expects an error after a wrong password, and the missing field is one.
      if (watched && !(await mayUse(watched.check, call))) return { success: 0, error: 'wrong password' }
      if (watched === undefined) return { alive: 0 }
      const isUnseen = (await readNotLooking(ports, isToLook(watched))) !== undefined
      return { alive: isAlive(watched, call.at, isUnseen) ? 1 : 0 }
    }
    return { success: 0, error: 'only tags, passwords, pings and is-alive are understood here' }
  }

  async function answerTo(request: IncomingMessage, at: number): Promise<PyremtoAnswer> {
    const reading = await settings.read()
    const foreign = foreignHost(request, usable(reading, 'web'))
    if (foreign !== undefined) throw new Refusal(421, foreign)
    // While the section has a fault, what it wants is not known.
    const admission = usable(reading, 'watch')?.pyremto ?? 'adopt'
    if (admission === 'off')
      throw new Refusal(403, 'pyremto is switched off on this appliance ([Watch] pyremto)')
    return await answer(pyremtoRequest(request, await senderOf(request), at), admission)
  }

  return async (request, response) => {
    try {
      sendReply(response, json(200, await answerTo(request, now())))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // The published client raises an error for any status but 200.
      const { retryAfter } = error.details
      const retry = retryAfter === undefined ? undefined : [...BARE, 'Retry-After', retryAfter]
      sendReply(response, json(error.status, { success: 0, error: error.message }), retry)
    }
  }
}
