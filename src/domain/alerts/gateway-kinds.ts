/** The kinds of channels by which other programs pass messages on. */

import { appriseFaults } from './channel-rules'
import { type KindOfChannel, webAddress } from './kind-of-channel'

export const GATEWAY_KINDS = {
  apprise: {
    label: 'Apprise',
    hint: 'A hundred more services, by an Apprise API server of your own.',
    incidents: false,
    faults: appriseFaults,
    steps: [
      'Run apprise-api (https://github.com/caronc/apprise-api) on a machine of your own.',
      'On its page choose a configuration key, and save there the addresses of the services, such as mailto://….',
      'Or leave the key empty, and enter those addresses below.',
    ],
    fields: [
      {
        key: 'url',
        label: 'Server',
        hint: 'Such as http://127.0.0.1:8000.',
        ...webAddress,
        required: true,
      },
      {
        key: 'key',
        label: 'Configuration key',
        hint: 'Under which the services are kept there.',
        type: 'secret',
        pattern: [/^[\w-]{1,128}$/, 'may hold letters, digits, - and _ only (at most 128)'],
        secret: true,
      },
      {
        key: 'tag',
        label: 'Tag',
        hint: 'Only the services with this tag; empty: all of the key.',
        type: 'text',
      },
      {
        key: 'addresses',
        label: 'Addresses',
        hint: 'Of services, as Apprise writes them, with commas between them; in place of a key.',
        type: 'secret',
        secret: true,
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>
