// SPDX-License-Identifier: GPL-3.0-or-later
// What servers over HTTP may do wrong, one row each:
//   name     of the server in the settings, so that an error can be seen to name it
//   does     the script of the rogue for the request named in `at` (tools/call), the rest is as usual
//   says     what the client of the call is told; without it the call is answered with "fine"
//   limits, type, session   of the server
//   holds    checks the rogue after the call: returns what is wrong
//   comes    what the rogue sees in the end
const LONG = /longer than 16 MiB \(settings: limits\.serverMessage\).*unknown/;
const SILENT = /no answer within the time allowed.*callSilence/;
const IMPATIENT = { callSilence: '1500 ms' };
const EVENTS = 'text/event-stream';
const JSON_TYPE = 'application/json';
const page = '<!DOCTYPE html><html><head><title>Sorry, gone fishing</title></head><body>&nbsp;</body></html>';
const over = (pause, count, step) => {
  let i = 0;
  const timer = setInterval(() => (i < count ? step(i++) : clearInterval(timer)), pause);
  return () => clearInterval(timer);
};

const UNKNOWN = /carried out is unknown/;
const CHUNKED = { 'Transfer-Encoding': 'chunked' };
const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const endless = [
  { name: 'sse-line', says: LONG, does: (x) => (x.stream(), x.raw('data: '), x.flood('x'.repeat(65536))) },
  { name: 'sse-lines', says: LONG, does: (x) => (x.stream(), x.flood(`data: ${'x'.repeat(1_000)}\n`.repeat(60))) },
  { name: 'json-announced', says: LONG, does: (x) => (x.head(200, { 'Content-Type': JSON_TYPE, 'Content-Length': 100_000_000 }), x.raw('{')) },
  { name: 'json-chunked', says: LONG, does: (x) => (x.head(200, { 'Content-Type': JSON_TYPE, ...CHUNKED }), x.flood(chunk('x'.repeat(65536)))) },
  { name: 'head-lines', says: UNKNOWN, does: (x) => (x.raw('HTTP/1.1 200 OK\r\n'), x.flood(`X-More: ${'x'.repeat(1_000)}\r\n`)) },
  { name: 'head-line', says: /head of more than|too (large|long|big)/i, does: (x) => (x.raw('HTTP/1.1 200 OK\r\nX: '), x.flood('y'.repeat(65536))) },
  {
    name: 'redirect-page',
    says: /redirects/,
    does: (x) => (x.head(302, { 'Location': 'http://elsewhere.invalid/', 'Content-Type': 'text/html' }), x.flood(' '.repeat(65536))),
  },
  { name: 'sse-field', says: LONG, does: (x) => (x.stream(), x.flood('x'.repeat(65536))) },
  { name: 'interim', says: /head of more than/, does: (x) => x.flood('HTTP/1.1 100 Continue\r\n\r\n'.repeat(500)) },
  {
    name: 'trailers',
    says: /head of more than/,
    does: (x) => (x.head(200, { 'Content-Type': JSON_TYPE, 'Transfer-Encoding': 'chunked' }), x.raw('2\r\n{}\r\n0\r\n'), x.flood(`X: ${'y'.repeat(1000)}\r\n`)),
  },
  { name: 'error-page', says: /502 Bad Gateway: Sorry, gone fishing/, does: (x) => (x.head(502, { 'Content-Type': 'text/html' }), x.raw(page), x.flood(' '.repeat(65536))) },
  {
    name: 'notices',
    limits: { callTotal: '2 s' },
    says: /no answer within the time allowed/,
    does: (x) => (x.stream(), x.flood(`data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","data":"${'x'.repeat(50_000)}"}}\n\n`, 1e9)),
  },
];

const answers = [
  { name: 'type-html', says: /text\/html where JSON/, does: (x) => x.answer(200, 'text/html', page) },
  { name: 'type-none', says: UNKNOWN, does: (x) => x.answer(200, undefined, '{}') },
  { name: 'no-json', says: UNKNOWN, does: (x) => x.answer(200, JSON_TYPE, '\xff\xfe{') },
  { name: 'deep', says: UNKNOWN, does: (x) => x.answer(200, JSON_TYPE, x.response(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)) },
  { name: 'wrong-id', says: /not to what was asked/, does: (x) => x.answer(200, JSON_TYPE, x.response(undefined, '987654')) },
  { name: 'twice-event', does: (x) => (x.stream(), x.event(x.response()), x.event(x.response('{"content":[{"type":"text","text":"second"}]}')), x.end()) },
  { name: 'type-bytes', says: /application\/octet-stream where/, does: (x) => x.answer(200, 'application/octet-stream', x.response()) },
  { name: 'accepted', says: /202 .*where JSON or an event stream was expected/, does: (x) => x.answer(202, undefined, '') },
  { name: 'page-500', says: /500 Internal Server Error: Sorry, gone fishing/, does: (x) => x.answer(500, 'text/html', page) },
  { name: 'page-404', says: /404 Not Found: Sorry, gone fishing.*path in "url"/, does: (x) => x.answer(404, 'text/html', page) },
  {
    name: 'forgetful', // whatever session it gives, it does not know it
    session: 'abc',
    says: /tried 5 times and the call was not carried out/,
    does: (x) => x.answer(404, 'text/html', page),
    holds: ({ requests }) => requests.filter((what) => /tools\/call/.test(what)).length > 5 && 'asked more than five times',
  },
  { name: 'forgets-once', session: 'abc', does: (x) => (x.server.kept.asked = (x.server.kept.asked ?? 0) + 1) === 1 ? x.answer(404, 'text/html', page) : false },
  { name: 'wrong-id-event', says: /ended the stream before the answer/, does: (x) => (x.stream(), x.event(x.response(undefined, '4711')), x.end()) },
  { name: 'id-as-text', says: /not to what was asked/, does: (x) => x.answer(200, JSON_TYPE, x.response(undefined, `"${x.id}"`)) },
  { name: 'twice-json', says: /no JSON-RPC message|no message/, does: (x) => x.answer(200, JSON_TYPE, x.response() + x.response()) },
  { name: 'cut-json', says: /no JSON-RPC message/, does: (x) => x.answer(200, JSON_TYPE, x.response().slice(0, -1)) },
  {
    name: 'asks-nonsense', // questions with ids that are none, and answers to what was never asked
    does: (x) => {
      x.stream();
      for (const id of ['0', '-7', x.id, `"${'i'.repeat(100_000)}"`])
        x.event(`{"jsonrpc":"2.0","id":${id},"method":"no/such","params":{}}`);
      for (const id of ['987654321', '"never"', '1e400', '-1']) x.event(x.response('{}', id));
      x.event(x.response());
      x.end();
    },
  },
  {
    name: 'asks-without-id',
    says: /no JSON-RPC message: id/,
    does: (x) => (x.stream(), x.event('{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}')),
  },
  {
    name: 'get-stream', // the answer comes where answers never come: it counts, as there is no other
    session: 'abc',
    at: '',
    does: (x) => {
      const { kept } = x.server;
      if (x.method === 'GET') return x.stream(), void (kept.stream = x);
      if (x.message?.method !== 'tools/call') return false;
      x.stream();
      return kept.stream?.event(x.response());
    },
  },
];

const sockets = [
  { name: 'fin', says: UNKNOWN, does: (x) => x.end() },
  { name: 'fin-in-head', says: UNKNOWN, does: (x) => (x.raw('HTTP/1.1 200 OK\r\nContent-Ty'), x.end()) },
  { name: 'fin-in-json', says: UNKNOWN, does: (x) => (x.head(200, { 'Content-Type': JSON_TYPE, 'Content-Length': 100 }), x.raw('{"jsonrpc"'), x.end()) },
  { name: 'no-http', says: UNKNOWN, does: (x) => x.raw('SSH-2.0-OpenSSH_9.2\r\n') },
  {
    name: 'drip',
    does: (x) => {
      x.stream();
      const text = `data: ${x.response()}\n\n`;
      x.socket.on('close', over(10, text.length, (i) => x.raw(text[i])));
    },
  },
  { name: 'fin-in-event', says: /ended the stream before the answer.*unknown/, does: (x) => (x.stream(), x.raw('data: {"jsonrpc"'), x.end()) },
  { name: 'reset', says: /broke|without an answer/, does: (x) => x.socket.resetAndDestroy() },
  { name: 'never', limits: IMPATIENT, says: SILENT, does: (x) => void x.socket.on('close', () => (x.server.kept.isClosed = true)), comes: ({ kept }) => kept.isClosed },
  { name: 'never-a-body', limits: IMPATIENT, says: SILENT, does: (x) => x.head(200, { 'Content-Type': JSON_TYPE, 'Content-Length': 1000 }) },
  { name: 'comments', limits: IMPATIENT, says: SILENT, does: (x) => (x.stream(), x.socket.on('close', over(20, 1000, () => x.raw(': still here\n\n')))) },
  { name: 'come-back-later', limits: IMPATIENT, says: SILENT, does: (x) => (x.stream(), x.raw(`retry: 600000\nid: 1\ndata:\n\n`), x.end()) },
  {
    name: 'always-news', // each stream ends before the answer, with a new place to go on at
    at: '',
    limits: { callTotal: '2 s' },
    says: /no answer within the time allowed/,
    does: (x) => {
      if (x.method !== 'GET' && x.message?.method !== 'tools/call') return false;
      x.server.kept.news = (x.server.kept.news ?? 0) + 1;
      x.stream();
      x.raw(`retry: 1\nid: ${x.server.kept.news}\ndata:\n\n`);
      return x.end();
    },
    holds: ({ kept }) => kept.news > 100 && `asked ${kept.news} times in 2 s`,
  },
];

const elsewhere = (name, status, at) => ({
  name,
  at,
  says: /redirects to .*nothing is sent there|redirects .*set "url"/,
  does: (x) => x.answer(status, undefined, '', { Location: `${x.server.kept.bystander}/mcp` }),
});
const redirects = [
  elsewhere('moved-301', 301, 'tools/call'),
  elsewhere('moved-308', 308, 'tools/call'),
  elsewhere('moved-greeting', 307, 'initialize'),
  { name: 'circle', says: /circle/, does: (x) => x.answer(307, undefined, '', { Location: '/mcp' }) },
  { name: 'no-place', says: /no address/, does: (x) => x.answer(307, undefined, '', { Location: 'http://' }) },
  { name: 'file-place', says: /redirects/, does: (x) => x.answer(307, undefined, '', { Location: 'file:///etc/passwd' }) },
  { name: 'same-place', at: '', does: (x) => x.target === '/mcp' ? x.answer(308, undefined, '', { Location: '/elsewhere/mcp' }) : false },
];

const greetings = [
  { name: 'session-endless', at: 'initialize', says: /head of more than|too (large|long|big)/i, does: (x) => x.result('{}', { 'Mcp-Session-Id': 'a'.repeat(1_000_000) }) },
  { name: 'session-control', at: 'initialize', says: /named its session in a way/, does: (x) => x.result('{}', { 'Mcp-Session-Id': 'a\x01b' }) },
  { name: 'session-long', at: 'initialize', says: /named its session in a way/, does: (x) => x.result('{}', { 'Mcp-Session-Id': 'a'.repeat(10_000) }) },
  { name: 'greets-page', at: 'initialize', says: /text\/html where JSON/, does: (x) => x.answer(200, 'text/html', page) },
  { name: 'greets-never', at: 'initialize', limits: { startTime: '1 s' }, says: /did not answer the handshake within 1 s|still starting; the call was not sent/, does: () => {} },
  {
    name: 'endpoint-away',
    type: 'sse',
    at: '',
    says: /wants its messages sent to another server/,
    does: (x) => (x.stream(), x.raw(`event: endpoint\ndata: ${x.server.kept.bystander}/messages\n\n`)),
  },
  { name: 'endpoint-endless', type: 'sse', at: '', says: /longer than|cannot be read/, does: (x) => (x.stream(), x.raw('event: endpoint\ndata: '), x.flood('x'.repeat(65536))) },
  { name: 'endpoint-none', type: 'sse', at: '', limits: { startTime: '1 s' }, says: /named no address|did not answer|endpoint/i, does: (x) => x.stream() },
];

export const mischief = [...endless, ...answers, ...sockets, ...redirects, ...greetings];
