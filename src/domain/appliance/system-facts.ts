/** Facts about the machine; those that some machines do not know are optional. */
export interface SystemFacts {
  readonly hostName: string
  /** As /etc/os-release names it. */
  readonly os: string
  readonly node: string
  /** For example `Raspberry Pi 4 Model B Rev 1.4`. */
  readonly model?: string
  /** Milliseconds since the machine's start. */
  readonly uptime: number
  /** Degrees Celsius of the processor. */
  readonly temperature?: number
  readonly power?: PowerFacts
  /** Bytes on the disk of the state folder. */
  readonly disk?: { readonly free: number; readonly total: number }
  /** Bytes. */
  readonly memory: { readonly available: number; readonly total: number }
  readonly clockSynchronised?: boolean
  /** The appliance's systemd units; none where systemd does not run it. */
  readonly units: readonly UnitFacts[]
}

/** The report of a Raspberry Pi's firmware on its power supply and heat. */
export interface PowerFacts {
  /** Such as `under-voltage`. */
  readonly now: readonly string[]
  readonly sinceStart: readonly string[]
}

export interface UnitFacts {
  readonly name: string
  /** In systemd's words: active, inactive, failed, activating, ... */
  readonly state: string
  /** Such as running, dead, waiting. */
  readonly detail: string
  /** Also true of a one-shot unit that is inactive after a successful run. */
  readonly healthy: boolean
}

export interface SystemReader {
  /** The facts that cost nothing. */
  host(): Pick<SystemFacts, 'hostName' | 'uptime'>
  /** The name of the time zone that local times are in, such as `Europe/Berlin`. */
  zone(): string
  /** Returns the problem with `TZ` and how to mend it; undefined without one. */
  zoneProblem(): string | undefined
  /** Resolves within some two seconds, whatever hangs. */
  facts(): Promise<SystemFacts>
  /** Returns those of the last minute at once; undefined while they are not known. */
  recentFacts(): Promise<SystemFacts | undefined>
  /** Log lines of the last ticks, oldest first, and their source. */
  tickLog(): Promise<{ readonly source: string; readonly lines: readonly string[] }>
  redactedIni(): Promise<RedactedIni>
}

/** The INI for other eyes. */
export interface RedactedIni {
  /** Its text, with nothing but what is known to be harmless. */
  readonly ini: string
  /** Another text of the appliance, such as a fault or a log line, without what is hidden in the INI or may be a secret. */
  mask(text: string): string
}

const FLAGS: readonly [bit: number, words: string][] = [
  [0, 'under-voltage'],
  [1, 'frequency capped'],
  [2, 'throttled'],
  [3, 'soft temperature limit'],
]

/**
 * Reads the firmware's bits `get_throttled`, as raspberrypi.com documents vcgencmd: 0 to 3 for now, 16 to 19 since the
 * start.
 */
export function powerFacts(throttled: number): PowerFacts {
  const set = (shift: number) =>
    FLAGS.filter(([bit]) => throttled & (1 << (bit + shift))).map(([, words]) => words)
  return { now: set(0), sinceStart: set(16) }
}
