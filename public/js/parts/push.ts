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

/** Adds this browser to a channel; returns the answer of the appliance, or the reason why not. */
export async function subscribe(
  manager: PushManager,
  channel: string,
  key: string,
): Promise<number | string> {
  try {
    const made = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    const { endpoint = '', keys = {} } = made.toJSON()
    const { p256dh = '', auth = '' } = keys
    return await post(browsersOf(channel), { endpoint, p256dh, auth })
  } catch (error) {
    return (error as Error).name === 'NotAllowedError'
      ? t('The browser does not allow it; its settings for this page can.')
      : t('It failed: {reason}', { reason: (error as Error).message })
  }
}

/** Removes it. */
export async function unsubscribe(manager: PushManager, channel: string): Promise<number | string> {
  const made = await manager.getSubscription()
  if (!made) return t('This browser takes no messages.')
  const outcome = await post(`${browsersOf(channel)}/remove`, { endpoint: made.endpoint })
  if (typeof outcome === 'number') await made.unsubscribe()
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
