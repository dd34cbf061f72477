/** SMS by gammu and a modem: `gammu sendsms TEXT`, whose text is its standard input (gammu's manual, "Exit codes" among it). */
import { type Alert, alertAddress, type Delivery } from '../domain/alerts/alert'
import { ATTEMPT_MS, type Channel, settingOf, toOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import type { RecipientWords } from '../domain/alerts/recipients'
import { reportOf } from '../domain/alerts/report'
import type { RunProgram } from '../domain/probes/look'
import { firstCharacters } from '../domain/shorten'
import { isRefused } from './program-end'
import { sendToEach } from './recipients'

/** Characters of two messages in one, by the alphabet (3GPP TS 23.040): GSM's own, or UCS-2. */
const LIMITS = { gsm: 306, ucs2: 134 } as const
const TITLE_LIMIT = 70
/** GSM's alphabet, and the signs of its extension, which take two places each (3GPP TS 23.038). */
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ^{}\\[~\]|€]*$/
const EXTENSION = /[\^{}\\[~\]|€]/g

/** gammu's own exit codes after which another attempt is in vain: invalid parameters, and a function that moved. */
const FINAL = [2, 99]
const NO_GAMMU = 'gammu is not installed here: sudo apt install gammu'

const WORDS: RecipientWords = (having, without, why) => {
  if (without.length > 0) return `sent to ${having.join(', ')}; not to ${without.join(', ')}: ${why}`
  return having.length === 1 ? 'sent' : `sent to ${having.length} numbers`
}

export const sms: Notifier = async (alert, channel, context) => {
  const { programs, page, signal } = context
  if (programs === undefined)
    return { ok: false, permanent: true, untaken: true, detail: 'only the worker runs programs' }
  const { text, alphabet } = textOf(alert, page)
  const send = async (numbers: readonly string[]) => {
    const outcomes: Delivery[] = []
    for (const number of numbers) {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)])
      outcomes.push(await sendTo(number, text, alphabet, channel, programs.modem, inTime))
    }
    return outcomes
  }
  return await sendToEach(toOf(channel), context, send, WORDS)
}

async function sendTo(
  number: string,
  input: string,
  alphabet: keyof typeof LIMITS,
  channel: Channel,
  modem: RunProgram,
  signal: AbortSignal,
): Promise<Delivery> {
  const config = settingOf(channel, 'config')
  const section = settingOf(channel, 'section')
  const end = await modem(
    [
      'gammu',
      ...(config ? ['-c', config] : []),
      ...(section ? ['-s', section] : []),
      'sendsms',
      'TEXT',
      number,
      '-autolen',
      String(LIMITS[alphabet]),
      ...(alphabet === 'ucs2' ? ['-unicode'] : []),
    ],
    { signal, input },
  )
  if (signal.aborted)
    return { ok: false, permanent: false, detail: 'gammu did not end in time, and was stopped' }
  if (isRefused(end)) {
    const isMissing = end.kind === 'missing'
    return { ok: false, permanent: isMissing, untaken: true, detail: isMissing ? NO_GAMMU : end.reason }
  }
  if (end.kind === 'killed')
    return { ok: false, permanent: false, detail: `gammu was ended by ${end.signal}` }
  if (end.code === 0) return { ok: true, detail: 'sent' }
  const why = WHY[end.code]
  const detail = `gammu ended with exit code ${end.code}${why === undefined ? '' : `: ${why}`}`
  return { ok: false, permanent: FINAL.includes(end.code), detail }
}

/** gammu's exit codes for what an owner can mend; 100 and more are those of its library. */
const WHY: Readonly<Record<number, string>> = {
  2: 'it does not take these parameters',
  3: 'it cannot read its settings',
  102: 'the modem cannot be opened',
  103: 'another program has the modem',
  104: 'there is no modem at the port that its settings name',
  105: 'the modem is busy',
  106: 'the modem may not be opened by this user',
  114: 'the modem does not answer',
}

function textOf(alert: Alert, page: string | undefined) {
  const cut = firstCharacters(alert.subject, TITLE_LIMIT)
  // Some characters take two places of UCS-2.
  const title = cut.length <= TITLE_LIMIT ? cut : firstCharacters(alert.subject, TITLE_LIMIT / 2)
  const link = alertAddress(alert, page)
  const made = (places: (text: string) => number, limit: number) => {
    const whole = (text: string) => `${title}\n${text}`
    return whole(reportOf({ ...alert, tags: [] }, { link, fits: text => places(whole(text)) <= limit }))
  }
  const short = made(gsmPlaces, LIMITS.gsm)
  return GSM.test(short)
    ? { text: short, alphabet: 'gsm' as const }
    : { text: made(text => text.length, LIMITS.ucs2), alphabet: 'ucs2' as const }
}

function gsmPlaces(text: string): number {
  return text.length + (text.match(EXTENSION)?.length ?? 0)
}
