/**
 * All names in Redis: of keys, channels of messages, queues, and connections. Each of them carries the prefix of the watch:
 * messages and the list of connections are not divided by the numbers of databases.
 */
import { FIRST_PREFIX } from '../../domain/appliance/identity'

/** Which names a connection uses. */
export interface Space {
  /** The prefix of the watch, `[Redis] prefix`; without one that of version 1.0. */
  readonly prefix?: string
  /** The appliance whose heartbeats these are, by its id, on a server that others may use; the only one without it. */
  readonly appliance?: string
  /** The part of the checks, from 0 on; the first one has the names of the watch itself. */
  readonly shard?: number
}

export type Names = ReturnType<typeof namesIn>

export function namesIn({ prefix: name = FIRST_PREFIX, appliance, shard = 0 }: Space) {
  const first = `{${name}}`
  // The braces make a cluster keep all keys on one node, as scripts and transactions require. No prefix has a colon.
  const prefix = shard === 0 ? first : `{${name}:${shard}}`
  const own = appliance === undefined ? '' : `-${appliance}`
  return {
    /** The start of every key. */
    prefix,
    /** Hash: id of an appliance -> its machine's name as JSON, and the day on which it was there last. */
    members: `${first}:members`,
    /** Text: the number of parts into which the checks are divided; missing where they are in one. */
    shards: `${first}:shards`,
    watch: watchKeys(`${prefix}:watch:`),
    messages: watchMessages(`${first}:watch:`, `${prefix}:watch:`),
    alerts: alertKeys(`${first}:alerts:`),
    channels: channelKeys(`${first}:channels:`),
    mail: mailKeys(`${first}:mail:`),
    peers: peerKeys(`${first}:peers:`),
    access: accessKeys(`${first}:watch:`),
    backup: backupKeys(`${first}:backup:`, `${prefix}:backup:`),
    /** The message that something changed which may be in the copy; Redis keeps it for nobody. */
    backupChanged: `${first}:backup:changed`,
    /** The message to the workers of these heartbeats, which each of them answers by renewing its claim. */
    workerCall: `${first}:heartbeats${own}:call`,
    heartbeats: heartbeatKeys(`${first}:heartbeats${own}:`),
    /** A key that nobody sees: writes are tried on it, in each part of the checks. */
    tried: `${prefix}:heartbeats${own}:tried`,
    /** The queues of BullMQ, whose keys begin with the prefix, too. */
    queues: { heartbeats: `heartbeat${own}`, alerts: (channel: string) => `alerts-${channel}` },
    /**
     * The name of the listener connection, which stands as long as its process takes check-ins; Redis knows its age. The
     * text is that of version 1.0, so that webs and workers of both versions can share one Redis.
     */
    listener: `${name}-ears`,
    /** The names of connections whose use is a claim to work; see io/redis/claim. */
    claims: {
      worker: `${name}-worker${own}`,
      /** Of another member. */
      workerOf: (member: string) => `${name}-worker-${member}`,
      sweep: `${name}-sweep`,
      sensors: `${name}-sensors`,
      zmq: `${name}-zmq${own}`,
    },
  }
}

const watchKeys = (start: string) => ({
  /** Hash: id -> plan as JSON. */
  plans: `${start}plans`,
  /** Hash: id -> `version|state as JSON`. */
  states: `${start}states`,
  /** Sorted set: id by deadline. */
  deadlines: `${start}deadlines`,
  /** Hash: slug -> ids, with blanks between them. */
  slugs: `${start}slugs`,
  /** Sorted sets, all scores 0: the checks of a list in their order; see domain/watch/list-order. */
  list: (name: string) => `${start}list:${name}`,
  /** Sorted sets: tag, and names of channels with blanks between them, the most used first: by minus the number of checks. */
  tags: `${start}tags`,
  channelSets: `${start}channel-sets`,
  /** Text: the lists are there, and the number of records that stand in none of them. */
  listed: `${start}listed`,
  /** Stream of flips, removals and digests for the alerts. */
  outbox: `${start}outbox`,
  /** Hash: id of a process that takes check-ins -> since when, its last renewal, and the one before its last gap. Never on the disk. */
  listeners: `${start}listeners`,
  /** Hash: id of a check -> the process that took its last check-in, while several take any. Never on the disk. */
  takers: `${start}takers`,
  /** The same two of the programs for 0MQ; a claim has the id of its appliance. */
  receivers: `${start}receivers`,
  messageTakers: `${start}message-takers`,
  /** Hashes: when the last signal came, when it had come before somebody began to take them, and that moment. */
  heard: `${start}heard`,
  heardMessages: `${start}heard:messages`,
  /** The ledger: epoch milliseconds until which the watch is known to have received. */
  alive: `${start}alive`,
  /** The same of messages by 0MQ. */
  aliveMessages: `${start}alive-messages`,
  /** Hash: id -> the moment of the last look that a worker began, and until when it may take. Never on the disk. */
  looks: `${start}probe-looks`,
  /** Set: ids of the checks that look at e-mail (mail-loop). */
  mailLoops: `${start}mail-loops`,
  /** Hash: fault of the Redis server -> since when; with `:by` behind its name -> the member that noted it. */
  serverFaults: `${start}server-faults`,
  /** Text: since when the watch has had no network, and who is told, as JSON. */
  network: `${start}network`,
  /** Set: ids of checks whose records cannot be read. */
  damaged: `${start}damaged`,
  /** Hash: what became of messages by 0MQ -> their number; `lastUnknown`: the last job that no check is for. */
  messages: `${start}messages`,
  /** Hash: claim of a program for 0MQ -> since when it is missed, once that was told. */
  messagesAway: `${start}messages-away`,
  pingKey: `${start}ping-key`,
  /** Hash: id of a check that waits to be adopted -> bytes that it is charged. */
  waiting: `${start}waiting`,
  /** Sorted sets of the checks that wait: by their creation those that were never pinged, by the last ping the others. */
  unpinged: `${start}waiting:unpinged`,
  pinged: `${start}waiting:pinged`,
  /** Hash: the bytes of all checks that wait, and what happened to them; see io/watch/waiting-store. */
  waitingAccount: `${start}waiting:account`,
  /** Set: ids of the checks that the INI of an appliance provides. */
  provided: (appliance: string) => `${start}provided:${appliance}`,
  /** Set: ids of those that it provided, and has left to other members. */
  left: (appliance: string) => `${start}provided-left:${appliance}`,
  /** Set: ids of the checks that are parts of this one. */
  parts: (id: string) => `${start}parts:${id}`,
  /** Lists, newest first. */
  log: (id: string) => `${start}log:${id}`,
  bodies: (id: string) => `${start}bodies:${id}`,
  flips: (id: string) => `${start}flips:${id}`,
  /** Text of two bytes a minute of the last day, and six an hour of the last 30 days, behind the number of the last minute. */
  times: (id: string) => `${start}times:${id}`,
  // erase-check.lua knows the names of the next four.
  /** Text: the run times of a check by quarters of an hour, three hours and days; of a probe, its days. See io/watch/past-codec. */
  runTimes: (id: string) => `${start}run-times:${id}`,
  /** Text: the days of a year on which a check that changes often was not up all the time. */
  statusDays: (id: string) => `${start}status-days:${id}`,
  /** List, newest first: what the owner wrote about incidents of a check, as JSON. */
  notes: (id: string) => `${start}notes:${id}`,
  /** Set: ids of the checks that have notes, or had some. */
  noted: `${start}noted`,
  /** Lists, oldest first: the spans in which no signal could be received, as two moments with a blank between them. */
  away: `${start}away`,
  awayMessages: `${start}away:messages`,
})

/** Channels of messages that Redis keeps for nobody. A Cluster passes them on to all of its nodes. */
const watchMessages = (start: string, own: string) => ({
  /** A deadline was set that is earlier than all others of its part. */
  wake: `${own}wake`,
  /** A sweep of this part wants to know whether check-ins are taken. */
  rollCall: `${own}roll-call`,
  /** A plan that has a probe, or had one, was created, changed or removed. */
  probes: `${start}probes`,
  /** The id of a check whose plan was created or changed. */
  plans: `${start}plan-changes`,
  /** The frames of a message that programs which listen by 0MQ are to get, as JSON. */
  publish: `${start}publish`,
  /** The ids of the checks that changed, with blanks between them. */
  changed: `${start}changed`,
})

const alertKeys = (start: string) => ({
  /** Hash: source -> what is remembered of its alerts, as JSON. */
  memory: `${start}memory`,
  /** Sorted set: source by the moment at which its alerts are due for a review. */
  reviews: `${start}looks`,
  /** Hash: id -> alert that is not queued yet, as JSON. */
  planned: `${start}planned`,
  /** Hash: name of a maintenance window that was made on the page -> its settings as JSON. */
  windows: `${start}windows`,
  /** Hash: channel and its setting -> the moment up to which weekly reports are dealt with. */
  weekly: `${start}weekly`,
  /** Hash: channel -> health as JSON. */
  health: `${start}health`,
  /** Hash: id -> record as JSON. */
  records: (source: string) => `${start}book:${source}`,
  /** Sorted set: id of a record by the moment at which its alert was planned. */
  order: (source: string) => `${start}order:${source}`,
  /** Text: the key under which an incident was opened, by that of its alerts; it expires. */
  incident: (alert: string) => `${start}incident:${alert}`,
  /** Hash: who opened the incident of that key at PagerDuty, and when; it expires. */
  opened: (key: string) => `${start}opened:${key}`,
  /** Set: ids of the alerts that wait for this one. */
  waiting: (alert: string) => `${start}waiting:${alert}`,
})

const channelKeys = (start: string) => ({
  /** Hash: name -> kind and settings as JSON. */
  all: `${start}all`,
  vapid: `${start}vapid`,
  /** Hash: endpoint -> subscription as JSON. */
  browsers: (channel: string) => `${start}browsers:${channel}`,
})

const mailKeys = (start: string) => ({
  /** Hash: name of an account that was made on the page -> its settings as JSON. */
  accounts: `${start}accounts`,
  /** Text: a refused log-in as JSON, by the account's server and user; it expires. */
  refused: (server: string) => `${start}refused:${server}`,
  /** Hash: account -> the last mail that was taken as a check-in, as JSON. */
  positions: `${start}positions`,
  /** Sorted set: marks of mails and the checks that took them, by the moment. */
  taken: (account: string) => `${start}taken:${account}`,
  /** Text: the worker that follows the mailbox; it expires, and is never written to the disk. */
  lease: (account: string) => `${start}lease:${account}`,
})

const peerKeys = (start: string) => ({
  /** Hash: addresses of a peer -> its last answer as JSON. Never on the disk, as the next two. */
  answers: `${start}answers`,
  /** Hash: name of a peer -> its last question as JSON. */
  questions: `${start}questions`,
  /** Hash: job of a worker -> when it ran last. */
  work: `${start}work`,
  /** Hash: what this watch knows of the other members of its group just now. Never on the disk. */
  group: `${start}group`,
  /** Text: term, rank and id of the member that has the duty. */
  duty: `${start}duty`,
  /** Hash: id of a member -> its ping key. */
  pingKeys: `${start}ping-keys`,
  /** Hash: id of a check -> what the group has told of it, as JSON. */
  told: `${start}told`,
  /** Sorted set: id of a check that is gone -> since when that is known. */
  gone: `${start}gone`,
  /** Hash: id of a peer's key -> the id of the watch that has shown it. */
  ids: `${start}ids`,
  /** Hash: id of another member of the group, or own -> its maintenance windows with the number of their list, as JSON. */
  windows: `${start}windows`,
  /** Text: a key that was offered to a peer, as JSON; it expires. */
  invitation: (keyId: string) => `${start}invitation:${keyId}`,
})

const accessKeys = (start: string) => ({
  /** Hash: sha256 of an API key's secret -> the key as JSON. */
  apiKeys: `${start}api-keys`,
  /** Hash: id of an API key -> when it was used last. */
  apiKeysUsed: `${start}api-keys-used`,
  /** The installation's secret. */
  secret: `${start}secret`,
})

/** Of the copy that is kept outside Redis. */
const backupKeys = (start: string, own: string) => ({
  /** Hash: `lineage`, drawn when the copy was begun or put back; `revision`, counts the changes of what is copied. Each part has one. */
  mark: `${own}mark`,
  /** The loss that nobody has acknowledged yet, as JSON. */
  loss: `${start}loss`,
})

/** Of heartbeats that were never queued; those that were are jobs of BullMQ. */
const heartbeatKeys = (start: string) => ({
  /** Hash: due slot without a heartbeat -> reason. */
  missed: `${start}missed`,
  /** The frequency in force, and since when, as JSON. */
  rule: `${start}rule`,
  /** Text: the round trips of a year. */
  roundTrips: `${start}round-trips`,
})
