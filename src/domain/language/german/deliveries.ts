/** The outcomes of deliveries, as they are stored. */
export const deliveries: Readonly<Record<string, string>> = {
  'Apprise knows no service to notify: check the key or the addresses':
    'Apprise kennt keinen Dienst zum Benachrichtigen: Schlüssel oder Adressen prüfen',
  'it does not speak MQTT 3.1.1': 'er spricht kein MQTT 3.1.1',
  'it refuses our name': 'er lehnt unseren Namen ab',
  'log-in refused: check user and password': 'Anmeldung abgelehnt: Benutzer und Passwort prüfen',
  'the broker {host} refused the connection: {why}': 'der Broker {host} lehnte die Verbindung ab: {why}',
  'no connection to the broker {host}': 'keine Verbindung zum Broker {host}',
  'no connection to the broker {host} ({code})': 'keine Verbindung zum Broker {host} ({code})',
  'no connection to the broker': 'keine Verbindung zum Broker',
  'only the INI may name a program': 'nur die INI darf ein Programm nennen',
  'only the worker runs programs': 'nur der Worker führt Programme aus',
  'there is no mail account {account}': 'es gibt kein Mailkonto {account}',
  'answered {n}': 'antwortete {n}',
  '{what}: it has moved; enter the new address': '{what}: umgezogen; die neue Adresse eingeben',
  'has to be one address': 'muss eine einzige Adresse sein',
  'has a quotation mark without its partner': 'hat ein Anführungszeichen ohne Gegenstück',
  'holds no address': 'enthält keine Adresse',
  'has at place {n} no address such as me@example.org': 'hat an Stelle {n} keine Adresse wie me@example.org',
  'needs a comma after the address at place {n}': 'braucht ein Komma nach der Adresse an Stelle {n}',
  'the room’s address leads to no room: the server {why}':
    'die Adresse des Raums führt zu keinem Raum: Der Server {why}',
  'acknowledged by the broker': 'vom Broker bestätigt',
  'the server took its address for another topic; enter it without the path, and the topic at its place':
    'der Server hielt die Adresse für ein anderes Thema; sie ohne den Pfad eingeben, und das Thema an seiner Stelle',
  'not sent: another watch has opened the incident':
    'nicht gesendet: Eine andere Wache hat den Vorfall geöffnet',
  'not sent: a peer has opened the incident': 'nicht gesendet: Ein Nachbar hat den Vorfall geöffnet',
  'not sent: a peer has opened the incident, and resolves it':
    'nicht gesendet: Ein Nachbar hat den Vorfall geöffnet und schließt ihn',
  'not sent: this watch has no such incident open':
    'nicht gesendet: Diese Wache hat keinen solchen Vorfall offen',
  'it was refused; check token and user key': 'es wurde abgelehnt; Token und Benutzerschlüssel prüfen',
  'gammu is not installed here: sudo apt install gammu':
    'gammu ist hier nicht installiert: sudo apt install gammu',
  'sent to {numbers}; not to {others}: {why}': 'an {numbers} gesendet; nicht an {others}: {why}',
  'sent to {n} numbers': 'an {n} Nummern gesendet',
  'sent to {n} recipients': 'an {n} Empfänger gesendet',
  'Signal did not take it': 'Signal hat es nicht angenommen',
  sent: 'gesendet',
  published: 'veröffentlicht',
  'gammu did not end in time, and was stopped': 'gammu endete nicht rechtzeitig und wurde beendet',
  'gammu was ended by {signal}': 'gammu wurde von {signal} beendet',
  'gammu ended with exit code {n}': 'gammu endete mit Exit-Code {n}',
  'gammu ended with exit code {n}: {why}': 'gammu endete mit Exit-Code {n}: {why}',
  'it does not take these parameters': 'es nimmt diese Parameter nicht',
  'it cannot read its settings': 'es kann seine Einstellungen nicht lesen',
  'the modem cannot be opened': 'das Modem lässt sich nicht öffnen',
  'another program has the modem': 'ein anderes Programm hat das Modem',
  'there is no modem at the port that its settings name':
    'an dem Anschluss, den die Einstellungen nennen, ist kein Modem',
  'the modem is busy': 'das Modem ist beschäftigt',
  'the modem may not be opened by this user': 'dieser Benutzer darf das Modem nicht öffnen',
  'the modem does not answer': 'das Modem antwortet nicht',
  'taken by the mail server': 'vom Mailserver angenommen',
  'taken by the mail server for {addresses}; not for {others}: {why}':
    'vom Mailserver angenommen für {addresses}; nicht für {others}: {why}',
  'an earlier alert comes first': 'eine frühere Meldung geht vor',
  'no recipient any more': 'kein Empfänger mehr',
  'it answers': 'er antwortet',
  '{host} offers no TLS that can be used here': '{host} bietet kein TLS, das hier verwendbar ist',
  '{host} answered {n} to {command}': '{host} antwortete {n} auf {command}',
  'the certificate of {host} is not to be trusted here ({code})':
    'dem Zertifikat von {host} ist hier nicht zu trauen ({code})',
  'sending by {host} failed ({code})': 'das Senden über {host} ist fehlgeschlagen ({code})',
  'sending by {host} failed (no reason given)':
    'das Senden über {host} ist fehlgeschlagen (kein Grund genannt)',
  '{host} did not confirm that it took the mail, though it may have':
    '{host} bestätigte nicht, die Mail angenommen zu haben; es kann aber sein',
  '{host} does not answer in time': '{host} antwortet nicht rechtzeitig',
  'no connection to {host}': 'keine Verbindung zu {host}',
  'connection refused by {host}': 'Verbindung von {host} abgelehnt',
  'there is no host of the name {host}, or no DNS server answers':
    'es gibt keinen Host mit dem Namen {host}, oder kein DNS-Server antwortet',
  'there is no host of the name {host}': 'es gibt keinen Host mit dem Namen {host}',
  '{host} accepts no log-in of this kind; check user, password and security':
    '{host} akzeptiert keine Anmeldung dieser Art; Benutzer, Passwort und Sicherheit prüfen',
  '{host} wants a log-in; enter user and password':
    '{host} verlangt eine Anmeldung; Benutzer und Passwort eingeben',
  'the addresses cannot be used; check To and From': 'die Adressen sind nicht brauchbar; An und Von prüfen',
  '{what}; the chat is now {chat}, enter that': '{what}; der Chat ist jetzt {chat}, das eingeben',
  "no browser has allowed messages; open the channel's page there by https and allow them":
    'kein Browser hat Nachrichten erlaubt; dort die Seite des Kanals mit https öffnen und sie erlauben',
  'taken for {n} of {n2} browsers': 'angenommen für {n} von {n2} Browsern',
  'taken for {n} of {n2} browsers: {why}': 'angenommen für {n} von {n2} Browsern: {why}',
  'the subscription or the contact cannot be used; subscribe again':
    'das Abonnement oder der Kontakt ist nicht brauchbar; neu abonnieren',
  'the browser has taken its permission back': 'der Browser hat seine Erlaubnis zurückgenommen',
  'the headers cannot be used: write "Name: value", with | between several':
    'die Kopfzeilen sind nicht brauchbar: "Name: Wert" schreiben, mit | zwischen mehreren',
  'the body is no JSON; mend it, with the places in quotation marks':
    'der Inhalt ist kein JSON; berichtigen, mit den Platzhaltern in Anführungszeichen',
  'the program for 0MQ does not run, or has none of the addresses of [Zmq] publish in the INI; see docs/zmq.md':
    'das Programm für 0MQ läuft nicht, oder hat keine der Adressen von [Zmq] publish in der INI; siehe docs/zmq.md',
  'it was over, or covered by a later alert, before it could be sent':
    'es war vorbei oder von einer späteren Meldung abgedeckt, bevor es gesendet werden konnte',
  'it was over, or covered by a later alert, before it could be sent again':
    'es war vorbei oder von einer späteren Meldung abgedeckt, bevor es noch einmal gesendet werden konnte',
  'some recipients have it; it was over, or covered by a later alert, before it could be sent to the others':
    'einige Empfänger haben es; es war vorbei oder von einer späteren Meldung abgedeckt, bevor es den anderen gesendet werden konnte',
  'it waits for a worker that knows a channel of that name':
    'es wartet auf einen Worker, der einen Kanal dieses Namens kennt',
  'it turned out to be no news': 'es stellte sich als keine Neuigkeit heraus',
  'there was nothing to resolve': 'es gab nichts aufzulösen',
  'a worker ended while it was sent; a report is not sent twice':
    'ein Worker endete, während es gesendet wurde; ein Bericht wird nicht zweimal gesendet',
  'being sent': 'wird gesendet',
  'another member answers again': 'ein anderes Mitglied antwortet wieder',
  'there is no channel of that name': 'es gibt keinen Kanal dieses Namens',
  'no answer within {n} s': 'keine Antwort innerhalb von {n} s',
  'something unexpected went wrong here; see the log':
    'hier ging etwas Unerwartetes schief; siehe das Protokoll',
  'the worker has not sent it yet; see whether it runs':
    'der Worker hat es noch nicht gesendet; nachsehen, ob er läuft',
  '{what} (log-in refused: check user and password)':
    '{what} (Anmeldung abgelehnt: Benutzer und Passwort prüfen)',
  '{what} (log-in refused: check user and token)': '{what} (Anmeldung abgelehnt: Benutzer und Token prüfen)',
  '{name} has told it': '{name} hat es gemeldet',
}
