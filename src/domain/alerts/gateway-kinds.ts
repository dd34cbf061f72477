/** The kinds of channels by which other programs pass messages on. */

import { commandProblem } from '../probes/words'
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
  sms: {
    label: 'SMS',
    hint: 'Text messages by a modem stick of this machine, also where there is no network.',
    incidents: false,
    runs: 'program',
    steps: [
      'Put a SIM card without a PIN into the modem stick, and plug it in.',
      'Install gammu: sudo apt install gammu',
      'Find the port of the modem, such as /dev/ttyUSB0, and write it down: sudo gammu-detect | sudo tee /etc/gammurc',
      'Try it: sudo gammu --identify',
    ],
    fields: [
      {
        key: 'to',
        label: 'To',
        hint: 'Numbers with their country, such as +491701234567, with commas between them.',
        type: 'text',
        pattern: [
          /^\+?\d{3,20}(\s*,\s*\+?\d{3,20}){0,9}$/,
          'holds something else than numbers such as +491701234567, with commas between them',
        ],
        required: true,
      },
      {
        key: 'section',
        label: 'Section',
        hint: 'The number of the modem in the settings of gammu, where there are several: 1 for [gammu1].',
        type: 'text',
        pattern: [/^\d{1,2}$/, 'has to be a number such as 1'],
      },
      {
        key: 'config',
        label: 'Settings of gammu',
        hint: 'Empty: /etc/gammurc. Only the INI may name another file.',
        type: 'file',
        pattern: [/^\//, 'has to be the whole path of a file, from /'],
      },
    ],
  },
  command: {
    label: 'Command',
    hint: 'Runs a program of yours for every alert. Only the INI may name one.',
    incidents: false,
    runs: 'program of the INI',
    fields: [
      {
        key: 'command',
        label: 'Command',
        hint: 'A program and its arguments, with quotes as in a shell, but for no shell.',
        type: 'text',
        problem: commandProblem,
        required: true,
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>
