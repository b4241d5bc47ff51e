/**
 * What the page has to do with the world outside itself: the server's events in, control requests out,
 * the address bar, and the little the browser remembers. Must never address anything but its own server.
 */

/** A control request the server refused, or that never reached it; the message is meant for people. */
export class ControlError extends Error {}

async function post(path, body) {
  let response;
  try {
    response = await fetch(`/preview/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body ?? {}),
    });
  } catch {
    throw new ControlError("The preview server does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) {
    throw new ControlError(answer.error ?? answer.description ?? `The server answered ${response.status}.`);
  }
  return answer;
}

const of = (account, action) => `accounts/${account}/${action}`;

/** What an account can do on its phone, and what the trainer can do to the world. */
export const control = {
  addPerson: (person) => post("accounts", person),
  start: (account, payload) => post(of(account, "start"), payload ? { payload } : {}),
  write: (account, message) => post(of(account, "write"), message),
  send: (account, attachment) => post(of(account, "send"), attachment),
  press: (account, button) => post(of(account, "press"), button),
  edit: (account, change) => post(of(account, "edit"), change),
  remove: (account, message) => post(of(account, "delete"), message),
  clear: (account, chat_id) => post(of(account, "clear"), { chat_id }),
  react: (account, reaction) => post(of(account, "react"), reaction),
  block: (account, blocked) => post(of(account, "block"), { blocked }),
  newTopic: (chat, account_id, name) => post(`chats/${chat}/topics`, { account_id, name }),
  topic: (chat, thread, doing, action) => post(`chats/${chat}/topics/${thread}/${action}`, doing),
  pin: (account, message) => post(of(account, "pin"), message),
  unpin: (account, message) => post(of(account, "unpin"), message),
  addGroup: (group) => post("chats", group),
  member: (chat, change) => post(`chats/${chat}/members`, change),
  bot: (chat, change) => post(`chats/${chat}/bot`, change),
  upgrade: (chat) => post(`chats/${chat}/upgrade`),
  forum: (chat, is_forum) => post(`chats/${chat}/forum`, { is_forum }),
  network: (network) => post("network", network),
  clock: (advance_seconds) => post("clock", { advance_seconds }),
};

const EVENTS = ["world", "chat", "alert", "answered"];
const RETRY_MS = 1500;

/**
 * Follows the server's events for as long as the page lives.
 * `on` holds one function per event name, and `connection(state)` told "open" or "reconnecting".
 */
export function follow(on) {
  const source = new EventSource("/preview/events");
  source.onopen = () => on.connection("open");
  source.onerror = () => {
    on.connection("reconnecting");
    // A browser retries a broken stream by itself, but gives up for good on a refused one.
    source.close();
    setTimeout(() => follow(on), RETRY_MS);
  };
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => on[name](JSON.parse(event.data)));
  }
}

const query = new URLSearchParams(location.search);
const numberIn = (name) => (query.has(name) ? Number(query.get(name)) : null);
/** The one person or chat the address asks for. */
export const only = { person: numberIn("person"), chat: numberIn("chat") };
export const askedTheme = query.get("theme");

/** A setting of this browser; `otherwise` when there is none or storage is forbidden. */
export function recall(name, otherwise) {
  try { return JSON.parse(localStorage.getItem(`preview.${name}`)) ?? otherwise; } catch { return otherwise; }
}

export function remember(name, value) {
  try { localStorage.setItem(`preview.${name}`, JSON.stringify(value)); } catch { /* storage may be forbidden: then nothing is remembered */ }
}
