/** The kinds of channels that wake phones, and page people. */

import { type KindOfChannel, webAddress } from './kind-of-channel'

export const PUSH_KINDS = {
  gotify: {
    label: 'Gotify',
    hint: 'Push messages by a Gotify server of your own.',
    incidents: false,
    steps: [
      'On the page of your Gotify server open Apps, then Create Application.',
      'Copy the token of the application (the eye beside it shows it).',
    ],
    fields: [
      {
        key: 'url',
        label: 'Server',
        hint: 'Such as https://gotify.example.org.',
        ...webAddress,
        required: true,
      },
      {
        key: 'token',
        label: 'Application token',
        hint: 'Begins with A.',
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'priority',
        label: 'Priority',
        hint: 'Of the message that a check is down: from 8 on the phone makes a noise, 5 is usual.',
        type: 'choice',
        choices: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
        fallback: '8',
      },
    ],
  },
  pushover: {
    label: 'Pushover',
    hint: 'Push messages to the Pushover app on phones.',
    incidents: false,
    steps: [
      'Log in at https://pushover.net: your user key stands on the first page.',
      'Choose Create an Application/API Token there, and copy its token.',
    ],
    fields: [
      {
        key: 'token',
        label: 'Application token',
        hint: '30 letters and figures.',
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'user',
        label: 'User key',
        hint: 'Yours, or that of a group; 30 letters and figures.',
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'priority',
        label: 'Priority',
        hint: 'Of the message that a check is down: 2 repeats it every minute until somebody takes note, for three hours at most, 1 also sounds in Pushover’s quiet hours, 0 is usual.',
        type: 'choice',
        choices: ['-2', '-1', '0', '1', '2'],
        fallback: '1',
      },
      { key: 'device', label: 'Device', hint: 'The name of one device; empty: all.', type: 'text' },
      { key: 'sound', label: 'Sound', hint: 'Such as siren; empty: as chosen on the phone.', type: 'text' },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://api.pushover.net.',
        ...webAddress,
        fallback: 'https://api.pushover.net',
      },
    ],
  },
  opsgenie: {
    label: 'Opsgenie',
    hint: 'Opens and closes alerts by the Alert API, which Jira Service Management has, too.',
    incidents: true,
    steps: [
      'In Opsgenie open your team, then Integrations, Add integration, API.',
      'Leave “Create and update access” on, switch the integration on, and copy its API key.',
    ],
    fields: [
      {
        key: 'key',
        label: 'API key',
        hint: 'Of the integration.',
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'priority',
        label: 'Priority',
        hint: 'Of the alert that a check opens: P1 is the most urgent.',
        type: 'choice',
        choices: ['P1', 'P2', 'P3', 'P4', 'P5'],
        fallback: 'P1',
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://api.opsgenie.com; in the EU https://api.eu.opsgenie.com; of Jira Service Management https://api.atlassian.com/jsm/ops/integration.',
        ...webAddress,
        fallback: 'https://api.opsgenie.com',
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>
