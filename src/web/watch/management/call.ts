import type { Request } from 'express'
import { type ApiVersion, healthchecksJson } from '../../../domain/watch/healthchecks-json'
import { isToLook } from '../../../domain/watch/not-looking'
import type { CheckStore, Watched } from '../../../domain/watch/ports'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { idForChannel, publicId } from '../public-ids'
import { readNotLooking } from '../read-not-looking'

export type ManagementPorts = Pick<
  AppPorts,
  'now' | 'log' | 'settings' | 'queue' | 'checks' | 'channels' | 'passwords' | 'apiKeys' | 'system' | 'peers'
>

/** The arguments of a handler. */
export interface Call {
  readonly version: ApiVersion
  readonly secret: Buffer
  /** Of the check in the path. */
  readonly id: string
  /** `http://pi:8080` */
  readonly base: string
  /** Whether the key is no read-only one. */
  readonly isFull: boolean
  readonly request: Request
}

/** Text is sent as it stands, everything else as JSON. */
export interface Answer {
  readonly status?: number
  readonly body?: unknown
  /** JSON that is sent bit by bit, in place of a body. */
  readonly pieces?: AsyncIterable<string>
}

export type Handler = (call: Call) => Promise<Answer>

/** @throws Refusal when there is no such check */
export async function found(checks: Pick<CheckStore, 'get'>, { id }: Pick<Call, 'id'>): Promise<Watched> {
  const watched = await checks.get(id)
  if (!watched) throw new Refusal(404, 'not found')
  return watched
}

type DescribingPorts = Pick<ManagementPorts, 'now' | 'system' | 'queue'>

/** Returns how checks are shown to the key of a call. `looks`: whether one of them may look by itself. */
export function describing({ now, system, queue }: DescribingPorts) {
  return async ({ version, secret, base, isFull }: Call, looks: boolean) => {
    const isUnseen = (await readNotLooking({ queue }, looks)) !== undefined
    return (watched: Watched) => {
      const { id, channels } = watched.check
      const shown = publicId(id, secret)
      const names = isFull
        ? {
            ping: `${base}/ping/${id}`,
            check: `${base}/api/v${version}/checks/${id}`,
            channels: channels.map(name => idForChannel(name, secret)),
          }
        : { uniqueKey: shown }
      const links = { ...names, badge: `${base}/badge/${shown}.svg` }
      return healthchecksJson(watched, { version, links, zone: system.zone(), now: now(), isUnseen })
    }
  }
}

/** Returns how a single check is shown. */
export function describingOne(ports: DescribingPorts) {
  const described = describing(ports)
  return async (watched: Watched, call: Call) => (await described(call, isToLook(watched)))(watched)
}
