/** The kinds of channels: a row a kind, with a row for each of its settings. The page and the INI walk this table. */

import type { Fault } from '../fault'
import type { SettingField } from '../field'
import { HEADER_LIST } from '../net/header-list'
import { mailFaults, offsetProblem, pagerdutyFaults } from './channel-rules'
import { CHAT_KINDS } from './chat-kinds'
import { GATEWAY_KINDS } from './gateway-kinds'
import { type KindOfChannel, webAddress } from './kind-of-channel'
import { MQTT_KINDS } from './mqtt-kind'
import { TOPIC, withOwnTopic } from './ntfy-address'
import { PUSH_KINDS } from './push-kinds'
import { weeklyProblem } from './weekly-times'

export const CHANNEL_KINDS = {
  email: {
    label: 'E-mail',
    hint: 'Sends mail by way of an SMTP server.',
    incidents: false,
    faults: mailFaults,
    steps: [
      'Look up the SMTP server at your mail provider. Where the log-in has a second factor, make an app password there.',
      'Fill in the server, the user and that password; or make a mail account once (Channels, Mail accounts), and name it here.',
      'Save, and send a test: it has to arrive, and not among the spam.',
    ],
    fields: [
      {
        key: 'to',
        label: 'To',
        hint: 'Addresses, with commas between them; a name with a comma in it stands in quotation marks.',
        type: 'addresses',
        required: true,
      },
      {
        key: 'from',
        label: 'From',
        hint: 'The sender; empty: that of the account, the user, or the first address.',
        type: 'address',
      },
      {
        key: 'account',
        label: 'Mail account',
        hint: 'The name of an account that sends it, in place of everything below.',
        type: 'text',
      },
      {
        key: 'host',
        label: 'SMTP server',
        hint: 'Such as smtp.example.org.',
        type: 'text',
      },
      { key: 'port', label: 'Port', hint: 'Empty: 587, or 465 with tls.', type: 'port' },
      {
        key: 'security',
        label: 'Security',
        hint: 'starttls and tls insist on it; none is for a server in the same network.',
        type: 'choice',
        choices: ['starttls', 'tls', 'none'],
        fallback: 'starttls',
      },
      { key: 'username', label: 'User', hint: 'Empty: no log-in.', type: 'text' },
      { key: 'password', label: 'Password', hint: "The user's password.", type: 'secret', secret: true },
      {
        key: 'weekly',
        label: 'Weekly report',
        hint: 'Such as Mon 07:00, or with a zone: Mon 07:00 Europe/Berlin. Empty: none.',
        type: 'text',
        problem: weeklyProblem,
      },
      {
        key: 'weeklyto',
        label: 'Weekly report to',
        hint: 'Addresses, with commas between them; empty: those above.',
        type: 'addresses',
      },
      {
        key: 'weeklyof',
        label: 'Weekly report of',
        hint: 'own: the checks that alert by this channel; all: every check.',
        type: 'choice',
        choices: ['own', 'all'],
        fallback: 'own',
      },
    ],
  },
  pagerduty: {
    label: 'PagerDuty',
    hint: 'Opens and resolves incidents by the Events API.',
    incidents: true,
    faults: pagerdutyFaults,
    steps: [
      'In PagerDuty open the service, then Integrations, Add an integration, Events API V2.',
      'Copy its Integration Key.',
    ],
    fields: [
      {
        key: 'routingkey',
        label: 'Integration key',
        hint: "32 characters, from the service's Events API integration.",
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'version',
        label: 'Events API',
        hint: 'Of the integration that the key belongs to: 2, or 1 for older ones (Generic API).',
        type: 'choice',
        choices: ['1', '2'],
        fallback: '2',
      },
      {
        key: 'offset',
        label: 'Offset',
        hint: 'With version 1: wait so long for another watch on the same Redis to open the incident, such as 60s.',
        type: 'text',
        problem: offsetProblem,
      },
      {
        key: 'severity',
        label: 'Severity',
        hint: 'Of the incident that a check opens.',
        type: 'choice',
        choices: ['critical', 'error', 'warning', 'info'],
        fallback: 'critical',
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://events.pagerduty.com; another one for the EU region.',
        ...webAddress,
        fallback: 'https://events.pagerduty.com',
      },
    ],
  },
  ntfy: {
    label: 'ntfy',
    hint: 'Push messages to phones, by ntfy.sh or a server of your own.',
    incidents: false,
    tidy: withOwnTopic,
    steps: [
      'Install the ntfy app on the phone; https://ntfy.sh in a browser does it, too.',
      'Subscribe there to a topic that nobody guesses, and type the same one here.',
    ],
    fields: [
      {
        key: 'topic',
        label: 'Topic',
        hint: 'Everybody who knows it can read along; choose one that nobody guesses.',
        type: 'secret',
        pattern: [TOPIC, 'may hold letters, digits, - and _ only (at most 64)'],
        required: true,
        secret: true,
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://ntfy.sh. It may end in the topic, as in https://ntfy.sh/mine.',
        ...webAddress,
        fallback: 'https://ntfy.sh',
      },
      {
        key: 'token',
        label: 'Access token',
        hint: 'Where the topic is protected; begins with tk_.',
        type: 'secret',
        secret: true,
      },
      {
        key: 'priority',
        label: 'Priority',
        hint: 'Of the message that a check is down: 5 is the most urgent, 3 is usual.',
        type: 'choice',
        choices: ['1', '2', '3', '4', '5'],
        fallback: '4',
      },
    ],
  },
  ...CHAT_KINDS,
  ...PUSH_KINDS,
  ...MQTT_KINDS,
  ...GATEWAY_KINDS,
  webhook: {
    label: 'Webhook',
    hint: 'Calls an address of your choice, with JSON of your choice.',
    incidents: false,
    steps: [
      'Make an address that takes JSON by POST, for instance in Node-RED, n8n or a script of your own.',
      'Type it here, save, and send a test: the answer has to be a 2xx.',
    ],
    fields: [
      {
        key: 'url',
        label: 'Address',
        hint: 'Called for every alert.',
        ...webAddress,
        required: true,
        secret: true,
        readable: true,
      },
      {
        key: 'method',
        label: 'Method',
        hint: 'POST unless the service wants another one.',
        type: 'choice',
        choices: ['POST', 'PUT', 'GET'],
        fallback: 'POST',
      },
      {
        key: 'body',
        label: 'Body',
        hint: 'JSON with places such as "{{name}}", "{{status}}", "{{subject}}", "{{text}}", "{{url}}", "{{lastlines}}"; empty: all of them.',
        type: 'json',
        secret: true,
        readable: true,
      },
      {
        key: 'headers',
        label: 'Headers',
        hint: 'Name: value, with | between several.',
        type: 'secret',
        pattern: HEADER_LIST,
        secret: true,
      },
    ],
  },
  'web-push': {
    label: 'Web Push',
    hint: "Messages to the browsers that allow it on the channel's page, which has to be opened by https.",
    incidents: false,
    steps: [
      'Save the channel.',
      'On the phone, open Channels by https, and choose Messages on this device. A page there shows how the phone comes to trust the certificate.',
    ],
    fields: [
      {
        key: 'contact',
        label: 'Contact',
        hint: 'A mailto: or https: address for the push services, should they have a question.',
        type: 'text',
        pattern: [/^(mailto:[^\s@]+@\S+|https:\/\/\S+)$/i, 'has to begin with mailto: or https://'],
        required: true,
      },
    ],
  },
  zmq: {
    label: '0MQ',
    hint: 'Publishes a message for other programs, where publish in [Zmq] of the INI says.',
    incidents: false,
    steps: [
      'Install the package intvlm8r-heartbeat-zmq on the appliance.',
      'Name an address in publish of [Zmq] in the INI, such as tcp://0.0.0.0:5661, and subscribe to it with the other program.',
    ],
    fields: [],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>

export type ChannelKind = keyof typeof CHANNEL_KINDS

/** The reason for which a kind is refused. */
export const UNKNOWN_KIND = `has to be one of ${Object.keys(CHANNEL_KINDS).join(', ')}`

export function isChannelKind(kind: string): kind is ChannelKind {
  return Object.hasOwn(CHANNEL_KINDS, kind)
}

/** The settings with each value at its own place. */
export function tidied(
  kind: ChannelKind,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { tidy }: KindOfChannel = CHANNEL_KINDS[kind]
  return tidy === undefined ? settings : tidy(settings)
}

export function togetherFaults(
  kind: ChannelKind,
  settings: Readonly<Record<string, string>>,
): readonly Fault[] {
  const { faults }: KindOfChannel = CHANNEL_KINDS[kind]
  return faults?.(settings) ?? []
}

/** Whether only the worker can send by it, since it runs a program. */
export function runsProgram(kind: ChannelKind): boolean {
  const { runs }: KindOfChannel = CHANNEL_KINDS[kind]
  return runs !== undefined
}

/** Whether only the INI may have such a channel. */
export function isOfIni(kind: ChannelKind): boolean {
  const { runs }: KindOfChannel = CHANNEL_KINDS[kind]
  return runs === 'program of the INI'
}

export function channelFields(kind: ChannelKind): readonly SettingField[] {
  return CHANNEL_KINDS[kind].fields
}
