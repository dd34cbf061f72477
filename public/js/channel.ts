/** The page of a Web Push channel: adds this browser to it, and removes it. */
import { fetchJson } from './parts/fetch-json'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const { channel = '', key = '' } = element('push').dataset
const path = `/channels/${encodeURIComponent(channel)}/browsers`
const on = element<HTMLButtonElement>('subscribe')
const off = element<HTMLButtonElement>('unsubscribe')

/** A page that was opened in spite of the browser's warning is not trusted. */
const DISTRUSTED =
  'This browser does not trust the certificate of the page, and takes messages only where it does: install the certificate, or that of its issuer, on this device.'

function showState(words: string): void {
  element('push-state').textContent = words
}

function show(subscribed: boolean): void {
  on.hidden = subscribed
  off.hidden = !subscribed
  showState(subscribed ? 'This browser takes messages.' : 'This browser takes no messages yet.')
}

interface PostAnswer {
  readonly browsers: number
  /** The page that asks for the password again. */
  readonly confirm?: string
}

async function post(to: string, fields: Record<string, string>): Promise<boolean> {
  const { status, body } = await fetchJson<PostAnswer>(to, new URLSearchParams(fields))
  if (body.confirm !== undefined)
    location.assign(`${body.confirm}?next=${encodeURIComponent(location.pathname)}`)
  if (status !== 200) {
    showState(body.error ?? `The appliance answered ${status}.`)
    return false
  }
  element('push-count').textContent =
    body.browsers === 0 ? 'None yet.' : body.browsers === 1 ? 'One browser.' : `${body.browsers} browsers.`
  return true
}

async function begin(): Promise<void> {
  if (!window.isSecureContext) return // The page itself names the missing https.
  if (!('serviceWorker' in navigator && 'PushManager' in window)) {
    showState(
      'This browser cannot take messages. On an iPhone or iPad, put the page on the home screen first.',
    )
    return
  }
  const worker = await navigator.serviceWorker.register('/push-worker.js')
  const { pushManager } = await navigator.serviceWorker.ready.then(() => worker)
  show((await pushManager.getSubscription()) !== null)

  on.addEventListener('click', async () => {
    try {
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
      const { endpoint = '', keys = {} } = made.toJSON()
      const { p256dh = '', auth = '' } = keys
      if (await post(path, { endpoint, p256dh, auth })) show(true)
    } catch (error) {
      const refused = (error as Error).name === 'NotAllowedError'
      showState(
        refused
          ? 'The browser does not allow it; its settings for this page can.'
          : `It failed: ${(error as Error).message}`,
      )
    }
  })
  off.addEventListener('click', async () => {
    const made = await pushManager.getSubscription()
    if (made && (await post(`${path}/remove`, { endpoint: made.endpoint }))) await made.unsubscribe()
    show(false)
  })
}

begin().catch(error => {
  const distrusted = (error as Error).name === 'SecurityError'
  showState(distrusted ? DISTRUSTED : `It failed: ${(error as Error).message}`)
})
