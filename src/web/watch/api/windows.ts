import {
  activeWindows,
  type MaintenanceWindow,
  nextStart,
  windowFaults,
} from '../../../domain/alerts/maintenance'
import { isObject, NO_OBJECT } from '../../../domain/watch/asked-plan'
import { moment } from '../../../domain/watch/check-json'
import { announceFaults } from '../../pages/announce-faults'
import { Refusal } from '../../pages/errors'
import { type ApiPorts, faulty, type Handler } from './handlers'

/** The handlers for windows of maintenance. */
export function windowHandlers(ports: ApiPorts) {
  const { now, windows, windowStore } = ports

  function jsonOf(window: MaintenanceWindow) {
    const { name, settings, home } = window
    const origin = home === undefined ? window.origin : 'peer'
    const [active] = activeWindows([window], now())
    return {
      name,
      origin,
      settings,
      since: moment(active?.from),
      until: moment(active?.to),
      next: moment(nextStart(window, now())),
    }
  }

  const list: Handler = async () => ({ body: { windows: (await windows()).map(jsonOf) } })

  const save: Handler = async ({ request }) => {
    const window = asked(request.body)
    const faults = [...windowFaults(window), ...(await announceFaults(ports, window))]
    if (faults.length > 0) throw faulty(faults)
    const there = (await windows()).find(({ name }) => name === window.name)
    if (there !== undefined && there.origin !== 'page') throw elsewhere(there)
    await windowStore.save(window)
    return { ...(there === undefined && { status: 201 }), body: jsonOf(window) }
  }

  const remove: Handler = async ({ request }) => {
    const there = (await windows()).find(({ name }) => name === request.params.name)
    if (there === undefined) throw new Refusal(404, 'there is no such window')
    if (there.origin !== 'page') throw elsewhere(there)
    await windowStore.remove(there.name)
    return { status: 204 }
  }

  return { list, save, remove }
}

const elsewhere = ({ home }: MaintenanceWindow) =>
  new Refusal(
    409,
    home === undefined
      ? 'this window comes from the INI; change it there'
      : `this window is one of the member of the group with the id ${home}; change it there`,
  )

/** @throws Refusal for a body that is no `{"name", "settings"}` */
function asked(body: unknown): MaintenanceWindow {
  if (!isObject(body)) throw faulty([NO_OBJECT])
  const { name, settings, ...rest } = body
  const [odd] = Object.keys(rest)
  const isTexts = isObject(settings) && Object.values(settings).every(value => typeof value === 'string')
  const faults = [
    ...(odd === undefined ? [] : [{ key: odd, reason: 'is not known here; there are name and settings' }]),
    ...(typeof name === 'string' ? [] : [{ key: 'name', reason: 'has to be text' }]),
    ...(isTexts ? [] : [{ key: 'settings', reason: 'have to be an object of texts' }]),
  ]
  if (faults.length > 0) throw faulty(faults)
  const given = Object.entries(settings as Record<string, string>).filter(([, value]) => value !== '')
  return { name: name as string, origin: 'page', settings: Object.fromEntries(given) }
}
