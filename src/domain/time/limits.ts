/**
 * The time limits that have to agree with each other or with systemd's units, in milliseconds; test/domain/time/limits and
 * test/deploy/units compare them.
 */

/** The longest HTTP exchange with a receiver, from the name lookup to the last byte. */
export const ATTEMPT_MS = 10_000

/** A heartbeat or an alert belongs to its worker for so long without a renewal; then another worker takes it over. */
export const JOB_LOCK_MS = 30_000

/** A tick waits so long for the web app, which itself answers within two seconds; a machine under load gets some more. */
export const TICK_PATIENCE_MS = 8_000

/** A tick whose web app is being started requests its heartbeat again. */
export const RETRY_TICK_MS = {
  /** From the tick's start to its last request. */
  longest: 45_000,
  /** Before its slot's end: an attempt and its retry have to end in it. */
  reserve: 45_000,
} as const

/** A tick that begins so late after its slot's start counts as missing. */
export const TICK_LATE_MS = 60_000

/**
 * A due heartbeat that has not gone out so long after its slot's start is late: a tick that was delayed, its patience, and
 * both attempts take less.
 */
export const HEARTBEAT_LATE_MS = 60_000

/** Peers have so long to answer whether one of them sends the heartbeat that all share. */
export const DUTY_MS = {
  first: 5_000,
  /** Right before it is sent, for those that were silent: one may just have come back, and a dead one costs little time. */
  silent: 1_000,
} as const

/**
 * A watch waits for the peer that has the duty of their shared heartbeat: for its attempt and its retry, and less than
 * would make its own heartbeat late.
 */
export const STAND_BY = {
  /** From one question to the next. */
  ms: 10_000,
  /** The same of the watch that comes first, where two have given way to each other; the shortest pause of any. */
  first: 3_000,
  /** The number of pauses; then this watch sends. */
  most: 3,
} as const

/** The longest start of a web app or a worker, on a small Pi under load. */
export const READY_MS = 60_000

/** The claim of a worker that it works, over its connection to Redis. */
export const CLAIM_MS = {
  renewal: 5_000,
  /** A claim that was not renewed for so long has lapsed: the process stands still, or its connection is dead. */
  valid: 12_000,
  /** A worker that is asked whether it works answers within this, also on a small Pi under load. */
  answer: 1_000,
  /**
   * The claim of a web app that it takes check-ins. One that was not renewed for longer than that has lapsed: check-ins may
   * have been lost since the last renewal.
   */
  listening: {
    renewal: 2_000,
    valid: 5_000,
    /** For so long after its last renewal the silence of its senders is not judged, where it has not withdrawn its claim. */
    held: 300_000,
  },
  /**
   * The same of a program for 0MQ: its senders wait while it stands still, and a new process of it begins a claim anew, so
   * that it may rest for longer.
   */
  receiving: { renewal: 10_000, valid: 25_000 },
  /** A sweep that takes longer stands still. */
  sweep: 60_000,
} as const

/** Beyond the time limit of a look. */
export const LOOK_END_MS = {
  /** A look that has not ended by then is given up. */
  patience: 1_000,
  /**
   * A job is stopped within this: half a second for the polite signal, and less than half a second for the programs that
   * end it, measured with ten jobs at once on a twentieth of a core; a Pi Zero is slower than that by two or three times.
   */
  job: 3_000,
} as const

/** Looks that were no news may be lost in a power cut for so long: an SD card should not be written to at each of them. */
export const LOOK_FLUSH_MS = 600_000

/** The pauses before a part that ended by itself is started again; each is twice as long as the one before. */
export const RESTART_MS = {
  first: 1_000,
  longest: 60_000,
  /** A part that ran for so long begins with the first pause again. */
  forgottenAfter: 60_000,
} as const

/** An open page in the browser. */
export const PAGE_MS = {
  /** A page that is older than this is shown as old, and a stream on which nothing came for so long is broken. */
  stale: 45_000,
  /** A visible page asks for news so often. */
  refresh: 20_000,
  /** The same while a heartbeat is under way, late or waits: with the second in which it notices, less than five. */
  busy: 3_500,
  /** The longest wait for an answer, or for the first event of a stream. */
  answer: 10_000,
  /** The pause after an answer that failed. */
  retry: 3_000,
  /** The appliance sends something on every stream of events so often. */
  event: 15_000,
} as const

/** The longest orderly ends; each limit leaves room for those above it. */
export const END_MS = {
  /** A sweep under way: Redis may be away. */
  sweep: 1_000,
  /** A write of the copy outside Redis. */
  keeping: 1_000,
  /** Messages by 0MQ that have come and are not read yet. */
  reading: 1_000,
  /** Messages by 0MQ that are not written down yet: Redis may be away. */
  messages: 5_000,
  /** Alerts under way: another worker takes over those that are cut. */
  alerts: 5_000,
  /** A web app or a worker: the attempt that it makes, for example; Redis may hang. */
  program: 12_000,
  /** Calls to file systems and look-ups of names that are under way at its end; then a signal ends it. */
  threads: 500,
  /** Such a program, or Redis, until `npm start` kills it. */
  part: 15_000,
  /** `npm start`: web app and worker at the same time, then Redis. */
  start: 45_000,
} as const
