/** All names in Redis: of keys, channels of messages, queues, and the listener connection. */

/** The start of every key. The braces make a cluster keep all keys on one node, as scripts and transactions require. */
export const PREFIX = '{intvlm8r}'

const WATCH = `${PREFIX}:watch:`
const ALERTS = `${PREFIX}:alerts:`
const HEARTBEATS = `${PREFIX}:heartbeats:`
const CHANNELS = `${PREFIX}:channels:`
const MAIL = `${PREFIX}:mail:`
const BACKUP = `${PREFIX}:backup:`

export const WATCH_KEYS = {
  /** Hash: id -> plan as JSON. */
  plans: `${WATCH}plans`,
  /** Hash: id -> `version|state as JSON`. */
  states: `${WATCH}states`,
  /** Sorted set: id by deadline. */
  deadlines: `${WATCH}deadlines`,
  /** Hash: slug -> ids, with blanks between them. */
  slugs: `${WATCH}slugs`,
  /** Stream of flips, removals and digests for the alerts. */
  outbox: `${WATCH}outbox`,
  /** The ledger: epoch milliseconds until which the watch is known to have received. */
  alive: `${WATCH}alive`,
  /** Hash: id -> the moment of the last look that a worker began, and until when it may take. Never on the disk. */
  looks: `${WATCH}probe-looks`,
  /** Text: since when the watch has had no network, and who is told, as JSON. */
  network: `${WATCH}network`,
  /** Set: ids of checks whose records cannot be read. */
  damaged: `${WATCH}damaged`,
  pingKey: `${WATCH}ping-key`,
  /** Hash: id of a check that waits to be adopted -> bytes that it is charged. */
  waiting: `${WATCH}waiting`,
  /** Sorted sets of the checks that wait: by their creation those that were never pinged, by the last ping the others. */
  unpinged: `${WATCH}waiting:unpinged`,
  pinged: `${WATCH}waiting:pinged`,
  /** Hash: the bytes of all checks that wait, and what happened to them; see io/watch/waiting-store. */
  waitingAccount: `${WATCH}waiting:account`,
  /** Set: ids of the checks that the INI of an appliance provides. */
  provided: (appliance: string) => `${WATCH}provided:${appliance}`,
  /** Set: ids of the checks that are parts of this one. */
  parts: (id: string) => `${WATCH}parts:${id}`,
  /** Lists, newest first. */
  log: (id: string) => `${WATCH}log:${id}`,
  bodies: (id: string) => `${WATCH}bodies:${id}`,
  flips: (id: string) => `${WATCH}flips:${id}`,
  /** Text of two bytes a minute of the last day, and six an hour of the last 30 days, behind the number of the last minute. */
  times: (id: string) => `${WATCH}times:${id}`,
} as const

/** Channels of messages that Redis keeps for nobody. */
export const WATCH_MESSAGES = {
  /** A deadline was set that is earlier than all others. */
  wake: `${WATCH}wake`,
  /** A plan that has a probe, or had one, was created, changed or removed. */
  probes: `${WATCH}probes`,
  /** The ids of the checks that changed, with blanks between them. */
  changed: `${WATCH}changed`,
} as const

/**
 * The name of the listener connection, which stands as long as its process takes check-ins; Redis knows its age. The text
 * is that of version 1.0, so that webs and workers of both versions can share one Redis.
 */
export const LISTENER = 'intvlm8r-ears'

/** The names of connections whose use is a claim to work; see io/redis/claim. */
export const CLAIMS = { worker: 'intvlm8r-worker', sweep: 'intvlm8r-sweep' } as const

export const ALERT_KEYS = {
  /** Hash: source -> what is remembered of its alerts, as JSON. */
  memory: `${ALERTS}memory`,
  /** Sorted set: source by the moment at which its alerts are due for a review. */
  reviews: `${ALERTS}looks`,
  /** Hash: id -> alert that is not queued yet, as JSON. */
  planned: `${ALERTS}planned`,
  /** Hash: channel -> health as JSON. */
  health: `${ALERTS}health`,
  /** Hash: id -> record as JSON. */
  records: (source: string) => `${ALERTS}book:${source}`,
  /** Sorted set: id of a record by the moment at which its alert was planned. */
  order: (source: string) => `${ALERTS}order:${source}`,
  /** Set: ids of the alerts that wait for this one. */
  waiting: (alert: string) => `${ALERTS}waiting:${alert}`,
} as const

export const CHANNEL_KEYS = {
  /** Hash: name -> kind and settings as JSON. */
  all: `${CHANNELS}all`,
  vapid: `${CHANNELS}vapid`,
  /** Hash: endpoint -> subscription as JSON. */
  browsers: (channel: string) => `${CHANNELS}browsers:${channel}`,
} as const

export const MAIL_KEYS = {
  /** Hash: name of an account that was made on the page -> its settings as JSON. */
  accounts: `${MAIL}accounts`,
  /** Text: a refused log-in as JSON, by the account's server and user; it expires. */
  refused: (server: string) => `${MAIL}refused:${server}`,
} as const

export const ACCESS_KEYS = {
  /** Hash: sha256 of an API key's secret -> the key as JSON. */
  apiKeys: `${WATCH}api-keys`,
  /** Hash: id of an API key -> when it was used last. */
  apiKeysUsed: `${WATCH}api-keys-used`,
  /** The installation's secret. */
  secret: `${WATCH}secret`,
} as const

/** Of the copy that is kept outside Redis. */
export const BACKUP_KEYS = {
  /** Hash: `lineage`, drawn when the copy was begun or put back; `revision`, counts the changes of what is copied. */
  mark: `${BACKUP}mark`,
  /** The loss that nobody has acknowledged yet, as JSON. */
  loss: `${BACKUP}loss`,
} as const

/** The message that something changed which may be in the copy; Redis keeps it for nobody. */
export const BACKUP_CHANGED = `${BACKUP}changed`

/** Of heartbeats that were never queued; those that were are jobs of BullMQ. */
export const HEARTBEAT_KEYS = {
  /** Hash: due slot without a heartbeat -> reason. */
  missed: `${HEARTBEATS}missed`,
  /** The frequency in force, and since when, as JSON. */
  rule: `${HEARTBEATS}rule`,
  /** A key that is never made: writes are tried on it. */
  tried: `${HEARTBEATS}tried`,
} as const

/** The queues of BullMQ, whose keys begin with the prefix, too. */
export const QUEUES = {
  heartbeats: 'heartbeat',
  alerts: (channel: string) => `alerts-${channel}`,
} as const
