/** The server's answer in JSON, or what kept it from coming. */
export type Answer<T> = { readonly status: number; readonly body: T & { readonly error?: string } }

export const LOGGED_OUT = 'loggedout'

/** The log-in is where the page has to go, unless somebody who listens has something to lose. */
export function leave(): void {
  if (document.dispatchEvent(new Event(LOGGED_OUT, { cancelable: true }))) location.reload()
}

/** Gets, or posts a form's fields. Who was logged out meanwhile learns it from the status 401 of a post. */
export async function ask<T>(path: string, form?: URLSearchParams): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      headers: { Accept: 'application/json' },
      ...(form && { method: 'POST', body: form }),
    })
    if (!form && (response.redirected || response.status === 401)) leave()
    return { status: response.status, body: await response.json() }
  } catch {
    const error = 'The appliance cannot be reached from here. Check the connection and try again.'
    return { status: 0, body: { error } as T & { error: string } }
  }
}
