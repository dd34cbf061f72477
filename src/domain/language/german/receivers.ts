/** Receivers of heartbeats, and their addresses. */
export const receivers: Readonly<Record<string, string>> = {
  'answered {n}: {why}': 'antwortete {n}: {why}',
  'Uptime Kuma': 'Uptime Kuma',
  'Better Stack': 'Better Stack',
  'Sentry crons': 'Sentry crons',
  UptimeRobot: 'UptimeRobot',
  'only the answer "OK" counts; after missed heartbeats, a note about them is sent along.':
    'nur die Antwort "OK" zählt; nach verpassten Heartbeats geht eine Notiz darüber mit.',
  'there is no such check': 'es gibt keine solche Prüfung',
  'several checks have this slug': 'mehrere Prüfungen haben diesen Slug',
  'it does not accept this URL': 'er akzeptiert diese URL nicht',
  'too many pings for this check': 'zu viele Pings für diese Prüfung',
  'this is not the "OK" of Healthchecks': 'das ist nicht das "OK" von Healthchecks',
  'any 2xx answer counts; after missed heartbeats, a note about them is added.':
    'jede 2xx-Antwort zählt; nach verpassten Heartbeats wird eine Notiz darüber ergänzt.',
  'any 2xx answer counts. Check the key: Cronitor makes a new monitor for one it does not know.':
    'jede 2xx-Antwort zählt. Den Schlüssel prüfen: Für einen unbekannten legt Cronitor einen neuen Monitor an.',
  'any 2xx answer counts; after missed heartbeats, a note about them is sent along.':
    'jede 2xx-Antwort zählt; nach verpassten Heartbeats geht eine Notiz darüber mit.',
  'any 2xx answer counts. Sentry takes at most six check-ins a minute.':
    'jede 2xx-Antwort zählt. Sentry nimmt höchstens sechs Check-ins je Minute.',
  'any 2xx answer counts.': 'jede 2xx-Antwort zählt.',
  'it is fetched with GET, and any 2xx answer counts.':
    'sie wird mit GET abgerufen, und jede 2xx-Antwort zählt.',
  'the network wants a log-in first': 'das Netz verlangt erst eine Anmeldung',
  'a log-in page; this is not the ping URL, or the network wants a log-in first':
    'eine Anmeldeseite; das ist nicht die Ping-URL, oder das Netz verlangt erst eine Anmeldung',
  'a web page; this is not the ping URL, or the network wants a log-in first':
    'eine Webseite; das ist nicht die Ping-URL, oder das Netz verlangt erst eine Anmeldung',
  'answered with a web page: is this the ping URL?': 'mit einer Webseite beantwortet: Ist das die Ping-URL?',
  '/{end} at the end reports the same as no exit code at all; leave it out.':
    '/{end} am Ende meldet dasselbe wie gar kein Exit-Code; weglassen.',
  'The URL ends with /{end}: make sure that it reports a success.':
    'Die URL endet mit /{end}: sicherstellen, dass sie einen Erfolg meldet.',
  'This looks like a page for people: make sure that it is the ping URL.':
    'Das sieht nach einer Seite für Menschen aus: sicherstellen, dass es die Ping-URL ist.',
  'a ping URL has the UUID of the check after https://hc-ping.com/, or a ping key and a slug':
    'eine Ping-URL hat die UUID der Prüfung nach https://hc-ping.com/, oder einen Ping-Schlüssel und einen Slug',
  'copy the ping URL of the check, which begins with https://hc-ping.com/':
    'die Ping-URL der Prüfung kopieren, die mit https://hc-ping.com/ beginnt',
  'the token of the snitch is missing after https://nosnch.in/':
    'nach https://nosnch.in/ fehlt das Token des Snitch',
  'copy the unique URL of the snitch, which begins with https://nosnch.in/':
    'die eindeutige URL des Snitch kopieren, die mit https://nosnch.in/ beginnt',
  'copy the secret URL of the heartbeat, with /api/v1/heartbeat/ in it':
    'die geheime URL des Heartbeats kopieren, mit /api/v1/heartbeat/ darin',
  'a telemetry URL has an API key and the key of the monitor after https://cronitor.link/p/':
    'eine Telemetrie-URL hat einen API-Schlüssel und den Schlüssel des Monitors nach https://cronitor.link/p/',
  'copy the telemetry URL of the monitor, which begins with https://cronitor.link/p/':
    'die Telemetrie-URL des Monitors kopieren, die mit https://cronitor.link/p/ beginnt',
  'the token of the monitor is missing after https://heartbeat.uptimerobot.com/':
    'nach https://heartbeat.uptimerobot.com/ fehlt das Token des Monitors',
  'copy the URL of the heartbeat monitor, which begins with https://heartbeat.uptimerobot.com/':
    'die URL des Heartbeat-Monitors kopieren, die mit https://heartbeat.uptimerobot.com/ beginnt',
  'copy the check-in URL of the cron monitor, with /cron/ in it':
    'die Check-in-URL des Cron-Monitors kopieren, mit /cron/ darin',
  'copy the ping URL of the heartbeat, which begins with https://ping.checklyhq.com/':
    'die Ping-URL des Heartbeats kopieren, die mit https://ping.checklyhq.com/ beginnt',
  'copy the ping URL of the monitor, which begins with https://cronhub.io/ping/':
    'die Ping-URL des Monitors kopieren, die mit https://cronhub.io/ping/ beginnt',
  'This is the page of a check: copy its ping URL instead, with /ping/ in it.':
    'Das ist die Seite einer Prüfung: stattdessen ihre Ping-URL kopieren, mit /ping/ darin.',
  'This is a page of Uptime Kuma: copy the Push URL of the monitor instead, with /api/push/ in it.':
    'Das ist eine Seite von Uptime Kuma: stattdessen die Push-URL des Monitors kopieren, mit /api/push/ darin.',
  'This is a badge of Uptime Kuma: copy the Push URL of the monitor instead, with /api/push/ in it.':
    'Das ist ein Badge von Uptime Kuma: stattdessen die Push-URL des Monitors kopieren, mit /api/push/ darin.',
  'The token of the monitor is missing after /api/push/.': 'Nach /api/push/ fehlt das Token des Monitors.',
  'This is no ping URL of {name}: {what}.': 'Das ist keine Ping-URL von {name}: {what}.',
  'only the start of a run': 'nur den Beginn eines Laufs',
  'no success': 'keinen Erfolg',
  'a failure': 'einen Fehlschlag',
  'With {suffix} at its end, the URL reports {what}: remove {suffix}.':
    'Mit {suffix} am Ende meldet die URL {what}: {suffix} entfernen.',
  'With s= in its query, the URL reports a failure: remove it.':
    'Mit s= in der Abfrage meldet die URL einen Fehlschlag: entfernen.',
  'status, msg and ping are filled in for you; only "ok": true counts.':
    'status, msg und ping werden ergänzt; nur "ok": true zählt.',
  'this is not the {"ok": true} of Uptime Kuma': 'das ist nicht das {"ok": true} von Uptime Kuma',
  '{what} (asks to wait {n} s)': '{what} (bittet, {n} s zu warten)',
}
