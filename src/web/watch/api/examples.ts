/** Examples of requests and answers in the API's document; a test compares each with its schema. */

const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const PUBLIC_ID = '9b2f6c1de0a84f7c8a51d3e0b7c64f12'

const CHECK = {
  name: 'Backup of the NAS',
  slug: 'backup-of-the-nas',
  tags: ['nas', 'nightly'],
  description: '',
  schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: 'Europe/Berlin' },
  grace: 3_600,
  tooFrequentAlarm: false,
  failuresBeforeAlert: 1,
  channels: ['mail'],
  reminders: 'change',
  recovery: true,
  resume: 'ping',
  methods: 'any',
  id: ID,
  checkIn: `/ping/${ID}`,
  publicId: PUBLIC_ID,
  badge: `/badge/${PUBLIC_ID}.svg`,
  alertsNobody: false,
  hasPassword: false,
  origin: 'api',
  createdAt: '2026-11-02T08:00:00.000Z',
  status: 'up',
  since: '2026-11-03T01:31:07.000Z',
  lastSignalAt: '2026-11-27T01:42:10.000Z',
  lastSignalKind: 'success',
  lastSuccessAt: '2026-11-27T01:42:10.000Z',
  lastDuration: 692.4,
  due: '2026-11-30T01:30:00.000Z',
  silenced: null,
  maintenance: null,
  acknowledged: null,
  consecutiveFailures: 0,
  tooFrequent: 0,
  signals: 38,
  flips: 1,
}

const PLAN = {
  name: 'Backup of the NAS',
  tags: ['nas', 'nightly'],
  schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: 'Europe/Berlin' },
  grace: '1h',
  channels: ['mail'],
}

const WINDOW_SETTINGS = { oncalendar: 'Sun 03:00', duration: '1h', tags: 'nas' }
const WINDOW = {
  name: 'nas-update',
  origin: 'page',
  settings: WINDOW_SETTINGS,
  since: null,
  until: null,
  next: '2026-11-29T02:00:00.000Z',
}

export const EXAMPLES = {
  window: WINDOW,
  windows: { windows: [WINDOW] },
  newWindow: { name: 'nas-update', settings: WINDOW_SETTINGS },
  check: CHECK,
  checks: { checks: [CHECK], faults: [] },
  plan: PLAN,
  newPlan: { ...PLAN, unique: ['name'] },
  channels: { channels: [{ name: 'mail', kind: 'email' }] },
  silence: { for: '2h' },
  acknowledgement: { by: 'Anna' },
  signals: {
    signals: [
      {
        n: 38,
        kind: 'success',
        at: '2026-11-27T01:42:10.000Z',
        bodySize: 212,
        duration: 692.4,
        detail: {
          exitCode: 0,
          via: 'healthchecks',
          method: 'POST',
          from: '192.168.1.20',
          agent: 'curl/8.14.1',
        },
      },
    ],
  },
  flips: {
    flips: [
      {
        seq: 1,
        from: 'new',
        to: 'up',
        reason: 'success',
        at: '2026-11-03T01:31:07.000Z',
        due: '2026-11-03T01:31:07.000Z',
      },
    ],
  },
  times: {
    minutes: [
      { at: '2026-11-27T01:41:00.000Z', took: 0.012 },
      { at: '2026-11-27T01:42:00.000Z', took: 0.014 },
    ],
    hours: [{ at: '2026-11-27T00:00:00.000Z', min: 0.009, median: 0.012, max: 0.31 }],
  },
  alive: { alive: true },
  faults: {
    error: 'the request has faults',
    faults: [{ field: 'grace', reason: 'has to be seconds, or text such as "1h30m"' }],
  },
  error: { error: 'There is no such check; somebody may have deleted it.' },
}
