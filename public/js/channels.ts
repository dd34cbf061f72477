/**
 * All channels: while a test is under way, which may take a while, its button shows that and cannot be pressed again. This device
 * takes messages after two taps: the button, and the browser's question.
 */
import { t } from '../../src/domain/language/text'
import { fetchJson } from './parts/fetch-json'
import { channelsOf, goToConfirm, pushManager, subscribe } from './parts/push'
import { REFRESHED } from './parts/refresh'

/** The address of the test under way. */
let sending: string | undefined

document.addEventListener('submit', event => {
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement) || !button.hasAttribute('data-test')) return
  if (sending !== undefined) event.preventDefault()
  sending ??= button.form?.action
  showSending()
})
document.addEventListener(REFRESHED, showSending)
// A page that the browser kept, and that one comes back to, waits for nothing.
window.addEventListener('pageshow', event => {
  if (event.persisted) location.reload()
})

function showSending(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-test]')) {
    if (button.form?.action !== sending) continue
    button.ariaDisabled = 'true'
    button.textContent = t('Sending …')
  }
}

const OBSTACLES = {
  insecure: () =>
    t(
      'Browsers take messages only from a page that was opened by https, with a certificate that they trust.',
    ),
  unable: () =>
    t('This browser cannot take messages. On an iPhone or iPad, put the page on the home screen first.'),
  distrusted: () =>
    t('This browser does not trust the certificate of the page yet, and takes messages only where it does.'),
} as const

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T

async function offerMessages(): Promise<void> {
  const manager = await pushManager()
  if (typeof manager === 'string') {
    element('device-state').textContent = OBSTACLES[manager]()
    element('device-on').hidden = true
    element('device-trust').hidden = manager === 'unable'
    element('device-ntfy').hidden = false
  } else if ((await channelsOf(manager)).length > 0) {
    element('device-state').textContent = t('This browser takes messages.')
    element('device-on').hidden = true
  } else element('device-on').addEventListener('click', () => takeMessages(manager))
  element('this-device').hidden = false
}

/** Subscribes to the channel for browsers, which is made the first time. */
async function takeMessages(manager: PushManager): Promise<void> {
  const { status, body } = await fetchJson<{ channel: string; key: string; confirm?: string }>(
    '/this-device/channel',
    new URLSearchParams(),
  )
  goToConfirm(body)
  const outcome =
    status === 200
      ? await subscribe(manager, body.channel, body.key)
      : (body.error ?? t('The appliance answered {n}.', { n: status }))
  if (typeof outcome === 'number') location.assign('/channels?device')
  else element('device-state').textContent = outcome
}

offerMessages().catch(error => {
  element('device-state').textContent = t('It failed: {reason}', { reason: (error as Error).message })
  element('this-device').hidden = false
})
