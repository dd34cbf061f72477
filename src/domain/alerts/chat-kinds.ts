/** The kinds of channels that send messages to chats. */

import { type KindOfChannel, webAddress } from './kind-of-channel'

/** An address that lets whoever knows it write to a chat. */
const secretAddress = { key: 'url', ...webAddress, required: true, secret: true } as const

export const CHAT_KINDS = {
  telegram: {
    label: 'Telegram',
    hint: 'Messages from a bot of your own, to you or to a group.',
    incidents: false,
    steps: [
      'In Telegram write /newbot to @BotFather, and give the bot a name. Its answer holds the token.',
      'Write a message to your bot; or make it a member of a group, and write /start@ with its name there.',
      'Open https://api.telegram.org/botTOKEN/getUpdates with that token: the number behind "chat":{"id": is the chat.',
    ],
    fields: [
      {
        key: 'token',
        label: 'Bot token',
        hint: 'Such as 123456789:AAH…, from @BotFather.',
        type: 'secret',
        pattern: [/^\d+:[\w-]+$/, 'is no token of a bot: figures, a colon, then letters and figures'],
        required: true,
        secret: true,
      },
      {
        key: 'chat',
        label: 'Chat',
        hint: 'A number, which begins with - for a group; or @name of a public channel.',
        type: 'text',
        pattern: [/^(-?\d{1,20}|@\w{3,64})$/, 'has to be a number such as -1001234567890, or @name'],
        required: true,
      },
      {
        key: 'topic',
        label: 'Topic',
        hint: 'The number of a topic in a group that has topics.',
        type: 'text',
        pattern: [/^\d{1,20}$/, 'has to be a number'],
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://api.telegram.org.',
        ...webAddress,
        fallback: 'https://api.telegram.org',
      },
    ],
  },
  slack: {
    label: 'Slack',
    hint: 'Messages in a channel of Slack, or of Mattermost.',
    incidents: false,
    steps: [
      'Open https://api.slack.com/apps, choose Create New App, From scratch, and your workspace.',
      'Under Incoming Webhooks switch them on, and choose Add New Webhook to Workspace and the channel.',
      'Copy the address that begins with https://hooks.slack.com/services/.',
    ],
    fields: [
      {
        ...secretAddress,
        label: 'Webhook address',
        hint: 'Begins with https://hooks.slack.com/; whoever knows it can write to the channel.',
      },
    ],
  },
  discord: {
    label: 'Discord',
    hint: 'Messages in a channel of a Discord server.',
    incidents: false,
    steps: [
      'In Discord open the settings of the channel, then Integrations, Webhooks, New Webhook.',
      'Choose Copy Webhook URL.',
    ],
    fields: [
      {
        ...secretAddress,
        label: 'Webhook address',
        hint: 'Begins with https://discord.com/api/webhooks/; whoever knows it can write to the channel.',
      },
    ],
  },
  teams: {
    label: 'Microsoft Teams',
    hint: 'Cards in a channel or a chat of Teams, by a workflow.',
    incidents: false,
    steps: [
      'In Teams open the menu (…) of the channel or the chat, then Workflows.',
      'Choose the template for webhook requests (“Send webhook alerts to a channel”), then Save.',
      'Copy the address that it shows at the end.',
    ],
    fields: [
      {
        ...secretAddress,
        label: 'Workflow address',
        hint: 'A long one, with sig= in it; whoever knows it can write to the channel.',
      },
    ],
  },
  matrix: {
    label: 'Matrix',
    hint: 'Messages in a room of Matrix, such as by Element.',
    incidents: false,
    steps: [
      'Make an account for the appliance on your server, and log in with it in Element.',
      'Invite it to the room, and accept the invitation. The room may not be encrypted.',
      'Its access token stands under All settings, Help & About, Advanced; the room’s id in the room’s settings, Advanced.',
      'Close that Element without logging out, which would end the token.',
    ],
    fields: [
      {
        key: 'url',
        label: 'Homeserver',
        hint: 'Such as https://matrix.org.',
        ...webAddress,
        required: true,
      },
      {
        key: 'token',
        label: 'Access token',
        hint: 'Of the account that writes; begins with syt_ or mct_.',
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'room',
        label: 'Room',
        hint: 'Its id, such as !abc:example.org, or an address, such as #alerts:example.org.',
        type: 'text',
        pattern: [
          /^(![^\s/?#]{1,254}|#[^\s/?]{1,254}:\S+)$/,
          'has to begin with ! (an id) or # (an address)',
        ],
        required: true,
      },
    ],
  },
  signal: {
    label: 'Signal',
    hint: 'Messages by Signal, from a number that signal-cli-rest-api of yours has.',
    incidents: false,
    steps: [
      'Run signal-cli-rest-api (https://github.com/bbernhard/signal-cli-rest-api) on a machine of your own.',
      'Open its page /v1/qrcodelink?device_name=intvlm8r, and scan the code in Signal under Linked devices.',
      'For a group, its id stands in /v1/groups/ followed by your number.',
    ],
    fields: [
      {
        key: 'url',
        label: 'Server',
        hint: 'Of signal-cli-rest-api, such as http://127.0.0.1:8080.',
        ...webAddress,
        required: true,
      },
      {
        key: 'number',
        label: 'From',
        hint: 'The number that is linked or registered there, such as +491701234567.',
        type: 'text',
        pattern: [/^\+\d{5,20}$/, 'has to be a number with its country, such as +491701234567'],
        required: true,
      },
      {
        key: 'to',
        label: 'To',
        hint: 'Numbers, ids of groups (group.…) or names (u:name.01), with commas between them.',
        type: 'text',
        pattern: [
          /^(\+\d{5,20}|group\.[\w+/=-]+|u:[\w.]+)(\s*,\s*(\+\d{5,20}|group\.[\w+/=-]+|u:[\w.]+)){0,49}$/,
          'holds something else than numbers such as +491701234567, group.… and u:name.01, with commas between them',
        ],
        required: true,
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>
