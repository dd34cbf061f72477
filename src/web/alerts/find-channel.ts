import type { Request } from 'express'
import type { Channel } from '../../domain/alerts/channel'
import { mark, t } from '../../domain/language/text'
import { Refusal } from '../pages/errors'
import type { AppPorts } from '../ports'

export type ChannelRequest = Request<{ name: string }>

/** @throws Refusal when the path names no channel */
export async function findChannel(
  { channels }: Pick<AppPorts, 'channels'>,
  { params }: ChannelRequest,
): Promise<Channel> {
  const found = (await channels.list()).find(({ name }) => name === params.name)
  if (!found) throw new Refusal(404, t(GONE))
  return found
}

/** @throws Refusal when the path names no channel, or one that may not be changed in the page */
export async function findPageChannel(
  ports: Pick<AppPorts, 'channels'>,
  request: ChannelRequest,
): Promise<Channel> {
  const found = await findChannel(ports, request)
  if (found.origin !== 'page') throw new Refusal(403, t(READ_ONLY))
  return found
}

const GONE = mark('There is no such channel; somebody may have deleted it.')
export const READ_ONLY = mark(
  'This channel stands in a file of the appliance and is changed there: in its [channel] section of the INI, or in the checklist that the INI names.',
)
