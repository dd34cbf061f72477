import { execFile } from 'node:child_process'
import { access, readFile, statfs } from 'node:fs/promises'
import { freemem, hostname, release, totalmem, type, uptime } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type PowerFacts,
  powerFacts,
  type SystemFacts,
  type UnitFacts,
} from '../../domain/appliance/system-facts'

const PATIENCE_MS = 1_500
const MOST_BYTES = 1_000_000
const UNITS = [
  'intvlm8r-tick.timer',
  'intvlm8r-tick.service',
  'intvlm8r-web.service',
  'intvlm8r-redis.service',
  'intvlm8r-worker.service',
]

export function readHost(): Pick<SystemFacts, 'hostName' | 'uptime'> {
  return { hostName: hostname(), uptime: uptime() * 1000 }
}

/** What the machine says of itself; `home` is the state folder. */
export async function readSystemFacts(home: string): Promise<SystemFacts> {
  const [os, model, temperature, power, disk, available, synchronised, units] = await Promise.all([
    osName(),
    piModel(),
    temperatureOf(),
    powerOf(),
    diskOf(home),
    availableBytes(),
    clockSynchronised(),
    unitsOf(),
  ])
  return {
    ...readHost(),
    os,
    node: process.version,
    memory: { available, total: totalmem() },
    units,
    ...(model !== undefined && { model }),
    ...(temperature !== undefined && { temperature }),
    ...(power !== undefined && { power }),
    ...(disk !== undefined && { disk }),
    ...(synchronised !== undefined && { clockSynchronised: synchronised }),
  }
}

/** The last day's lines of the ticks: from the journal where it can be read, else the one line that the last tick left. */
export async function readTickLog(runtime: string): Promise<{ source: string; lines: readonly string[] }> {
  const units = ['intvlm8r-tick.service', 'intvlm8r-boot.service'].flatMap(unit => ['-u', unit])
  const journal = await output('journalctl', [...units, '-n', '300', '-o', 'short-iso', '--no-pager', '-q'])
  if (journal) return { source: 'journalctl', lines: journal.split('\n') }
  const last = await textOf(join(runtime, 'heartbeat.log'))
  return { source: 'heartbeat.log (the last tick only)', lines: last ? [last] : [] }
}

async function osName(): Promise<string> {
  const text = await textOf('/etc/os-release')
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text ?? '')?.[1] ?? `${type()} ${release()}`
}

/** From /sys too: a unit that hides most of /proc still shows it there. */
async function piModel(): Promise<string | undefined> {
  const model =
    (await textOf('/proc/device-tree/model')) ?? (await textOf('/sys/firmware/devicetree/base/model'))
  return model?.replace(/\0/g, '').trim() || undefined
}

async function temperatureOf(): Promise<number | undefined> {
  const milli = Number(await textOf('/sys/class/thermal/thermal_zone0/temp'))
  return milli > 0 ? milli / 1000 : undefined
}

async function powerOf(): Promise<PowerFacts | undefined> {
  const text =
    (await textOf('/sys/devices/platform/soc/soc:firmware/get_throttled')) ??
    (await output('vcgencmd', ['get_throttled']))?.replace('throttled=0x', '')
  if (text === undefined || !/^[\da-f]+$/i.test(text)) return undefined
  return powerFacts(Number.parseInt(text, 16))
}

async function diskOf(folder: string): Promise<SystemFacts['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return undefined // No folder yet, or a file system that does not tell.
  }
}

/** What programs could still have, caches that would make way included. */
async function availableBytes(): Promise<number> {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec((await textOf('/proc/meminfo')) ?? '')?.[1]
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024
}

async function clockSynchronised(): Promise<boolean | undefined> {
  const said = await output('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'])
  if (said === 'yes' || said === 'no') return said === 'yes'
  const marked = await access('/run/systemd/timesync/synchronized').then(
    () => true,
    () => false,
  )
  return marked ? true : undefined
}

/** What systemd says of the timer: `active`, `inactive`, `failed`; undefined where there is none. */
export async function timerState(): Promise<string | undefined> {
  const [timer] = (await unitsOf()).filter(({ name }) => name === 'intvlm8r-tick.timer')
  return timer?.state
}

async function unitsOf(): Promise<readonly UnitFacts[]> {
  const properties = ['Id', 'LoadState', 'ActiveState', 'SubState', 'Result'].flatMap(name => ['-p', name])
  const text = (await output('systemctl', ['show', ...properties, ...UNITS])) ?? ''
  return text.split('\n\n').flatMap(block => {
    const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? ''
    if (field('LoadState') !== 'loaded') return []
    const name = field('Id')
    const state = field('ActiveState')
    const detail = field('SubState')
    const endedWell =
      name === 'intvlm8r-tick.service' && state === 'inactive' && field('Result') === 'success'
    return [{ name, state, detail, healthy: state === 'active' || state === 'activating' || endedWell }]
  })
}

/** A small file's text without the white space around it; undefined when it cannot be read or is empty. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined
  } catch {
    return undefined // Most machines have only some of these files.
  }
}

/** What a program prints; undefined when it is not there, fails, or takes too long. */
async function output(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const options = { timeout: PATIENCE_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const
    const { stdout } = await promisify(execFile)(program, args, options)
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
