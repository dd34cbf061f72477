import { access, statfs } from 'node:fs/promises'
import { freemem, hostname, release, totalmem, type, uptime } from 'node:os'
import {
  type PowerFacts,
  powerFacts,
  type SystemFacts,
  type UnitFacts,
} from '../../domain/appliance/system-facts'
import { readText } from '../files/small-file'
import { outputOf } from '../program-output'

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

/** Reads the facts about the machine; `home` is the state folder. */
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

async function osName(): Promise<string> {
  const text = await readText('/etc/os-release')
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text ?? '')?.[1] ?? `${type()} ${release()}`
}

/** Read from /sys too, where it is visible even in a unit that hides most of /proc. */
async function piModel(): Promise<string | undefined> {
  const model =
    (await readText('/proc/device-tree/model')) ?? (await readText('/sys/firmware/devicetree/base/model'))
  return model?.replace(/\0/g, '').trim() || undefined
}

async function temperatureOf(): Promise<number | undefined> {
  const milli = Number(await readText('/sys/class/thermal/thermal_zone0/temp'))
  return milli > 0 ? milli / 1000 : undefined
}

async function powerOf(): Promise<PowerFacts | undefined> {
  const text =
    (await readText('/sys/devices/platform/soc/soc:firmware/get_throttled')) ??
    (await outputOf('vcgencmd', ['get_throttled']))?.replace('throttled=0x', '')
  if (text === undefined || !/^[\da-f]+$/i.test(text)) return undefined
  return powerFacts(Number.parseInt(text, 16))
}

async function diskOf(folder: string): Promise<SystemFacts['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return undefined // There is no folder yet, or its file system has no figures.
  }
}

/** The second one is the view that the units of web app and worker give where their /proc has processes only. */
const MEMORY_FIGURES = ['/proc/meminfo', '/run/intvlm8r/meminfo']

/**
 * The memory that programs could still have, caches that can be dropped included.
 *
 * @param figures files in the form of /proc/meminfo, of which the first that is there counts
 */
export async function availableBytes(figures: readonly string[] = MEMORY_FIGURES): Promise<number> {
  const texts = await Promise.all(figures.map(path => readText(path)))
  const [kilobytes] = texts.flatMap(text => /^MemAvailable:\s+(\d+) kB$/m.exec(text ?? '')?.[1] ?? [])
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024
}

async function clockSynchronised(): Promise<boolean | undefined> {
  const answer = await outputOf('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'])
  if (answer === 'yes' || answer === 'no') return answer === 'yes'
  const marked = await access('/run/systemd/timesync/synchronized').then(
    () => true,
    () => false,
  )
  return marked ? true : undefined
}

async function unitsOf(): Promise<readonly UnitFacts[]> {
  const properties = ['Id', 'LoadState', 'ActiveState', 'SubState', 'Result'].flatMap(name => ['-p', name])
  const text = (await outputOf('systemctl', ['show', ...properties, ...UNITS])) ?? ''
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
