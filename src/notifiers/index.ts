/** The registry: a line for each kind of channel. The settings of each kind stand in domain/alerts/channel-kinds.ts. */

import type { ChannelKind } from '../domain/alerts/channel-kinds'
import type { Notifier } from '../domain/alerts/ports'
import { apprise } from './apprise'
import { command } from './command'
import { discord } from './discord'
import { email } from './email'
import { gotify } from './gotify'
import { matrix } from './matrix'
import { mqtt } from './mqtt'
import { ntfy } from './ntfy'
import { opsgenie } from './opsgenie'
import { pagerduty } from './pagerduty'
import { pushover } from './pushover'
import { signal } from './signal'
import { slack } from './slack'
import { sms } from './sms'
import { teams } from './teams'
import { telegram } from './telegram'
import { webPush } from './web-push'
import { webhook } from './webhook'
import { zmq } from './zmq'

export const NOTIFIERS: Readonly<Record<ChannelKind, Notifier>> = {
  email,
  pagerduty,
  ntfy,
  telegram,
  slack,
  discord,
  teams,
  matrix,
  signal,
  gotify,
  pushover,
  opsgenie,
  mqtt,
  apprise,
  sms,
  command,
  webhook,
  'web-push': webPush,
  zmq,
}
