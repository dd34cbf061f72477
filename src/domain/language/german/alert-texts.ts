/** The messages that go out to people: alerts, digests, reports and notices of the watch about itself. */
export const alertTexts: Readonly<Record<string, string>> = {
  'the watch': 'die Wache',
  'the week': 'die Woche',
  '[DOWN] {name}': '[AUSGEFALLEN] {name}',
  '{name} is down since {since}.': '{name} ist ausgefallen seit {since}.',
  '[BLIND] {name}': '[BLIND] {name}',
  'no look has ended': 'noch keine Messung ist zu Ende gegangen',
  '{name} cannot be looked at since {since}: {why}.': '{name} ist nicht zu sehen seit {since}: {why}.',
  'Whether it works is not known.': 'Ob es funktioniert, ist nicht bekannt.',
  '[FLAPPING] {name}': '[SCHWANKT] {name}',
  '{name} is flapping: it went down {downs} times since {since}.':
    '{name} schwankt: {downs} Ausfälle seit {since}.',
  'The next alert comes when it is steady.': 'Die nächste Meldung kommt, wenn Ruhe eingekehrt ist.',
  '[STILL BLIND] {name}': '[WEITER BLIND] {name}',
  '{name} still cannot be looked at, for {span} now (since {since}).':
    '{name} ist weiterhin nicht zu sehen, nun seit {span} (seit {since}).',
  '[STILL DOWN] {name}': '[WEITER AUSGEFALLEN] {name}',
  '{name} is still down, for {span} now (since {since}).':
    '{name} ist weiterhin ausgefallen, nun seit {span} (seit {since}).',
  'It could not be looked at for {span}, from {since} to {until}.':
    'Nicht zu sehen war es {span} lang, von {since} bis {until}.',
  'It was down for {span}, from {since} to {until}.': 'Der Ausfall dauerte {span}, von {since} bis {until}.',
  '[PAUSED] {name}': '[PAUSIERT] {name}',
  '{name} is paused.': '{name} ist pausiert.',
  '[CHANGED] {name}': '[GEÄNDERT] {name}',
  'The plan of {name} was changed, and nothing is known by the new one yet.':
    'Der Plan von {name} wurde geändert; nach dem neuen ist noch nichts bekannt.',
  '[UP] {name}': '[LÄUFT] {name}',
  '{name} is up.': '{name} läuft.',
  '{name} is up again.': '{name} läuft wieder.',
  'The check {name} was removed.': 'Die Prüfung {name} wurde entfernt.',
  '{n} flapping': '{n} schwankend',
  '{n} up again': '{n} wieder in Betrieb',
  '{n} paused': '{n} pausiert',
  '[DIGEST] {counts}': '[SAMMELMELDUNG] {counts}',
  'Many checks changed at once:': 'Viele Prüfungen änderten sich zugleich:',
  'Many checks changed at once, by {at}:': 'Viele Prüfungen änderten sich zugleich, bis {at}:',
  '[BLIND] The watch received nothing for {span}': '[BLIND] Die Wache empfing nichts: {span}',
  '[BLIND] The watch received nothing by 0MQ for {span}': '[BLIND] Die Wache empfing nichts über 0MQ: {span}',
  'The watch was blind from {from} to {to}. Checks that fell silent in that time were given more time and are not called down for it.':
    'Die Wache war blind von {from} bis {to}. Prüfungen, die in dieser Zeit verstummten, bekamen mehr Zeit und gelten deshalb nicht als ausgefallen.',
  'Messages by 0MQ were not received from {from} to {to}. Checks that fell silent in that time were given more time and are not called down for it.':
    'Nachrichten über 0MQ wurden nicht empfangen von {from} bis {to}. Prüfungen, die in dieser Zeit verstummten, bekamen mehr Zeit und gelten deshalb nicht als ausgefallen.',
  'No signal yet from:': 'Noch kein Signal von:',
  '- and {more} more': '- und {more} weitere',
  '[DATA LOST] The watch lost data': '[DATENVERLUST] Die Wache hat Daten verloren',
  '[DATA LOST] acknowledged': '[DATENVERLUST] quittiert',
  'The loss of data of {at} was acknowledged on the page.':
    'Der Datenverlust von {at} wurde auf der Seite quittiert.',
  '[NO NETWORK] This watch has no network': '[KEIN NETZ] Diese Wache hat kein Netz',
  'Since {since} this watch has no network: {why}.': 'Seit {since} hat diese Wache kein Netz: {why}.',
  'Checks that look over the network keep their status until it is back; what happened meanwhile is not known.':
    'Prüfungen, die über das Netz messen, behalten ihren Status, bis es wieder da ist; was inzwischen geschah, ist nicht bekannt.',
  '[NETWORK] This watch has its network again': '[NETZ] Diese Wache hat ihr Netz wieder',
  'This watch has its network again; it had none for {span}.':
    'Diese Wache hat ihr Netz wieder; es fehlte {span} lang.',
  '[CHANNEL] {name} does not deliver': '[KANAL] {name} stellt nicht zu',
  'Alerts do not get through by the channel {name} since {since}: {detail}.':
    'Meldungen kommen über den Kanal {name} nicht durch seit {since}: {detail}.',
  '[CHANNEL] {name} delivers again': '[KANAL] {name} stellt wieder zu',
  'The channel {name} delivers again; it had not for {span}.':
    'Der Kanal {name} stellt wieder zu; zuvor tat er es {span} lang nicht.',
  '[CHANNEL] {name} is removed': '[KANAL] {name} ist entfernt',
  'The channel {name} was removed; it had not delivered.':
    'Der Kanal {name} wurde entfernt; er hatte nicht zugestellt.',
  '[TEST] {channel}': '[TEST] {channel}',
  'This is a test of the channel {channel}. Alerts would arrive like this.':
    'Dies ist ein Test des Kanals {channel}. So kämen Meldungen an.',
  'Nobody has acknowledged it for {span}.': 'Seit {span} hat es niemand quittiert.',
  'Nobody has acknowledged it for {span}. Told before: {names}.':
    'Seit {span} hat es niemand quittiert. Zuvor gemeldet an: {names}.',
  'E-mail does not work at present ({names} is down), so the other channels get this, too.':
    'E-Mail funktioniert zurzeit nicht ({names} ist ausgefallen), daher bekommen auch die anderen Kanäle diese Meldung.',
  'E-mail does not work at present ({names} are down), so the other channels get this, too.':
    'E-Mail funktioniert zurzeit nicht ({names} sind ausgefallen), daher bekommen auch die anderen Kanäle diese Meldung.',
  '[MAINTENANCE] {name} until {until}': '[WARTUNG] {name} bis {until}',
  'Maintenance {name} has begun, and lasts until {until}.':
    'Die Wartung {name} hat begonnen und dauert bis {until}.',
  'Until then nobody is alerted of {covered}, which is watched as ever. What is still down then is reported then.':
    'Bis dahin wird niemand alarmiert für: {covered}. Überwacht wird wie immer; was dann noch ausgefallen ist, wird dann gemeldet.',
  '[0MQ] {title}': '[0MQ] {title}',
  'Until that is mended no silence of the checks that are fed by 0MQ is judged; all others are.':
    'Bis das behoben ist, wird das Schweigen der über 0MQ gespeisten Prüfungen nicht beurteilt; das aller anderen schon.',
  '[0MQ] Messages are received again': '[0MQ] Nachrichten werden wieder empfangen',
  '[0MQ] Messages are not expected any more': '[0MQ] Nachrichten werden nicht mehr erwartet',
  'Messages by 0MQ are received again, and silences are judged again.':
    'Nachrichten über 0MQ werden wieder empfangen, und Schweigen wird wieder beurteilt.',
  'The INI names no address for 0MQ any more.': 'Die INI nennt keine Adresse für 0MQ mehr.',
  '[REDIS] The server is not as the watch needs it':
    '[REDIS] Der Server ist nicht so, wie die Wache ihn braucht',
  'Redis ({server}) {words}.': 'Redis ({server}) {words}.',
  'intvlm8r status and the page name it until it is mended.':
    'intvlm8r status und die Seite nennen es, bis es behoben ist.',
  '[REDIS] The server is as the watch needs it again':
    '[REDIS] Der Server ist wieder so, wie die Wache ihn braucht',
  'Redis ({server}) has this fault no more.': 'Redis ({server}) hat diesen Fehler nicht mehr.',
  '[WAITING] {n} check waits to be adopted': '[WARTET] {n} Prüfung wartet auf Übernahme',
  '[WAITING] {n} checks wait to be adopted': '[WARTET] {n} Prüfungen warten auf Übernahme',
  'Devices in your network, or strangers, made checks without a log-in. They alert nobody until you adopt them on the page of the checks; what you do not know can be deleted there.':
    'Geräte im eigenen Netz, oder Fremde, haben ohne Anmeldung Prüfungen angelegt. Sie alarmieren niemanden, bis sie auf der Seite der Prüfungen übernommen werden; Unbekanntes lässt sich dort löschen.',
  'The names are theirs:': 'Die Namen stammen von ihnen:',
  '[WAITING] This was a message, and nothing is down':
    '[WARTET] Das war eine Nachricht, nichts ist ausgefallen',
  'Checks wait to be adopted; nothing is down.': 'Prüfungen warten auf Übernahme; nichts ist ausgefallen.',
  '[STRANGERS] The room for checks that wait is full': '[FREMDE] Der Platz für wartende Prüfungen ist voll',
  'So many checks were made without a log-in that {dropped} had to go, the oldest first. Your own checks and the heartbeat are not concerned.':
    'Ohne Anmeldung wurden so viele Prüfungen angelegt, dass {dropped} weichen mussten, die ältesten zuerst. Die eigenen Prüfungen und der Heartbeat sind nicht betroffen.',
  'Adopt on the page of the checks what you know; [Watch] pyremto = off and batchy = off in the INI close the doors.':
    'Bekanntes auf der Seite der Prüfungen übernehmen; [Watch] pyremto = off und batchy = off in der INI schließen die Türen.',
  '[STRANGERS] There is room again for checks that wait': '[FREMDE] Für wartende Prüfungen ist wieder Platz',
  'For a day no check that waits had to go to make room for another.':
    'Seit einem Tag musste keine wartende Prüfung einer anderen weichen.',
  '[MEMORY] The watch has used its share of the memory':
    '[SPEICHER] Die Wache hat ihren Anteil am Speicher verbraucht',
  'The rest is kept free for the heartbeat and the alerts. Until there is room: {words}.':
    'Der Rest bleibt frei für den Heartbeat und die Meldungen. Bis Platz ist: {words}.',
  'Delete checks that you do not need, or give Redis more memory.':
    'Nicht benötigte Prüfungen löschen, oder Redis mehr Speicher geben.',
  '[MEMORY] The watch has room again': '[SPEICHER] Die Wache hat wieder Platz',
  'The watch keeps messages and histories again as usual.':
    'Die Wache bewahrt Nachrichten und Verläufe wieder wie gewohnt auf.',
  '[MERGED] {name}': '[ZUSAMMENGEFÜHRT] {name}',
  'This is one outage of {name} with an older incident, which another watch of the group opened while they were cut off from each other. It goes on there.':
    'Dies ist ein und derselbe Ausfall von {name} wie ein älterer Vorfall, den eine andere Wache der Gruppe eröffnet hat, während beide voneinander abgeschnitten waren. Er läuft dort weiter.',
  'This watch tells it in place of {names}, which does not answer; it may come from there, too.':
    'Diese Wache meldet es anstelle von {names}, da von dort keine Antwort kommt; es kann auch noch von dort kommen.',
  'This watch tells it in place of {names}, which do not answer; it may come from there, too.':
    'Diese Wache meldet es anstelle von {names}, die nicht antworten; es kann auch noch von dort kommen.',
  '{names} does not answer this watch, and may tell it, too.':
    '{names} antwortet dieser Wache nicht und meldet es vielleicht ebenfalls.',
  '{names} do not answer this watch, and may tell it, too.':
    '{names} antworten dieser Wache nicht und melden es vielleicht ebenfalls.',
  '[SILENT] {name} is dead or cut off: {n} check is unheard':
    '[VERSTUMMT] {name} ist tot oder abgeschnitten: {n} Prüfung ist ungehört',
  '[SILENT] {name} is dead or cut off: {n} checks are unheard':
    '[VERSTUMMT] {name} ist tot oder abgeschnitten: {n} Prüfungen sind ungehört',
  '{name} does not answer. The last signal of {n} check came to it, so nobody knows whether it is well: it stays unheard until {name} is back, or until a signal comes here, as those with a second address send it.':
    '{name} antwortet nicht. Das letzte Signal von {n} Prüfung kam dort an; niemand weiß daher, ob sie läuft: sie bleibt ungehört, bis {name} wieder da ist oder hier ein Signal ankommt, wie es Absender mit einer zweiten Adresse schicken.',
  '{name} does not answer. The last signal of {n} checks came to it, so nobody knows whether they are well: they stay unheard until {name} is back, or until a signal comes here, as those with a second address send it.':
    '{name} antwortet nicht. Die letzten Signale von {n} Prüfungen kamen dort an; niemand weiß daher, ob sie laufen: sie bleiben ungehört, bis {name} wieder da ist oder hier ein Signal ankommt, wie es Absender mit einer zweiten Adresse schicken.',
  '[ANSWERS] {name}': '[ANTWORTET] {name}',
  '[REMOVED] {name}': '[ENTFERNT] {name}',
  'A former member of the group': 'Ein früheres Mitglied der Gruppe',
  '{name} was taken out of the INI, so this watch does not wait for its answer any more. The checks that came from it can be deleted.':
    '{name} wurde aus der INI genommen; diese Wache wartet daher nicht mehr auf Antwort von dort. Die Prüfungen, die von dort kamen, können gelöscht werden.',
  '{name} answers again, and its checks are heard.':
    '{name} antwortet wieder, und die Prüfungen von dort werden gehört.',
}
