// Shows the messages of a Web Push channel; a tap opens the check's page.
self.addEventListener('push', event => {
  const { title, body, tag, url } = event.data?.json() ?? {}
  const options = { body, tag, renotify: true, icon: '/icon.svg', data: { url } }
  event.waitUntil(self.registration.showNotification(title ?? 'Heartbeat', options))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  // The page is opened at the address that this worker came from: the appliance may know itself by another name.
  const { url } = event.notification.data ?? {}
  const path = url === undefined ? '/checks' : new URL(url).pathname
  event.waitUntil(self.clients.openWindow(path))
})
