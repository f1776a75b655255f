// SPDX-License-Identifier: GPL-3.0-or-later
// A client that is nothing but HTTP: the test sees every event with its id and decides when a connection breaks.
const ACCEPT = 'application/json, text/event-stream';

/** The events of a text/event-stream body, as { id, event, data }, comments left out; ends with the stream. */
export async function* eventsOf(response) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = {};
      for (const line of text.slice(0, end).split('\n')) {
        const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (field === 'data' && 'data' in event) event.data += `\n${value}`;
        else if (field) event[field] = value;
      }
      text = text.slice(end + 2);
      if (Object.keys(event).length > 0) yield event;
    }
  }
}

/** The JSON-RPC message of an event; undefined for one without (priming). */
export const messageOf = (event) => (event.data ? JSON.parse(event.data) : undefined);

export class RawSession {
  id;
  #url;
  #version;

  /** Shakes hands with that protocol version. */
  static async open(url, version = '2025-11-25') {
    const session = new RawSession();
    session.#url = url;
    session.#version = version;
    const response = await session.post({
      id: 'handshake',
      method: 'initialize',
      params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
    });
    session.id = response.headers.get('mcp-session-id');
    await response.text();
    await (await session.post({ method: 'notifications/initialized' })).text();
    return session;
  }

  /** Goes on with a session's id, whether the gateway knows it or not. */
  static resumed(url, id, version = '2025-11-25') {
    const session = new RawSession();
    session.#url = url;
    session.#version = version;
    session.id = id;
    return session;
  }

  #headers(more) {
    return {
      ...(this.id && { 'mcp-session-id': this.id, 'mcp-protocol-version': this.#version }),
      ...more,
    };
  }

  post(message, signal) {
    return fetch(this.#url, {
      method: 'POST',
      headers: this.#headers({ accept: ACCEPT, 'content-type': 'application/json' }),
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal,
    });
  }

  /** Every message that comes for a request, the answer last, whether it comes as JSON or as a stream. */
  async ask(request) {
    const response = await this.post(request);
    if (!/event-stream/.test(response.headers.get('content-type'))) return [await response.json()];
    const messages = [];
    for await (const event of eventsOf(response)) messages.push(messageOf(event));
    return messages.filter(Boolean);
  }

  get(lastEventId, signal) {
    return fetch(this.#url, {
      headers: this.#headers({ accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) }),
      signal,
    });
  }

  end() {
    return fetch(this.#url, { method: 'DELETE', headers: this.#headers() });
  }
}
