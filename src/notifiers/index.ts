/** The registry: a line for each kind of channel. What can be set for it stands in domain/channel.ts. */
import type { Notifier } from '../domain/alert-ports'
import type { ChannelKind } from '../domain/channel'
import { email } from './email'
import { ntfy } from './ntfy'
import { pagerduty } from './pagerduty'
import { webPush } from './web-push'
import { webhook } from './webhook'

export const NOTIFIERS: Readonly<Record<ChannelKind, Notifier>> = {
  email,
  pagerduty,
  ntfy,
  webhook,
  'web-push': webPush,
}
