/** The registry: a line for each kind of channel. The settings of each kind stand in domain/alerts/channel-kinds.ts. */

import type { ChannelKind } from '../domain/alerts/channel-kinds'
import type { Notifier } from '../domain/alerts/ports'
import { email } from './email'
import { ntfy } from './ntfy'
import { pagerduty } from './pagerduty'
import { webPush } from './web-push'
import { webhook } from './webhook'
import { zmq } from './zmq'

export const NOTIFIERS: Readonly<Record<ChannelKind, Notifier>> = {
  email,
  pagerduty,
  ntfy,
  webhook,
  'web-push': webPush,
  zmq,
}
