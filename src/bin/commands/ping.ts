import { UsageError } from './context'
import { checkIn } from './ping-local'
import { print } from './print'

export interface PingOptions {
  readonly fail: boolean
  readonly start: boolean
  /** As typed; empty: none. */
  readonly exit: string
}

/** Sends one signal. Exit code 0: it was taken. */
export async function ping(nameOrId: string, { fail, start, exit }: PingOptions): Promise<number> {
  if ([fail, start, exit !== ''].filter(Boolean).length > 1)
    throw new UsageError('only one of --fail, --start and --exit makes sense')
  if (exit !== '' && !(/^\d{1,3}$/.test(exit) && Number(exit) <= 255))
    throw new UsageError(`"${exit}" is no exit code; there are 0 to 255`)
  const failed = fail || Number(exit) > 0
  const kind = start ? 'start' : failed ? 'fail' : 'success'
  const detail = exit === '' ? {} : { exitCode: Number(exit) }
  const { taken, words } = await checkIn(nameOrId, kind, Date.now(), detail)
  print(words)
  return taken ? 0 : 1
}
