/** The page of a Web Push channel: adds this browser to it, and removes it. */
import { t, tn } from '../../src/domain/language/text'
import { channelsOf, pushManager, subscribe, unsubscribe } from './parts/push'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const { channel = '', key = '' } = element('push').dataset
const on = element<HTMLButtonElement>('subscribe')
const off = element<HTMLButtonElement>('unsubscribe')

const OBSTACLES = {
  unable: () =>
    t('This browser cannot take messages. On an iPhone or iPad, put the page on the home screen first.'),
  distrusted: () =>
    t(
      'This browser does not trust the certificate of the page, and takes messages only where it does: install the certificate, or that of its issuer, on this device.',
    ),
} as const

function showState(words: string): void {
  element('push-state').textContent = words
}

function show(subscribed: boolean): void {
  on.hidden = subscribed
  off.hidden = !subscribed
  showState(subscribed ? t('This browser takes messages.') : t('This browser takes no messages yet.'))
}

/** @param outcome the number of browsers, or the reason why nothing changed */
function showOutcome(outcome: number | string, subscribed: boolean): void {
  if (typeof outcome === 'string') showState(outcome)
  else {
    element('push-count').textContent =
      outcome === 0 ? t('None yet.') : tn(outcome, 'One browser.', '{n} browsers.')
    show(subscribed)
  }
}

async function begin(): Promise<void> {
  const manager = await pushManager()
  if (manager === 'insecure') return // The page itself names the missing https.
  if (typeof manager === 'string') {
    showState(OBSTACLES[manager]())
    element('trust').hidden = manager !== 'distrusted'
    return
  }
  show((await channelsOf(manager)).includes(channel))
  on.addEventListener('click', async () => showOutcome(await subscribe(manager, channel, key), true))
  off.addEventListener('click', async () => showOutcome(await unsubscribe(manager, channel), false))
}

begin().catch(error => showState(t('It failed: {reason}', { reason: (error as Error).message })))
