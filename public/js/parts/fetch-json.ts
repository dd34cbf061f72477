import { t } from '../../../src/domain/language/text'
import { PAGE_MS } from '../../../src/domain/time/limits'
import { moment, noteAnswer } from './freshness'

/** The appliance's answer, or status 0 and an error when the appliance cannot be reached. */
export type JsonAnswer<T> = { readonly status: number; readonly body: T & { readonly error?: string } }

/** An event of the document; a listener that prevents its default keeps the page as it is. */
export const LOGGED_OUT = 'loggedout'

/** Reloads the page, which leads to the log-in, unless a listener of LOGGED_OUT has something to lose. */
export function goToLogIn(): void {
  if (document.dispatchEvent(new Event(LOGGED_OUT, { cancelable: true }))) location.reload()
}

/** Gets, or posts a form's fields. After a log-out a post has the status 401; a get leads to the log-in. */
export async function fetchJson<T>(path: string, form?: URLSearchParams): Promise<JsonAnswer<T>> {
  const requested = moment()
  try {
    const response = await fetch(path, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(PAGE_MS.answer),
      ...(form && { method: 'POST', body: form }),
    })
    if (!form && (response.redirected || response.status === 401)) goToLogIn()
    const body = await response.json()
    // Something else that answers in its place, such as a proxy, does not do so in JSON.
    noteAnswer(requested)
    return { status: response.status, body }
  } catch {
    const error = t('The appliance cannot be reached from here. Check the connection and try again.')
    return { status: 0, body: { error } as T & { error: string } }
  }
}
