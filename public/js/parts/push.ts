/** Messages of the appliance on this device, by Web Push. */
import { t } from '../../../src/domain/language/text'
import { fetchJson } from './fetch-json'

/** The reason for which this browser takes no messages. */
export type Obstacle = 'insecure' | 'unable' | 'distrusted'

interface PostAnswer {
  readonly browsers: number
  /** The page that asks for the password again. */
  readonly confirm?: string
}

/** Registers the worker that shows messages. */
export async function pushManager(): Promise<PushManager | Obstacle> {
  if (!window.isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator && 'PushManager' in window)) return 'unable'
  try {
    const worker = await navigator.serviceWorker.register('/push-worker.js')
    await navigator.serviceWorker.ready
    return worker.pushManager
  } catch (error) {
    // A page that was opened in spite of the browser's warning is not trusted.
    if ((error as Error).name === 'SecurityError') return 'distrusted'
    throw error
  }
}

/** The channels that have this browser. It may have a subscription of which the appliance knows nothing, as after a new card. */
export async function channelsOf(manager: PushManager): Promise<readonly string[]> {
  const made = await manager.getSubscription()
  if (!made) return []
  const fields = new URLSearchParams({ endpoint: made.endpoint })
  const { status, body } = await fetchJson<{ channels: string[] }>('/this-device/channels', fields)
  if (status !== 200) throw new Error(body.error ?? t('The appliance answered {n}.', { n: status }))
  return body.channels
}

/** Adds this browser to a channel; returns the answer of the appliance, or the reason why not. */
export async function subscribe(
  manager: PushManager,
  channel: string,
  key: string,
): Promise<number | string> {
  try {
    const made = await make(manager, key)
    const { endpoint = '', keys = {} } = made.toJSON()
    const { p256dh = '', auth = '' } = keys
    return await post(browsersOf(channel), { endpoint, p256dh, auth })
  } catch (error) {
    return (error as Error).name === 'NotAllowedError'
      ? t('The browser does not allow it; its settings for this page can.')
      : t('It failed: {reason}', { reason: (error as Error).message })
  }
}

/** Makes the browser's one subscription, also in the place of one with another key, as that of the card before. */
async function make(manager: PushManager, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await manager.subscribe(options)
  } catch (error) {
    if ((error as Error).name !== 'InvalidStateError') throw error
    await (await manager.getSubscription())?.unsubscribe()
    return await manager.subscribe(options)
  }
}

/** Removes it. The other channels keep the subscription that they share. */
export async function unsubscribe(manager: PushManager, channel: string): Promise<number | string> {
  const made = await manager.getSubscription()
  if (!made) return t('This browser takes no messages.')
  const outcome = await post(`${browsersOf(channel)}/remove`, { endpoint: made.endpoint })
  if (typeof outcome === 'number' && (await channelsOf(manager)).length === 0) await made.unsubscribe()
  return outcome
}

const browsersOf = (channel: string) => `/channels/${encodeURIComponent(channel)}/browsers`

/** Returns the number of browsers of the channel, or the reason. A page that asks for the password is opened. */
async function post(to: string, fields: Record<string, string>): Promise<number | string> {
  const { status, body } = await fetchJson<PostAnswer>(to, new URLSearchParams(fields))
  goToConfirm(body)
  return status === 200 ? body.browsers : (body.error ?? t('The appliance answered {n}.', { n: status }))
}

export function goToConfirm({ confirm }: { readonly confirm?: string }): void {
  if (confirm !== undefined) location.assign(`${confirm}?next=${encodeURIComponent(location.pathname)}`)
}
